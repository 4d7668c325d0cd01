"""Many contributions at once: demo data, and whatever a city brings along.

The same validator and the same placing as one contribution; no message is sent, no signal fired.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from civic_pages.participation import tallies
from civic_pages.participation.actions import content_of, form_version, take_references
from civic_pages.participation.forms import Submission
from civic_pages.participation.geo import publication
from civic_pages.participation.geo.placing import place
from civic_pages.participation.models import (
    Contact,
    Contribution,
    ExactLocation,
    FormVersion,
    Precision,
    Source,
    Status,
)
from civic_pages.participation.protocols import Campaign


@dataclass(frozen=True)
class Entry:
    """A valid contribution, when it came and what became of it."""

    submission: Submission
    created_at: datetime
    status: str = Status.PUBLISHED
    source: str = Source.WEB
    reason: str = ""
    decided_at: datetime | None = None


@transaction.atomic
def store_many(entries: Iterable[Entry], *, campaign: Campaign, now: datetime) -> int:
    """Store contributions in the order they came; returns how many."""
    ordered = sorted(entries, key=lambda entry: entry.created_at)
    if not ordered:
        return 0
    references = _references(ordered, campaign)
    versions = {
        entry.submission.definition.digest: form_version(campaign, entry.submission, now=now)
        for entry in {e.submission.definition.digest: e for e in ordered}.values()
    }
    contributions = [
        _contribution(entry, reference, versions[entry.submission.definition.digest], campaign)
        for entry, reference in zip(ordered, references, strict=True)
    ]
    Contribution.objects.bulk_create(contributions, batch_size=500)
    _store_private(zip(ordered, contributions, strict=True))
    tallies.rebuild(campaign.pk)
    if campaign.public_precision == Precision.AREAS:
        publication.compute(campaign.pk, now=now)
    return len(contributions)


def _references(ordered: Sequence[Entry], campaign: Campaign) -> list[str]:
    years = [timezone.localtime(entry.created_at).year for entry in ordered]
    references: list[str] = []
    for year in sorted(set(years)):
        references += take_references(campaign.code, year, years.count(year))
    return references


def _contribution(
    entry: Entry, reference: str, version: FormVersion, campaign: Campaign
) -> Contribution:
    submission = entry.submission
    published = entry.status == Status.PUBLISHED
    contribution = Contribution(
        reference=reference,
        campaign_id=campaign.pk,
        form_version=version,
        **content_of(submission),
        source=entry.source,
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


def _store_private(pairs: Iterable[tuple[Entry, Contribution]]) -> None:
    locations, contacts = [], []
    for entry, contribution in pairs:
        submission = entry.submission
        if submission.latitude is not None or submission.address:
            locations.append(
                ExactLocation(
                    contribution=contribution,
                    latitude=submission.latitude,
                    longitude=submission.longitude,
                    address=submission.address,
                    provenance=submission.provenance or ExactLocation.Provenance.TYPED,
                )
            )
        if submission.email:
            contacts.append(Contact(contribution=contribution, email=submission.email))
    ExactLocation.objects.bulk_create(locations, batch_size=500)
    Contact.objects.bulk_create(contacts, batch_size=500)
