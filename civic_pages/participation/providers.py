"""Fills the ports of civic_blocks: forms, lists, maps and figures of a campaign page."""

import re
import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from wagtail.models import Page

from civic_blocks import conf as block_conf
from civic_blocks import ports
from civic_blocks.definitions import FieldSpec, FormDefinition
from civic_pages.participation import home_map, login, official, tallies
from civic_pages.participation.abuse import showing
from civic_pages.participation.figures import figures, shows_totals
from civic_pages.participation.forms import ContributionForm
from civic_pages.participation.geo.geocoders import geocoder
from civic_pages.participation.models import Contribution, GroupType, Held, Identity, Precision
from civic_pages.participation.querysets import CARD_COLUMNS, ContributionQuerySet
from civic_pages.participation.questions import earlier_categories
from civic_pages.participation.similar import suggesting
from civic_pages.participation.steps import Steps
from civic_pages.participation.uploads import taking


REFERENCE = CARD_COLUMNS.index("reference")
FORM_PARAMETER = "civic_form"
KEY_PARAMETER = "civic_key"
KEY_PATTERN = re.compile(r"^[A-Za-z0-9_-]{16,64}$")


def is_key(text: str) -> bool:
    """Tell whether a text can serve as an idempotency key."""
    return bool(KEY_PATTERN.match(text))


def form_for(
    definition: FormDefinition,
    page: Any,
    data: Any = None,
    *,
    key: str = "",
    staff: bool = False,
    outside_reason: str = "",
) -> ContributionForm:
    """Return the form of a campaign, with its perimeter, its geocoder, its map and its files.

    Args:
        key: storable idempotency key of what is sent: a retry may bring the same files again.
        staff: the team types it; nobody has to confirm an address then.
        outside_reason: why the team, and nobody else, takes a place outside the perimeter.
    """
    found = geocoder()
    territory = page.territory
    form = ContributionForm(
        data,
        definition=definition,
        territory=territory,
        search=found.search if found else None,
        counts_homes=getattr(page, "households", False),
        outside_reason=outside_reason if staff else "",
    )
    if not staff and (spec := identifying(definition, page)):
        form.require(spec)
    live = ports.current(ports.LiveEndpoints)
    places_url = live.places(page) if live and found else ""
    if home := definition.of_type("home"):
        form.fields[home.key].widget.map_context = {"places_url": places_url}
    if point := definition.of_type("point"):
        reverse_url = places_url if hasattr(found, "reverse") else ""
        form.fields[point.key].widget.map_context = _map_context(page, places_url, reverse_url)
    taking.bind(form, campaign_id=page.pk, key=key)
    return form


def _map_context(page: Any, places_url: str, reverse_url: str) -> dict[str, Any]:
    latitude, longitude = block_conf.get("MAP_CENTER")
    return {
        "perimeter": page.perimeter,
        "sectors": page.sectors,
        "center": [latitude, longitude],
        "zoom": block_conf.get("MAP_ZOOM"),
        "tile_url": block_conf.get("TILE_URL"),
        "tile_attribution": block_conf.get("TILE_ATTRIBUTION"),
        "places_url": places_url,
        "reverse_url": reverse_url,
    }


def identifying(definition: FormDefinition, page: Any) -> FieldSpec | None:
    """Return the question a campaign needs an answer to, so that a contribution can be confirmed."""
    if getattr(page, "identity", Identity.ANONYMOUS) != Identity.EMAIL:
        return None
    return definition.of_type("email")


def query_dict(data: dict[str, list[str]]) -> MultiValueDict[str, str]:
    """Return form input as Django's forms read it."""
    return MultiValueDict(data)


