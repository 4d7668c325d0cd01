"""Wiring of following: hooks of the admin and of contributions' pages, and what it listens to."""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_save
from django.utils import translation
from django.utils.translation import gettext
from wagtail import hooks
from wagtail.signals import page_published

from civic_pages.campaigns.children import CampaignChildMixin
from civic_pages.campaigns.languages import language_of
from civic_pages.following import admin_views, privacy, sources, targets
from civic_pages.following.news import tell
from civic_pages.following.sections import FollowSection
from civic_pages.participation.models import OfficialAnswer


def register() -> None:
    """Register our hooks; called once, from ``wagtail_hooks``."""
    hooks.register("register_civic_sections", FollowSection, order=900)
    hooks.register("register_civic_erasers", privacy.ours)
    hooks.register("register_admin_urls", admin_views.urls)
    hooks.register("register_reports_menu_item", admin_views.followers_item)
    hooks.register("register_reports_menu_item", admin_views.mails_item)


def tell_published(sender: type, instance: Any, **kwargs: Any) -> None:
    """Tell that a page beneath a campaign is public for the first time."""
    if not isinstance(instance, CampaignChildMixin):
        return
    page: Any = instance
    if not page.live or page.get_view_restrictions().exists():
        return
    with translation.override(language_of(page)):
        title = gettext("Published: %(title)s") % {"title": page.title}
    tell(
        "page",
        campaign=page.campaign,
        target=targets.of_campaign(page.campaign).key,
        key=f"page:{page.pk}",
        title=title,
        url=targets.address(page),
        at=page.first_published_at,
    )


def tell_answered(sender: type, instance: Any, update_fields: Any = None, **kwargs: Any) -> None:
    """Tell of an answer of the city once it is public: when its contributors are written to."""
    if update_fields and "notified_at" in update_fields:
        transaction.on_commit(lambda: sources.tell_due.enqueue(instance.campaign_id))


def connect() -> None:
    """Connect the receivers; called once, when the app is ready."""
    page_published.connect(tell_published, dispatch_uid="civic_pages.tell_published")
    post_save.connect(
        tell_answered, sender=OfficialAnswer, dispatch_uid="civic_pages.tell_answered"
    )
