"""Tells caches what of the public answers has changed, once it has: by key, on commit.

In a campaign of homes nothing is told when somebody answers: what is public of it moves once a day,
and a cache that forgot its answers at that very minute would tell it to whoever watches its ``Age``.
"""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import Signal
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished, post_page_move

from civic_pages.participation.models import Contribution, OfficialAnswer, Precision, Status
from civic_pages.participation.signals import contribution_answered


# Sent on commit, once a transaction, with ``keys``: a sorted tuple of the names below. What caches
# hold under them is out of date.
public_changed = Signal()

# Every answer about all campaigns: their list, and what has no campaign named.
CAMPAIGNS = "campaigns"
# By name: they are above this package.
ABOUT_CAMPAIGNS = ("civic_pages.Comment", "civic_pages.Project")
ABOUT_VOTES = "civic_pages.VoteResult"


def campaign_key(pk: int) -> str:
    """Return the name of all answers about a campaign and what is in it."""
    return f"campaign-{pk}"


def contribution_key(reference: str) -> str:
    """Return the name of all answers about a public contribution."""
    return f"contribution-{reference}"


class _Pending:
    """What a transaction has changed, told together: ten thousand rows make one message."""

    def __init__(self) -> None:
        self.keys: set[str] = set()

    def __call__(self) -> None:
        public_changed.send(sender=None, keys=tuple(sorted(self.keys)))


def tell(keys: Iterable[str]) -> None:
    """Say, once the transaction is through, that what these keys name has changed."""
    waiting = (each[1] for each in connection.run_on_commit)
    pending = next((each for each in waiting if isinstance(each, _Pending)), None)
    is_new = pending is None
    pending = pending or _Pending()
    pending.keys.update(keys)
    if is_new:
        transaction.on_commit(pending)


def tell_contribution(row: Contribution) -> None:
    """Say that what is public of a contribution has changed."""
    if row.precision != Precision.AREAS:
        tell([contribution_key(row.reference), campaign_key(row.campaign_id), CAMPAIGNS])


def _saved(
    sender: Any, instance: Contribution, *, created: bool, update_fields: Any = None, **kwargs: Any
) -> None:
    moved = not created and (update_fields is None or "published_at" in update_fields)
    if instance.status == Status.PUBLISHED or moved:
        tell_contribution(instance)


def _answered(sender: Any, instance: Contribution, **kwargs: Any) -> None:
    tell_contribution(instance)


def _deleted(sender: Any, instance: Contribution, **kwargs: Any) -> None:
    if instance.status == Status.PUBLISHED:
        tell_contribution(instance)


def _city(sender: Any, instance: OfficialAnswer, **kwargs: Any) -> None:
    tell([campaign_key(instance.campaign_id)])


def _row(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Tell of something in a campaign, such as a comment or a project."""
    try:
        about = getattr(instance, "contribution", None)
    except ObjectDoesNotExist:
        # Deleted with it, which tells of itself.
        return
    if about is not None and about.precision == Precision.AREAS:
        return
    own = [contribution_key(about.reference)] if about is not None else []
    tell([campaign_key(instance.campaign_id), *own])


def _page(sender: Any, instance: Page, **kwargs: Any) -> None:
    """Tell of a page: of its campaign and of itself, whichever of those above it that is."""
    above = Page.objects.ancestor_of(instance, inclusive=True).filter(depth__gt=1)
    tell([CAMPAIGNS, *map(campaign_key, above.values_list("pk", flat=True))])


def _vote(sender: Any, instance: Any, **kwargs: Any) -> None:
    _page(sender, instance.vote)


def connect() -> None:
    """Connect the receivers; called once, when the app is ready."""
    wanted: list[tuple[Any, Any, Any]] = [
        (post_save, _saved, Contribution),
        (post_delete, _deleted, Contribution),
        (post_save, _city, OfficialAnswer),
        (contribution_answered, _answered, Contribution),
        (page_published, _page, None),
        (page_unpublished, _page, None),
        (post_page_move, _page, None),
        (post_save, _vote, ABOUT_VOTES),
        *((signal, _row, name) for name in ABOUT_CAMPAIGNS for signal in (post_save, post_delete)),
    ]
    for number, (signal, receiver, sender) in enumerate(wanted):
        signal.connect(receiver, sender=sender, dispatch_uid=f"civic_pages.changes.{number}")
