"""Following by e-mail: asked for, managed and ended; confirmed like everything that is mailed."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from civic_api import bodies, tokens
from civic_api.base import public_campaign
from civic_api.exceptions import Problem
from civic_api.idempotency import in_flight, key_of
from civic_api.v1 import comments, docs, own_docs
from civic_pages.following import actions, links, showing, targets
from civic_pages.following.forms import FollowForm
from civic_pages.following.models import Pace, Subscription


FIELDS = {"campaign": int, "contribution": str, "text": int, "email": str, "pace": str}


class SubscriptionsView(tokens.PrivateView):
    """Asks a mailbox whether it wants to follow; the same for a known and an unknown one."""

    @extend_schema(
        operation_id="follow",
        parameters=[docs.KEY],
        request=own_docs.NewSubscription,
        responses={
            202: OpenApiResponse(own_docs.Asked),
            **own_docs.problems(400, 404, 409, 415, 422, 428, 429),
        },
    )
    def post(self, request: Request) -> Response:
        key, now = key_of(request), timezone.now()
        needed = ("campaign", "email", "pace")
        payload = bodies.body_of(request, FIELDS, required=needed, challenged=True)
        target = _target(payload)
        form = FollowForm({"email": payload["email"], "pace": payload["pace"]})
        if not form.is_valid():
            raise bodies.invalid(dict(form.errors.get_json_data()))
        given = form.cleaned_data
        with in_flight(target.campaign.pk, key), comments.told(target.campaign, request):
            comments.admit(request, target.campaign, payload, key, now=now)
            actions.follow(target, email=given["email"], pace=given["pace"], now=now)
        told = _("A mail asks whether this address wants to follow. Look among unwanted mail.")
        return Response({"detail": told}, status=202)


def _target(payload: dict[str, Any]) -> targets.Target:
    """Return what is to be followed.

    Raises:
        Problem: 404 where there is nothing of the kind, or nobody would read the mailed link.
    """
    campaign = public_campaign(payload["campaign"])
    if "contribution" in payload and "text" in payload:
        message = bodies.row(_("Follow one thing at a time."), "several")
        raise bodies.invalid({"text": message})
    key = f"{targets.CAMPAIGN}:{campaign.pk}"
    if "contribution" in payload:
        key = f"{targets.CONTRIBUTION}:{payload['contribution'][:64]}"
    elif "text" in payload:
        key = f"{targets.TEXT}:{payload['text']}"
    found = targets.find(campaign, key) if links.is_offered(campaign) else None
    if found is None:
        raise Problem(404, "not-found", _("There is nothing to follow."))
    return found


def _own(request: Request, purpose: str) -> Subscription | None:
    """Return the subscription of a token; ``None`` where it was ended since."""
    token = tokens.sent(request)
    if not links.signed(token, purpose):
        raise tokens.wrong(request)
    return links.found(token, purpose)


def _managing(request: Request) -> Subscription:
    found = _own(request, links.MANAGE)
    if found is None:
        raise Problem(410, "gone", _("Nothing is followed any more by this link."))
    return found


def _row(row: Subscription) -> dict[str, Any]:
    shown = showing.row(row)
    title, campaign = shown["title"], row.campaign_id
    return {"id": str(row.uuid), "title": title, "campaign": campaign, "pace": row.pace}


def _listed(mailbox: Subscription) -> Response:
    rows = list(actions.of_mailbox(mailbox))
    # The token of one that was ended leads nowhere: go on with another.
    goes_on = next((row for row in rows if row.pk == mailbox.pk), rows[0] if rows else None)
    token = links.token(goes_on, links.MANAGE) if goes_on is not None else None
    return Response({"token": token, "results": [_row(row) for row in rows]})


def _one(mailbox: Subscription, uuid: UUID) -> Subscription:
    found = actions.of_mailbox(mailbox).filter(uuid=uuid).first()
    if found is None:
        raise Problem(404, "not-found", _("There is nothing to follow."))
    return found


class OwnSubscriptionsView(tokens.PrivateView):
    """All that the mailbox of a token follows; ended all at once by DELETE."""

    @extend_schema(
        operation_id="own_subscriptions",
        parameters=[own_docs.FOLLOWER],
        responses={200: own_docs.OwnSubscriptions, **own_docs.problems(401, 404, 410, 429)},
    )
    def get(self, request: Request) -> Response:
        return _listed(_managing(request))

    @extend_schema(
        operation_id="stop_all",
        parameters=[own_docs.FOLLOWER],
        responses={204: None, **own_docs.problems(401, 404, 429)},
    )
    def delete(self, request: Request) -> Response:
        found = _own(request, links.MANAGE)
        if found is not None:
            actions.stop_all(found)
        return Response(status=204)


class OwnSubscriptionView(tokens.PrivateView):
    """One of them: its pace, and its end."""

    @extend_schema(
        operation_id="change_pace",
        parameters=[own_docs.FOLLOWER],
        request=own_docs.NewPace,
        responses={
            200: own_docs.OwnSubscriptions,
            **own_docs.problems(400, 401, 404, 410, 415, 422, 429),
        },
    )
    def patch(self, request: Request, uuid: UUID) -> Response:
        mailbox = _managing(request)
        row = _one(mailbox, uuid)
        payload = bodies.body_of(request, {"pace": str}, required=("pace",))
        if payload["pace"] not in Pace.values:
            detail = _("It must be one of: %(values)s.") % {"values": ", ".join(Pace.values)}
            raise bodies.invalid({"pace": bodies.row(detail, "choice")})
        actions.change_pace(row, pace=payload["pace"])
        return _listed(mailbox)

    @extend_schema(
        operation_id="stop",
        parameters=[own_docs.FOLLOWER],
        responses={200: own_docs.OwnSubscriptions, **own_docs.problems(401, 404, 410, 429)},
    )
    def delete(self, request: Request, uuid: UUID) -> Response:
        mailbox = _managing(request)
        row = _one(mailbox, uuid)
        actions.stop(row)
        return _listed(mailbox)


class UnsubscriptionView(tokens.PrivateView):
    """Ends what a mail was about, by the token of the link in it; once or often."""

    @extend_schema(
        operation_id="unsubscribe",
        parameters=[own_docs.STOPPING],
        responses={204: None, **own_docs.problems(401, 404, 429)},
    )
    def delete(self, request: Request) -> Response:
        found = _own(request, links.STOP)
        if found is not None:
            actions.stop(found)
        return Response(status=204)
