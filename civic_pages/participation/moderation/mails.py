"""What became of the mails to a contributor, and the form where one did not arrive."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from civic_pages.participation.models import Contribution, Status


MOST_SHOWN = 10


class ConfirmForm(forms.Form):
    """How the moderator knows who the contributor is."""

    confirmed_why = forms.CharField(
        label=_("How do you know that it is theirs?"),
        help_text=_("A phone call, a visit to the town hall… It is kept in the history."),
        max_length=500,
    )


def mails_context(contribution: Contribution) -> dict[str, Any]:
    """Return what the page shows of mails and of the confirmation that is awaited."""
    return {
        "mails": list(contribution.mails.all()[:MOST_SHOWN]),
        "waits_for_confirmation": contribution.status == Status.UNCONFIRMED,
        "confirm_form": ConfirmForm(),
    }
