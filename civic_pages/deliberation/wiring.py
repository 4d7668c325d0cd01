"""What a discussion plugs into: confirmation links, sections of a page, the Wagtail admin."""

from wagtail import hooks
from wagtail.permissions import register_permission_policy

from civic_pages.campaigns.serving import reportables
from civic_pages.deliberation import acts, erasers, reporting
from civic_pages.deliberation.models import Comment
from civic_pages.deliberation.moderation import log_actions, viewsets
from civic_pages.deliberation.moderation.bulk_actions import (
    PublishCommentsBulkAction,
    RejectCommentsBulkAction,
)
from civic_pages.deliberation.sections import DiscussionSection


def connect() -> None:
    """Connect what must be there in every process; called once, by ``CivicPagesConfig.ready``."""
    acts.connect()
    reportables.register(reporting.NAME, reporting.report)


def register() -> None:
    """Register the team's tools and the public section; called by ``civic_pages.wagtail_hooks``."""
    hooks.register("register_civic_sections", DiscussionSection)
    hooks.register("register_civic_erasers", erasers.ours, order=-50)
    hooks.register("register_log_actions", log_actions.register)
    register_permission_policy(Comment, viewsets.CommentPermissionPolicy(Comment))
    hooks.register("register_admin_viewset", viewsets.CommentViewSet)
    hooks.register("register_bulk_action", PublishCommentsBulkAction)
    hooks.register("register_bulk_action", RejectCommentsBulkAction)
    hooks.register("construct_homepage_summary_items", viewsets.add_summary_items)
