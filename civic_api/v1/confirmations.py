"""Mailed links confirmed from another front end: contributions, comments, ballots, following.

The front end reads the token behind the # of its own address, shows what waits (GET), and confirms by
POST when somebody clicks: programs that scan mail follow links too.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from civic_api import tokens
from civic_api.base import public_campaign
from civic_api.exceptions import Problem
from civic_api.v1 import own_docs
from civic_pages.campaigns.serving import now_of
from civic_pages.following import actions as following
from civic_pages.following import links as following_links
from civic_pages.following import showing as following_showing
from civic_pages.participation import actions, link_limit, links, own
from civic_pages.participation.models import Contribution, Status
from civic_pages.participation.participants import acts, identity
from civic_pages.participation.participants import links as act_links


@dataclass(frozen=True)
class _Waiting:
    """What a mailed link is about.

    Attributes:
        confirm: does it, and returns what the answer says beside these; the token first of all.
    """

    kind: str
    campaign: Any
    label: str
    waits: bool
    confirm: Callable[[datetime], dict[str, Any]]

    def face(self) -> dict[str, Any]:
        return {"kind": self.kind, "campaign": self.campaign.pk, "label": self.label}


class ConfirmationsView(tokens.PrivateView):
    """What a mailed link is about (GET), and its confirmation (POST); once or often."""

    @extend_schema(
        operation_id="awaited",
        parameters=[own_docs.MAILED],
        responses={200: own_docs.Waiting, **own_docs.problems(401, 404, 410, 429)},
    )
    def get(self, request: Request) -> Response:
        waiting = _read(request, now_of(request))
        return Response({**waiting.face(), "waits": waiting.waits})

    @extend_schema(
        operation_id="confirm",
        parameters=[own_docs.MAILED],
        request=None,
        responses={200: own_docs.Confirmed, **own_docs.problems(401, 403, 404, 410, 429)},
    )
    def post(self, request: Request) -> Response:
        now = timezone.now()
        waiting = _read(request, now)
        given = waiting.confirm(now)
        return Response({**waiting.face(), "reference": None, "status": None, "url": None, **given})


def _read(request: Request, now: datetime) -> _Waiting:
    """Return what the token of a request is about.

    Raises:
        Problem: 401, 404, 429; 410 where it was a true one and nothing waits for it any more.
    """
    token = tokens.sent(request)
    try:
        contribution = links.confirmed(token, now=now)
    except links.LinkExpired as error:
        raise _expired(error.contribution) from error
    if contribution is not None:
        return _contribution(contribution)
    if (found := act_links.read(token)) is not None:
        return _act(*found)
    if following_links.signed(token, following_links.CONFIRM):
        return _subscription(token, now)
    raise tokens.wrong(request)


def _gone(detail: str, **extra: Any) -> Problem:
    return Problem(410, "gone", detail, extra=extra)


def _contribution(contribution: Contribution) -> _Waiting:
    campaign = public_campaign(contribution.campaign_id)

    def confirm(now: datetime) -> dict[str, Any]:
        try:
            row = actions.confirm(contribution, now=now)
        except Contribution.DoesNotExist as error:
            raise _gone(_("It was erased this very moment.")) from error
        return {
            "token": links.follow_token(row),
            "reference": row.reference,
            "status": row.status,
            "url": own.standing(row, campaign).url or None,
        }

    label = contribution.title or contribution.reference
    waits = contribution.status == Status.UNCONFIRMED
    return _Waiting("contribution", campaign, label, waits, confirm)


def _expired(contribution: Contribution) -> Problem:
    """Say that a link is too old; its holder may ask for another by the token given along."""
    public_campaign(contribution.campaign_id)
    if contribution.status == Status.UNCONFIRMED and not actions.count_attempt(contribution):
        _most, seconds = link_limit.window()
        detail = _("This link was tried too often. Contribute again.")
        return Problem(429, "too-many-requests", detail, retry_after=seconds)
    detail = _("This link is too old. Ask for another one.")
    return _gone(detail, token=links.follow_token(contribution))


def _act(participant: Any, act: acts.Act, pk: int) -> _Waiting:
    campaign = public_campaign(participant.campaign_id)
    label = act.describe(pk, participant)
    if not label:
        raise _gone(_("It is confirmed already, or was taken back."))

    def confirm(now: datetime) -> dict[str, Any]:
        acts.confirm(act, pk, participant, now=now)
        return {"token": identity.token_of(participant), "url": act.url(pk) or None}

    return _Waiting(act.kind, campaign, label, waits=True, confirm=confirm)


def _subscription(token: str, now: datetime) -> _Waiting:
    known = following_links.to_confirm(token)
    if known is None or following.is_expired(known[0], now=now):
        raise _gone(_("This link is too old, or what it was about was ended."))
    subscription, pace = known
    campaign = public_campaign(subscription.campaign_id)

    def confirm(now: datetime) -> dict[str, Any]:
        row = following.confirm(subscription, pace=pace, now=now)
        return {"token": following_links.token(row, following_links.MANAGE)}

    label = following_showing.row(subscription)["title"]
    waits = subscription.confirmed_at is None or subscription.pace != pace
    return _Waiting("subscription", campaign, label, waits, confirm)
