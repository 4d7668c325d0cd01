"""How many public comments, supports and positions a target has: kept, read, rebuilt, verified.

A comment's own supports stand in its row, because lists are sorted by them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import Count, F

from civic_pages.deliberation.choices import Stance
from civic_pages.deliberation.models import Comment, DiscussionCount, Reaction
from civic_pages.deliberation.targets import Target


COMMENT = "comment"
WHATS = (COMMENT, *Stance.values)
Kept = dict[tuple[str, str], int]


def shift(target: str, campaign_id: int, changes: Mapping[str, int]) -> None:
    """Move counts of a target in the transaction that makes them true.

    The rows are taken in one order, so that no two transactions wait for each other.
    """
    for what, delta in sorted(changes.items()):
        if not delta:
            continue
        row = DiscussionCount.objects.filter(target=target, what=what)
        if not row.update(count=F("count") + delta):
            DiscussionCount.objects.get_or_create(
                target=target, what=what, defaults={"campaign_id": campaign_id}
            )
            row.update(count=F("count") + delta)


def shift_reaction(reaction: Reaction, changes: Mapping[str, int]) -> None:
    """Move what a reaction's target counts, the supports of a comment in its own row."""
    if reaction.comment_id is None:
        shift(reaction.target, reaction.campaign_id, changes)
        return
    delta = changes.get(Stance.SUPPORT, 0)
    if delta:
        Comment.objects.filter(pk=reaction.comment_id).update(supports=F("supports") + delta)


def of(targets: Iterable[str]) -> dict[str, dict[str, int]]:
    """Return the counts of targets by name, then by what is counted, read in one query."""
    names = list(targets)
    found = {name: dict.fromkeys(WHATS, 0) for name in names}
    for row in DiscussionCount.objects.filter(target__in=names):
        found[row.target][row.what] = row.count
    return found


def of_target(target: Target) -> dict[str, int]:
    """Return the counts of one target by what is counted."""
    return of([target.name])[target.name]


def _scope(campaign_id: int | None) -> dict[str, int]:
    return {} if campaign_id is None else {"campaign_id": campaign_id}


def _counted(campaign_id: int | None) -> dict[tuple[int, str, str], int]:
    scope = _scope(campaign_id)
    comments = Comment.objects.standing().filter(**scope).order_by()
    reactions = Reaction.objects.filter(confirmed_at__isnull=False, comment=None, **scope)
    return {
        **{
            (campaign, target, COMMENT): count
            for campaign, target, count in comments.values_list("campaign_id", "target").annotate(
                Count("pk")
            )
        },
        **{
            (campaign, target, stance): count
            for campaign, target, stance, count in reactions.values_list(
                "campaign_id", "target", "stance"
            ).annotate(Count("pk"))
        },
    }


def _supports(campaign_id: int | None) -> Counter[int]:
    reactions = Reaction.objects.filter(
        confirmed_at__isnull=False, comment__isnull=False, **_scope(campaign_id)
    )
    return Counter(dict(reactions.values_list("comment_id").annotate(Count("pk"))))


def differences(campaign_id: int | None = None) -> list[str]:
    """Return a line for every kept count that a recount does not confirm."""
    rows = DiscussionCount.objects.filter(**_scope(campaign_id)).exclude(count=0)
    kept: Kept = {(row.target, row.what): row.count for row in rows}
    real: Kept = {(target, what): n for (_, target, what), n in _counted(campaign_id).items()}
    for pk, supports in Comment.objects.filter(**_scope(campaign_id), supports__gt=0).values_list(
        "pk", "supports"
    ):
        kept[f"comment:{pk}", Stance.SUPPORT] = supports
    for pk, count in _supports(campaign_id).items():
        real[f"comment:{pk}", Stance.SUPPORT] = count
    return [
        f"{target} {what}: kept {kept.get((target, what), 0)}, counted {real.get((target, what), 0)}"
        for target, what in sorted(kept.keys() | real.keys())
        if kept.get((target, what), 0) != real.get((target, what), 0)
    ]


@transaction.atomic
def rebuild(campaign_id: int | None = None) -> None:
    """Count everything again, for one campaign or all."""
    scope = _scope(campaign_id)
    DiscussionCount.objects.filter(**scope).delete()
    DiscussionCount.objects.bulk_create(
        DiscussionCount(campaign_id=campaign, target=target, what=what, count=count)
        for (campaign, target, what), count in _counted(campaign_id).items()
    )
    supports = _supports(campaign_id)
    wrong = Comment.objects.filter(**scope).only("pk", "supports").iterator(chunk_size=1000)
    changed = [comment for comment in wrong if comment.supports != supports[comment.pk]]
    for comment in changed:
        comment.supports = supports[comment.pk]
    Comment.objects.bulk_update(changed, ["supports"], batch_size=500)
