"""The sorting aid in the Wagtail admin, and the receiver that keeps its index."""

from django.db.models.signals import post_save
from wagtail import hooks

from civic_pages.participation.models import Contribution
from civic_pages.participation.similar import index


def connect() -> None:
    """Connect the receiver; called once, when the app is ready."""
    post_save.connect(index.on_saved, sender=Contribution, dispatch_uid="civic_pages.terms")


def register() -> None:
    """Register the team's pages; called once, by ``civic_pages.wagtail_hooks``."""
    from civic_pages.participation.similar import desk, log

    hooks.register("register_admin_urls", desk.urls)
    hooks.register("register_reports_menu_item", desk.menu_item)
    hooks.register("register_page_header_buttons", desk.page_buttons)
    hooks.register("register_log_actions", log.register)
