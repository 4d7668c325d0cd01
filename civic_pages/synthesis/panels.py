"""What an editor of a synthesis reads beside its text: what is cited, and what is cited nowhere."""

from typing import Any

from django.utils.translation import gettext_lazy
from wagtail.admin.panels import Panel

from civic_pages.synthesis import access
from civic_pages.synthesis.coverage import coverage


class CoveragePanel(Panel):
    """Leads from the editor to citations and commitments, and tells what is cited nowhere."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"heading": gettext_lazy("Citations and commitments"), **kwargs})

    @property
    def clean_name(self) -> str:
        return super().clean_name or "coverage"

    class BoundPanel(Panel.BoundPanel):
        template_name = "civic_pages/synthesis/admin/coverage_panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            is_saved = self.instance is not None and self.instance.pk is not None
            context["is_saved"] = is_saved
            if is_saved:
                context["coverage"] = coverage(self.instance)
                context["may_cite"] = access.may_edit(self.instance, self.request.user)
            return context
