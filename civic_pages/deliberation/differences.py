"""What changed between two versions of a text: clauses, and the words in each. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from civic_pages.deliberation.clauses import Clause


SAME, ADDED, REMOVED, CHANGED = "same", "added", "removed", "changed"
# A comparison word by word takes time as the product of the lengths: longer texts by line.
MOST_WORK = 4_000_000
SPACES = re.compile(r"[^\S\n]+")
WORDS, LINES = re.compile(r"\s+|\w+|[^\w\s]"), re.compile(r"\n|[^\n]+")


@dataclass(frozen=True)
class Piece:
    """A stretch of text that stayed, came or went."""

    kind: str
    text: str


@dataclass(frozen=True)
class Change:
    """What became of one clause.

    Attributes:
        kind: "same", "added", "removed" or "changed".
        clause: as it is now; as it was, where it was removed.
        is_moved: it stands elsewhere among those that stayed.
        name, text: pieces, in order, of what it is called and of what it says.
    """

    kind: str
    clause: Clause
    is_moved: bool = False
    name: Sequence[Piece] = field(default_factory=tuple)
    text: Sequence[Piece] = field(default_factory=tuple)


def pieces(before: str, after: str) -> list[Piece]:
    """Return both texts in one: what stayed, and what came or went, word by word."""
    before, after = (SPACES.sub(" ", text) for text in (before, after))
    pattern = WORDS
    old, new = pattern.findall(before), pattern.findall(after)
    if len(old) * len(new) > MOST_WORK:
        pattern = LINES
        old, new = pattern.findall(before), pattern.findall(after)
    found: list[Piece] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            found.append(Piece(SAME, "".join(new[c:d])))
            continue
        if b > a:
            found.append(Piece(REMOVED, "".join(old[a:b])))
        if d > c:
            found.append(Piece(ADDED, "".join(new[c:d])))
    return _joined(found)


def _joined(found: list[Piece]) -> list[Piece]:
    """Return pieces where one space between two changes is no piece of its own.

    "bancs verts" for "arbres hauts" is one change, and is read as one.
    """
    runs: list[list[Piece]] = []
    for index, piece in enumerate(found):
        is_gap = piece.kind == SAME and piece.text == " " and 0 < index < len(found) - 1
        if not is_gap and (piece.kind == SAME or not runs or runs[-1][0].kind == SAME):
            runs.append([piece])
        elif is_gap:
            runs[-1] += [Piece(REMOVED, " "), Piece(ADDED, " ")]
        else:
            runs[-1].append(piece)
    return [piece for run in runs for piece in _of_run(run)]


def _of_run(run: list[Piece]) -> Iterator[Piece]:
    if run[0].kind == SAME:
        yield run[0]
        return
    texts = {
        kind: "".join(piece.text for piece in run if piece.kind == kind)
        for kind in (REMOVED, ADDED)
    }
    if not any(text.strip() for text in texts.values()):
        # A paragraph was joined or parted: nothing that can be read.
        yield Piece(SAME, texts[ADDED])
        return
    yield from (Piece(kind, text) for kind, text in texts.items() if text.strip())


def changes(before: Sequence[Clause], after: Sequence[Clause]) -> list[Change]:
    """Return what became of every clause, in the order of the new text.

    A clause that was removed stands where it stood.
    """
    old = {clause.id: clause for clause in before}
    new = {clause.id for clause in after}
    moved = _moved([c.id for c in before if c.id in new], [c.id for c in after if c.id in old])
    gone: dict[str, list[Change]] = {}
    previous = ""
    for clause in before:
        if clause.id in new:
            previous = clause.id
        else:
            gone.setdefault(previous, []).append(_removed(clause))
    found = gone.get("", [])
    for clause in after:
        found += [_change(old.get(clause.id), clause, moved), *gone.get(clause.id, [])]
    return found


def _moved(before: list[str], after: list[str]) -> set[str]:
    """Return the ids that are not in the longest stretches the two orders have in common."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    stayed = {
        identifier
        for block in matcher.get_matching_blocks()
        for identifier in before[block.a : block.a + block.size]
    }
    return set(before) - stayed


def _change(before: Clause | None, after: Clause, moved: set[str]) -> Change:
    if before is None:
        name, text = [Piece(ADDED, after.name)], [Piece(ADDED, after.text)]
        return Change(ADDED, after, name=name, text=text)
    name, text = _names(before, after), pieces(before.text, after.text)
    is_same = all(piece.kind == SAME for piece in [*name, *text])
    return Change(SAME if is_same else CHANGED, after, after.id in moved, name, text)


def _removed(clause: Clause) -> Change:
    name, text = [Piece(REMOVED, clause.name)], [Piece(REMOVED, clause.text)]
    return Change(REMOVED, clause, name=name, text=text)


def _names(before: Clause, after: Clause) -> list[Piece]:
    """Return how the name changed; a number that only follows from the order is no change."""
    if (before.number, before.heading) == (after.number, after.heading):
        return [Piece(SAME, after.name)]
    return pieces(before.name, after.name)
