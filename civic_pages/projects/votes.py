"""What a published vote said of a project. Votes are a package above: read softly, by its models."""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from wagtail.models import Page

from civic_pages.projects.models import Project


@dataclass(frozen=True)
class Verdict:
    """The result of one project in one vote. ``score``: as the vote counts, voices or points."""

    vote_title: str
    vote_url: str
    score: int
    rank: int | None
    wins: bool
    ballots: int


def verdicts(project: Project, *, now: Any) -> list[Verdict]:
    """Return the published results of the votes a project was an option of, in three queries.

    Only of votes that everybody may see.
    """
    # The relation is made by the options of votes: no type of ours knows it.
    optional: Any = project
    public = optional.options.filter(page__in=Page.objects.live().public())
    options = {option.page_id: option for option in public.select_related("page")}
    results = apps.get_model("civic_pages", "VoteResult").objects.filter(
        vote_id__in=list(options), published_at__lte=now
    )
    found = [_verdict(options[result.pk], result) for result in results]
    return [verdict for verdict in found if verdict is not None]


def _verdict(option: Any, result: Any) -> Verdict | None:
    page = option.page
    row = next((row for row in result.rows if row.get("key") == str(option.key)), None)
    if row is None:
        return None
    return Verdict(
        vote_title=page.title,
        vote_url=page.url or "",
        score=row.get("score") or 0,
        rank=row.get("rank"),
        wins=bool(row.get("wins")),
        ballots=result.ballots,
    )
