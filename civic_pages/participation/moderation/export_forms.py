"""What somebody of the team says who exports."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from civic_pages.participation import policy
from civic_pages.participation.demand.grid import DEFAULT_SIZE, SIZES
from civic_pages.participation.exports.orders import Format, Order, offered


# (delimiter, headers) by name: what a table is for.
PURPOSES = {
    "people": (",", "labels"),
    "french": (";", "labels"),
    "machines": (",", "keys"),
}


def text_of(size: int) -> Any:
    """Return an edge of cells in words."""
    return format_lazy(_("{size} m"), size=size)


class ExportForm(forms.Form):
    """Format and content of an export; what the user may not see is not offered.

    Args:
        user: who exports.
        campaign: the page whose contributions are exported.
    """

    format = forms.ChoiceField(
        label=_("Format"),
        choices=offered,
        initial=Format.XLSX,
        widget=forms.RadioSelect,
    )
    purpose = forms.ChoiceField(
        label=_("Headers and separators"),
        choices=[
            ("people", _("For people: questions and answers in words")),
            ("french", _("For French spreadsheets: CSV with semicolons and decimal commas")),
            ("machines", _("For machines and for an import: technical names and codes")),
        ],
        initial="people",
        widget=forms.RadioSelect,
    )
    contacts = forms.BooleanField(
        label=_("With e-mail addresses"), required=False,
        help_text=_("Only where you need them: the file then holds personal data."),
    )  # fmt: skip
    places = forms.BooleanField(
        label=_("With exact places and homes"), required=False,
        help_text=_("Homes get a number that means nothing outside of the file."),
    )  # fmt: skip
    cell = forms.TypedChoiceField(
        label=_("Grid of demand"), coerce=int, required=False,
        empty_value=DEFAULT_SIZE,  # type: ignore[arg-type]
        choices=[(size, text_of(size)) for size in SIZES], initial=DEFAULT_SIZE,
        help_text=_("Edge of the cells of the European grid in the files of demand."),
    )  # fmt: skip
    background = forms.BooleanField(
        label=_("Make it in the background"), required=False,
        help_text=_("You find it below when it is done. Large exports always are."),
    )  # fmt: skip

    def __init__(self, *args: Any, user: Any, campaign: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not policy.may(user, policy.VIEW_CONTACT, campaign):
            del self.fields["contacts"]
        if not policy.may(user, policy.VIEW_EXACT, campaign):
            del self.fields["places"], self.fields["cell"]

    def order(self, campaign_id: int, query: str) -> Order:
        """Return what is asked for; the form is valid."""
        cleaned = self.cleaned_data
        delimiter, headers = PURPOSES[cleaned["purpose"]]
        return Order(
            campaign_id=campaign_id,
            format=cleaned["format"],
            query=query,
            language=get_language() or "",
            delimiter=delimiter,
            headers=headers,
            contacts=cleaned.get("contacts", False),
            places=cleaned.get("places", False),
            cell=cleaned.get("cell", DEFAULT_SIZE),
        )
