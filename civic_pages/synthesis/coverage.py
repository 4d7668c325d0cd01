"""How many of a campaign's contributions a synthesis rests on, and which it leaves out."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from civic_pages.participation.models import Contribution
from civic_pages.participation.querysets import ContributionQuerySet
from civic_pages.synthesis.records import Citation
from civic_pages.synthesis.statements import statement_ids


@dataclass(frozen=True)
class Coverage:
    """``total`` public contributions, ``cited`` of them; ``uncited`` are the others."""

    total: int
    cited: int
    uncited: ContributionQuerySet

    @property
    def left_out(self) -> int:
        return self.total - self.cited

    @property
    def share(self) -> float:
        """The part that is cited, between 0 and 1; 0 where nothing was said."""
        return self.cited / self.total if self.total else 0.0

    @property
    def percent(self) -> int:
        """The share in whole per cent; 100 only where nothing is left out."""
        return int(self.share * 100)


def coverage(page: Any) -> Coverage:
    """Return what a synthesis covers, in two queries; what cites no standing statement is left out."""
    everything = Contribution.objects.public().of(page.campaign)
    uncited = everything.filter(~Exists(standing_citations(page)))
    total = everything.count()
    return Coverage(total, total - uncited.count(), uncited)


def standing_citations(page: Any) -> Any:
    """Return the citations of the contribution outside by statements that stand in the body."""
    return Citation.objects.of(page, statement_ids(page)).filter(contribution=OuterRef("pk"))
