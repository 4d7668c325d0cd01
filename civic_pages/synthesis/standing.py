"""How each statement is supported, for those who write the synthesis; and what is left over."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from civic_pages.synthesis.places import plain
from civic_pages.synthesis.records import Citation, CommitmentStep
from civic_pages.synthesis.statements import Statement, Theme, statement_ids, themes


@dataclass(frozen=True)
class Supported:
    """A statement with how many public contributions it cites, and how many that are not."""

    statement: Statement
    text: str
    cited: int
    hidden: int


@dataclass(frozen=True)
class Section:
    """A theme as the overview lists it."""

    theme: Theme
    rows: list[Supported]


@dataclass(frozen=True)
class Orphan:
    """What a statement that was removed left: its citations and the steps of its commitment."""

    statement: str
    citations: int
    steps: int


def sections(draft: Any) -> list[Section]:
    """Return the themes of a synthesis with the support of each statement; three queries."""
    every = _counts(Citation.objects.of(draft), "statement")
    public = _counts(Citation.objects.public().of(draft), "statement")
    return [
        Section(
            theme,
            [
                Supported(
                    statement=statement,
                    text=plain(statement.text),
                    cited=public.get(statement.id, 0),
                    hidden=every.get(statement.id, 0) - public.get(statement.id, 0),
                )
                for statement in theme.statements
            ],
        )
        for theme in themes(draft, with_citations=False)
    ]


def orphans(draft: Any, live: Any) -> list[Orphan]:
    """Return what belongs to statements of neither the draft nor the published version."""
    known = {*statement_ids(draft), *statement_ids(live)}
    cited = _counts(Citation.objects.of(draft), "statement")
    steps = _counts(CommitmentStep.objects.filter(synthesis_id=draft.pk), "commitment")
    gone = sorted((set(cited) | set(steps)) - known)
    return [Orphan(key, cited.get(key, 0), steps.get(key, 0)) for key in gone]


def numbers(draft: Any) -> dict[str, str]:
    """Return the number of each statement by its id, in order."""
    return {
        statement.id: statement.number
        for theme in themes(draft, with_citations=False)
        for statement in theme.statements
        if statement.id
    }


def _counts(rows: Any, name: str) -> dict[str, int]:
    return dict(rows.order_by().values_list(name).annotate(Count("pk")))
