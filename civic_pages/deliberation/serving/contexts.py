"""What the templates of a text are given, and how its answers may be kept."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.cache import patch_cache_control, patch_vary_headers

from civic_pages import conf
from civic_pages.campaigns import phases
from civic_pages.campaigns.serving.contexts import CACHE_SECONDS, now_of
from civic_pages.deliberation import results
from civic_pages.deliberation.choices import Position
from civic_pages.deliberation.clauses import Clause
from civic_pages.deliberation.models import Reaction
from civic_pages.deliberation.results import Tally
from civic_pages.participation import login, providers
from civic_pages.participation.participants import identity


@dataclass(frozen=True)
class Choice:
    """One position as a button."""

    value: str
    label: str
    is_mine: bool


@dataclass(frozen=True)
class Row:
    """A clause, or the whole text, as a page shows it.

    Attributes:
        clause: ``None`` for the whole text.
        url: the page of its discussion.
        comments: how many are public.
        tally: ``None`` where positions are not asked, or not told now.
        choices: the buttons; empty where no position is asked.
        mine: what the visitor thinks, in words; empty where they said nothing, or are not known.
    """

    clause: Clause | None
    url: str
    comments: int
    tally: Tally | None
    choices: Sequence[Choice]
    mine: str

    @property
    def anchor(self) -> str:
        return self.clause.anchor if self.clause is not None else "whole-text"


def text_context(page: Any, request: HttpRequest) -> dict[str, Any]:
    """Return what every template of a text is given beside ``page``."""
    now, campaign = now_of(request), page.campaign
    is_open = bool(campaign.allows(phases.COMMENT, now=now))
    return {
        "now": now,
        "campaign": campaign,
        "is_open": is_open,
        "opens_at": None if is_open else phases.opening(campaign.schedule, phases.COMMENT, now),
        "needs_login": is_open and login.is_missing(campaign, getattr(request, "user", None)),
        "base_template": conf.get("BASE_TEMPLATE"),
        # A page that is previewed before its first save has no address yet.
        "text_url": page.url or "",
        "key_name": providers.KEY_PARAMETER,
        "key": uuid.uuid4().hex,
    }


def rows_of(page: Any, request: HttpRequest, clauses: Sequence[Clause]) -> list[Row]:
    """Return the whole text and clauses as shown, in a fixed number of queries."""
    numbers = results.counted(page, [clause.id for clause in clauses])
    mine = _mine(page, request)
    is_told = results.may_tell(page, now_of(request))
    subjects: list[Clause | None] = [None, *clauses]
    return [_row(page, subject, numbers, mine, is_told=is_told) for subject in subjects]


def _row(
    page: Any,
    clause: Clause | None,
    numbers: Mapping[str, Mapping[str, int]],
    mine: Mapping[str, str],
    *,
    is_told: bool,
) -> Row:
    identifier = clause.id if clause is not None else ""
    is_asked = page.positions if clause is not None else page.whole_position
    own = mine.get(results.target_name(page, identifier), "")
    counted = numbers.get(identifier, {})
    return Row(
        clause=clause,
        url=page.discussion_url(identifier),
        comments=counted.get("comment", 0),
        tally=Tally.of(counted) if is_told and is_asked else None,
        choices=[
            Choice(position.value, str(position.label), position.value == own)
            for position in Position
            if is_asked
        ],
        mine=str(Position(own).label) if own in Position.values else "",
    )


def _mine(page: Any, request: HttpRequest) -> dict[str, str]:
    """Return what the visitor thinks of a text, by the names of what they took position on."""
    participant = identity.of_request(page.campaign, request) if page.pk else None
    if participant is None:
        return {}
    found = Reaction.objects.filter(
        participant=participant, text_id=page.pk, comment=None, confirmed_at__isnull=False
    )
    return dict(found.values_list("target", "stance"))


def render(
    page: Any,
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    status: int = HTTPStatus.OK,
    is_personal: bool = False,
) -> HttpResponse:
    """Return a page of a text; kept by caches for a while where it is the same for everybody."""
    given = {**page.get_context(request), **context}
    response = TemplateResponse(request, f"civic_pages/{template}.html", given, status=status)
    if is_personal or status != HTTPStatus.OK or getattr(request, "is_preview", False):
        patch_cache_control(response, private=True, no_store=True)
        return response
    patch_cache_control(response, max_age=_seconds(page, now_of(request)))
    patch_vary_headers(response, ["Cookie"])
    return response


def _seconds(page: Any, now: Any) -> int:
    """Return how long a page may be kept: not past the next opening or closing."""
    change = page.campaign.next_change(now)
    if change is None:
        return CACHE_SECONDS
    return max(0, min(CACHE_SECONDS, int((change - now).total_seconds())))


def not_allowed(allowed: str) -> HttpResponse:
    return HttpResponse(status=HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": allowed})
