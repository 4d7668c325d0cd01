"""Confirming in a contributor's place, where the mail does not arrive."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from civic_pages.participation import actions
from civic_pages.participation.models import Contribution
from civic_pages.participation.moderation.decisions import DecideView
from civic_pages.participation.moderation.mails import ConfirmForm


class ConfirmView(DecideView):
    done_message = _("%(reference)s is confirmed.")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.form = ConfirmForm(request.POST)
        if not self.form.is_valid():
            shown = self.get_context_data(confirm_form=self.form)
            status = HTTPStatus.UNPROCESSABLE_ENTITY
            response: HttpResponse = self.render_to_response(shown, status=status)
            return response
        return super().post(request, *args, **kwargs)

    def decide(self) -> Contribution:
        return actions.confirm_by_hand(
            self.object,
            by=self.request.user,
            now=timezone.now(),
            reason=self.form.cleaned_data["confirmed_why"],
        )
