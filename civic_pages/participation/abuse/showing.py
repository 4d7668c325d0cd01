"""What a form shows, or hides, of the gate: a challenge, and the time it was first shown at."""

import json
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from civic_blocks import ports
from civic_pages import conf
from civic_pages.participation import rate
from civic_pages.participation.abuse import challenges, gate
from civic_pages.participation.abuse.challenges import Answered, Challenge, Refusal


# Set on a request whose challenge was refused, so that the page says so beside the question.
ATTRIBUTE = "civic_refusal"


def refuse(request: HttpRequest, error: gate.ChallengeNeeded) -> None:
    """Note on a request why its challenge did not do."""
    setattr(request, ATTRIBUTE, error.refusal)


def proof_of(challenge: Challenge) -> dict[str, Any]:
    """Return the work as a script takes it; ``seconds``: how long it can be answered."""
    return {**challenge.proof, "seconds": conf.get("CHALLENGE_MINUTES") * 60}


def challenge_for(
    page: Any, request: HttpRequest, *, now: datetime, input_id: str
) -> ports.FormChallenge | None:
    """Return the challenge a form shows, or ``None`` where none is asked.

    A right answer that came with a form in which something else was wrong is kept.
    """
    refusal: Refusal | None = getattr(request, ATTRIBUTE, None)
    network = rate.client_network(request.META)
    if page.pk is None or (refusal is None and not gate.is_asked(page.pk, network)):
        return None
    made = gate.fresh(page.pk, now=now)
    live = ports.current(ports.LiveEndpoints)
    address = getattr(live, "challenge", None)
    given = _right_answer(page.pk, request, now) if refusal is None else None
    return ports.FormChallenge(
        proof=json.dumps(proof_of(made)),
        question=made.question,
        token=given.question if given else made.token,
        input_id=input_id,
        url=address(page) if address else "",
        answer=given.answer if given else "",
        error=refusal.message if refusal else "",
        is_asked=refusal is not None,
    )


def _right_answer(campaign_id: int, request: HttpRequest, now: datetime) -> Answered | None:
    posted = gate.answered_in(request.POST)
    given = Answered(question=posted.question, answer=posted.answer)
    return given if challenges.is_met(given, campaign_id=campaign_id, now=now) else None


def started(page: Any, request: HttpRequest, *, now: datetime) -> dict[str, str]:
    """Return the hidden input that tells when the form was first shown."""
    if page.pk is None:
        return {}
    posted = request.POST.get(gate.STARTED, "")
    return {gate.STARTED: gate.started(page.pk, now=now, posted=posted)}
