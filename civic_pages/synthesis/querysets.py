"""Which citations anybody may see. Every public read starts here and nowhere else."""

from collections.abc import Iterable
from typing import Any, Self

from django.db.models import QuerySet
from wagtail.models import Page

from civic_pages.participation.models import Contribution


class CitationQuerySet(QuerySet[Any]):
    """Citations, with the one definition of what is public."""

    def public(self) -> Self:
        """Citations of contributions that may be shown; what is withdrawn is cited no more."""
        shown = Contribution.objects.public().order_by().values("pk")
        return self.filter(contribution__in=shown)

    def published(self) -> Self:
        """Public citations in syntheses that are themselves live and open to everybody."""
        return self.public().filter(synthesis__in=Page.objects.live().public())

    def of(self, synthesis: Any, statements: Iterable[str] | None = None) -> Self:
        """Citations of a synthesis; of some of its statements only where they are given."""
        found = self.filter(synthesis_id=synthesis.pk)
        return found if statements is None else found.filter(statement__in=list(statements))
