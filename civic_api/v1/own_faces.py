"""A contribution as its own author reads it over the API."""

from datetime import datetime
from typing import Any

from civic_api.v1.contribution_expansions import city_answer
from civic_blocks.field_types import type_of
from civic_pages.campaigns.serving.private import form_of
from civic_pages.participation import actions, households, own, prefill
from civic_pages.participation.freshness import version_of
from civic_pages.participation.models import Contribution, Status
from civic_pages.participation.uploads import showing
from civic_pages.participation.uploads.tokens import token_of
from civic_pages.projects.sections import became
from civic_pages.synthesis.places import places


def own_face(contribution: Contribution, campaign: Any, *, now: datetime) -> dict[str, Any]:
    """Return all that the private page tells, as ``own_docs.OwnContribution``.

    Args:
        contribution: with what is kept apart from it (``links.followed``).
    """
    standing = own.standing(contribution, campaign)
    definition = form_of(campaign, contribution)
    household = households.choice_context(contribution)
    return {
        "reference": contribution.reference,
        "campaign": contribution.campaign_id,
        "form": contribution.form_version.form_id,
        "title": contribution.title,
        "status": contribution.status,
        "standing": _standing(standing),
        "version": version_of(contribution),
        "history": _history(contribution, now),
        "answers": _answers(contribution, campaign),
        "given": None if definition is None else _given(contribution, definition),
        "files": _files(contribution),
        "answers_of_city": [city_answer(a) for a in own.official_answers(contribution, now=now)],
        "cited": [_cited(place) for place in places(contribution)],
        "projects": [_project(row) for row in became(contribution)],
        "may": {
            "correct": definition is not None
            and actions.may_correct(contribution, campaign=campaign, now=now),
            "withdraw": contribution.may_become(Status.WITHDRAWN),
            "confirm": contribution.status == Status.UNCONFIRMED,
            "household": [{"value": v, "label": str(label)} for v, label in household["asks"]],
        },
        "household": household["chosen"],
    }


def _history(contribution: Contribution, now: datetime) -> list[dict[str, Any]]:
    told = own.history(contribution, now=now)
    return [{"what": m.what, "label": m.label, "at": m.at} for m in told]


def _standing(standing: Any) -> dict[str, Any]:
    return {
        "headline": str(standing.headline),
        "words": str(standing.words),
        "tone": standing.tone,
        "reason": standing.reason,
        "url": standing.url,
    }


def _answers(contribution: Contribution, campaign: Any) -> list[dict[str, Any]]:
    return [
        {"key": a.key, "label": a.label, "text": a.text, "private": a.is_private}
        for a in own.answers(contribution, campaign)
    ]


def _given(contribution: Contribution, definition: Any) -> dict[str, Any]:
    """Return what a correction begins with: the questions that are still asked."""
    given = prefill.payload(contribution)
    asked = {spec.key for spec in definition if type_of(spec).is_question}
    answers = {key: value for key, value in given["answers"].items() if key in asked}
    return {**given, "answers": answers}


def _files(contribution: Contribution) -> list[dict[str, Any]]:
    return [
        {
            "key": answer.key,
            "token": token_of(upload),
            "name": upload.name,
            "size": upload.size,
            "type": upload.content_type,
        }
        for answer in showing.file_answers(contribution, public_only=False)
        for upload in answer.uploads
    ]


def _cited(place: Any) -> dict[str, Any]:
    return {
        "synthesis": place.synthesis,
        "url": place.full_url,
        "number": place.number,
        "theme": place.theme,
        "text": place.text,
    }


def _project(row: dict[str, Any]) -> dict[str, Any]:
    project = row["project"]
    return {
        "reference": project.reference,
        "title": project.title,
        "status": project.status,
        "url": row["url"],
    }
