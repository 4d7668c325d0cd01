"""Where an editor reads what the map checker found: in the territory's tab, and after saving."""

from typing import Any

from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.admin.panels import Panel

from civic_pages.campaigns.map_checks import Finding, findings
from civic_pages.campaigns.mixins import CampaignMixin


# How many remarks a message holds; the panel has them all.
TOLD = 3


class MapCheckPanel(Panel):
    """The remarks of the map checker on the page as it was last saved."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"heading": gettext_lazy("Map checker"), **kwargs})

    @property
    def clean_name(self) -> str:
        return super().clean_name or "map_checks"

    class BoundPanel(Panel.BoundPanel):
        template_name = "civic_pages/admin/map_checks.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            is_saved = self.instance is not None and self.instance.pk is not None
            context["is_saved"] = is_saved
            context["findings"] = findings(self.instance) if is_saved else []
            return context


def tell(request: HttpRequest, page: Any) -> None:
    """Say after saving what was copied, and what the map checker found.

    Not while Wagtail saves by itself: messages would pile up unread.
    """
    if not isinstance(page, CampaignMixin) or not request.accepts("text/html"):
        return
    if request.POST.get("ready_territory"):
        messages.success(request, _("The ready territory was copied into this campaign."))
    found = findings(page)
    if found:
        messages.warning(request, _told(found))


def _told(found: list[Finding]) -> Any:
    first = format_html_join("", "<br>{}", ((finding.text,) for finding in found[:TOLD]))
    head = ngettext(
        "The map checker has %(n)d remark (tab “Territory”):",
        "The map checker has %(n)d remarks (tab “Territory”):",
        len(found),
    ) % {"n": len(found)}
    return format_html_join("", "{}", ((head,), (first,)))
