"""What is told of a campaign in numbers, and when: no live total invites to push it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from civic_blocks import ports
from civic_pages.participation import tallies
from civic_pages.participation.geo import publication
from civic_pages.participation.models import Precision, PublicAreas


def shows_totals(page: Any, now: datetime | None = None) -> bool:
    """Tell whether the public sees totals of a page now; yes where it has no say in it."""
    told = getattr(page, "shows_totals", None)
    return told is None or bool(told(now or timezone.now()))


def counted(page: Any) -> str:
    """Return what a campaign of homes counts: homes, each once, or answers."""
    return _("Homes") if getattr(page, "households", False) else _("Answers")


def figures(page: Any, *, now: datetime | None = None) -> list[ports.Figure]:
    """Return the key figures of a campaign; a campaign of homes tells its last batch only.

    None where its totals are not told at ``now``.
    """
    return figures_of([page], now=now)[page.pk] if page.pk else []


def figures_of(
    pages: Iterable[Any], *, now: datetime | None = None
) -> dict[Any, list[ports.Figure]]:
    """Return the key figures of several campaigns, by primary key, in two queries at the most."""
    now, pages = now or timezone.now(), list(pages)
    found: dict[Any, list[ports.Figure]] = {}
    campaigns: dict[Any, Any] = {}
    for page in pages:
        found[page.pk] = []
        if shows_totals(page, now):
            campaigns[page.pk] = getattr(page, "public_precision", None)
    homes = [pk for pk, precision in campaigns.items() if precision == Precision.AREAS]
    others = [pk for pk, precision in campaigns.items() if precision not in {None, Precision.AREAS}]
    batches = publication.current_of(homes, now=now) if homes else {}
    totals = tallies.totals_of(others) if others else {}
    counting = {page.pk for page in pages if getattr(page, "households", False)}
    found.update(
        {pk: _figures_of_homes(batch, homes=pk in counting) for pk, batch in batches.items()}
    )
    found.update({pk: _figures_of_contributions(counts) for pk, counts in totals.items()})
    return found


def public_totals(page: Any, *, now: datetime) -> dict[str, int] | None:
    """Return what was contributed by individuals and by groups, apart; ``None``: not told now.

    Keys are those of :func:`civic_pages.participation.tallies.totals`.
    """
    if page.public_precision == Precision.AREAS or not page.shows_totals(now):
        return None
    return tallies.totals(page.pk)


def _figures_of_homes(batch: PublicAreas, *, homes: bool) -> list[ports.Figure]:
    """Return the figures of a day's batch: homes, each once, where the campaign counts them."""
    if not homes:
        label = ngettext("household answer", "household answers", batch.total)
        return [ports.Figure("contributions", batch.total, label)] if batch.total else []
    label = ngettext("home", "homes", batch.households)
    return [ports.Figure("homes", batch.households, label)] if batch.households else []


def _figures_of_contributions(totals: dict[str, int]) -> list[ports.Figure]:
    shown = [
        ("contributions", totals["all"], ngettext("contribution", "contributions", totals["all"])),
        ("collective", totals["collective"], ngettext("from a group", "from groups", totals["collective"])),
    ]  # fmt: skip
    if (people := totals["represented"]) != totals["all"]:
        label = ngettext("person took part", "people took part", people)
        shown.append(("represented", people, label))
    return [ports.Figure(name, value, label) for name, value, label in shown if value]
