"""The team's tools in the Wagtail admin: answers, assignments, the city's own words."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.permissions import register_permission_policy

from civic_pages.participation.abuse import personal
from civic_pages.participation.models import OfficialAnswer
from civic_pages.participation.moderation import team_log
from civic_pages.participation.moderation.answering import OfficialAnswerViewSet
from civic_pages.participation.moderation.bulk_desk import AnswerBulkAction, AssignBulkAction
from civic_pages.participation.moderation.wordings import WordingsGroup
from civic_pages.participation.policy import AnswerPermissionPolicy


def narrow_css() -> SafeString:
    """Return the styles of lists on a telephone: reports and settings have no template of ours."""
    return format_html('<link rel="stylesheet" href="{}">', static("civic_pages/admin/narrow.css"))


def register() -> None:
    """Register them; called once, by ``civic_pages.wagtail_hooks``."""
    register_permission_policy(OfficialAnswer, AnswerPermissionPolicy(OfficialAnswer))
    hooks.register("register_admin_viewset", OfficialAnswerViewSet)
    hooks.register("register_admin_viewset", WordingsGroup)
    hooks.register("register_bulk_action", AnswerBulkAction)
    hooks.register("register_bulk_action", AssignBulkAction)
    hooks.register("register_log_actions", team_log.register)
    hooks.register("insert_global_admin_css", narrow_css)
    hooks.register("register_civic_moderation_rules", personal.rules)
