"""Which contributions anybody may see. Every public read starts here and nowhere else."""

import re
from typing import Any, Self

from django.db.models import Count, Q, QuerySet

from civic_pages.participation.geo.cells import BoundingBox, ranges_of
from civic_pages.participation.open_pages import IsOfOpenPage
from civic_pages.participation.searching import matching
from civic_pages.participation.words import fts


# Columns that make a card: read with ``values_list`` on the hot paths.
CARD_COLUMNS = (
    "reference",
    "title",
    "excerpt",
    "category",
    "kind",
    "group_name",
    "group_type",
    "held",
    "represented",
    "sector",
    "published_at",
    "latitude",
    "longitude",
    "campaign_id",
)


# As ``storing`` gives them: code of the campaign, year, number.
REFERENCE = re.compile(r"[A-Z][A-Z0-9]{1,5}-\d{4}-\d{5,}")


class ContributionQuerySet(QuerySet[Any]):
    """Contributions, with the one definition of what is public."""

    def counted(self) -> Self:
        """Published contributions of campaigns that are live and open to everybody.

        For totals only: in a campaign of homes they are counted but never shown one by one.
        """
        return self.filter(IsOfOpenPage("campaign"), status="published")

    def public(self) -> Self:
        """Contributions that may be shown one by one: what page, API, pins and exports read."""
        return self.counted().exclude(precision="areas")

    def of(self, campaign: Any) -> Self:
        """Contributions of one campaign, given as a page or a primary key."""
        return self.filter(campaign_id=getattr(campaign, "pk", campaign))

    def stands_for(self, campaign: Any, reference: str) -> str:
        """Return the reference of the public contribution that a published one was merged into.

        Empty where there is none, and for what was never public itself.
        """
        was_public = self.filter(
            campaign_id=campaign.pk,
            reference=reference,
            status="merged",
            previous_status="published",
        )
        found = self.public().of(campaign).filter(merged__in=was_public)
        return found.values_list("reference", flat=True).first() or ""

    def mapped(self) -> Self:
        """Contributions with a public point."""
        return self.filter(cell_key__isnull=False)

    def unmapped(self) -> Self:
        """Contributions without a public point."""
        return self.order_by().filter(cell_key__isnull=True)

    def totals(self) -> tuple[int, int]:
        """Return how many there are, and how many of them have a public point, in one query."""
        found = self.order_by().aggregate(total=Count("*"), mapped=Count("cell_key"))
        return found["total"], found["mapped"]

    def in_box(self, box: BoundingBox) -> Self:
        """Contributions whose public point lies in a box, its borders included.

        The ranges of keys make it an index scan; comparing coordinates cuts off their rim.
        """
        within, inside = Q(), Q()
        for first, end in ranges_of(box):
            within |= Q(cell_key__gte=first, cell_key__lt=end)
        for part in box.parts():
            inside |= Q(longitude__gte=part.west, longitude__lte=part.east)
        return self.filter(within, inside, latitude__gte=box.south, latitude__lte=box.north)

    def matching(self, query: str) -> Self:
        """Contributions that have a query for their reference, or hold its words.

        See :func:`searching.matching` for what holding them is.
        """
        if REFERENCE.fullmatch(reference := query.strip().upper()):
            return self.filter(reference=reference)
        found = self.filter(matching(query))
        among = fts.narrowed(query, using=self.db)
        return found if among is None else found.filter(among)

    def recent_first(self) -> Self:
        """Newest publication first; plain columns, so that the index ``civic_recent`` serves it."""
        return self.order_by("-published_at", "-pk")
