"""What a citizen fills in to report a contribution."""

from django import forms
from django.utils.translation import gettext_lazy as _

from civic_pages.participation.abuse.honeypot import HoneypotMixin
from civic_pages.participation.actions import Notice
from civic_pages.participation.models import Report


class ReportForm(HoneypotMixin):
    """The ground, details, and an address for the acknowledgement; only the ground is required."""

    refusal = _("Your report could not be sent.")

    ground = forms.ChoiceField(
        label=_("What is wrong with it?"),
        choices=Report.Ground.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reason.")},
    )
    text = forms.CharField(
        label=_("More precisely"),
        help_text=_("Which words or which picture, and why."),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("Not required. It serves to acknowledge your report, and for nothing else."),
        required=False,
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs.setdefault("auto_id", "id_report_%s")
        super().__init__(*args, **kwargs)

    def notice(self, *, network: str) -> Notice:
        """Return what a valid form says."""
        data = self.cleaned_data
        return Notice(data["ground"], text=data["text"], email=data["email"], network=network)
