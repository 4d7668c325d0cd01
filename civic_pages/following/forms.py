"""What somebody fills in to follow."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from civic_pages.following.models import Pace
from civic_pages.participation.abuse.honeypot import HoneypotMixin


class FollowForm(HoneypotMixin):
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
