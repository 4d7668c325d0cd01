"""What a contributor does with their own contribution by its private token."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from civic_api import bodies, tokens
from civic_api.exceptions import Problem
from civic_api.v1 import answering, own_docs
from civic_api.v1.own_faces import own_face
from civic_blocks.definitions import FormDefinition
from civic_pages.campaigns.serving import now_of
from civic_pages.campaigns.serving.private import form_of
from civic_pages.participation import actions, prefill, providers, rate
from civic_pages.participation.abuse import rules
from civic_pages.participation.forms import ContributionForm
from civic_pages.participation.models import Contribution
from civic_pages.participation.uploads import taking


def matched(request: Request, *, required: bool) -> str | None:
    """Return the version that a request is about; ``None``: whichever there is.

    A proxy that compresses answers weakens their ETags: a weak one names the same version.

    Raises:
        Problem: 428 (RFC 6585) where ``If-Match`` is needed and missing.
    """
    sent = request.headers.get("If-Match", "")
    if not sent:
        if required:
            detail = _("Send the ETag of what you read in If-Match.")
            raise Problem(428, "precondition-required", detail)
        return None
    etags = parse_etags(sent)
    if etags == ["*"]:
        return None
    # Several: the author says that any of them would do; one contribution has one version.
    return etags[0].removeprefix("W/").strip('"') if len(etags) == 1 else ""


def outdated(error: ValidationError) -> Problem:
    return Problem(412, "outdated", " ".join(error.messages))


class OwnContributionView(tokens.PrivateView):
    """One's own contribution: where it stands, all that was answered, what may be done."""

    @extend_schema(
        operation_id="own_contribution",
        parameters=[own_docs.PRIVATE],
        responses={200: own_docs.OwnContribution, **own_docs.problems(401, 404, 429)},
    )
    def get(self, request: Request) -> Response:
        contribution, campaign = tokens.own_contribution(request)
        return _shown(request, contribution, campaign)

    @extend_schema(
        operation_id="correct",
        parameters=[own_docs.PRIVATE, own_docs.IF_MATCH],
        request=own_docs.Correction,
        responses={
            200: own_docs.OwnContribution,
            **own_docs.problems(400, 401, 403, 404, 409, 412, 415, 422, 428, 429),
        },
    )
    def put(self, request: Request) -> Response:
        contribution, campaign = tokens.own_contribution(request)
        read = matched(request, required=True)
        definition = form_of(campaign, contribution)
        if definition is None:
            raise Problem(404, "not-found", _("This campaign has no such form any more."))
        _count(request, campaign)
        form = _form(request, contribution, campaign, definition)
        row = _corrected(contribution, form, campaign, read)
        return _shown(request, _again(row), campaign)

    @extend_schema(
        operation_id="withdraw",
        parameters=[own_docs.PRIVATE, own_docs.IF_MATCH_OPTIONAL],
        responses={204: None, **own_docs.problems(401, 404, 412, 429)},
    )
    def delete(self, request: Request) -> Response:
        contribution, _campaign = tokens.own_contribution(request)
        read = matched(request, required=False)
        try:
            actions.withdraw_own(contribution, now=timezone.now(), read=read)
        except actions.Outdated as error:
            raise outdated(error) from error
        except actions.IllegalTransition:
            # It is withdrawn already: whoever asks twice gets what they want.
            return Response(status=204)
        return Response(status=204)


def _shown(request: Request, contribution: Contribution, campaign: Any) -> Response:
    face = own_face(contribution, campaign, now=now_of(request))
    return Response(face, headers={"ETag": f'"{face["version"]}"'})


def _again(row: Contribution) -> Contribution:
    """Return a contribution read anew, with what is kept apart from it."""
    beside = ("campaign", "form_version", "contact", "confirmation", "exact_location")
    return Contribution.objects.select_related(*beside).get(pk=row.pk)


def _count(request: Request, campaign: Any) -> None:
    try:
        rate.check(campaign.pk, rate.client_network(request.META), setting="RATE_LIMIT")
    except rate.TooMany as error:
        detail = _("Too many requests come from your network. Try again later.")
        raise Problem(429, "too-many-requests", detail, retry_after=error.seconds) from error


def _form(
    request: Request, contribution: Contribution, campaign: Any, definition: FormDefinition
) -> ContributionForm:
    """Return the page's own form of a correction, valid, or raise what is wrong with it."""
    payload = bodies.object_of(request)
    if errors := answering.wrong_members(payload, ()):
        raise answering.refused(errors)
    data = providers.query_dict(answering.input_of(definition, payload))
    form = providers.form_for(definition, campaign, data)
    prefill.keep_accepted(form, contribution)
    taking.bind(form, campaign_id=campaign.pk, contribution_id=contribution.pk)
    answering.require_valid(form)
    return form


def _corrected(
    contribution: Contribution, form: ContributionForm, campaign: Any, read: str | None
) -> Contribution:
    submission = form.submission()
    # Of course its text has come before.
    flags = [name for name in rules.broken(submission, campaign) if name != "repeated"]
    try:
        return actions.correct(
            contribution, submission, campaign=campaign, now=timezone.now(), flags=flags, read=read
        )
    except actions.Outdated as error:
        raise outdated(error) from error
    except actions.ParticipationClosed as error:
        raise Problem(403, "closed", str(error)) from error
    except actions.BeingRead as error:
        raise Problem(409, "being-read", " ".join(error.messages), retry_after=60) from error
    except actions.IllegalTransition as error:
        raise Problem(409, "not-correctable", " ".join(error.messages)) from error
    except ValidationError as error:
        rows = [{"message": m, "code": error.code or "invalid"} for m in error.messages]
        raise answering.refused({"": rows}) from error


class OwnHouseholdView(tokens.PrivateView):
    """What a second answer of one home means, said by whoever confirmed their address."""

    @extend_schema(
        operation_id="choose_household",
        parameters=[own_docs.PRIVATE],
        request=own_docs.HouseholdChoice,
        responses={
            200: own_docs.OwnContribution,
            **own_docs.problems(400, 401, 404, 409, 415, 422, 429),
        },
    )
    def put(self, request: Request) -> Response:
        contribution, campaign = tokens.own_contribution(request)
        payload = bodies.body_of(request, {"choice": str}, required=("choice",))
        try:
            row = actions.choose_household(contribution, payload["choice"], now=timezone.now())
        except (actions.NothingToChoose, PermissionDenied, actions.IllegalTransition) as error:
            # One answer for all of them: it tells nobody whether a home is known.
            detail = _("There is nothing to choose any more.")
            raise Problem(409, "nothing-to-choose", detail) from error
        except ValidationError as error:
            raise bodies.invalid({"choice": bodies.row(error.messages[0], "choice")}) from error
        return _shown(request, _again(row), campaign)


class ConfirmationMailsView(tokens.PrivateView):
    """Has the link that confirms a contribution mailed once more."""

    @extend_schema(
        operation_id="send_confirmation_again",
        parameters=[own_docs.PRIVATE],
        request=None,
        responses={202: OpenApiResponse(own_docs.Asked), **own_docs.problems(401, 404, 429)},
    )
    def post(self, request: Request) -> Response:
        contribution, _campaign = tokens.own_contribution(request)
        actions.await_confirmation(contribution, now=timezone.now())
        told = _("If it waits for a confirmation, a mail is on its way. Look among unwanted mail.")
        return Response({"detail": told}, status=202)
