"""What the city answered in the demo's campaigns; as in bulk, nobody is written to."""

from datetime import datetime, timedelta
from typing import Any

from civic_pages.participation import settling
from civic_pages.participation.defaults import create_defaults
from civic_pages.participation.models import Contribution, OfficialAnswer, Outcome, Status
from site_config.demo.source import read


def store_answers(campaign: Any, name: str, *, now: datetime, by: Any) -> int:
    """Store the answers that a campaign's content gives; returns how many.

    Each is given to the ``count`` oldest published contributions of its ``category`` that have none.
    """
    rows = read(name).get("answers", [])
    if rows:
        create_defaults()
    for row in rows:
        moment = now + timedelta(days=row["day"])
        made = OfficialAnswer.objects.create(
            campaign_id=campaign.pk,
            outcome=Outcome.objects.filter(slug=row["outcome"]).first(),
            text=row["text"],
            signed=row["signed"],
            publish_at=moment,
            notified_at=moment,
            created_by=by,
            created_at=moment,
        )
        alike = Contribution.objects.of(campaign).filter(
            status=Status.PUBLISHED, category=row["category"], official_answers=None
        )
        made.contributions.set(alike.order_by("published_at", "pk")[: row["count"]])
        settling.settle([made], now=now)
    return len(rows)
