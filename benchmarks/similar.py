"""What the sorting aid finds and costs: against brute force, at 351 and at 20,000 contributions.

    DATABASE_URL=postgres://postgres@127.0.0.1:5432/postgres python benchmarks/similar.py [sizes]

Without DATABASE_URL: SQLite. The database is a test database, made anew and dropped. Texts are made:
words drawn as people use them (a few often, most seldom), out of syllables; of each hundredth text
a close one is written too, with a third of its words changed. Brute force is the exact cosine with
every contribution, every word counted.
"""

import math
import os
import random
import statistics
import sys
import time
from collections import Counter
from pathlib import Path


sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_config.settings.test")
SIZES = [int(text) for text in sys.argv[1:]] or [351, 2_000, 20_000]
VOCABULARY, WORDS, PAIRS = 6_000, 40, 40


def vocabulary(chance: random.Random) -> list[str]:
    parts = [c + v for c in "bcdfglmnprtv" for v in "aeiou"]
    words: set[str] = set()
    while len(words) < VOCABULARY:
        words.add("".join(chance.choices(parts, k=chance.randint(2, 4))))
    return sorted(words)


def texts(size: int, chance: random.Random) -> tuple[list[str], list[tuple[int, str]]]:
    """Return the texts, and (number of a text, a close text that is not among them)."""
    words = vocabulary(chance)
    chance.shuffle(words)
    worth = [1 / (rank + 10) for rank in range(len(words))]
    made = [chance.choices(words, worth, k=WORDS) for _ in range(size)]
    pairs = []
    for number in chance.sample(range(size), PAIRS):
        changed = [w if chance.random() > 1 / 3 else chance.choices(words, worth)[0] for w in made[number]]  # fmt: skip
        chance.shuffle(changed)
        pairs.append((number, " ".join(changed)))
    return [" ".join(text) for text in made], pairs


def brute_force(held: list[dict[str, float]], weights: dict[str, float]) -> int:
    """Return the number of the closest text by the exact cosine."""
    used = Counter(term for terms in held for term in terms)

    def idf(term: str) -> float:
        return math.log(1 + len(held) / max(1, used[term]))

    def length(terms: dict[str, float]) -> float:
        return math.sqrt(sum((weight * idf(term)) ** 2 for term, weight in terms.items()))

    def score(terms: dict[str, float]) -> float:
        shared = weights.keys() & terms.keys()
        return sum(weights[t] * terms[t] * idf(t) ** 2 for t in shared) / length(terms)

    return max(range(len(held)), key=lambda number: score(held[number]))


def measure(size: int) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from civic_pages.participation.models import Contribution, Status
    from civic_pages.participation.similar import index, terms
    from civic_pages.participation.similar.closeness import close_to
    from civic_pages.testing import CampaignFactory, ContributionFactory

    campaign = CampaignFactory(open=True)
    version = ContributionFactory(campaign=campaign).form_version
    made, pairs = texts(size, random.Random(size))
    rows = [
        Contribution(
            campaign=campaign, form_version=version, reference=f"B{size}-{n}", status=Status.PUBLISHED,
            idempotency_key=f"{size}-{n}", created_at=timezone.now(), answers={"idee": text},
        )
        for n, text in enumerate(made)
    ]  # fmt: skip
    Contribution.objects.bulk_create(rows, batch_size=500)
    began = time.perf_counter()
    for start in range(0, size, 500):
        index.index_many(rows[start : start + 500])
    indexing = time.perf_counter() - began
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    held = [terms.weights(text) for text in made]
    numbers = {row.pk: number for number, row in enumerate(rows)}
    times, right, as_brute, queries = [], 0, 0, set()
    for number, text in pairs:
        weights = terms.weights(text)
        with CaptureQueriesContext(connection) as caught:
            began = time.perf_counter()
            found = close_to(weights, campaign.pk, public=True)
            times.append((time.perf_counter() - began) * 1000)
        queries.add(len(caught))
        first = numbers[found[0].pk] if found else None
        right += first == number
        as_brute += first == brute_force(held, weights)
    print(
        f"{size:>6} contributions: {indexing / size * 1000:.2f} ms each to index; "
        f"{max(queries)} queries, median {statistics.median(times):.1f} ms, most {max(times):.1f} ms; "
        f"{right}/{PAIRS} made pairs found first, {as_brute}/{PAIRS} as brute force"
    )


def main() -> None:
    import django
    from django.test.runner import DiscoverRunner

    django.setup()
    from django.db import connection

    from civic_pages.testing import ensure_wagtail_rows

    runner = DiscoverRunner(verbosity=0, interactive=False)
    made = runner.setup_databases()
    try:
        ensure_wagtail_rows()
        print(connection.vendor)
        for size in SIZES:
            measure(size)
    finally:
        runner.teardown_databases(made)


if __name__ == "__main__":
    main()
