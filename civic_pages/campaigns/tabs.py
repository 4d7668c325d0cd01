"""The tabs of a campaign's editor, made of the panels of its own class, a host's included."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import ObjectList, TabbedInterface


# (the class's list of panels, heading of its tab)
TABS = (
    ("content_panels", _("Content")),
    ("calendar_panels", _("Calendar")),
    ("territory_panels", _("Territory")),
    ("rule_panels", _("Rules")),
    ("promote_panels", _("Promote")),
)


class CampaignTabs(TabbedInterface):
    """Tabs that we made; a host that writes ``edit_handler`` itself keeps its own."""


def tabs_of(page: Any) -> CampaignTabs:
    """Return the tabs of a class of campaign pages."""
    return CampaignTabs([ObjectList(getattr(page, name), heading=label) for name, label in TABS])


def give_own_tabs(page: Any) -> None:
    """Give a subclass the tabs of its own panels: Wagtail would show those of its base."""
    inherited = getattr(page, "edit_handler", None)
    if inherited is None or type(inherited) is CampaignTabs:
        page.edit_handler = tabs_of(page)
