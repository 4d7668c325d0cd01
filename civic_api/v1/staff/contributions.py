"""One contribution as the team sees it, and what of it is read apart: contact, place, files."""

import hashlib
import uuid
from datetime import datetime
from typing import Any

import orjson
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from civic_api.exceptions import Problem
from civic_api.v1.staff import docs
from civic_api.v1.staff.base import StaffView, versioned
from civic_api.v1.staff.files import AnyRenderer
from civic_api.v1.staff.queue import row_of
from civic_blocks.field_types import type_of
from civic_pages.access import scopes
from civic_pages.participation import actions, policy
from civic_pages.participation.models import (
    Contact,
    Contribution,
    ExactLocation,
    OfficialAnswer,
    Status,
)
from civic_pages.participation.moderation.presentation import public_url
from civic_pages.participation.uploads import sending, showing


# What a moderator decides upon: another value of one of these is another version.
_VERSIONED = (
    *("status", "previous_status", "merged_into_id", "reason", "answers", "title", "category"),
    *("group_name", "flags", "assigned_to_id", "form_version_id", "edited_at", "decided_at"),
    *("published_at", "latitude", "longitude", "shape", "sector"),
)


def version_of(row: Contribution) -> str:
    """Return what ``If-Match`` compares: 16 hexadecimal digits that change with the row."""
    values = [getattr(row, name) for name in _VERSIONED]
    written = orjson.dumps(values, default=str, option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(written).hexdigest()[:16]


def verbs_of(row: Contribution) -> list[str]:
    """Return the verbs that are legal from a contribution's status."""
    status = row.status
    legal = {
        "publish": row.may_become(Status.PUBLISHED) and status != Status.UNCONFIRMED,
        "reject": row.may_become(Status.REJECTED),
        "withdraw": row.may_become(Status.WITHDRAWN),
        "restore": status in {Status.PUBLISHED, Status.REJECTED},
        "merge": row.may_become(Status.MERGED),
        "unmerge": status == Status.MERGED,
        "exclude": row.may_become(Status.EXCLUDED),
        "readmit": status == Status.EXCLUDED,
        "redact": status in {Status.PENDING, Status.PUBLISHED},
        "answer": status == Status.PUBLISHED,
    }
    return [verb for verb, is_legal in legal.items() if is_legal]


def detail_of(row: Contribution, *, now: datetime) -> dict[str, Any]:
    """Return all that the team's page tells but contact and exact place: a fixed number of queries."""
    lock = actions.lock_of(row, now=now)
    mapped = row.latitude is not None
    return {
        **row_of(row),
        "version": version_of(row),
        "allowed": verbs_of(row),
        "reason": row.reason,
        "merged_into": row.merged_into.reference if row.merged_into is not None else None,
        "place": {"latitude": row.latitude, "longitude": row.longitude} if mapped else None,
        "url": public_url(row, row.campaign.specific),
        "has_contact": Contact.objects.filter(contribution_id=row.pk).exists(),
        "has_exact_place": ExactLocation.objects.filter(contribution_id=row.pk).exists(),
        "held_by": lock.user.get_username() if lock is not None else None,
        "answers": _answers(row),
        "files": _files(row),
        "notes": [_note(note) for note in row.notes.select_related("author")],
        "themes": list(row.themes.values_list("name", flat=True)),
        "answers_of_city": city_answers(row.official_answers.all(), now=now),
    }


def _answers(row: Contribution) -> list[dict[str, Any]]:
    found = []
    for spec in row.form_version.definition:
        if spec.key not in row.answers or spec.type == "file":
            continue
        kind = type_of(spec)
        if text := kind.display(spec, row.answers[spec.key]):
            private = not spec.public or kind.always_private
            found.append({"key": spec.key, "label": spec.label, "text": text, "private": private})
    return found


def _files(row: Contribution) -> list[dict[str, Any]]:
    return [
        {
            "key": answer.key,
            "name": upload.name,
            "size": upload.size,
            "type": upload.content_type,
            "private": not answer.is_public,
            "url": reverse("civic_api:staff-file", args=[row.reference, upload.uuid]),
        }
        for answer in showing.file_answers(row, public_only=False)
        for upload in answer.uploads
    ]


def _note(note: Any) -> dict[str, Any]:
    author = policy.name_of(note.author) if note.author else ""
    return {"author": author, "text": note.text, "created_at": note.created_at}


def city_answers(rows: Any, *, now: datetime) -> list[dict[str, Any]]:
    """Return answers of the city as JSON, the latest first: two queries, however many."""
    known = rows.select_related("outcome").prefetch_related("contributions")
    return [city_answer(row, now=now) for row in known.order_by("-created_at", "-pk")]


def city_answer(row: OfficialAnswer, *, now: datetime) -> dict[str, Any]:
    outcome = row.outcome
    return {
        "id": row.pk,
        "campaign": row.campaign_id,
        "state": actions.state_of(row.publish_at, now=now),
        "outcome": {"slug": outcome.slug, "name": outcome.name} if outcome else None,
        "text": row.text,
        "signed": row.signed,
        "publish_at": row.publish_at,
        "created_at": row.created_at,
        "references": sorted(each.reference for each in row.contributions.all()),
    }


class OneView(StaffView):
    """Base of what is about one contribution."""

    def found(self, reference: str) -> Contribution:
        """Return a contribution that the key reaches.

        Raises:
            Problem: 404 where there is none.
        """
        known = Contribution.objects.select_related(
            "campaign", "form_version", "assigned_to", "merged_into"
        )
        row: Contribution | None = self.within(known).filter(reference=reference).first()
        if row is None:
            raise Problem(404, "not-found", _("No such contribution."))
        return row


class StaffContributionView(OneView):
    scopes = (scopes.READ,)

    @extend_schema(
        operation_id="staff_contribution",
        responses={200: docs.StaffContributionDetail, **docs.READING},
    )
    def get(self, request: Request, reference: str) -> Response:
        row = self.found(reference)
        return versioned(detail_of(row, now=timezone.now()), version_of(row))


def _audited(name: str, answer: type[serializers.Serializer[None]]) -> Any:
    """Return the documentation of what is read only with a line in the audit log."""
    return extend_schema(
        operation_id=name,
        description="Written in the audit log.",
        responses={200: answer, **docs.READING},
    )


class ContactView(OneView):
    """Whom it is of; every reading is written in the audit log."""

    scopes = (scopes.READ, scopes.CONTACTS)

    @_audited("staff_contact", docs.Contact)
    def get(self, request: Request, reference: str) -> Response:
        contact = actions.read_contact(self.found(reference), by=request.user)
        return Response({"email": contact.email if contact is not None else None})


class PlaceView(OneView):
    """Where it really is; every reading is written in the audit log."""

    scopes = (scopes.READ, scopes.PLACES)

    @_audited("staff_place", docs.ExactPlace)
    def get(self, request: Request, reference: str) -> Response:
        place = actions.read_exact_location(self.found(reference), by=request.user)
        if place is None:
            raise Problem(404, "not-found", _("No exact place is kept."))
        names = ("latitude", "longitude", "shape", "address", "unit")
        return Response({name: getattr(place, name) for name in names})


class FileView(OneView):
    """A file that came with it, private ones too."""

    scopes = (scopes.READ,)
    renderer_classes = (AnyRenderer,)

    @extend_schema(
        operation_id="staff_file",
        responses={
            (200, "*/*"): OpenApiResponse(OpenApiTypes.BINARY),
            **docs.READING,
        },
    )
    def get(self, request: Request, reference: str, identifier: uuid.UUID) -> HttpResponseBase:
        upload = showing.find(self.found(reference), identifier, public_only=False)
        if upload is None:
            raise Problem(404, "not-found", _("No such file."))
        return sending.respond(upload)
