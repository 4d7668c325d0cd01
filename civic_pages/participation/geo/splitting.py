"""How areas of homes are cut, kept and merged: by what is published, and by nothing else.

A part of the ground is cut in two where both sides hold enough, and both sides are then told. So
what a cut tells is told anyway; and where nothing is cut, all answers of a part may lie in any one
place of it: moved there, they would be cut the same. Nobody who knows this rule learns more of a
part than its count (the attack on rules that cut as far as they can, "minimality attack", Wong et
al. 2007, finds nothing: ``tests/attacks`` tries every distribution of small cases).

The ground is halved again and again where the map, not the answers, says. Of two halves the first
stands apart, the second takes along what was left over before it:

* both hold enough: two parts, cut on;
* only the first does: it is cut on, with the second as left over;
* else the second is cut on, with the first as left over.

The tree of cuts is kept. The next batch cuts parts further and never along other borders: what two
days told could be subtracted otherwise. What was left over stays so until it holds enough itself:
that it held little is known, that the rest of its part does must never be. A part that no longer
holds enough is merged with its nearest neighbour, and comes back only as it was.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol


# (key of the sector or "", number of halvings of the world, Morton code of the cell).
Cell = tuple[str, int, int]
Vector = tuple[int, ...]

# States of a cut. Both sides are told …
FILTERS = "filters"  # … apart, under filters too;
OPEN = "open"  # … apart, but together under filters;
BESIDE = "beside"  # … so too: under filters the first is left over from what became the second;
SEAM = "seam"  # … so too: under filters they come apart again here or nowhere;
KEPT = "kept"  # … together: the first is left over from what became the second;
CLOSED = "closed"  # … together: one of them no longer holds enough.


@dataclass(frozen=True, eq=False)
class Leaf:
    """Cells that were never cut apart."""

    cells: tuple[Cell, ...]


@dataclass(frozen=True, eq=False)
class Cut:
    """Two sides of a cut, and how they are told."""

    first: "Node"
    second: "Node"
    state: str


Node = Leaf | Cut


class Ground(Protocol):
    """What is known of the ground without any answer."""

    def halves(self, cells: tuple[Cell, ...]) -> tuple[tuple[Cell, ...], tuple[Cell, ...]] | None:
        """Return both halves, always in the same order; ``None`` where they would be too fine."""
        ...

    def gap(self, one: Sequence[Cell], other: Sequence[Cell]) -> int:
        """Return how far apart two groups of cells are."""
        ...


class Counts:
    """Counts of nodes, each a vector that must hold ``least`` in every place to be told."""

    def __init__(self, count: Callable[[Cell], Vector], least: int) -> None:
        self._count, self.least = count, least
        self._known: dict[Node, Vector] = {}

    def of(self, node: Node) -> Vector:
        found = self._known.get(node)
        if found is None:
            if isinstance(node, Leaf):
                found = added(self._count(cell) for cell in node.cells)
            else:
                found = added((self.of(node.first), self.of(node.second)))
            self._known[node] = found
        return found

    def enough(self, node: Node) -> bool:
        return min(self.of(node)) >= self.least


def added(vectors: Any) -> Vector:
    """Return the sum of vectors of one length."""
    return tuple(map(sum, zip(*vectors, strict=True)))


class Answers:
    """Cuts the ground by the number of answers."""

    cut, left_over, merged = OPEN, KEPT, CLOSED

    def __init__(self, ground: Ground, counts: Counts) -> None:
        self.ground, self.counts = ground, counts

    @staticmethod
    def is_whole(node: Node) -> bool:
        """Tell whether a node is told as one part."""
        return isinstance(node, Leaf) or node.state in {KEPT, CLOSED}

    def divided(self, node: Node) -> Node:
        """Cut a part further, where that tells of enough on both sides."""
        if isinstance(node, Leaf) or node.state != CLOSED:
            return split(node, [], self)
        if self.counts.enough(node.first) and self.counts.enough(node.second):
            return Cut(refined(node.first, self), refined(node.second, self), SEAM)
        return node

    def halves(self, core: Node, *, alone: bool) -> tuple[Node, Node] | None:
        """Return both sides of a core; ``None`` where it cannot be cut."""
        if isinstance(core, Cut):
            return (core.first, core.second) if core.state == KEPT else None
        pair = self.ground.halves(core.cells)
        return (Leaf(pair[0]), Leaf(pair[1])) if pair else None

    def joined(self, core: Node, rest: list[Node]) -> Node:
        """Return a part out of what was left over, the first of it outermost."""
        for left_over in reversed(rest):
            core = Cut(left_over, core, self.left_over)
        return core


class Filtered(Answers):
    """Groups parts until each holds enough answers of every value of every filter.

    It cuts along the borders of the parts, so that what is told under a filter is a sum of parts.
    """

    cut, left_over, merged = FILTERS, BESIDE, SEAM

    @staticmethod
    def is_whole(node: Node) -> bool:
        return isinstance(node, Leaf) or node.state != FILTERS

    def divided(self, node: Node) -> Node:
        return split(node, [], self)

    def halves(self, core: Node, *, alone: bool) -> tuple[Node, Node] | None:
        if isinstance(core, Leaf) or core.state in {KEPT, CLOSED}:
            return None
        pair = (core.first, core.second)
        if core.state in {OPEN, BESIDE} or (alone and all(map(self.counts.enough, pair))):
            return pair
        return None


def split(core: Node, rest: list[Node], by: Answers) -> Node:
    """Cut ``core``, which takes ``rest`` along; whatever is not cut off is one part with it."""
    whole = by.joined(core, rest)
    total = added(by.counts.of(node) for node in (core, *rest))
    while by.counts.enough(core) and (pair := by.halves(core, alone=not rest)):
        apart, kept = pair
        beside = tuple(a - b for a, b in zip(total, by.counts.of(apart), strict=True))
        if by.counts.enough(apart) and min(beside) >= by.counts.least:
            return Cut(split(apart, [], by), split(kept, rest, by), by.cut)
        is_left_over = isinstance(core, Cut) and core.state == by.left_over
        if by.counts.enough(apart) and not is_left_over:
            apart, kept = kept, apart
        core, rest = kept, [*rest, apart]
    return whole


def refined(node: Node, by: Answers) -> Node:
    """Return a tree of cuts for today's counts: cut further where more is held, merged where less.

    A node that does not hold enough as a whole is left to its neighbour.
    """
    if isinstance(node, Leaf) or by.is_whole(node):
        return by.divided(node)
    first, second = map(by.counts.enough, (node.first, node.second))
    if first and second:
        return Cut(refined(node.first, by), refined(node.second, by), node.state)
    if not first and not second:
        return Cut(node.first, node.second, by.merged)
    large, small = (node.first, node.second) if first else (node.second, node.first)
    return _merged(refined(large, by), small, by)


def _merged(node: Node, small: Node, by: Answers) -> Node:
    """Merge ``small`` with that part of a node which is nearest to it."""
    if isinstance(node, Leaf) or by.is_whole(node):
        return Cut(node, small, by.merged)
    over = cells_of(small)
    gaps = [by.ground.gap(over, cells_of(side)) for side in (node.first, node.second)]
    if gaps[0] <= gaps[1]:
        return Cut(_merged(node.first, small, by), node.second, node.state)
    return Cut(node.first, _merged(node.second, small, by), node.state)


def parts_of(node: Node, by: type[Answers] = Answers) -> Iterator[Node]:
    """Yield the nodes that are told, each as one part."""
    if isinstance(node, Leaf) or by.is_whole(node):
        yield node
    else:
        yield from parts_of(node.first, by)
        yield from parts_of(node.second, by)


def cells_of(node: Node) -> tuple[Cell, ...]:
    """Return all cells of a node."""
    if isinstance(node, Leaf):
        return node.cells
    return (*cells_of(node.first), *cells_of(node.second))


def stored(node: Node) -> Any:
    """Return a tree as JSON."""
    if isinstance(node, Leaf):
        return [list(cell) for cell in node.cells]
    return {"of": [stored(node.first), stored(node.second)], "state": node.state}


def restored(data: Any) -> Node:
    """Return the tree that :func:`stored` wrote."""
    if isinstance(data, dict):
        first, second = map(restored, data["of"])
        return Cut(first, second, data["state"])
    return Leaf(tuple((sector, depth, cell) for sector, depth, cell in data))
