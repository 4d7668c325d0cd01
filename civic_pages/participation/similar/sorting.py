"""What the team makes of suggestions: refuse them for good, sort contributions into themes."""

from collections.abc import Collection, Iterable
from datetime import datetime
from itertools import combinations, product
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from civic_pages.participation import policy
from civic_pages.participation.models import Contribution, SimilarityVerdict, Theme
from civic_pages.participation.similar.closeness import contributions_of


@transaction.atomic
def refuse(contributions: Collection[Contribution], *, by: Any, now: datetime) -> None:
    """Remember that none of some contributions is alike another: they are not suggested again.

    Raises:
        PermissionDenied: ``by`` may not moderate.
        ValidationError: they are not several contributions of one campaign.
    """
    for campaign in {each.campaign_id for each in contributions}:
        policy.require(by, policy.MODERATE, campaign)
    _require_one_campaign(contributions)
    _remember(combinations(contributions, 2), by=by, now=now)


def _require_one_campaign(contributions: Collection[Contribution]) -> None:
    if len(contributions) < 2 or len({each.campaign_id for each in contributions}) > 1:
        raise ValidationError(_("Choose two different contributions of one campaign."), code="pair")


def _remember(
    pairs: Iterable[tuple[Contribution, Contribution]], *, by: Any, now: datetime
) -> None:
    ordered = [sorted(pair, key=lambda each: each.pk) for pair in pairs]
    verdicts = [
        SimilarityVerdict(first=first, second=second, by=by, at=now) for first, second in ordered
    ]
    SimilarityVerdict.objects.bulk_create(verdicts, ignore_conflicts=True)
    others: dict[Contribution, list[str]] = {}
    for first, second in ordered:
        others.setdefault(first, []).append(second.reference)
    for first, references in others.items():
        data = {"others": references}
        log(instance=first, action="civic.contribution.not_alike", user=by, data=data)


@transaction.atomic
def sort_into(  # who, when, and what of it was left out
    campaign: Any,
    name: str,
    contributions: Collection[Contribution],
    *,
    by: Any,
    now: datetime,
    left_out: Collection[Contribution] = (),
) -> Theme:
    """Put contributions into the theme of a name, made where the campaign has none of it.

    Args:
        left_out: of the same suggestion, and not taken: remembered as not alike these.

    Raises:
        PermissionDenied: ``by`` may not moderate.
        ValidationError: no name, nothing chosen, or something of another campaign.
    """
    policy.require(by, policy.MODERATE, campaign)
    name = _name(name)
    if not contributions:
        raise ValidationError(_("Choose at least one contribution."), code="none")
    theirs = {each.pk for each in (*contributions, *left_out)}
    known = contributions_of(campaign.pk, public=False).filter(pk__in=theirs).count()
    if known != len(theirs):
        raise ValidationError(_("A contribution is not there any more. Look again."), code="gone")
    theme, _created = Theme.objects.get_or_create(campaign_id=campaign.pk, name=name)
    theme.contributions.add(*contributions)
    _log_all(contributions, theme.name, by=by)
    _remember(product(contributions, left_out), by=by, now=now)
    return theme


def _name(text: str) -> str:
    name = " ".join(text.replace("\x00", " ").split())
    if not name:
        raise ValidationError(_("Give the theme a name."), code="required")
    if len(name) > 120:
        raise ValidationError(_("The name of a theme has 120 characters at most."), code="long")
    return name


def _log_all(contributions: Iterable[Contribution], theme: str, *, by: Any) -> None:
    for each in contributions:
        log(instance=each, action="civic.contribution.theme", user=by, data={"theme": theme})


@transaction.atomic
def rename(theme: Theme, name: str, *, by: Any) -> Theme:
    """Give a theme another name.

    Raises:
        PermissionDenied: ``by`` may not moderate.
        ValidationError: no name, or that of another theme of the campaign.
    """
    policy.require(by, policy.MODERATE, theme.campaign_id)
    name, earlier = _name(name), theme.name
    others = Theme.objects.filter(campaign_id=theme.campaign_id, name=name).exclude(pk=theme.pk)
    if others.exists():
        raise ValidationError(_("Another theme has this name: merge the two."), code="taken")
    theme.name = name
    theme.save(update_fields=["name"])
    log(instance=theme, action="civic.theme.rename", user=by, data={"from": earlier})
    return theme


@transaction.atomic
def move(
    theme: Theme, contributions: Collection[Contribution], *, into: Theme | None, by: Any
) -> None:
    """Take contributions out of a theme, and put them into another one; ``None``: into none.

    Raises:
        PermissionDenied: ``by`` may not moderate.
        ValidationError: nothing is chosen, or the themes are of two campaigns.
    """
    policy.require(by, policy.MODERATE, theme.campaign_id)
    if not contributions:
        raise ValidationError(_("Choose at least one contribution."), code="none")
    if into is not None and into.campaign_id != theme.campaign_id:
        raise ValidationError(_("Choose a theme of the same campaign."), code="campaign")
    theme.contributions.remove(*contributions)
    if into is not None:
        into.contributions.add(*contributions)
    _log_all(contributions, into.name if into else "", by=by)


@transaction.atomic
def merge_themes(theme: Theme, *, into: Theme, by: Any) -> Theme:
    """Put all of a theme into another one, and do away with it.

    Raises:
        PermissionDenied: ``by`` may not moderate.
        ValidationError: the themes are of two campaigns, or one and the same.
    """
    policy.require(by, policy.MODERATE, theme.campaign_id)
    if theme.pk == into.pk or theme.campaign_id != into.campaign_id:
        raise ValidationError(_("Choose another theme of the same campaign."), code="campaign")
    # Both locked, the older first: two merges the other way round do not wait for each other.
    list(Theme.objects.select_for_update().filter(pk__in=[theme.pk, into.pk]).order_by("pk"))
    into.contributions.add(*theme.contributions.all())
    log(instance=into, action="civic.theme.merge", user=by, data={"from": theme.name})
    theme.delete()
    return into
