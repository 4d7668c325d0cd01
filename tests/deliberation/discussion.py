"""A contribution that is discussed, and what a browser posts to it."""

import uuid
from datetime import timedelta
from typing import Any

from django.utils import timezone

from civic_pages.campaigns.models import CampaignPage, CampaignPhase
from civic_pages.deliberation import counts, targets
from civic_pages.deliberation.models import Comment
from civic_pages.participation.choices import Status
from civic_pages.participation.models import Contribution
from civic_pages.participation.participants.identity import Known
from civic_pages.participation.participants.models import Participant
from civic_pages.testing import CampaignFactory, ContributionFactory


def discussed_campaign(
    kind: str = "deliberate", *, days: tuple[int, int] = (-5, 5), **values: Any
) -> Any:
    """Return a campaign in a phase of discussion, whose contributions are commented at once."""
    wanted = {"comments": True, "supports": True, "moderation": "after", **values}
    campaign = CampaignFactory(**wanted)
    today = timezone.localdate()
    CampaignPhase.objects.create(
        page=campaign,
        name="Discussion",
        kind=kind,
        start_date=today + timedelta(days=days[0]),
        end_date=today + timedelta(days=days[1]),
    )
    return CampaignPage.objects.get(pk=campaign.pk)


def discussed(campaign: Any = None, **values: Any) -> Contribution:
    """Return a published contribution of such a campaign."""
    return ContributionFactory(campaign=campaign or discussed_campaign(), published=True, **values)


def target_of(contribution: Contribution) -> targets.Target:
    return targets.of_contribution(contribution, contribution.campaign.specific)


def somebody(campaign: Any, name: str = "Awa", **values: Any) -> Known:
    """Return a participant who proved who they are."""
    made = Participant.objects.create(
        campaign_id=campaign.pk,
        key=uuid.uuid4().hex,
        name=name,
        created_at=timezone.now(),
        **values,
    )
    return Known(made, is_proven=True)


def commented(
    contribution: Contribution,
    body: str = "Bonne idée.",
    parent: Comment | None = None,
    **values: Any,
) -> Comment:
    """Return a comment as the database holds it, counted where it is published."""
    target = target_of(contribution)
    above = {
        "parent": parent,
        "root_id": (parent.root_id or parent.pk) if parent else None,
        "depth": parent.depth + 1 if parent else 0,
    }
    given = {
        **target.keys(),
        **above,
        "body": body,
        "author_name": "Awa",
        "status": Status.PUBLISHED,
        "idempotency_key": uuid.uuid4().hex,
        "created_at": timezone.now(),
        "published_at": timezone.now(),
        **values,
    }
    made = Comment.objects.create(**given)
    if made.status == Status.PUBLISHED:
        counts.shift(target.name, target.campaign.pk, {counts.COMMENT: 1})
    return made


def url_of(contribution: Contribution) -> str:
    return target_of(contribution).url
