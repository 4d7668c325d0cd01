"""The questions every form asks of a group: its name, what it is, how many it speaks for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from civic_blocks.inputs import TextField
from civic_pages.participation.choices import GroupType, Held, Kind


GROUP_FIELDS = ("contributor_kind", "group_name", "group_type", "represented", "held")
MAX_REPRESENTED = 100_000


def group_fields() -> dict[str, forms.Field]:
    """Return the form fields by the names in ``GROUP_FIELDS``, in order."""
    return {
        "contributor_kind": forms.ChoiceField(
            label=_("I contribute"),
            choices=[(Kind.INDIVIDUAL, _("for myself")), (Kind.COLLECTIVE, _("for a group"))],
            initial=Kind.INDIVIDUAL,
            required=False,
            widget=forms.RadioSelect,
        ),
        "group_name": TextField(
            label=_("Name of the group"),
            help_text=_("Association, neighbourhood council, class… It is published."),
            max_length=150,
            required=False,
            widget=forms.TextInput({"autocomplete": "organization"}),
        ),
        **_details(),
    }


def _details() -> dict[str, forms.Field]:
    return {
        "group_type": forms.ChoiceField(
            label=_("Type of group"),
            choices=[("", _("Choose…")), *GroupType.choices],
            required=False,
        ),
        "represented": forms.IntegerField(
            label=_("Number of people it represents"),
            min_value=2,
            max_value=MAX_REPRESENTED,
            required=False,
            widget=forms.TextInput({"inputmode": "numeric"}),
        ),
        "held": forms.ChoiceField(
            label=_("How the contribution was made"),
            choices=[("", _("Choose…")), *Held.choices],
            required=False,
        ),
    }
