"""Confirming in a contributor's place, where the mail does not arrive."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from civic_pages.participation import actions
from civic_pages.participation.models import Contribution
from civic_pages.participation.moderation.decisions import DecideView
from civic_pages.participation.moderation.mails import ConfirmForm


class ConfirmView(DecideView):
    done_message = _("%(reference)s is confirmed.")
    form_class, form_name = ConfirmForm, "confirm_form"

    def decide(self, typed: dict[str, Any]) -> Contribution:
        return actions.confirm_by_hand(
            self.object,
            by=self.request.user,
            now=timezone.now(),
            reason=typed["confirmed_why"],
        )
