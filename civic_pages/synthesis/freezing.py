"""When the figures of a synthesis stop moving: with its first publication.

A correction that is published later keeps them, so that a figure somebody quoted stays true of the
document they quoted; only an editor who ticks "count again" has them counted anew, all of them.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from wagtail.signals import page_published

from civic_pages.synthesis.figures import Figures, counted
from civic_pages.synthesis.models import AbstractSynthesisPage


@dataclass(frozen=True)
class Told:
    """The figures that a reader is shown: frozen at ``as_of``, or those of this moment."""

    figures: Figures
    as_of: datetime
    is_frozen: bool


def told(page: Any, *, now: datetime, is_preview: bool = False) -> Told | None:
    """Return the figures to show; ``None`` where they are not told.

    What is not frozen yet is counted now: for whoever previews a draft, and for the public where
    the campaign tells its totals at all while it is open.
    """
    if page.frozen is not None and page.frozen_at and not (is_preview and page.count_again):
        return Told(Figures.from_data(page.frozen), page.frozen_at, is_frozen=True)
    if not is_preview and not page.campaign.shows_totals(now):
        return None
    return Told(counted(page, now=now), now, is_frozen=False)


def freeze(sender: type, instance: Any, revision: Any = None, **kwargs: Any) -> None:
    """Store the figures of a synthesis that is published for the first time, or counted again.

    Not beneath a campaign that is itself no public page: nothing of it is public, so that all would
    be frozen at nought.
    """
    if not isinstance(instance, AbstractSynthesisPage):
        return
    if (instance.frozen is not None and not instance.count_again) or not instance.campaign.live:
        return
    now = timezone.now()
    instance.frozen, instance.frozen_at = counted(instance, now=now).as_data(), now
    instance.count_again = False
    instance.save(update_fields=["frozen", "frozen_at", "count_again"], clean=False)
    # The box is ticked for one publication: the next draft begins from this revision.
    if revision is not None and revision.content.get("count_again"):
        revision.content["count_again"] = False
        revision.save(update_fields=["content"])


def connect() -> None:
    """Connect the receiver; called once, when the app is ready."""
    page_published.connect(freeze, dispatch_uid="civic_pages.freeze_synthesis")
