"""What pages show of following: the form at the foot of a campaign, links, feeds."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from civic_blocks import ports
from civic_pages import conf
from civic_pages.following import links
from civic_pages.following.forms import FollowForm
from civic_pages.following.models import Subscription
from civic_pages.following.targets import Target, of_campaign
from civic_pages.participation.abuse import showing
from civic_pages.participation.choices import Precision


# Which of the things one can follow is meant, in addresses and in forms.
PARAMETER = "quoi"
# The key a challenge serves for; not that of a contribution, whose form may be on the same page.
KEY_PARAMETER = "civic_follow_key"


@dataclass(frozen=True)
class FollowBox:
    """The form as a template shows it."""

    target: Target
    form: FollowForm
    action: str
    hidden: dict[str, str]
    challenge: ports.FormChallenge | None = None


def box(
    target: Target,
    request: HttpRequest,
    *,
    now: datetime,
    form: FollowForm | None = None,
) -> FollowBox:
    """Return the form to follow something, on a page of its own."""
    page = target.campaign
    challenge = showing.challenge_for(page, request, now=now, input_id="id_follow_civic_answer")
    return FollowBox(
        target=target,
        form=form or FollowForm(),
        action=links.path("follow", page.pk),
        hidden={PARAMETER: target.key, KEY_PARAMETER: uuid.uuid4().hex},
        challenge=challenge,
    )


def box_of_campaign(page: Any) -> FollowBox | None:
    """Return the form at the foot of a campaign; ``None`` where it cannot be followed.

    It holds nothing of who reads it, for caches may keep the page, and no challenge: where one is
    asked, the page that takes the form asks it.
    """
    if page.pk is None or not page.live or not links.path("follow", page.pk):
        return None
    return FollowBox(
        target=of_campaign(page),
        form=FollowForm(),
        action=links.path("follow", page.pk),
        hidden={PARAMETER: of_campaign(page).key},
    )


def follow_url(target: Target) -> str:
    """Return the path of the page on which something is followed; empty: the host has none."""
    path = links.path("follow", target.campaign.pk)
    return f"{path}?{PARAMETER}={target.key}" if path else ""


def feeds(page: Any) -> list[str]:
    """Return the paths of a campaign's feeds: news, and contributions where they are shown."""
    if page.pk is None:
        return []
    names = ["news_feed"]
    if page.public_precision != Precision.AREAS:
        names.append("contributions_feed")
    return [path for name in names if (path := links.path(name, page.pk))]


def bare() -> dict[str, Any]:
    """Return what a template needs that is about no campaign any more."""
    return {"base_template": conf.get("BASE_TEMPLATE")}


def row(subscription: Subscription) -> dict[str, Any]:
    """Return a subscription as the page lists it."""
    contribution, text = subscription.contribution, subscription.text
    title = subscription.campaign.title
    if contribution is not None:
        # What is not public any more is not shown here either.
        title = contribution.title if contribution.status == "published" else ""
        title = title or contribution.reference
    elif text is not None:
        title = text.title
    is_part = contribution is not None or text is not None
    return {
        "uuid": subscription.uuid,
        "title": title,
        "campaign": subscription.campaign.title if is_part else "",
        "pace": subscription.pace,
    }