class CampaignForms:
    """Implements :class:`civic_blocks.ports.FormSource` for pages with ``CampaignMixin``."""

    def presentation(
        self, definition: FormDefinition, *, page: Page, request: HttpRequest
    ) -> ports.FormPresentation:
        now: datetime = getattr(request, "civic_now", None) or timezone.now()
        if not hasattr(page, "allows"):
            return ports.FormPresentation(None, notice=_("This page takes no contributions."))
        sent: Any = getattr(request, "civic_form", None)
        if not page.allows("contribute", now=now) and sent is None:
            return ports.FormPresentation(None, notice=page.in_place_of_form(now))
        login_url = login.url_for(page, request)
        if login_url is not None and sent is None:
            notice = _("This campaign takes contributions from people who are logged in.")
            return ports.FormPresentation(None, notice=notice, login_url=login_url)
        is_sent = sent is not None and sent.definition.form_id == definition.form_id
        form = sent if is_sent else form_for(definition, page)
        key = _key_shown(request) if form is sent else ""
        hidden = {FORM_PARAMETER: definition.form_id, KEY_PARAMETER: key or uuid.uuid4().hex}
        steps = _steps_shown(form, request)
        challenge = None
        if steps is None or steps.is_last:
            input_id = f"id_{definition.form_id[:8]}_civic_answer"
            challenge = showing.challenge_for(page, request, now=now, input_id=input_id)
        return ports.FormPresentation(
            form,
            action=getattr(request, "civic_address", "") or page.get_url(request) or "",
            hidden=hidden | showing.started(page, request, now=now) | suggesting.seen(request),
            steps=steps,
            challenge=challenge,
            login_url=login_url or "",
            account=login.account(page, request),
            alike=suggesting.shown(request) if form is sent else (),
            suggestions=suggesting.live(page, definition),
        )


def _key_shown(request: HttpRequest) -> str:
    """Return the key to go on with from page to page of a form; empty: a new one.

    What was sent and refused comes again under a new key: the old one may be used.
    """
    key = request.POST.get(KEY_PARAMETER, "")
    return key if getattr(request, "civic_goes_on", False) and is_key(key) else ""


def _steps_shown(form: ContributionForm, request: HttpRequest) -> ports.FormSteps | None:
    """Return where somebody is in a form of several pages: where the post led, or at its start."""
    if len(form.definition.pages()) == 1:
        return None
    if form is getattr(request, "civic_form", None):
        return getattr(request, "civic_steps", None)
    steps = Steps(form)
    return steps.shown(steps.first, moved=False)


def card(
    row: Sequence[Any], page: Any, *, outcome: str = "", has_shape: bool = False
) -> ports.ContributionCard:
    """Return the card of a row of ``CARD_COLUMNS``."""
    values = dict(zip(CARD_COLUMNS, row, strict=True))
    latitude, longitude = values.pop("latitude"), values.pop("longitude")
    values.pop("campaign_id")
    sector = values.pop("sector")
    group_type, held = values.pop("group_type"), values.pop("held")
    return ports.ContributionCard(
        url=f"{page.contributions_url}{values['reference']}/",
        place=ports.Place(latitude, longitude) if latitude is not None else None,
        sector=page.territory.sector_name(sector) if sector else "",
        group_type=str(GroupType(group_type).label) if group_type else "",
        held=str(Held(held).label) if held else "",
        outcome=outcome,
        has_shape=has_shape,
        **values,
    )


def cards(
    rows: Iterable[Sequence[Any]], page: Any, *, now: datetime
) -> list[ports.ContributionCard]:
    """Return the cards of rows of ``CARD_COLUMNS``, each with its outcome."""
    known = list(rows)
    given = official.outcomes((row[REFERENCE] for row in known), now=now) if known else {}
    return [card(row, page, outcome=given.get(row[REFERENCE], ("", ""))[1]) for row in known]


def card_of(contribution: Contribution, page: Any, *, now: datetime) -> ports.ContributionCard:
    """Return the card of a contribution."""
    return cards([[getattr(contribution, name) for name in CARD_COLUMNS]], page, now=now)[0]


def card_rows(queryset: Any) -> Any:
    """Return the rows that ``card`` reads, without building models."""
    return queryset.values_list(*CARD_COLUMNS)


