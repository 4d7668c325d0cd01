"""A synthesis as it is read: themes, numbered statements, what each rests on and leads to.

The one reading of the page's body: page, print, PDF, API, admin and e-mails take it from here.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from civic_pages.synthesis.records import Citation, CommitmentStatus, CommitmentStep


@dataclass(frozen=True)
class CitedContribution:
    """A public contribution as a statement names it."""

    reference: str
    title: str
    url: str
    kind: str
    group_name: str


@dataclass(frozen=True)
class Step:
    """A status that a commitment came to, on a day."""

    status: str
    on: Any
    note: str

    @property
    def label(self) -> str:
        return str(CommitmentStatus(self.status).label)


@dataclass(frozen=True)
class Commitment:
    """What the city commits to in a statement; ``steps`` are in the order of their days."""

    text: str
    responsible: str
    due: str
    steps: list[Step] = field(default_factory=list)

    @property
    def status(self) -> str:
        """Where it stands: its latest step, or merely planned."""
        return self.steps[-1].status if self.steps else CommitmentStatus.PLANNED.value

    @property
    def label(self) -> str:
        return str(CommitmentStatus(self.status).label)


@dataclass(frozen=True)
class Statement:
    """One finding. ``id`` is its block's, which stays whatever the editor moves."""

    id: str
    number: str
    text: str
    commitment: Commitment | None = None
    cited: list[CitedContribution] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        """The HTML id that links lead to."""
        return anchor_of(self.id)

    @property
    def steps(self) -> list[Step]:
        return self.commitment.steps if self.commitment else []


@dataclass(frozen=True)
class Theme:
    """A theme of a synthesis; ``number`` counts from one, over the text between themes."""

    id: str
    number: int
    title: str
    introduction: str
    statements: list[Statement]


def anchor_of(statement_id: str) -> str:
    """Return the HTML id of a statement on the page of its synthesis."""
    return f"statement-{statement_id}"


def themes(page: Any, *, with_citations: bool = True) -> list[Theme]:
    """Return the themes of a synthesis, with what anybody may see of their citations.

    Two queries, and those of the campaign's address, however long the synthesis is.

    Args:
        page: the synthesis as it stands: live, or a draft.
        with_citations: leave what is cited out where only text and commitments are wanted.
    """
    cited = _cited(page) if with_citations and page.pk else {}
    steps = _steps(page) if page.pk else {}
    found: list[Theme] = []
    for block in page.body:
        if block.block_type == "theme":
            found.append(_theme(block, len(found) + 1, cited, steps))
    return found


def statements_of(page: Any) -> Iterator[tuple[Theme, Statement]]:
    """Yield each statement with its theme, in order, without what they cite."""
    for theme in themes(page, with_citations=False):
        for statement in theme.statements:
            yield theme, statement


def statement_ids(page: Any) -> list[str]:
    """Return the ids of the statements that stand in the body, in order, without any query."""
    return [
        statement.id or ""
        for block in page.body
        if block.block_type == "theme"
        for statement in block.value["statements"]
    ]


def _theme(block: Any, number: int, cited: Any, steps: Any) -> Theme:
    statements = [
        Statement(
            id=child.id or "",
            number=f"{number}.{index}",
            text=child.value["text"].source,
            commitment=_commitment(child.value["commitment"], steps.get(child.id, [])),
            cited=cited.get(child.id, []),
        )
        for index, child in enumerate(block.value["statements"], start=1)
    ]
    introduction = block.value["introduction"]
    return Theme(
        id=block.id or "",
        number=number,
        title=block.value["title"],
        introduction=introduction.source if introduction else "",
        statements=statements,
    )


def _commitment(value: Any, steps: list[Step]) -> Commitment | None:
    if not value or not value.get("text"):
        return None
    return Commitment(
        value["text"], value.get("responsible") or "", value.get("due") or "", steps=steps
    )


def _cited(page: Any) -> dict[str, list[CitedContribution]]:
    """Return the public contributions by statement, by reference."""
    where = page.campaign.contributions_url
    rows = (
        Citation.objects.public()
        .of(page)
        .order_by("contribution__reference")
        .values_list(
            "statement",
            "contribution__reference",
            "contribution__title",
            "contribution__kind",
            "contribution__group_name",
        )
    )
    found: dict[str, list[CitedContribution]] = defaultdict(list)
    for statement, reference, title, kind, group_name in rows:
        found[statement].append(
            CitedContribution(reference, title, f"{where}{reference}/", kind, group_name)
        )
    return found


def _steps(page: Any) -> dict[str, list[Step]]:
    found: dict[str, list[Step]] = defaultdict(list)
    rows = CommitmentStep.objects.filter(synthesis_id=page.pk)
    for commitment, status, on, note in rows.values_list("commitment", "status", "on", "note"):
        found[commitment].append(Step(status, on, note))
    return found
