"""Contributions that nobody has sorted yet, laid together by the words they share.

Simple on purpose, and the same at each run: whoever has most neighbours comes first and takes them
along. A pile is a proposal: the team names it, leaves some out, or refuses it for good.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q

from civic_pages.participation.models import Contribution, ContributionTerm, SimilarityVerdict
from civic_pages.participation.similar import terms
from civic_pages.participation.similar.closeness import COMMON, FEW, contributions_of


# The oldest that wait; the next ones come up as these are sorted.
MOST_READ, MOST_PILES, MOST_MEMBERS = 400, 10, 12
# The cosine from which two lie on one pile: less than to be told as nearly the same.
NEAR = 0.2
MOST_WORDS = 5


@dataclass(frozen=True)
class Pile:
    """Contributions that may belong together, the nearest to the first one first, and why."""

    members: tuple[Contribution, ...]
    words: tuple[str, ...]


@dataclass(frozen=True)
class Suggested:
    """The piles to decide about now, and how many contributions nobody has sorted."""

    piles: tuple[Pile, ...]
    unsorted: int


Vectors = dict[int, dict[str, float]]


def suggested(campaign_id: int) -> Suggested:
    """Return the piles of a campaign in a handful of queries, however much waits."""
    waiting = contributions_of(campaign_id, public=False).filter(themes__isnull=True)
    numbers = list(waiting.order_by("pk").values_list("pk", flat=True)[:MOST_READ])
    vectors = _vectors(numbers)
    near = _near(vectors, refused_pairs(vectors))
    groups = _grouped(near)
    wanted = [pk for group in groups for pk in group]
    known = Contribution.objects.select_related("form_version").in_bulk(wanted) if wanted else {}
    piles = [
        Pile(members, _common_words(members, vectors))
        for group in groups
        if len(members := tuple(known[pk] for pk in group if pk in known)) > 1
    ]
    return Suggested(tuple(piles), waiting.order_by().count())


def refused_pairs(numbers: Iterable[int]) -> set[tuple[int, int]]:
    """Return the pairs that the team said are not alike, the older contribution first."""
    wanted = list(numbers)
    among = SimilarityVerdict.objects.filter(Q(first__in=wanted), Q(second__in=wanted))
    return set(among.values_list("first_id", "second_id"))


def _vectors(numbers: list[int]) -> Vectors:
    """Return the words of contributions, each of length one; what is in many of them is left out."""
    rows = ContributionTerm.objects.filter(contribution_id__in=numbers).order_by()
    held: Vectors = {}
    for pk, term, weight in rows.values_list("contribution_id", "term", "weight"):
        held.setdefault(pk, {})[term] = weight
    used = Counter(term for words in held.values() for term in words)
    most = max(FEW, len(held) * COMMON)
    found: Vectors = {}
    for pk, words in sorted(held.items()):
        weighed = {
            term: weight * math.log(1 + len(held) / used[term])
            for term, weight in words.items()
            if used[term] <= most
        }
        length = math.sqrt(sum(value**2 for value in weighed.values()))
        if length:
            found[pk] = {term: value / length for term, value in weighed.items()}
    return found


def _near(vectors: Vectors, refused: set[tuple[int, int]]) -> dict[int, dict[int, float]]:
    """Return for each contribution those that are near, with their cosine."""
    users: dict[str, list[int]] = {}
    for pk, words in vectors.items():
        for term in words:
            users.setdefault(term, []).append(pk)
    scores: Counter[tuple[int, int]] = Counter()
    shared: Counter[tuple[int, int]] = Counter()
    for term, numbers in users.items():
        for place, first in enumerate(numbers):
            for second in numbers[place + 1 :]:
                scores[first, second] += vectors[first][term] * vectors[second][term]  # type: ignore[assignment]
                shared[first, second] += 1
    near: dict[int, dict[int, float]] = {}
    for (first, second), score in scores.items():
        if score >= NEAR and shared[first, second] > 1 and (first, second) not in refused:
            near.setdefault(first, {})[second] = score
            near.setdefault(second, {})[first] = score
    return near


def _grouped(near: Mapping[int, Mapping[int, float]]) -> list[list[int]]:
    """Return groups of numbers: who has most free neighbours takes them, the older one in a tie."""
    free = set(near)
    groups: list[list[int]] = []
    while len(groups) < MOST_PILES:
        counts = {pk: sum(other in free for other in near[pk]) for pk in free}
        middle = min(counts, key=lambda pk: (-counts[pk], pk), default=None)
        if middle is None or not counts[middle]:
            break
        around = sorted(
            (pk for pk in near[middle] if pk in free), key=lambda pk: (-near[middle][pk], pk)
        )
        group = _gathered(middle, around, near)
        groups.append(group)
        free -= set(group)
    return groups


def _gathered(
    middle: int, around: Iterable[int], near: Mapping[int, Mapping[int, float]]
) -> list[int]:
    """Return a group: whoever joins is near at least half of those who are in it already.

    Or else all that is said of one street would lie together, whatever is said of it.
    """
    group = [middle]
    for pk in around:
        if len(group) < MOST_MEMBERS and 2 * sum(pk in near[each] for each in group) >= len(group):
            group.append(pk)
    return group


def _common_words(members: Iterable[Contribution], vectors: Vectors) -> tuple[str, ...]:
    """Return the words that most members share, as one of them wrote them."""
    worth: Counter[str] = Counter()
    times: Counter[str] = Counter()
    spelled: dict[str, str] = {}
    for member in members:
        text, words = terms.text_of(member), vectors.get(member.pk, {})
        times.update(words.keys())
        worth.update(words)
        for stem, word in terms.spellings(text, language=member.language).items():
            spelled.setdefault(stem, word)
    common = [stem for stem in times if times[stem] > 1 and stem in spelled]
    ranked = sorted(common, key=lambda stem: (-times[stem], -worth[stem], stem))
    return tuple(spelled[stem] for stem in ranked[:MOST_WORDS])
