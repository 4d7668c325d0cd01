"""Contributions: the public ones, and a new one."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import EmptyPage, Paginator
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from civic_api import bodies, cursors, surrogates
from civic_api.accounts import ACCOUNT, account_required
from civic_api.base import CivicView, integer, public_campaign, public_campaigns
from civic_api.exceptions import Problem
from civic_api.idempotency import in_flight, key_of
from civic_api.v1 import answering, challenges, contribution_expansions, docs
from civic_api.v1.filtering import FILTERS, campaign_of, filtered, tells_totals
from civic_pages.campaigns.serving import now_of
from civic_pages.participation import actions, changes, links, official, providers, rate
from civic_pages.participation.abuse import gate
from civic_pages.participation.forms import ContributionForm
from civic_pages.participation.models import Contribution, Status
from civic_pages.participation.paging import UncountedPaginator
from civic_pages.participation.querysets import CARD_COLUMNS


MOST_ROWS = 100
COLUMNS = (*CARD_COLUMNS, "shape")


def _rows(
    found: Iterable[tuple[Any, ...]], pages: dict[int, Any], now: datetime
) -> list[dict[str, Any]]:
    """Return contributions as JSON out of rows of ``COLUMNS``, each with its outcome."""
    rows = [_row(values, pages) for values in found]
    given = official.outcomes((row["reference"] for row in rows), now=now) if rows else {}
    for row in rows:
        slug, name = given.get(row["reference"], ("", ""))
        row["outcome"] = {"slug": slug, "name": name} if slug else None
    return rows


def _row(values: tuple[Any, ...], pages: dict[int, Any]) -> dict[str, Any]:
    """Return one contribution as JSON out of a row of ``COLUMNS``."""
    row = dict(zip(COLUMNS, values, strict=True))
    latitude, longitude = row.pop("latitude"), row.pop("longitude")
    point = {"type": "Point", "coordinates": [longitude, latitude]}
    geometry = row.pop("shape") or (None if latitude is None else point)
    campaign = row.pop("campaign_id")
    page = pages.get(campaign)
    return {
        **row,
        "campaign": campaign,
        "url": f"{page.contributions_url}{row['reference']}/" if page is not None else "",
        "status": Status.PUBLISHED.value,
        "place": None if latitude is None else {"latitude": latitude, "longitude": longitude},
        "geometry": geometry,
    }


class ContributionsView(CivicView):
    """The public contributions, and the way to send one."""

    parameters = ("campaign", "cursor", "page", "page_size", *FILTERS)
    shape = docs.ContributionPage
    expansions = contribution_expansions.OF_LIST

    @extend_schema(
        operation_id="contributions",
        parameters=[docs.CAMPAIGN, *docs.FILTERS, docs.PAGE, docs.PAGE_SIZE, docs.CURSOR],
        responses=docs.ContributionPage,
    )
    def get(self, request: Request) -> Response:
        campaign = campaign_of(request)
        wanted = filtered(request, campaign)
        queryset = wanted.queryset
        size = integer(request, "page_size", 20, 1, MOST_ROWS)
        told = tells_totals(campaign, now_of(request))
        kept = wanted.kept_count() if told else None
        if cursors.is_asked(request):
            page = cursors.page(request, queryset, COLUMNS, _keys(request), size)
            return Response(
                self._page(request, campaign, page.rows, kept, page.next, page.previous)
            )
        paginator = (Paginator if told else UncountedPaginator)(
            queryset.values_list(*COLUMNS), size
        )
        if kept is not None:
            paginator.count = kept
        number = integer(request, "page", 1, 1, 10**9)
        try:
            found = paginator.page(number)
        except EmptyPage as error:
            raise Problem(404, "not-found", _("There is no such page.")) from error
        following = cursors.numbered(request, number + 1) if found.has_next() else None
        preceding = cursors.numbered(request, number - 1) if found.has_previous() else None
        count = paginator.count if told else None
        return Response(
            self._page(request, campaign, found.object_list, count, following, preceding)
        )

    def _page(
        self,
        request: Request,
        campaign: Any,
        found: Any,
        count: int | None,
        following: str | None,
        preceding: str | None,
    ) -> dict[str, Any]:
        known = [campaign] if campaign is not None else public_campaigns()
        self.pages = {item.pk: item for item in known}
        rows = _rows(found, self.pages, now_of(request))
        surrogates.note(*(changes.contribution_key(row["reference"]) for row in rows))
        return {"count": count, "next": following, "previous": preceding, "results": rows}

    @extend_schema(
        operation_id="contribute",
        description=ACCOUNT,
        parameters=[docs.KEY],
        request=docs.NewContribution,
        responses={
            201: docs.Received,
            **{
                code: OpenApiResponse(docs.Problem)
                for code in (400, 403, 404, 409, 415, 422, 428, 429)
            },
        },
    )
    def post(self, request: Request) -> Response:
        key = key_of(request)
        payload = _payload(request)
        campaign = public_campaign(payload["campaign"])
        form = _form(campaign, payload, key)
        with in_flight(campaign.pk, key):
            submitted = _submit(request, campaign, form, key)
        contribution = submitted.contribution
        response = Response(
            {
                "reference": contribution.reference,
                "status": contribution.status,
                "created_at": contribution.created_at,
                "campaign": contribution.campaign_id,
                "follow": links.follow_url(contribution, campaign),
                "token": links.follow_token(contribution),
            },
            status=201,
        )
        response["Cache-Control"] = "no-store"
        if submitted.replayed:
            response["Idempotent-Replayed"] = "true"
        return response


def _keys(request: Request) -> list[cursors.Key]:
    """Return the order of a list, as the index "civic_recent" holds it.

    The primary key tells in which order people wrote; it is never told, the reference is.
    """
    descending = request.query_params.get("ordering", "-published") != "published"
    return [
        cursors.Key("published_at", descending),
        cursors.Key("pk", descending, told_as="reference", resolve=_pk_of),
    ]


def _pk_of(reference: str) -> int | None:
    found = Contribution.objects.filter(reference=reference)
    return found.values_list("pk", flat=True).first()


def _payload(request: Request) -> dict[str, Any]:
    """Return the body of a contribution, its outer shape checked."""
    payload = bodies.object_of(request)
    errors = answering.wrong_members(payload, ("campaign", "form", *challenges.FIELDS))
    number = payload.get("campaign")
    if isinstance(number, bool) or not isinstance(number, int) or not 0 < number < bodies.MOST:
        errors["campaign"] = bodies.row(_("Give the number of a campaign."), "type")
    if not isinstance(payload.get("form"), str):
        errors["form"] = bodies.row(_("Give the id of the form."), "type")
    errors |= challenges.wrong_types(payload)
    if errors:
        raise answering.refused(errors)
    return payload


def _form(campaign: Any, payload: dict[str, Any], key: str) -> ContributionForm:
    """Return the page's own form, filled with a payload, or raise what is wrong with it."""
    definition = next(
        (d for d in campaign.form_definitions() if d.form_id == payload["form"]), None
    )
    if definition is None:
        raise Problem(404, "not-found", _("This campaign has no such form."))
    data = providers.query_dict(answering.input_of(definition, payload))
    form = providers.form_for(definition, campaign, data, key=key)
    answering.require_valid(form)
    return form


