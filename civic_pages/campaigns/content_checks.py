"""Checks of our own in Wagtail's content checker: what a citizen could not read or plan with."""

from typing import Any, ClassVar

from django.forms import Media
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.userbar import AccessibilityItem, ContentCheckerItem


# Rule: (what it looks at, how serious it is, what is said, what helps). The functions that decide
# have the same names in ``civic_pages/admin/content-checks.js``.
RULES: dict[str, tuple[str, str, Any, Any]] = {
    "civic-map-list": (
        ".civic-block--map",
        "serious",
        _("Map without a list"),
        _("Some people cannot use a map: what it shows must be listed beside it."),
    ),
    "civic-layer-source": (
        ".civic-map__layer",
        "moderate",
        _("Layer of a map without its source"),
        _("Say where the data come from: the field “Source of the data” of the layer."),
    ),
    "civic-step-date": (
        ".civic-step",
        "moderate",
        _("Step without a date"),
        _("Give a month, a season or a year where the day is not known yet."),
    ),
    "civic-document-format": (
        'main a[href*="/documents/"]',
        "moderate",
        _("Document without its format"),
        _("Say the format, and the size if possible, in the link: “Report (PDF, 2 MB)”."),
    ),
}


class CivicContentChecker(ContentCheckerItem):
    """Wagtail's own checks, and ours."""

    axe_run_only: ClassVar = [*ContentCheckerItem.axe_run_only, *RULES]
    axe_custom_rules: ClassVar = [
        *ContentCheckerItem.axe_custom_rules,
        *[
            {
                "id": rule,
                "impact": impact,
                "selector": selector,
                "tags": ["best-practice"],
                "any": [rule],
                "enabled": True,
            }
            for rule, (selector, impact, _name, _help) in RULES.items()
        ],
    ]
    axe_custom_checks: ClassVar = [
        *ContentCheckerItem.axe_custom_checks,
        *[{"id": rule} for rule in RULES],
    ]
    axe_messages: ClassVar = {
        **ContentCheckerItem.axe_messages,
        **{
            rule: {"error_name": name, "help_text": help_text}
            for rule, (_selector, _impact, name, help_text) in RULES.items()
        },
    }

    @property
    def media(self) -> Media:
        return Media(js=["civic_pages/admin/content-checks.js"])


def use_our_checker(_request: HttpRequest, items: list[Any], _page: Any) -> None:
    """Put our checker in the place of Wagtail's; one that a host made itself is left alone."""
    for index, item in enumerate(items):
        if type(item) in {AccessibilityItem, ContentCheckerItem}:
            items[index] = CivicContentChecker(in_editor=item.in_editor)
