"""What a citizen fills in to report a contribution."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from civic_pages.participation.actions import Notice
from civic_pages.participation.forms import HONEYPOT
from civic_pages.participation.models import Report


class ReportForm(forms.Form):
    """The ground, details, and an address for the acknowledgement; only the ground is required."""

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
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields[HONEYPOT] = forms.CharField(
            required=False,
            label=_("Leave this empty"),
            widget=forms.TextInput({"tabindex": "-1", "autocomplete": "off"}),
        )

    @property
    def shown(self) -> list[forms.BoundField]:
        """The visible fields, in order."""
        return [self[name] for name in ("ground", "text", "email")]

    @property
    def honeypot(self) -> forms.BoundField:
        return self[HONEYPOT]

    def clean_website(self) -> str:
        if self.cleaned_data.get(HONEYPOT):
            raise ValidationError(_("Your report could not be sent."), code="refused")
        return ""

    def notice(self, *, network: str) -> Notice:
        """Return what a valid form says."""
        data = self.cleaned_data
        return Notice(data["ground"], text=data["text"], email=data["email"], network=network)