def _submit(request: Request, campaign: Any, form: ContributionForm, key: str) -> actions.Submitted:
    now, submission = timezone.now(), form.submission()
    body: dict[str, Any] = request.data  # type: ignore[assignment]
    sender = challenges.sender_of(request, body)
    try:
        intake = gate.pass_through(submission, campaign=campaign, key=key, sender=sender, now=now)
        return actions.submit(submission, campaign=campaign, key=key, now=now, intake=intake)
    except gate.ChallengeNeeded as error:
        raise challenges.needed(campaign, error, request) from error
    except rate.TooMany as error:
        detail = _("Too many contributions come from your network. Try again later.")
        raise Problem(429, "too-many-requests", detail, retry_after=error.seconds) from error
    except actions.ParticipationClosed as error:
        raise Problem(403, "closed", str(error)) from error
    except actions.AccountRequired as error:
        raise account_required(campaign, str(error)) from error
    except actions.KeyReused as error:
        raise Problem(422, "key-reused", " ".join(error.messages)) from error
    except ValidationError as error:
        rows = [{"message": m, "code": "invalid"} for m in error.messages]
        raise answering.refused({"": rows}) from error


class ContributionView(CivicView):
    """One public contribution, with its public answers."""

    shape = docs.ContributionDetail
    expansions = contribution_expansions.OF_ONE

    @extend_schema(
        operation_id="contribution",
        responses={200: docs.ContributionDetail, 404: OpenApiResponse(docs.Problem)},
    )
    def get(self, request: Request, reference: str) -> Response:
        found = (
            Contribution.objects.public()
            .filter(reference=reference)
            .select_related("form_version")
            .first()
        )
        if found is None:
            raise Problem(404, "not-found", _("No such contribution."))
        page = public_campaign(found.campaign_id)
        now = now_of(request)
        values = tuple(getattr(found, name) for name in COLUMNS)
        self.pages = {page.pk: page}
        row = _rows([values], self.pages, now)[0]
        surrogates.note(changes.contribution_key(found.reference))
        answers = contribution_expansions.answers_of(found.form_version, found.answers)
        files = contribution_expansions.files_of(found, row["url"])
        city = [
            contribution_expansions.city_answer(answer)
            for answer in official.answers_to(found, now=now)
        ]
        return Response({**row, "answers": answers, "files": files, "answers_of_city": city})
