"""What somebody fills in to have their private links mailed again: page and API ask the same."""

from django import forms
from django.utils.translation import gettext_lazy as _

from civic_pages.participation.abuse.honeypot import HoneypotMixin


class ReminderForm(HoneypotMixin):
    """The address that was given with a contribution."""

    email = forms.EmailField(
        label=_("The e-mail address you contributed with"),
        help_text=_("We write to this address, and show nothing here."),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={"required": _("Give your e-mail address.")},
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs.setdefault("auto_id", "id_links_%s")
        super().__init__(*args, **kwargs)
