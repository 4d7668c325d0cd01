"""Wiring of projects into Wagtail; nothing is decided here."""

from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext
from wagtail import hooks
from wagtail.blocks import Block
from wagtail.permissions import register_permission_policy

from civic_pages.campaigns.languages import language_of
from civic_pages.following import news, standing
from civic_pages.participation.signals import project_status_changed
from civic_pages.projects import log_actions
from civic_pages.projects.addresses import Addresses
from civic_pages.projects.admin import bulk, viewset
from civic_pages.projects.blocks import ProjectsBlock
from civic_pages.projects.models import Project
from civic_pages.projects.sections import BecameSection, OwnBecameSection


def blocks() -> list[tuple[str, Block]]:
    return [("projects", ProjectsBlock())]


def connect() -> None:
    """Connect the receiver; called once, when the app is ready."""
    project_status_changed.connect(tell_status, dispatch_uid="civic_pages.project_status")
    standing.register("project", _public)


def _public(keys: set[int]) -> set[int]:
    return set(Project.objects.public().filter(pk__in=keys).values_list("pk", flat=True))


def tell_status(sender: type, instance: Any, step: Any, **kwargs: Any) -> None:
    """Tell followers of a campaign where one of its public projects stands now."""
    addresses = Addresses({instance.campaign_id})
    page = addresses.page_of(instance.campaign_id, instance.edition)
    if page is None or not instance.is_public:
        return
    with translation.override(language_of(page)):
        values = {"title": instance.title, "status": step.get_status_display()}
        title = gettext("Project “%(title)s”: %(status)s") % values
    news.tell(
        "project",
        campaign=instance.campaign_id,
        target=f"campaign:{instance.campaign_id}",
        key=f"project:{instance.pk}:step:{step.pk}",
        title=title,
        url=f"{page.full_url or ''}{instance.reference}/",
        at=timezone.now(),
    )


def register() -> None:
    """Register them; called once, by ``civic_pages.wagtail_hooks``."""
    register_permission_policy(Project, viewset.ProjectPermissionPolicy(Project))
    hooks.register("register_admin_viewset", viewset.ProjectViewSet)
    hooks.register("register_admin_urls", viewset.urls)
    for action in (
        bulk.StatusBulkAction,
        bulk.PublishBulkAction,
        bulk.UnpublishBulkAction,
        bulk.MakeProjectBulkAction,
    ):
        hooks.register("register_bulk_action", action)
    hooks.register("register_log_actions", log_actions.register)
    hooks.register("register_civic_blocks", blocks, order=40)
    hooks.register("register_civic_sections", BecameSection, order=20)
    hooks.register("register_civic_sections", OwnBecameSection, order=20)
