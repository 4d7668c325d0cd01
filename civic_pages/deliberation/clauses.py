"""The clauses of a text as plain data, out of the page's editor or out of a stored version."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from html.parser import HTMLParser
from typing import Any

from django.utils.translation import gettext as _


# How much of a clause's id stands in addresses: eight hexadecimal digits tell the clauses of one
# text apart, and can be read out on the telephone.
KEY_LENGTH = 8
NUMBER_LENGTH = 20
BLOCKS = {"p", "li", "h2", "h3", "h4", "br", "ul", "ol"}


@dataclass(frozen=True)
class Clause:
    """One clause.

    Attributes:
        id: that of its block, which stays whatever the editor moves.
        number, heading: as the editor wrote them; both may be empty.
        html: the text, as Wagtail stores rich text.
        chapter: heading of the chapter it stands in, empty outside of any.
        position: counted from 1 over the whole text.
    """

    id: str
    number: str
    heading: str
    html: str
    chapter: str = ""
    position: int = 1

    @property
    def key(self) -> str:
        """What stands for it in addresses."""
        return self.id[:KEY_LENGTH]

    @property
    def anchor(self) -> str:
        return f"clause-{self.key}"

    @property
    def label(self) -> str:
        """How it is quoted: "Clause 3", or what the editor wrote where that is no bare number."""
        number = self.number or str(self.position)
        if number[0].isdigit() and len(number) < NUMBER_LENGTH:
            return _("Clause %(number)s") % {"number": number}
        return number

    @property
    def name(self) -> str:
        """Its label and its heading."""
        return f"{self.label} – {self.heading}" if self.heading else self.label

    @property
    def text(self) -> str:
        """The text without markup, a line for each paragraph."""
        return plain(self.html)

    def as_row(self) -> dict[str, str]:
        """Return what a version stores of it; its position is where it stands in the list."""
        row = asdict(self)
        del row["position"]
        return row


@dataclass(frozen=True)
class Chapter:
    """Clauses that follow one another under a heading, which is empty before the first one."""

    heading: str
    clauses: Sequence[Clause]


def of_stream(stream: Iterable[Any]) -> list[Clause]:
    """Return the clauses of a page's stream, in order."""
    found: list[Clause] = []
    chapter = ""
    for child in stream:
        if child.block_type == "heading":
            chapter = str(child.value).strip()
            continue
        value = child.value
        found.append(
            Clause(
                id=child.id or "",
                number=(value.get("number") or "").strip(),
                heading=(value.get("heading") or "").strip(),
                html=getattr(value.get("text"), "source", "") or "",
                chapter=chapter,
                position=len(found) + 1,
            )
        )
    return found


def of_rows(rows: Iterable[dict[str, Any]]) -> list[Clause]:
    """Return the clauses that a version stores."""
    return [
        Clause(
            id=row.get("id", ""),
            number=row.get("number", ""),
            heading=row.get("heading", ""),
            html=row.get("html", ""),
            chapter=row.get("chapter", ""),
            position=position,
        )
        for position, row in enumerate(rows, start=1)
    ]


def chapters(clauses: Iterable[Clause]) -> list[Chapter]:
    """Return clauses gathered under the headings they stand in."""
    found: list[Chapter] = []
    for clause in clauses:
        if not found or found[-1].heading != clause.chapter:
            found.append(Chapter(clause.chapter, []))
        found[-1] = replace(found[-1], clauses=[*found[-1].clauses, clause])
    return found


def find(clauses: Iterable[Clause], key: str) -> Clause | None:
    """Return a clause by what stands for it in addresses, or by its whole id."""
    return next((c for c in clauses if c.id and key in {c.key, c.id}), None)


class _Plain(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.lines = [""]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS:
            self.lines.append("– " if tag == "li" else "")

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self.lines.append("")

    def handle_data(self, data: str) -> None:
        self.lines[-1] += data


def plain(html: str) -> str:
    """Return HTML without markup, a line for each paragraph or item of a list."""
    parser = _Plain()
    parser.feed(html)
    parser.close()
    lines = (" ".join(line.split()) for line in parser.lines)
    return "\n".join(line for line in lines if line and line != "–")
