"""The past edition of the participatory budget: 116 ideas, 68 at the vote, 48 chosen, most of them realised."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from civic_pages.models import Contribution, Project, ProjectListPage, ProjectStep
from civic_pages.participation.models import Status
from civic_pages.projects import actions
from civic_pages.projects.choices import ProjectStatus, Scope
from civic_pages.projects.pages import AbstractProjectListPage
from site_config.demo.geography import Ground, Quarter, near
from site_config.demo.media import Media
from site_config.demo.source import read, typeset
from site_config.demo.votes import store_vote


S = ProjectStatus
CONTENT = "budget-projects"
# For each of the ten quarters: how many ideas were chosen, were not, and could not be done.
CHOSEN = (5, 5, 5, 5, 5, 5, 4, 4, 4, 4)
NOT_CHOSEN = (2, 2, 2, 2, 1, 1, 2, 2, 1, 1)
INFEASIBLE = (5, 5, 5, 5, 4, 4, 5, 5, 5, 5)
CITY_CHOSEN = (0, 1)
# Of the 48 chosen: as the campaign's own page tells.
IN_WORKS, ABANDONED = 7, 2
# Days from today: study, its end, the vote, its result, the works, what is realised.
STUDY, STUDIED, VOTE, RESULT, WORKS, REALISED = -430, -390, -345, -315, (-280, -150), (-140, -12)
IMAGES = {
    "orchard": "Dessin : de jeunes arbres fruitiers plantés en rang, et deux habitants",
    "play": "Dessin : une aire de jeux avec une balançoire, et deux enfants",
    "sport": "Dessin : un terrain de sport en couleurs avec un ballon",
    "fresco": "Dessin : le mur d'un immeuble couvert d'une fresque de couleurs",
    "books": "Dessin : une boîte à livres abritée, dans un square",
    "bench": "Dessin : un banc sous un arbre et un lampadaire, le long d'une rue",
    "bike": "Dessin : un abri à vélos et un vélo",
    "fountain": "Dessin : une fontaine à boire sur une place plantée",
}


@dataclass
class Past:
    """Writes the projects of the past edition."""

    campaign: Any
    where: Ground
    media: Media
    today: date
    edition: str
    content: dict[str, Any] = field(default_factory=lambda: read(CONTENT))

    def __post_init__(self) -> None:
        self.rng = random.Random(self.content["seed"])
        self.written: set[str] = set()
        # What each chosen project has become, dealt in random order.
        fates = [S.WORKS] * IN_WORKS + [S.ABANDONED] * ABANDONED
        fates += [S.DONE] * (sum(CHOSEN) + len(CITY_CHOSEN) - len(fates))
        self.rng.shuffle(fates)
        self.fates = iter(fates)
        self.gone = iter(self.content["abandoned"])

    def rows(self) -> Iterator[tuple[Project, list[ProjectStep]]]:
        """Yield every project with its history."""
        for number, quarter in enumerate(self.where.quarters):
            yield from self._of_quarter(number, quarter)
        for number, kind in enumerate(self.content["city"]):
            project = self._project(kind, kind["titles"][0], kind["summary"], kind["cost"])
            project.scope = Scope.CITY
            yield self._told(project, S.CHOSEN if number in CITY_CHOSEN else S.NOT_CHOSEN, kind)

    def _of_quarter(
        self, number: int, quarter: Quarter
    ) -> Iterator[tuple[Project, list[ProjectStep]]]:
        ends = [
            *[S.CHOSEN] * CHOSEN[number],
            *[S.NOT_CHOSEN] * NOT_CHOSEN[number],
            *[S.INFEASIBLE] * INFEASIBLE[number],
        ]
        kinds = self.rng.sample(self.content["kind"], len(ends))
        costs = self._costs(kinds, CHOSEN[number])
        for kind, cost, end in zip(kinds, costs, ends, strict=True):
            yield self._told(self._placed(kind, quarter, cost), end, kind)

    def _costs(self, kinds: Sequence[dict[str, Any]], chosen: int) -> list[int]:
        """Return what each costs; those chosen use the envelope of a quarter nearly up."""
        costs = [self.rng.uniform(*kind["cost"]) for kind in kinds]
        most = self.content["quarter_budget"] - self.rng.randrange(200, 1800)
        share = min(1.15, most / sum(costs[:chosen]))
        scaled = [cost * share for cost in costs[:chosen]] + costs[chosen:]
        return [int(cost // 100 * 100) for cost in scaled]

    def _placed(self, kind: dict[str, Any], quarter: Quarter, cost: int) -> Project:
        while True:
            spot = self.rng.choice(quarter.spots)
            title = self.rng.choice(kind["titles"]).format(ou=spot.phrase)
            if title not in self.written:
                break
        self.written.add(title)
        project = self._project(kind, title, kind["summary"].format(dans=quarter.near), cost)
        project.latitude, project.longitude = near(spot, quarter.area, self.rng)
        project.sector = self.campaign.territory.sector_of(project.latitude, project.longitude)
        project.address = spot.phrase[:1].upper() + spot.phrase[1:]
        return project

    def _project(self, kind: dict[str, Any], title: str, summary: str, cost: int) -> Project:
        return Project(
            campaign_id=self.campaign.pk,
            edition=self.edition,
            title=title,
            summary=summary,
            description=kind["text"],
            category=kind["category"],
            cost=cost,
        )

    def _told(
        self, project: Project, end: str, kind: dict[str, Any]
    ) -> tuple[Project, list[ProjectStep]]:
        """Give a project its history, up to what became of it."""
        steps = [self._step(S.STUDY, STUDY + self.rng.randrange(12))]
        if end == S.INFEASIBLE:
            reason = self.rng.choice(self.content["reasons"])
            steps.append(self._step(end, STUDIED + self.rng.randrange(20), reason))
            project.cost = None
        else:
            steps += [self._step(S.VOTE, VOTE), self._step(end, RESULT)]
        if end == S.CHOSEN:
            steps += self._after(next(self.fates))
            self._picture(project, kind)
        project.status = steps[-1].status
        return project, steps

    def _after(self, fate: str) -> list[ProjectStep]:
        begun = self.rng.randrange(*WORKS)
        if fate == S.ABANDONED:
            return [self._step(fate, begun, next(self.gone))]
        if fate == S.WORKS:
            design = self._step(S.DESIGN, begun, "")
            return [design, self._step(fate, self.rng.randrange(-60, -8), self._note("works"))]
        ready = self.rng.randrange(max(REALISED[0], begun + 30), REALISED[1])
        works = self._step(S.WORKS, begun, self._note("works"))
        return [works, self._step(fate, ready, self._note("done"))]

    def _note(self, name: str) -> str:
        return str(self.rng.choice(self.content[f"notes_{name}"]))

    def _step(self, status: str, days: int, note: str = "") -> ProjectStep:
        return ProjectStep(status=status, on=self.today + timedelta(days=days), note=note)

    def _picture(self, project: Project, kind: dict[str, Any]) -> None:
        name = kind.get("image")
        if name:
            alt = typeset(IMAGES[name])
            project.image_id = self.media.project_picture(name, alt)
            project.image_alt = alt
        if project.status == S.WORKS:
            project.expected = f"fin {self.today.year}"


def store_projects(campaign: Any, where: Ground, media: Media, *, now: datetime, by: Any) -> int:
    """Add the pages of projects of the participatory budget, and their projects; returns how many."""
    today = timezone.localdate(now)
    past, coming = str(today.year), str(today.year + 1)
    count = actions.store_many(
        list(Past(campaign, where, media, today, past).rows()), code=campaign.code, now=now
    )
    count += _under_study(campaign, coming, now=now, by=by)
    store_vote(campaign, past, closed_at=now + timedelta(days=RESULT), by=by)
    introduction = read(CONTENT)["introduction"]
    _page(campaign, f"Les projets {past}", past, introduction, user=by)
    title = typeset(f"Les idées {coming} à l'étude")
    _page(campaign, title, coming, STUDY_INTRODUCTION, user=by)
    return count


STUDY_INTRODUCTION = typeset(
    "<p>Les services n'attendent pas la fin du dépôt : les premières idées sont déjà à l'étude. "
    "Chaque projet dit de quelles idées il est né.</p>"
)


def _page(campaign: Any, title: str, edition: str, text: str, *, user: Any) -> None:
    page: AbstractProjectListPage = campaign.add_child(
        instance=ProjectListPage(
            title=title,
            slug=f"projets-{edition}",
            introduction=text,
            editions=edition,
            # What was refused is a click away: the page is for what comes into being.
            shows_refused=False,
            owner=user,
        )
    )
    page.save_revision(user=user).publish(user=user)


def _under_study(campaign: Any, edition: str, *, now: datetime, by: Any) -> int:
    """Make projects of the first ideas of this year; two that are alike become one."""
    ideas = list(
        Contribution.objects.of(campaign)
        .filter(status=Status.PUBLISHED)
        .order_by("published_at", "pk")[:40]
    )
    groups: list[list[Contribution]] = []
    for idea in ideas:
        alike = [group for group in groups if _are_alike(group[0], idea) and len(group) < 3]
        if alike:
            alike[0].append(idea)
        elif len(groups) < 8:
            groups.append([idea])
    for group in groups:
        made = actions.create_from_contributions(group, title="", edition=edition, by=by, now=now)
        actions.publish(made, by=by, now=now)
    return len(groups)


def _are_alike(one: Contribution, other: Contribution) -> bool:
    """Tell whether two ideas are of one quarter and category, and begin with the same words."""
    same = (one.category, one.sector) == (other.category, other.sector)
    return same and one.title.split()[:3] == other.title.split()[:3]
