"""Answering many contributions alike with one answer, and giving many to somebody."""

from datetime import datetime
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext
from wagtail.log_actions import LogContext

from civic_pages.participation import actions, policy
from civic_pages.participation.actions.answering import require_answerable
from civic_pages.participation.models import Contribution
from civic_pages.participation.moderation.bulk import OneByOne, Outcome
from civic_pages.participation.moderation.bulk_actions import ContributionBulkAction
from civic_pages.participation.moderation.forms import AnswerForm, AssignForm


class AssignBulkAction(OneByOne, ContributionBulkAction):
    display_name = gettext_lazy("Assign")
    action_type = "assign"
    aria_label = gettext_lazy("Assign the selected contributions")
    button_label = gettext_lazy("Assign")
    action_priority = 40
    form_class: type[forms.Form] = AssignForm

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()
        return {**kwargs, "by": self.request.user}

    @classmethod
    def do(cls, row: Contribution, *, by: Any, **typed: Any) -> None:
        actions.assign(row, to=typed["to"], by=by)

    @classmethod
    def done_message(cls, count: int) -> str:
        text = ngettext(
            "%(n)d contribution is assigned.", "%(n)d contributions are assigned.", count
        )
        return text % {"n": count}


class AnswerBulkAction(ContributionBulkAction):
    """One answer for all the selected contributions of a campaign."""

    display_name = gettext_lazy("Write an answer")
    action_type = "answer"
    aria_label = gettext_lazy("Answer the selected contributions")
    button_label = gettext_lazy("Keep the answer")
    action_priority = 30
    form_class: type[forms.Form] = AnswerForm

    permissions = (*ContributionBulkAction.permissions, policy.ANSWER)

    def left_out(self, rows: list[Contribution]) -> tuple[int, str]:
        count = sum(not _is_answerable(row, Outcome()) for row in rows)
        text = ngettext(
            "%(n)d is not published: only what is published is answered.",
            "%(n)d are not published: only what is published is answered.",
            count,
        )
        return count, text % {"n": count}

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()
        kwargs.pop("initial", None)
        return {**kwargs, "now": timezone.now()}

    def get_execution_context(self) -> dict[str, Any]:
        self.outcome = Outcome()
        form: Any = self.cleaned_form
        return {
            "by": self.request.user,
            "now": form.now,
            "outcome": self.outcome,
            "reply": form.reply(),
        }

    @classmethod
    def execute_action(
        cls,
        objects: list[Contribution],
        *,
        by: Any,
        now: datetime,
        outcome: Outcome,
        **typed: Any,
    ) -> tuple[int, int]:
        answerable = [row for row in objects if _is_answerable(row, outcome)]
        by_campaign = sorted(answerable, key=lambda row: row.campaign_id)
        for _campaign, rows in groupby(by_campaign, key=lambda row: row.campaign_id):
            alike = list(rows)
            with LogContext(user=by):
                actions.answer(alike, reply=typed["reply"], by=by, now=now)
            outcome.done += len(alike)
        return outcome.done, 0

    @classmethod
    def done_message(cls, count: int) -> str:
        text = ngettext(
            "The answer is kept for %(n)d contribution.",
            "The answer is kept for %(n)d contributions.",
            count,
        )
        return text % {"n": count}


def _is_answerable(row: Contribution, outcome: Outcome) -> bool:
    try:
        require_answerable(row)
    except ValidationError as error:
        outcome.refused.extend(error.messages)
        return False
    return True
