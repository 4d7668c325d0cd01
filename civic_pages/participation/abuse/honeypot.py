"""A field that people do not see: whoever fills it in is a robot."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from civic_pages.participation.forms import HONEYPOT, honeypot_field


class HoneypotMixin(forms.Form):
    """A short form with such a field, last.

    Attributes:
        refusal: what is said where it is filled in.
    """

    refusal: str | Promise = _("This could not be sent.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[HONEYPOT] = honeypot_field()

    @property
    def shown(self) -> list[forms.BoundField]:
        """The visible fields, in order."""
        return [bound for bound in self if bound.name != HONEYPOT]

    @property
    def honeypot(self) -> forms.BoundField:
        return self[HONEYPOT]

    def clean_website(self) -> str:
        if self.cleaned_data.get(HONEYPOT):
            raise ValidationError(str(self.refusal), code="refused")
        return ""
