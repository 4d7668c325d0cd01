"""How many ideas became projects, and what they cost: computed, never typed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.utils.translation import gettext as _

from civic_pages.participation.models import Contribution
from civic_pages.projects.choices import VOTED, WON, ProjectStatus
from civic_pages.projects.querysets import ProjectQuerySet, came_to


@dataclass(frozen=True)
class Stage:
    """One stage on the way from ideas to realised projects.

    Attributes:
        slug: "ideas", "studied", "vote", "chosen", "done".
        share: per cent of the widest stage, 0 to 100.
        cost: whole euros of those whose cost is known; ``None``: not told at this stage.
    """

    slug: str
    label: str
    count: int
    share: int
    cost: int | None = None


def funnel(projects: ProjectQuerySet) -> list[Stage]:
    """Return the stages of some projects, in two queries; none where there is but one stage.

    An idea that no contribution is kept of counts as the one its project is.
    """
    told = _counts(projects.order_by())
    if not told["studied"]:
        return []
    ideas = told["alone"] + _linked(projects)
    rows = [
        ("ideas", _("ideas"), ideas, None),
        ("studied", _("projects studied"), told["studied"], None),
        ("vote", _("projects at the vote"), told["vote"], told["vote_cost"] or 0),
        ("chosen", _("projects chosen"), told["chosen"], told["chosen_cost"] or 0),
        ("done", _("projects realised"), told["done"], told["done_cost"] or 0),
    ]
    # A jury's choice knows no vote, and what is but studied has no winners yet.
    shown = [row for row in rows if row[2]]
    if ideas == told["studied"]:
        shown = [row for row in shown if row[0] != "studied"]
    # One stage alone tells of no way.
    if len(shown) < 2:
        return []
    widest = max(row[2] for row in shown)
    return [
        Stage(slug, label, count, round(100 * count / widest), cost)
        for slug, label, count, cost in shown
    ]


def _counts(projects: ProjectQuerySet) -> dict[str, Any]:
    voted, won = Q(was_voted=True), Q(was_won=True)
    done = Q(status=ProjectStatus.DONE)
    counted: dict[str, Any] = projects.annotate(
        was_voted=came_to(*VOTED), was_won=came_to(*WON), has_ideas=Exists(_ideas())
    ).aggregate(
        studied=Count("pk"),
        alone=Count("pk", filter=Q(has_ideas=False)),
        vote=Count("pk", filter=voted),
        vote_cost=Sum("cost", filter=voted),
        chosen=Count("pk", filter=won),
        chosen_cost=Sum("cost", filter=won),
        done=Count("pk", filter=done),
        done_cost=Sum("cost", filter=done),
    )
    return counted


def _ideas() -> Any:
    return Contribution.objects.public().filter(projects=OuterRef("pk"))


def _linked(projects: ProjectQuerySet) -> int:
    """Count the public contributions that some projects grew out of, each once."""
    linked = Contribution.objects.public().filter(projects__in=projects.order_by().values("pk"))
    return linked.order_by().distinct().count()


def as_rows(stages: Sequence[Stage]) -> list[dict[str, Any]]:
    """Return the stages as the API tells them."""
    return [{"name": s.slug, "label": s.label, "value": s.count, "cost": s.cost} for s in stages]
