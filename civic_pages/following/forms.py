"""What somebody fills in to follow."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from civic_pages.following.models import Pace
from civic_pages.participation.forms import HONEYPOT


class FollowForm(forms.Form):
    """An address and a pace; nothing else is asked."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("A link confirms it. It serves these e-mails only; each has a link to stop."),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={"required": _("Give your e-mail address.")},
    )
    pace = forms.ChoiceField(label=_("How often?"), choices=Pace.choices, initial=Pace.WEEKLY)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "id_follow_%s")
        super().__init__(*args, **kwargs)
        self.fields[HONEYPOT] = forms.CharField(
            required=False,
            label=_("Leave this empty"),
            widget=forms.TextInput({"tabindex": "-1", "autocomplete": "off"}),
        )

    @property
    def shown(self) -> list[forms.BoundField]:
        """The visible fields, in order."""
        return [self["email"], self["pace"]]

    @property
    def honeypot(self) -> forms.BoundField:
        return self[HONEYPOT]

    def clean_website(self) -> str:
        if self.cleaned_data.get(HONEYPOT):
            raise ValidationError(_("This could not be sent."), code="refused")
        return ""
