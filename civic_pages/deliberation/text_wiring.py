"""What texts plug into: versions at publication, their block, the import of DemocracyOS."""

from typing import Any

from django.utils import timezone
from wagtail import hooks
from wagtail.signals import page_published

from civic_pages.deliberation import democracyos_import, text_block, versions
from civic_pages.deliberation.pages import AbstractTextPage


def record_published(sender: type, instance: Any, **kwargs: Any) -> None:
    """Record a version when a text is published, by whatever way."""
    if isinstance(instance, AbstractTextPage):
        versions.record(instance, now=instance.last_published_at or timezone.now())


def connect() -> None:
    """Connect the receivers; called once, when the app is ready."""
    page_published.connect(record_published, dispatch_uid="civic_pages.text_versions")


def register() -> None:
    """Register with Wagtail's hooks; called by ``civic_pages.wagtail_hooks``."""
    hooks.register("register_civic_blocks", text_block.ours, order=50)
    hooks.register("register_admin_urls", democracyos_import.urls)
    hooks.register("register_page_header_buttons", democracyos_import.page_buttons)
