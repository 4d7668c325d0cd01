"""Private tokens with which .ci/schemathesis tries what is somebody's own; prints them as JSON, by their kind."""

import json
import sys
import uuid
from pathlib import Path

import django


sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
django.setup()

from django.utils import timezone  # noqa: E402

from civic_pages.following import links as following_links  # noqa: E402
from civic_pages.following.models import Pace, Subscription  # noqa: E402
from civic_pages.following.targets import of_campaign, public_campaigns  # noqa: E402
from civic_pages.participation import links  # noqa: E402
from civic_pages.participation.models import Contribution  # noqa: E402
from civic_pages.participation.participants.identity import token_of  # noqa: E402
from civic_pages.participation.participants.models import Participant  # noqa: E402


# Of each kind: some are used up, withdrawn say, while others are tried.
EACH = 40


def followers() -> list[Subscription]:
    """Return new followers of the campaigns: the demo has none."""
    now, targets = timezone.now(), [of_campaign(campaign) for campaign in public_campaigns()]
    return [
        Subscription.objects.create(
            campaign_id=target.campaign.pk,
            target=target.key,
            email=f"{uuid.uuid4().hex}@example.org",
            pace=Pace.DAILY,
            created_at=now,
            confirmed_at=now,
        )
        for target in (targets * EACH)[:EACH]
    ]


def main() -> None:
    contributions = list(Contribution.objects.order_by("?")[:EACH])
    subscriptions = followers()
    paces = [following_links.confirm_token(row, Pace.WEEKLY) for row in subscriptions]
    tokens = {
        "own": [links.follow_token(row) for row in contributions],
        "confirming": [links.confirm_token(row) for row in contributions] + paces,
        "participant": [token_of(row) for row in Participant.objects.order_by("?")[:EACH]],
        "follower": [following_links.token(row, following_links.MANAGE) for row in subscriptions],
        "stopping": [following_links.token(row, following_links.STOP) for row in subscriptions],
    }
    print(json.dumps(tokens))  # noqa: T201


if __name__ == "__main__":
    main()
