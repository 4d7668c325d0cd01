"""References of projects: ``BPN-P-001``, counted by campaign code."""

from civic_pages.participation.models import ReferenceCounter


# Contributions are counted by year; projects in the row of a year that never was.
YEAR = 0


def take(code: str, count: int = 1) -> list[str]:
    """Return the next references of a campaign's code, in order, without gaps.

    Its row stays locked until the transaction ends: call it inside one.
    """
    counter, _created = ReferenceCounter.objects.select_for_update().get_or_create(
        code=code, year=YEAR
    )
    first = counter.last + 1
    counter.last += count
    counter.save(update_fields=["last"])
    return [f"{code}-P-{number:03d}" for number in range(first, first + count)]
