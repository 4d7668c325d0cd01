"""Public contributions as a collection: read by keyset, so that no page grows with those before."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from rest_framework.request import Request

from civic_api.ogc.base import Asked, Collection, Feature, FeaturePage
from civic_api.ogc.parameters import Interval, refuse
from civic_api.v1.filtering import FILTERS, filtered, is_unfiltered
from civic_pages.participation import official, tallies
from civic_pages.participation.geo.cells import BoundingBox
from civic_pages.participation.geo.tiles import extent_of
from civic_pages.participation.models import Contribution
from civic_pages.participation.querysets import ContributionQuerySet


# What is read; PROPERTIES of it are told as they are.
PROPERTIES = (
    "title", "excerpt", "category", "kind", "group_name", "group_type", "held", "represented",
    "sector", "published_at",
)  # fmt: skip
COLUMNS = ("reference", "longitude", "latitude", "shape", *PROPERTIES)
# The box is asked in its own way, the order is that of the pages, and all have the same status.
OWN_FILTERS = tuple(name for name in FILTERS if name not in {"bbox", "ordering", "status"})
# As the index "civic_recent" holds them.
NEWEST_FIRST, OLDEST_FIRST = ("-published_at", "-pk"), ("published_at", "pk")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


class Contributions(Collection):
    """Those with a public point, newest first; the geometry is the line or polygon where it has one.

    A box selects by the point, which lies on the line or polygon, as it does in every list of ours.
    """

    key = "contributions"
    filters = OWN_FILTERS
    paging = ("after", "before")
    has_time = True

    def __init__(self, campaign: Any, request: Request, now: datetime) -> None:
        self.campaign, self.request, self.now = campaign, request, now

    @property
    def title(self) -> str:
        return _("Contributions")

    @property
    def description(self) -> str:
        return _("Published contributions that have a place.")

    def extent(self) -> BoundingBox | None:
        return extent_of(self.campaign)

    def page(self, asked: Asked) -> FeaturePage:
        queryset = _mapped(filtered(self.request, self.campaign, anywhere=True).queryset)
        query = asked.query
        if query.box is not None:
            queryset = queryset.in_box(query.box)
        if query.interval is not None:
            queryset = _within(queryset, query.interval)
        is_whole = query.box is None and query.interval is None and is_unfiltered(self.request)
        rows, following, preceding = _read(queryset, asked.parameters, query.limit)
        return FeaturePage(
            self._features(rows), self._matched(queryset, is_whole=is_whole), following, preceding
        )

    def _matched(self, queryset: ContributionQuerySet, *, is_whole: bool) -> int | None:
        if not self.campaign.shows_totals(self.now):
            return None
        return tallies.totals(self.campaign.pk)["mapped"] if is_whole else queryset.count()

    def feature(self, identifier: str) -> Feature | None:
        if "\x00" in identifier:
            # PostgreSQL has no such text, and fails where it is asked for it.
            return None
        public = Contribution.objects.public().of(self.campaign)
        rows = list(_mapped(public).filter(reference=identifier).values_list(*COLUMNS))
        return next(iter(self._features(rows)), None)

    def _features(self, rows: list[tuple[Any, ...]]) -> list[Feature]:
        given = official.outcomes((row[0] for row in rows), now=self.now) if rows else {}
        root = self.request.build_absolute_uri(self.campaign.contributions_url)
        return [_feature(row, root, given.get(row[0], ("", ""))) for row in rows]


def _mapped(queryset: ContributionQuerySet) -> ContributionQuerySet:
    # By latitude, not by cell: SQLite would take the cells' index and sort all of them.
    return queryset.filter(latitude__isnull=False)


def _within(queryset: ContributionQuerySet, interval: Interval) -> ContributionQuerySet:
    if interval.start is not None:
        queryset = queryset.filter(published_at__gte=interval.start)
    if interval.end is not None:
        queryset = queryset.filter(published_at__lte=interval.end)
    return queryset


def _feature(row: tuple[Any, ...], root: str, outcome: tuple[str, str]) -> Feature:
    reference, longitude, latitude, shape, *values = row
    point = {"type": "Point", "coordinates": [round(longitude, 6), round(latitude, 6)]}
    slug, name = outcome
    return {
        "type": "Feature",
        "id": reference,
        "geometry": shape or point,
        "properties": {
            **dict(zip(PROPERTIES, values, strict=True)),
            "outcome": slug,
            "outcome_name": name,
            "url": f"{root}{reference}/",
        },
    }


Row = tuple[Any, ...]
Cursor = dict[str, str]
Arms = list[ContributionQuerySet]


def _read(
    queryset: ContributionQuerySet, parameters: Mapping[str, str], limit: int
) -> tuple[list[Row], Cursor | None, Cursor | None]:
    """Return the rows of a page, and what leads to the one after and the one before.

    A cursor is the time and reference of the row beside the page: rows that come or go meanwhile
    move no other from page to page.
    """
    after, before = parameters.get("after"), parameters.get("before")
    if after is not None and before is not None:
        refuse("before", _("after and before cannot be used together."))
    if before is not None:
        rows = _taken(_newer(queryset, *_cursor(before, "before")), OLDEST_FIRST, limit + 1)
        shown = rows[:limit][::-1]
        return shown, _to("after", shown[-1:]), _to("before", shown[:1] if rows[limit:] else [])
    arms = [queryset] if after is None else _older(queryset, *_cursor(after, "after"))
    rows = _taken(arms, NEWEST_FIRST, limit + 1)
    shown = rows[:limit]
    following = _to("after", shown[-1:] if rows[limit:] else [])
    return shown, following, _to("before", shown[:1] if after is not None else [])


def _taken(arms: Arms, order: tuple[str, ...], most: int) -> list[Row]:
    """Return the first rows of sets that follow each other, each read along the index."""
    rows: list[Row] = []
    for arm in arms:
        if len(rows) < most:
            rows += arm.order_by(*order).values_list(*COLUMNS)[: most - len(rows)]
    return rows


def _older(queryset: ContributionQuerySet, moment: datetime, reference: str) -> Arms:
    """Return what follows a place, newest first: the rest of its moment, then what is older."""
    pk = _pk_of(reference)
    rest = Q(reference__lt=reference) if pk is None else Q(pk__lt=pk)
    return [queryset.filter(rest, published_at=moment), queryset.filter(published_at__lt=moment)]


def _newer(queryset: ContributionQuerySet, moment: datetime, reference: str) -> Arms:
    pk = _pk_of(reference)
    rest = Q(reference__gt=reference) if pk is None else Q(pk__gt=pk)
    return [queryset.filter(rest, published_at=moment), queryset.filter(published_at__gt=moment)]


def _pk_of(reference: str) -> int | None:
    """Return the primary key, which orders those of one moment and is told to nobody.

    ``None`` where it was withdrawn meanwhile: references are given in the same order.
    """
    public = Contribution.objects.public().filter(reference=reference)
    return public.values_list("pk", flat=True).first()


def _to(direction: str, rows: list[Row]) -> Cursor | None:
    if not rows:
        return None
    reference, published_at = rows[0][0], rows[0][COLUMNS.index("published_at")]
    return {direction: f"{(published_at - EPOCH) // _TICK}~{reference}"}


def _cursor(text: str, name: str) -> tuple[datetime, str]:
    moment, tilde, reference = text.partition("~")
    if not (tilde and moment.isdecimal() and len(moment) <= 17 and 0 < len(reference) <= 32):
        refuse(name, _("This is not an address that a page of features gave."))
    if "\x00" in reference:
        refuse(name, _("This is not an address that a page of features gave."))
    return EPOCH + timedelta(microseconds=int(moment)), reference
