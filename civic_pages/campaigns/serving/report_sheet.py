"""The sheet on which a citizen reports something: the form, what is wrong with it, the thank-you."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from civic_pages.campaigns.serving.contexts import now_of
from civic_pages.participation import providers, rate
from civic_pages.participation.abuse import gate, showing
from civic_pages.participation.abuse.report_form import ReportForm
from civic_pages.participation.actions import key_digest


THANKS = "merci"


@dataclass(frozen=True)
class ReportSheet:
    """What reporting a contribution and reporting a comment have in common.

    Attributes:
        page: the campaign.
        template: of the form and of the thank-you (``is_sent``).
        context: what both show.
        address: of the form; the thank-you stands at the same.
    """

    page: Any
    request: HttpRequest
    template: str
    context: dict[str, Any]
    address: str

    @property
    def is_thanks(self) -> bool:
        """Tell whether the thank-you is asked for, whatever has become of what was reported."""
        return THANKS in self.request.GET and self.request.method != "POST"

    def thanks(self) -> HttpResponse:
        return self._render({"is_sent": True})

    def answer(
        self, shown: dict[str, Any], take: Callable[[Any, datetime], object]
    ) -> HttpResponse:
        """Show the form, or take a report: 303 to the thank-you, 422 or 429 with what is wrong.

        Args:
            shown: what the form shows of what is reported.
            take: stores a notice (of ``ReportForm``) at a time, or raises ``ValidationError``.
        """
        if self.request.method != "POST":
            return self._form(shown, ReportForm())
        form = ReportForm(self.request.POST)
        if not form.is_valid():
            return self._form(shown, form, HTTPStatus.UNPROCESSABLE_ENTITY)
        try:
            self._take(form, take)
        except gate.ChallengeNeeded as error:
            showing.refuse(self.request, error)
            form.add_error(None, str(error))
        except rate.TooMany as error:
            form.add_error(None, _("Too many reports come from your network. Try again later."))
            response = self._form(shown, form, HTTPStatus.TOO_MANY_REQUESTS)
            response["Retry-After"] = str(error.seconds)
            return response
        except ValidationError as error:
            form.add_error(None, error)
        else:
            sent = HttpResponseRedirect(f"{self.address}?{THANKS}=1")
            sent.status_code = HTTPStatus.SEE_OTHER
            return sent
        return self._form(shown, form, HTTPStatus.UNPROCESSABLE_ENTITY)

    def _take(self, form: ReportForm, take: Callable[[Any, datetime], object]) -> None:
        now, posted = now_of(self.request), self.request.POST
        sender = gate.Sender.of_form(posted, self.request.META)
        key = key_digest(posted.get(providers.KEY_PARAMETER, ""))
        gate.admit(self.page.pk, key=key, sender=sender, now=now)
        take(form.notice(network=sender.network), now)

    def _form(
        self, shown: dict[str, Any], form: ReportForm, status: int = HTTPStatus.OK
    ) -> HttpResponse:
        challenge = showing.challenge_for(
            self.page, self.request, now=now_of(self.request), input_id="id_report_civic_answer"
        )
        asked = {
            "form": form,
            "key_name": providers.KEY_PARAMETER,
            "key": uuid.uuid4().hex,
            "challenge": challenge,
        }
        return self._render({**shown, **asked}, status)

    def _render(self, context: dict[str, Any], status: int = HTTPStatus.OK) -> HttpResponse:
        full = {**self.page.get_context(self.request), **self.context, **context}
        response = TemplateResponse(self.request, self.template, full, status=status)
        patch_cache_control(response, no_store=True, private=True)
        response["Referrer-Policy"] = "same-origin"
        return response
