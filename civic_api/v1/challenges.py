"""What keeps robots out, for other front ends: the page's own challenge, as JSON."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from civic_api.base import CivicView, public_campaign
from civic_api.exceptions import Problem
from civic_api.v1 import docs
from civic_pages.campaigns.serving import now_of
from civic_pages.participation import rate
from civic_pages.participation.abuse import gate
from civic_pages.participation.abuse.challenges import Answered
from civic_pages.participation.abuse.showing import proof_of


# What a body may hold beside the contribution itself.
FIELDS = ("proof", "question", "answer")


def challenge_of(campaign: Any, *, network: str, now: datetime) -> dict[str, Any]:
    """Return a fresh challenge: work for a script, or a question with its token."""
    made = gate.fresh(campaign.pk, now=now)
    return {
        "required": gate.is_asked(campaign.pk, network),
        "proof": proof_of(made),
        "question": {"text": made.question, "token": made.token},
    }


def sender_of(request: Request, payload: dict[str, Any]) -> gate.Sender:
    """Return who posts a body, with what they sent to the challenge."""
    given = {name: payload.get(name, "") for name in FIELDS}
    return gate.Sender(network=rate.client_network(request.META), answered=Answered(**given))


def wrong_types(payload: dict[str, Any]) -> dict[str, Any]:
    """Return what is wrong with the shape of the answer to a challenge, by field."""
    message = {"message": _("A text is needed."), "code": "type"}
    return {name: [message] for name in FIELDS if not isinstance(payload.get(name, ""), str)}


def needed(campaign: Any, error: gate.ChallengeNeeded, request: Request) -> Problem:
    """Return the problem 428 (RFC 6585) that brings a fresh challenge along."""
    network = rate.client_network(request.META)
    challenge = challenge_of(campaign, network=network, now=now_of(request))
    extra = {"code": error.refusal.code, "challenge": challenge}
    return Problem(428, "challenge-required", str(error), extra=extra)


class ChallengeView(CivicView):
    """A challenge to meet before a contribution is sent; each serves once."""

    @extend_schema(
        operation_id="challenge",
        responses={200: docs.Challenge, 404: OpenApiResponse(docs.Problem)},
    )
    def get(self, request: Request, pk: int) -> Response:
        page = public_campaign(pk)
        network = rate.client_network(request.META)
        response = Response(challenge_of(page, network=network, now=now_of(request)))
        response["Cache-Control"] = "no-store"
        return response
