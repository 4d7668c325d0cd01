"""Votes: their options and rules, their result once it is published, a ballot, its receipt."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from wagtail.models import Page
from wagtail.rich_text import expand_db_html

from civic_api import bodies
from civic_api.accounts import ACCOUNT, account_required
from civic_api.base import CivicView, public_campaign
from civic_api.exceptions import Problem
from civic_api.idempotency import in_flight, key_of
from civic_api.v1 import challenges, docs, vote_docs
from civic_pages.campaigns import phases
from civic_pages.campaigns.serving import now_of
from civic_pages.participation import link_limit, rate
from civic_pages.participation.abuse import gate
from civic_pages.participation.choices import Identity
from civic_pages.participation.participants import identity
from civic_pages.voting import actions, checking, listing
from civic_pages.voting.checking import Standing
from civic_pages.voting.pages import AbstractVotePage, VotePage


TEXTS = ("email", "participant")
FIELDS = {"choices", "blank", "attest", "age_ok", *TEXTS, *challenges.FIELDS}


def _summary(row: listing.VoteRow, now: Any) -> dict[str, Any]:
    vote = row.vote
    schedule = vote.campaign.schedule
    return {
        "id": vote.pk,
        "title": vote.title,
        "url": vote.url,
        "campaign": vote.campaign.pk,
        "state": row.state.value,
        "method": vote.method,
        "opens_at": phases.opening(schedule, phases.VOTE, now),
        "closes_at": phases.closing(schedule, phases.VOTE, now),
    }


def _detail(row: listing.VoteRow, now: Any) -> dict[str, Any]:
    vote, result = row.vote, row.result
    return {
        **_summary(row, now),
        "introduction": expand_db_html(vote.introduction),
        "question": vote.question,
        "eligibility": expand_db_html(vote.eligibility),
        "minimal_age": vote.minimal_age,
        "options": [
            {
                "key": str(option.key),
                "title": option.title,
                "description": option.description,
                "cost": option.cost,
                "scope": option.scope,
            }
            for option in vote.shown_options
        ],
        "rules": vote.rules.as_dict(),
        "result": None
        if result is None
        else {**result.figures(), "published_at": result.published_at, "rows": result.rows},
    }


def _public_vote(pk: int) -> Any:
    """Return a vote that is live, beneath a campaign everybody may see."""
    page = Page.objects.live().public().filter(pk=pk).specific().first()
    if not isinstance(page, AbstractVotePage):
        raise Problem(404, "not-found", _("No such vote."))
    public_campaign(page.campaign.pk)
    return page


class VotesView(CivicView):
    """The votes of a campaign."""

    shape = vote_docs.VoteList

    @extend_schema(operation_id="votes", responses={200: vote_docs.VoteList, **docs.NOT_FOUND})
    def get(self, request: Request, pk: int) -> Response:
        campaign, now = public_campaign(pk), now_of(request)
        votes = VotePage.objects.child_of(campaign).live().public().order_by("path")
        return Response({"results": [_summary(row, now) for row in listing.rows(votes, now)]})


class VoteView(CivicView):
    """One vote: what can be chosen, by which rules, and the result once it is published."""

    shape = vote_docs.VoteDetail

    @extend_schema(operation_id="vote", responses={200: vote_docs.VoteDetail, **docs.NOT_FOUND})
    def get(self, request: Request, pk: int) -> Response:
        now = now_of(request)
        (row,) = listing.rows([_public_vote(pk)], now)
        return Response(_detail(row, now))


class BallotsView(CivicView):
    """Takes a ballot; it counts once the link is followed that is sent to its voter."""

    @extend_schema(
        operation_id="cast",
        description=ACCOUNT,
        parameters=[docs.KEY],
        request=vote_docs.NewBallot,
        responses={
            201: vote_docs.BallotTaken,
            **{
                code: OpenApiResponse(docs.Problem)
                for code in (400, 403, 404, 409, 415, 422, 428, 429)
            },
        },
    )
    def post(self, request: Request, pk: int) -> Response:
        key = key_of(request)
        vote = _public_vote(pk)
        payload = _payload(request)
        with in_flight(vote.pk, key):
            cast = _cast(request, vote, payload, key)
        response = Response({"receipt": cast.code, "counts": cast.counts}, status=201)
        response["Cache-Control"] = "no-store"
        if cast.replayed:
            response["Idempotent-Replayed"] = "true"
        return response


def _payload(request: Request) -> dict[str, Any]:
    """Return the body of a ballot, its outer shape checked."""
    payload = bodies.object_of(request)
    errors: dict[str, Any] = {
        name: bodies.row(_("There is no such field."), "unknown")
        for name in sorted(set(payload) - FIELDS)
    }
    errors |= _wrong_types(payload)
    if not payload.get("choices") and not payload.get("blank"):
        text = _("Choose something, or say that the vote is blank.")
        errors["choices"] = bodies.row(text, "nothing")
    if errors:
        raise _invalid(errors)
    return payload


def _wrong_types(payload: dict[str, Any]) -> dict[str, Any]:
    """Return what is of a wrong type, by field."""
    errors: dict[str, Any] = {}
    for name in ("blank", "attest", "age_ok"):
        if not isinstance(payload.get(name, False), bool):
            errors[name] = bodies.row(_("True or false is needed."), "type")
    for name in TEXTS:
        if not isinstance(payload.get(name, ""), str):
            errors[name] = bodies.row(_("A text is needed."), "type")
    return errors | challenges.wrong_types(payload)


def _cast(request: Request, vote: Any, payload: dict[str, Any], key: str) -> actions.Cast:
    now, campaign = timezone.now(), vote.campaign
    ticked = _ticked(payload)
    try:
        actions.require_open(vote, now)
        actions.require_identity(vote)
        if campaign.identity == Identity.ACCOUNT:
            raise account_required(vote)
        _require_valid(vote, payload)
        sender = challenges.sender_of(request, payload)
        gate.admit(campaign.pk, key=key, sender=sender, now=now)
        # Cookies prove nothing here: any site could send them along.
        voter = identity.take_bare(
            campaign,
            token=payload.get("participant", ""),
            number=key,
            email=payload.get("email", ""),
            now=now,
        )
        return actions.cast(
            payload.get("choices"), vote=vote, voter=voter, key=key, now=now, **ticked
        )
    except gate.ChallengeNeeded as error:
        raise challenges.needed(campaign, error, request) from error
    except rate.TooMany as error:
        detail = _("Too many ballots come from your network. Try again later.")
        raise Problem(429, "too-many-requests", detail, retry_after=error.seconds) from error
    except PermissionDenied as error:
        raise Problem(403, "closed", str(error)) from error
    except ValidationError as error:
        raise _invalid(_by_field(error)) from error


def _ticked(payload: dict[str, Any]) -> dict[str, bool]:
    return {name: payload.get(name, False) for name in ("attest", "age_ok")}


def _require_valid(vote: Any, payload: dict[str, Any]) -> None:
    if wrong := actions.problems(payload.get("choices"), vote=vote, **_ticked(payload)):
        raise ValidationError(wrong)


def _by_field(error: ValidationError) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    names = {"attest": "attest", "age": "age_ok", "email": "email", "invalid": "email"}
    for one in error.error_list:
        name = names.get(one.code or "", "choices")
        rows = [{"message": text, "code": one.code} for text in one.messages]
        fields.setdefault(name, []).extend(rows)
    return fields


def _invalid(errors: dict[str, Any]) -> Problem:
    return Problem(422, "invalid", _("The ballot is not valid."), errors=errors)


class ReceiptView(CivicView):
    """Whether the ballot of a receipt is counted; never what it holds."""

    @extend_schema(
        operation_id="receipt",
        responses={200: vote_docs.ReceiptFace, 404: OpenApiResponse(docs.Problem)},
    )
    def get(self, request: Request, pk: int, code: str) -> Response:
        standing = checking.standing(_public_vote(pk), code)
        if standing in {Standing.UNKNOWN, Standing.NO_CODE}:
            try:
                link_limit.note_wrong(rate.client_network(request.META))
            except rate.TooMany as error:
                detail = _("Too many codes were tried from your network. Try again later.")
                wait = error.seconds
                raise Problem(429, "too-many-requests", detail, retry_after=wait) from error
            raise Problem(404, "not-found", _("No ballot has this code."))
        response = Response({"state": standing.value})
        response["Cache-Control"] = "no-store"
        return response
