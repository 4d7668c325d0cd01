"""Which contributions of a campaign say something close to a text, and by which words.

The cosine of two texts, each word weighing (1 + ln(times in the text)) × ln(1 + contributions ÷
contributions that use it). Only the rarest words of the text look for candidates, and only as long
as few contributions use them: the cost is five queries and a bounded number of index rows, whether
a campaign has 351 contributions or 20,000.
"""

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, FloatField, Sum, Value, When

from civic_pages.participation.models import Contribution, ContributionTerm, Precision
from civic_pages.participation.similar.index import INDEXED


# Words that look for candidates: the rarest ones, at most so many, used at most so often in all.
MOST_WORDS = 12
MOST_ROWS = 4_000
# A word in more than this share of contributions tells nothing; in a young campaign, few are.
COMMON, FEW = 0.2, 5
CANDIDATES = 30
# Below it, texts have words in common and no more.
LEAST = 0.25
LEAST_SHARED = 2


@dataclass(frozen=True)
class Close:
    """A contribution that is close to a text: how close (0 to 1), and the stems that make it so."""

    pk: int
    score: float
    stems: tuple[str, ...]


@dataclass(frozen=True)
class _Words:
    """How rare the words of a text are in a campaign: idf by stem, and which of them look."""

    idf: Mapping[str, float]
    searched: tuple[str, ...]

    @property
    def usual(self) -> float:
        """The idf of a word that nobody counted: that of a middling word of the text."""
        values = sorted(self.idf.values())
        return values[len(values) // 2]


def close_to(
    weights: Mapping[str, float],
    campaign_id: int,
    *,
    public: bool,
    skip: Collection[int] = (),
    limit: int = 3,
    least: float = LEAST,
) -> list[Close]:
    """Return what is closest to a text, the closest first.

    Args:
        weights: of the text, see :func:`civic_pages.participation.similar.terms.weights`.
        public: compare with what everybody may read only, and weigh by that alone.
        skip: contributions not to tell, by primary key.
        least: the score below which nothing is told.
    """
    scope = _scope(campaign_id, public=public)
    words = _rarity(weights, campaign_id, scope, public=public) if weights else None
    if words is None or not words.searched:
        return []
    candidates = _candidates(weights, words, scope, skip)
    scored = [_scored(pk, held, weights, words) for pk, held in _words_of(candidates).items()]
    told = [each for each in scored if each.score >= least and _is_enough(each, weights)]
    return sorted(told, key=lambda each: (-each.score, each.pk))[:limit]


def _is_enough(close: Close, weights: Mapping[str, float]) -> bool:
    """Tell whether more than one word makes it close; one does where a text has no other."""
    return len(close.stems) >= min(LEAST_SHARED, len(weights))


def contributions_of(campaign_id: int, *, public: bool) -> Any:
    """Return the contributions that may be told: by the public's own rule, or the team's."""
    if public:
        return Contribution.objects.public().of(campaign_id)
    active = Contribution.objects.of(campaign_id).filter(status__in=INDEXED)
    return active.exclude(precision=Precision.AREAS)


def _scope(campaign_id: int, *, public: bool) -> Any:
    rows = ContributionTerm.objects.filter(campaign_id=campaign_id)
    return rows.filter(published=True) if public else rows


def _rarity(
    weights: Mapping[str, float], campaign_id: int, scope: Any, *, public: bool
) -> _Words | None:
    total = contributions_of(campaign_id, public=public).order_by().count()
    if not total:
        return None
    rows = scope.filter(term__in=list(weights)).order_by().values("term")
    used = dict(rows.annotate(times=Count("pk")).values_list("term", "times"))
    idf = {term: math.log(1 + total / max(1, used.get(term, 0))) for term in weights}
    most = max(FEW, total * COMMON)
    searched: list[str] = []
    read = 0
    for term, times in sorted(used.items(), key=lambda item: (item[1], item[0])):
        read += times
        if times > most or read > MOST_ROWS or len(searched) == MOST_WORDS:
            break
        searched.append(term)
    return _Words(idf, tuple(searched))


def _candidates(
    weights: Mapping[str, float], words: _Words, scope: Any, skip: Collection[int]
) -> list[int]:
    """Return the contributions that share most of the rare words, weighed in the database."""
    worth = [
        When(term=term, then=Value(weights[term] * words.idf[term] ** 2)) for term in words.searched
    ]
    rows = scope.filter(term__in=words.searched).exclude(contribution_id__in=skip).order_by()
    summed = rows.values("contribution_id").annotate(
        product=Sum(F("weight") * Case(*worth, output_field=FloatField()))
    )
    found = summed.order_by("-product", "contribution_id")
    return list(found.values_list("contribution_id", flat=True)[:CANDIDATES])


def _words_of(numbers: Iterable[int]) -> dict[int, dict[str, float]]:
    rows = ContributionTerm.objects.filter(contribution_id__in=list(numbers)).order_by()
    found: dict[int, dict[str, float]] = {}
    for pk, term, weight in rows.values_list("contribution_id", "term", "weight"):
        found.setdefault(pk, {})[term] = weight
    return found


def _scored(
    pk: int, held: Mapping[str, float], weights: Mapping[str, float], words: _Words
) -> Close:
    """Return how close a contribution is; its words that the text has not are worth a usual one."""
    shared = {
        term: weights[term] * held[term] * words.idf[term] ** 2 for term in weights if term in held
    }
    ours = math.sqrt(sum((weights[term] * words.idf[term]) ** 2 for term in weights))
    theirs = math.sqrt(
        sum((weight * words.idf.get(term, words.usual)) ** 2 for term, weight in held.items())
    )
    ranked = sorted(shared, key=lambda term: (-shared[term], term))
    return Close(pk, sum(shared.values()) / (ours * theirs), tuple(ranked))
