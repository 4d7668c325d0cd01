"""What a synthesis adds to Wagtail's admin and to the pages of contributions."""

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry, LogFormatter

from civic_pages.synthesis import admin_views, commitment_views, editing, extract, report
from civic_pages.synthesis.sections import CitedSection, OwnCitedSection


# Action: (what it is, what is said of it with its count or status).
LOGGED = {
    "cite": (_("Cite contributions"), _("Contributions cited: %(count)s")),
    "uncite": (_("Cite contributions no more"), _("Citations removed: %(count)s")),
    "move": (_("Move citations"), _("Citations moved to another statement: %(count)s")),
    "tell": (_("Tell contributors they are cited"), _("Contributors told: %(count)s")),
    "step": (_("Follow a commitment"), _("Commitment: %(status)s")),
    "unstep": (_("Take back a step of a commitment"), _("Step taken back: %(status)s")),
}


def log_actions(actions: LogActionRegistry) -> None:
    """Register what ``synthesis.actions`` writes in the audit log."""
    for verb, (what, message) in LOGGED.items():
        actions.register_action(f"civic.synthesis.{verb}")(_formatter(what, message))


def _formatter(what: Any, message: Any) -> type[LogFormatter]:
    class Formatter(LogFormatter):
        label = what

        def format_message(self, log_entry: Any) -> str:
            return str(message) % {"count": 0, "status": "", **log_entry.data}

    return Formatter


def urls() -> list[URLPattern]:
    one = "civic/synthesis/<int:pk>/"
    results = report.CoverageReportView.as_view(results_only=True)
    return [
        path(one, admin_views.OverviewView.as_view(), name="civic_citations"),
        path(f"{one}cite/", admin_views.PickView.as_view(), name="civic_cite"),
        path(
            f"{one}commitments/",
            commitment_views.CommitmentsView.as_view(),
            name="civic_commitments",
        ),
        path(
            "reports/civic-coverage/",
            report.CoverageReportView.as_view(),
            name="civic_coverage_report",
        ),
        path("reports/civic-coverage/results/", results, name="civic_coverage_report_results"),
    ]


def register() -> None:
    """Register them; called once, by ``civic_pages.wagtail_hooks``."""
    hooks.register("register_admin_urls", urls)
    hooks.register("register_reports_menu_item", report.menu_item)
    hooks.register("register_page_header_buttons", editing.page_buttons)
    hooks.register("after_edit_page", editing.warn_of_left_out)
    hooks.register("register_log_actions", log_actions)
    hooks.register("register_civic_blocks", extract.ours, order=50)
    hooks.register("register_civic_sections", CitedSection)
    hooks.register("register_civic_sections", OwnCitedSection)