def categories_of(page: Any, *, among: ContributionQuerySet | None = None) -> list[str]:
    """Return the categories of a campaign's forms, in the editor's order, then earlier ones.

    Args:
        among: an earlier category is told where one of these still has it; public ones by default.
    """
    found = form_categories(page)
    earlier = earlier_categories(
        page.pk, set(found), among=Contribution.objects.public() if among is None else among
    )
    return [*found, *earlier]


def form_categories(page: Any) -> list[str]:
    """Return the categories that a campaign's forms offer, in the editor's order."""
    found: dict[str, None] = {}
    for definition in page.form_definitions():
        if spec := definition.with_role("category"):
            found.update(dict.fromkeys(spec.options["choices"]))
    return list(found)


def export_links(page: Any, querystring: str) -> list[tuple[str, str]]:
    """Return (label, address) of the open-data files of a campaign's filtered set."""
    live = ports.current(ports.LiveEndpoints)
    links = getattr(live, "exports", None)
    return links(page, querystring) if links else []


class CampaignContributions:
    """Implements :class:`civic_blocks.ports.ContributionSource` for pages with ``CampaignMixin``."""

    def listing(self, page: Page, *, limit: int) -> ports.Listing:
        if not hasattr(page, "contributions_url") or page.pk is None:
            return ports.Listing((), 0)
        rows = card_rows(Contribution.objects.public().of(page).recent_first())[:limit]
        total: int | None = 0
        if not shows_totals(page):
            total = None
        elif page.public_precision != Precision.AREAS:
            total = tallies.totals(page.pk)["all"]
        return ports.Listing(cards(rows, page, now=timezone.now()), total, page.contributions_url)

    def figures(self, page: Page) -> Sequence[ports.Figure]:
        return figures(page)

    def map_contents(self, page: Page, *, limit: int, chosen: str = "") -> ports.MapContents:
        if not hasattr(page, "territory") or page.pk is None:
            return ports.MapContents()
        if page.public_precision == Precision.AREAS:
            return home_map.contents(page, chosen=chosen, now=timezone.now())
        totals = tallies.totals(page.pk)
        told = shows_totals(page)
        counts = tallies.by_sector(page.pk) if told else {}
        shown = totals["mapped"]
        if page.public_precision == Precision.SECTOR:
            # A sector's colour is what the map shows of those that lie in it.
            shown = sum(count for sector, count in counts.items() if sector)
        return ports.MapContents(
            pins=_pins(page, limit),
            categories=form_categories(page),
            sectors=_sector_counts(page, counts) if told else (),
            perimeter=page.perimeter,
            sector_shapes=page.sectors,
            mapped=shown,
            unmapped=totals["all"] - shown,
            hides_totals=not told,
            rule=_("Contributions are shown by sector, without a point.")
            if page.public_precision == Precision.SECTOR
            else "",
            more_url=page.contributions_url,
            print_url=page.print_map_url,
        )


def _pins(page: Any, limit: int) -> list[ports.ContributionCard]:
    """Return the newest pins of a campaign; none where it does not publish points."""
    if page.public_precision != Precision.EXACT:
        return []
    # By latitude, not by cell: SQLite would take the cells' index and sort all of them.
    mapped = Contribution.objects.public().of(page).filter(latitude__isnull=False).recent_first()
    shaped = mapped.annotate(has_shape=Q(shape__isnull=False))
    rows = shaped.values_list(*CARD_COLUMNS, "has_shape")[:limit]
    return [card(row, page, has_shape=has_shape) for *row, has_shape in rows]


def _sector_counts(page: Any, counts: dict[str, int]) -> list[ports.SectorCount]:
    rows = [
        ports.SectorCount(key, name, counts.get(key, 0))
        for key, name, _shape in page.territory.sectors
    ]
    return sorted(rows, key=lambda row: (-(row.count or 0), row.name))
