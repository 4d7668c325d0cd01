"""The vote of the past edition: 68 projects, one of a neighbourhood and one of the whole city a ballot."""

import hashlib
import random
import uuid
from datetime import datetime, timedelta
from typing import Any

from civic_pages.models import Ballot, Project, VoteOption, VotePage, VoteResult
from civic_pages.participation.choices import Source
from civic_pages.projects.choices import WON, Scope
from civic_pages.voting.actions import closing
from civic_pages.voting.rules import Method, TieRule
from site_config.demo.source import typeset


# Voices, from and to, of what was chosen and what was not, by whether it is for the whole city.
VOICES = {
    (True, False): (31, 92),
    (False, False): (6, 28),
    (True, True): (820, 1040),
    (False, True): (17, 29),
}
PAPER = 0.22
BLANK = 26
INTRODUCTION = typeset(
    "<p>Chacune et chacun a pu choisir deux projets : <b>un pour son quartier, un pour toute la "
    "ville</b>. Les projets les plus choisis sont retenus, dans la limite de 500 000 €.</p>"
)
ELIGIBILITY = typeset(
    "<p>J'atteste sur l'honneur avoir au moins 16 ans et habiter, travailler ou étudier à "
    "Nanterre.</p>"
)


def store_vote(campaign: Any, edition: str, *, closed_at: datetime, by: Any) -> VotePage:
    """Add the vote on an edition's projects with its ballots, counted and published."""
    rng = random.Random(f"{campaign.code}/vote")
    projects = list(
        Project.objects.of(campaign).of_editions([edition]).reached("vote").order_by("reference")
    )
    page = _page(campaign, edition, projects, by=by)
    _ballots(page, projects, rng)
    counted = closing.count(page)
    VoteResult.objects.create(
        vote_id=page.pk,
        ballots=counted.ballots,
        blank=counted.blank,
        paper=Ballot.objects.filter(vote_id=page.pk, source=Source.PAPER).count(),
        rows=counted.as_rows(),
        published_at=closed_at + timedelta(days=1),
        published_by=by,
    )
    return page


def _page(campaign: Any, edition: str, projects: list[Project], *, by: Any) -> VotePage:
    page = VotePage(
        title=f"Le vote {edition}",
        slug=f"vote-{edition}",
        introduction=INTRODUCTION,
        question=typeset("Quels projets voulez-vous voir réalisés ?"),
        method=Method.MULTIPLE,
        max_choices=2,
        max_per_scope=1,
        winners=sum(project.steps.filter(status__in=WON).exists() for project in projects),
        envelope=500_000,
        eligibility=ELIGIBILITY,
        minimal_age=16,
        tie_rule=TieRule.CHEAPEST,
        lot_number="7-12-19-33-41",
        owner=by,
    )
    page.options = [_option(project, number) for number, project in enumerate(projects)]
    campaign.add_child(instance=page)
    page.save_revision(user=by).publish(user=by)
    return VotePage.objects.get(pk=page.pk)


def _option(project: Project, number: int) -> VoteOption:
    return VoteOption(
        sort_order=number,
        key=uuid.uuid5(project.uuid, "vote"),
        title=project.title,
        description=project.summary,
        cost=project.cost,
        scope=str(Scope(project.scope).label),
        project=project,
    )


def _ballots(page: VotePage, projects: list[Project], rng: random.Random) -> None:
    """Write ballots that give every chosen project more voices than any that was not."""
    keys = {option.project_id: str(option.key) for option in page.options.all()}
    won = set(Project.objects.filter(pk__in=keys).reached(*WON).values_list("pk", flat=True))
    voices: dict[bool, list[str]] = {True: [], False: []}
    for project in projects:
        is_city = project.scope == Scope.CITY
        count = rng.randint(*VOICES[project.pk in won, is_city])
        voices[is_city] += [keys[project.pk]] * count
    for each in voices.values():
        rng.shuffle(each)
    length = max(len(each) for each in voices.values())
    rows = [[each[number] for each in voices.values() if number < len(each)] for number in range(length)]  # fmt: skip
    rows += [[] for _ in range(BLANK)]
    Ballot.objects.bulk_create(
        Ballot(
            vote_id=page.pk,
            choices=choices,
            receipt=hashlib.sha256(f"{page.pk}/{number}".encode()).hexdigest(),
            source=Source.PAPER if rng.random() < PAPER else Source.WEB,
        )
        for number, choices in enumerate(rows)
    )


def forget(campaign: Any) -> None:
    """Delete the ballots of a campaign's votes: no vote is deleted while it has some."""
    votes = VotePage.objects.child_of(campaign).values("pk")
    Ballot.objects.filter(vote_id__in=votes).delete()
