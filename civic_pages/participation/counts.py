"""What is kept ready of a campaign, so that reading it costs the same at any size."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from wagtail.models import Page

from civic_pages.participation.choices import GroupType, Kind


if TYPE_CHECKING:
    from civic_pages.participation.models import Contribution


# What a contribution is counted by, so that a filter by any of them reads counts, not contributions.
FACETS = ("kind", "group_type", "category", "sector", "outcome")
# By column of ``FACETS``: a text, or the primary key of an outcome.
Facets = Mapping[str, str | int]


def facets_of(row: "Contribution | Faceted") -> dict[str, str | int]:
    """Return what a contribution, or a row of counts, is counted by: :data:`FACETS` and their values."""
    return {name: getattr(row, name) for name in FACETS}


class Faceted(models.Model):
    """Columns of :data:`FACETS`."""

    kind = models.CharField(max_length=12, choices=Kind)
    group_type = models.CharField(max_length=12, choices=GroupType, blank=True)
    category = models.CharField(max_length=150, blank=True)
    sector = models.CharField(max_length=50, blank=True)
    outcome = models.BigIntegerField(default=0)

    class Meta:
        abstract = True


class Tally(Faceted):
    """How many published contributions a campaign has, kept in step with every status change.

    A campaign's figures are the sum of a handful of rows, at 351 contributions as at a million.
    ``changes`` is how often what a row counts was counted in or out, or came to say something else.
    ``manage.py civic_recount`` rebuilds and verifies it.
    """

    campaign = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    mapped = models.BooleanField()
    count = models.IntegerField(default=0)
    represented = models.BigIntegerField(default=0)
    changes = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["campaign", *FACETS, "mapped"], name="civic_tally_once_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.kind} {self.category} {self.sector}: {self.count}"

    @staticmethod
    def key_of(contribution: "Contribution") -> dict[str, Any]:
        """Return the row that counts a contribution, as keyword arguments."""
        return {
            "campaign_id": contribution.campaign_id,
            "mapped": contribution.is_mapped,
            **facets_of(contribution),
        }


class CountOfCell(models.Model):
    """How many published contributions with a public point a cell of the map holds.

    ``level`` is the zoom of the Web-Mercator tile that ``cell`` names (its Morton code, see
    ``geo.cells``); ``first`` and ``last`` are the lowest and highest key in it, equal where all lie
    at one place. ``latitude_sum`` and ``longitude_sum`` are in millionths of a degree: whole
    numbers, so that SQLite and PostgreSQL agree to the last digit, in whatever order they were
    added. Whatever :class:`CellDelta` still holds comes on top.
    """

    # What tells rows of one cell apart.
    OF: ClassVar[tuple[str, ...]] = ()

    campaign = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    level = models.PositiveSmallIntegerField()
    cell = models.BigIntegerField()
    count = models.IntegerField()
    latitude_sum = models.BigIntegerField()
    longitude_sum = models.BigIntegerField()
    first = models.BigIntegerField()
    last = models.BigIntegerField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.level}/{self.cell}: {self.count}"


class CellCount(CountOfCell):
    """How many contributions a cell holds, whatever they are about."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["campaign", "level", "cell"], name="civic_cell_count_once"
            )
        ]


class CellFacet(CountOfCell, Faceted):
    """How many contributions alike in all of :data:`FACETS` a cell holds, from afar."""

    OF: ClassVar[tuple[str, ...]] = FACETS

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["campaign", "level", "cell", *FACETS], name="civic_cell_facet_once_each"
            )
        ]


class CellDelta(Faceted):
    """One contribution that came on the map (``change`` 1) or left it (-1), not yet folded in.

    Appended in the transaction that publishes or withdraws: nobody waits for a row that others
    write too, however many moderators work at once.
    """

    campaign = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    cell_key = models.BigIntegerField()
    latitude = models.IntegerField()
    longitude = models.IntegerField()
    change = models.SmallIntegerField()

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.cell_key}: {self.change:+d}"


class PublicAreas(models.Model):
    """The areas of homes a campaign publishes: a batch, so that two days cannot be subtracted.

    ``parts`` is what the next batch refines: ``{"ground": digest, "least": n, "tree": ...}``, the
    tree of cuts of ``geo.splitting``. ``filtered`` holds areas for every value of a filter that the
    campaign declared: ``{filter: {value: {"features": [...], "total": n}}}``. ``sector_counts``:
    by key; keys joined by ``+`` are told together.
    """

    campaign = models.OneToOneField(
        Page, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    computed_at = models.DateTimeField()
    parts = models.JSONField(default=list)
    features = models.JSONField(default=list)
    filtered = models.JSONField(default=dict)
    sector_counts = models.JSONField(default=dict)
    total = models.PositiveIntegerField(default=0)
    unmapped = models.PositiveIntegerField(default=0)
    # Homes and people counted once each, however often they answered.
    households = models.PositiveIntegerField(default=0)
    persons = models.PositiveIntegerField(default=0)
    # Exact places are erased after the retention period: from then on this is all there is.
    frozen = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.campaign_id}: {self.total}"


class PlacedUnder(models.Model):
    """Under which precision and sectors a campaign's public places were computed.

    Not a column of the page: a page's columns come back with every revision that is published,
    and an old one would vouch for places computed under other rules.
    """

    campaign = models.OneToOneField(
        Page, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.campaign_id}: {self.digest[:8]}"
