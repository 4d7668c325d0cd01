"""Many contributions at once: demo data, and whatever a city brings along.

The same validator and the same placing as one contribution; no message is sent, no signal fired.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from uuid import uuid4

from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import get_language

from civic_pages.participation import changes, storing, tallies
from civic_pages.participation.geo import publication
from civic_pages.participation.geo.placing import as_published, place
from civic_pages.participation.intake import Intake
from civic_pages.participation.keys import Keys
from civic_pages.participation.models import (
    ConsentText,
    Contribution,
    FormVersion,
    Precision,
    Status,
    Upload,
)
from civic_pages.participation.protocols import Campaign
from civic_pages.participation.similar import index
from civic_pages.participation.submission import Submission


@dataclass(frozen=True)
class Entry:
    """A valid contribution, when it came and what became of it."""

    submission: Submission
    created_at: datetime
    status: str = Status.PUBLISHED
    intake: Intake = field(default_factory=Intake)
    reason: str = ""
    decided_at: datetime | None = None


@transaction.atomic
def store_many(
    entries: Iterable[Entry], *, campaign: Campaign, now: datetime, chunk: int | None = None
) -> int:
    """Store contributions, all or none; returns how many.

    Args:
        chunk: how many are held in memory at once, each lot stored in the order they came in;
            ``None``: all of them, so that references follow the dates.
    """
    source = iter(entries)
    stored = 0
    while lot := list(islice(source, chunk)):
        ordered = sorted(lot, key=lambda entry: entry.created_at)
        stored += _store_lot(ordered, campaign, now)
    if stored:
        tallies.rebuild(campaign.pk)
        if campaign.public_precision == Precision.AREAS:
            publication.compute(campaign.pk, now=now)
    return stored


def _store_lot(ordered: Sequence[Entry], campaign: Campaign, now: datetime) -> int:
    references = _references(ordered, campaign)
    campaign = as_published(campaign)
    one_of_each = {id(entry.submission.definition): entry.submission for entry in ordered}
    versions = {
        definition: storing.form_version(campaign, submission, now=now)
        for definition, submission in one_of_each.items()
    }
    consent = storing.consent_text(campaign, now=now)
    contributions = [
        _contribution(
            entry,
            reference,
            versions[id(entry.submission.definition)],
            consent,
            campaign,
        )
        for entry, reference in zip(ordered, references, strict=True)
    ]
    Contribution.objects.bulk_create(contributions, batch_size=500)
    index.index_many(contributions)
    _store_beside(list(zip(ordered, contributions, strict=True)), campaign, now)
    if campaign.public_precision != Precision.AREAS:
        changes.tell([changes.campaign_key(campaign.pk), changes.CAMPAIGNS])
    return len(contributions)


def _references(ordered: Sequence[Entry], campaign: Campaign) -> list[str]:
    years = [timezone.localtime(entry.created_at).year for entry in ordered]
    references: list[str] = []
    for year in sorted(set(years)):
        references += storing.take_references(campaign.code, year, years.count(year))
    return references


def _contribution(
    entry: Entry,
    reference: str,
    version: FormVersion,
    consent: ConsentText | None,
    campaign: Campaign,
) -> Contribution:
    submission = entry.submission
    published = entry.status == Status.PUBLISHED
    contribution = Contribution(
        reference=reference,
        campaign_id=campaign.pk,
        form_version=version,
        consent=consent,
        **storing.content_of(submission),
        **storing.circumstances_of(entry.intake),
        status=entry.status,
        idempotency_key=uuid4().hex,
        fingerprint=submission.fingerprint,
        created_at=entry.created_at,
        reason=entry.reason,
        language=get_language() or "",
        decided_at=entry.decided_at,
        published_at=(entry.decided_at or entry.created_at) if published else None,
    )
    place(contribution, campaign, submission.latitude, submission.longitude)
    return contribution


def _store_beside(
    pairs: Sequence[tuple[Entry, Contribution]], campaign: Campaign, now: datetime
) -> None:
    """Store what is kept apart from the contributions, a table at a time."""
    keys = Keys.of(campaign.pk)
    rows: dict[type[Model], list[Model]] = {}
    for entry, contribution in pairs:
        household = storing.household_of(campaign, entry.submission, keys=keys, now=now)
        for row in storing.private_rows(
            contribution, entry.submission, keys=keys, household=household
        ):
            rows.setdefault(type(row), []).append(row)
        if entry.submission.uploads:
            Upload.objects.filter(
                uuid__in=entry.submission.uploads, campaign_id=campaign.pk, contribution=None
            ).update(contribution=contribution)
    for model, made in rows.items():
        model.objects.bulk_create(made, batch_size=500)  # type: ignore[attr-defined]
