"""What texts plug into: versions at publication, their block, the import of DemocracyOS."""

from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.signals import page_published

from civic_pages.campaigns.languages import language_of
from civic_pages.deliberation import democracyos_import, text_block, versions
from civic_pages.deliberation.models import TextVersion
from civic_pages.deliberation.pages import AbstractTextPage
from civic_pages.following import news


def record_published(sender: type, instance: Any, **kwargs: Any) -> None:
    """Record a version when a text is published, by whatever way."""
    if not isinstance(instance, AbstractTextPage):
        return
    version = versions.record(instance, now=instance.last_published_at or timezone.now())
    if version is not None and version.number > 1:
        _tell(instance, version)


def _tell(page: Any, version: TextVersion) -> None:
    """Tell who follows the text, or its campaign, of a new version; the first is told as a page."""
    if not page.live or page.get_view_restrictions().exists():
        return
    values = {"number": version.number, "title": page.title}
    with translation.override(language_of(page)):
        title = _("Version %(number)d of the text: %(title)s") % values
    news.tell(
        "text",
        campaign=page.campaign,
        target=f"text:{page.pk}",
        key=f"text:{page.pk}:version:{version.number}",
        title=title,
        url=page.full_url or "",
        at=version.published_at,
    )


def connect() -> None:
    """Connect the receivers; called once, when the app is ready."""
    page_published.connect(record_published, dispatch_uid="civic_pages.text_versions")


def register() -> None:
    """Register with Wagtail's hooks; called by ``civic_pages.wagtail_hooks``."""
    hooks.register("register_civic_blocks", text_block.ours, order=50)
    hooks.register("register_admin_urls", democracyos_import.urls)
    hooks.register("register_page_header_buttons", democracyos_import.page_buttons)
