"""Wiring of projects into Wagtail; nothing is decided here."""

from wagtail import hooks
from wagtail.blocks import Block

from civic_pages.projects import log_actions
from civic_pages.projects.admin import bulk, viewset
from civic_pages.projects.blocks import ProjectsBlock
from civic_pages.projects.sections import BecameSection, OwnBecameSection


def blocks() -> list[tuple[str, Block]]:
    return [("projects", ProjectsBlock())]


def register() -> None:
    """Register them; called once, by ``civic_pages.wagtail_hooks``."""
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
