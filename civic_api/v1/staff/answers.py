"""Answers of the city: to one contribution, to many alike, and how they change."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

import orjson
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from civic_api.exceptions import Problem
from civic_api.v1 import docs as public
from civic_api.v1.staff import docs, paging
from civic_api.v1.staff.base import (
    Body,
    StaffView,
    Text,
    checked,
    form_errors,
    invalid,
    read,
    require_version,
    versioned,
)
from civic_api.v1.staff.contributions import city_answer
from civic_pages.access import scopes
from civic_pages.participation import actions
from civic_pages.participation.actions import Reply
from civic_pages.participation.models import Contribution, OfficialAnswer, Outcome
from civic_pages.participation.moderation.forms import AnswerForm


# A repeat within this time is a retry, not another answer of the same words.
REPEATED = timedelta(days=1)


class Words(Body):
    """What the city says, and when it is published."""

    outcome = Text(
        required=False, allow_null=True, max_length=60, help_text="Slug; see vocabulary."
    )
    text = Text(required=False, allow_blank=True, max_length=5000)
    signed = Text(required=False, allow_blank=True, max_length=120)
    when = serializers.ChoiceField(
        ["now", "later", "draft", "keep"],
        help_text="later: at `publish_at`; keep: an answer that is public stays as it is.",
    )
    publish_at = serializers.DateTimeField(required=False, allow_null=True)


class NewAnswer(Words):
    references = serializers.ListField(
        child=Text(max_length=docs.REFERENCE_LENGTH), min_length=1, max_length=docs.MOST_ROWS
    )


def answer_version(row: OfficialAnswer) -> str:
    values = [row.outcome_id, row.text, row.signed, row.publish_at]
    return hashlib.sha256(orjson.dumps(values)).hexdigest()[:16]


def reply_of(typed: dict[str, Any], now: datetime, official: OfficialAnswer | None) -> Reply:
    """Return what the city says, by the admin's own form.

    Raises:
        Problem: 422, by field.
    """
    slug, outcome = typed.get("outcome"), None
    if slug:
        outcome = Outcome.objects.filter(slug=slug).first()
        if outcome is None:
            message = _("There is no such outcome.")
            raise invalid({"outcome": [{"message": message, "code": "unknown"}]})
    data = {**typed, "outcome": outcome.pk if outcome is not None else None}
    form = AnswerForm(data, now=now, official=official)
    if not form.is_valid():
        raise form_errors(form)
    return form.reply()


class AnswersView(StaffView):
    """The answers, drafts too; and a new one."""

    scopes = (scopes.READ, scopes.ANSWER)
    parameters = (*paging.PARAMETERS, "campaign")

    @extend_schema(
        operation_id="staff_answers",
        parameters=[public.CAMPAIGN, docs.QUEUE[-1], *docs.PAGING],
        responses={200: docs.page_of(docs.OfficialAnswer), **docs.READING},
    )
    def get(self, request: Request) -> Response:
        rows = self.within(OfficialAnswer.objects.select_related("outcome"))
        rows = rows.prefetch_related("contributions")
        if campaign := request.query_params.get("campaign"):
            if not campaign.isdecimal() or len(campaign) > 18:
                raise Problem(400, "bad-parameter", _("This is no number of a campaign."))
            rows = rows.filter(campaign_id=int(campaign))
        now = timezone.now()
        return Response(
            paging.listed(request, rows, lambda page: [city_answer(row, now=now) for row in page])
        )

    @extend_schema(
        operation_id="staff_answer_create",
        description="One answer for all these contributions of one campaign. The same words for the "
        "same contributions within a day are a repeat: 200, and nothing is written twice.",
        request=NewAnswer,
        responses={
            200: docs.OfficialAnswer,
            201: docs.OfficialAnswer,
            **docs.WRITING,
        },
    )
    def post(self, request: Request) -> Response:
        typed, now = read(request, NewAnswer), timezone.now()
        rows = self._rows(typed["references"])
        reply = reply_of(typed, now, None)
        with transaction.atomic():
            # Two requests at once wait for each other here, and the second finds the first's.
            list(Contribution.objects.select_for_update(of=("self",)).filter(pk__in=rows))
            made = self._earlier(rows, reply, now)
            replayed = made is not None
            if made is None:
                given = list(rows.values())
                made = checked(
                    lambda: actions.answer(given, reply=reply, by=request.user, now=now),
                    by=request.user,
                )
        response = versioned(
            city_answer(made, now=now),
            answer_version(made),
            replayed=replayed,
            status=200 if replayed else 201,
        )
        response["Location"] = reverse("civic_api:staff-answer", args=[made.pk])
        return response

    def _rows(self, references: list[str]) -> dict[int, Contribution]:
        known = self.within(Contribution.objects.filter(reference__in=references))
        rows = {row.pk: row for row in known}
        missing = sorted(set(references) - {row.reference for row in rows.values()})
        if missing:
            told = _("There are no such contributions: %(names)s.") % {"names": ", ".join(missing)}
            raise invalid({"references": [{"message": told, "code": "unknown"}]})
        return rows

    def _earlier(self, rows: Any, reply: Reply, now: datetime) -> OfficialAnswer | None:
        same = OfficialAnswer.objects.filter(
            created_by_id=self.request.user.pk, created_at__gt=now - REPEATED,
            contributions__in=list(rows), outcome=reply.outcome, text=reply.text.strip(),
            signed=reply.signed.strip(),
        )  # fmt: skip
        for known in same.distinct().prefetch_related("contributions")[:10]:
            if {each.pk for each in known.contributions.all()} == set(rows):
                return known
        return None


class AnswerView(StaffView):
    scopes = (scopes.READ, scopes.ANSWER)

    def found(self, pk: int) -> OfficialAnswer:
        known = OfficialAnswer.objects.select_related("outcome").prefetch_related("contributions")
        row: OfficialAnswer | None = self.within(known).filter(pk=pk).first()
        if row is None:
            raise Problem(404, "not-found", _("No such answer."))
        return row

    @extend_schema(
        operation_id="staff_answer",
        responses={200: docs.OfficialAnswer, **docs.READING},
    )
    def get(self, request: Request, pk: int) -> Response:
        row = self.found(pk)
        return versioned(city_answer(row, now=timezone.now()), answer_version(row))

    @extend_schema(
        operation_id="staff_answer_edit",
        parameters=[docs.IF_MATCH],
        request=Words,
        responses={200: docs.OfficialAnswer, **docs.WRITING},
    )
    def put(self, request: Request, pk: int) -> Response:
        typed, row, now = read(request, Words), self.found(pk), timezone.now()
        with transaction.atomic():
            current = OfficialAnswer.objects.select_for_update().get(pk=row.pk)
            require_version(request, answer_version(current))
            reply = reply_of(typed, now, current)
            checked(
                lambda: actions.edit_answer(current, reply=reply, by=request.user, now=now),
                by=request.user,
            )
        after = self.found(pk)
        return versioned(city_answer(after, now=now), answer_version(after))
