"""Stores the demo's contributions in bulk: through the one form, without mails or audit log."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from civic_pages.participation import tallies
from civic_pages.participation.forms import ContributionForm, Submission, form_input
from civic_pages.participation.geo import publication
from civic_pages.participation.geo.placing import place
from civic_pages.participation.models import (
    Contact,
    Contribution,
    ExactLocation,
    FormVersion,
    Moderation,
    Precision,
    ReferenceCounter,
    Status,
)
from site_config.demo.drafts import Draft


BATCH = 500
COPIED = (
    "answers",
    "title",
    "excerpt",
    "search_text",
    "category",
    "kind",
    "group_name",
    "represented",
)


class InvalidDraft(ValueError):
    """The campaign's own form refuses what the demo says: the content has a mistake."""


def store(campaign: Any, drafts: Iterable[Draft], *, now: datetime) -> int:
    """Store contributions of a campaign and count them; returns how many.

    Raises:
        InvalidDraft: with the form's errors.
    """
    definition = campaign.form_definitions()[0]
    version = FormVersion.objects.create(
        campaign_id=campaign.pk,
        form_id=definition.form_id,
        number=1,
        digest=definition.digest,
        definition_data=definition.as_dict(),
        created_at=now,
    )
    numbers: Counter[int] = Counter()
    rows, places, contacts = [], [], []
    for draft in sorted(drafts, key=lambda draft: draft.created_at):
        year = timezone.localtime(draft.created_at).year
        numbers[year] += 1
        reference = f"{campaign.code}-{year}-{numbers[year]:05d}"
        submission = _submission(draft, campaign, definition)
        row = _row(draft, submission, campaign, now)
        row.reference, row.form_version = reference, version
        row.idempotency_key = hashlib.sha256(f"demo/{reference}".encode()).hexdigest()
        rows.append(row)
        if submission.latitude is not None:
            places.append(_location(row, submission))
        if submission.email:
            contacts.append(Contact(contribution=row, email=submission.email))
    Contribution.objects.bulk_create(rows, batch_size=BATCH)
    ExactLocation.objects.bulk_create(places, batch_size=BATCH)
    Contact.objects.bulk_create(contacts, batch_size=BATCH)
    for year, last in numbers.items():
        ReferenceCounter.objects.update_or_create(
            code=campaign.code, year=year, defaults={"last": last}
        )
    tallies.rebuild(campaign.pk)
    if campaign.public_precision == Precision.AREAS:
        publication.compute(campaign.pk, now=now)
    return len(rows)


def _submission(draft: Draft, campaign: Any, definition: Any) -> Submission:
    data = form_input(definition, draft.payload)
    form = ContributionForm(_query(data), definition=definition, territory=campaign.territory)
    if not form.is_valid():
        raise InvalidDraft(f"{campaign.code}: {form.errors.as_json()}")
    return form.submission()


def _query(data: dict[str, list[str]]) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, values in data.items():
        query.setlist(name, values)
    return query


def _row(draft: Draft, submission: Submission, campaign: Any, now: datetime) -> Contribution:
    """Return an unsaved contribution; what was decided was so within two days, and before now."""
    row = Contribution(
        campaign_id=campaign.pk,
        **{name: getattr(submission, name) for name in COPIED},
        source=draft.source,
        status=draft.status,
        reason=draft.reason,
        fingerprint=submission.fingerprint,
        language="fr",
        created_at=draft.created_at,
    )
    place(row, campaign, submission.latitude, submission.longitude)
    if draft.status != Status.PENDING:
        # Between two hours and two days, told by the fingerprint: the same at each run.
        hours = 2 + int(submission.fingerprint[:4], 16) % 46
        at_once = campaign.moderation == Moderation.AFTER and draft.status == Status.PUBLISHED
        decided = draft.created_at + timedelta(hours=0 if at_once else hours)
        row.decided_at = None if at_once else min(decided, now)
        row.published_at = min(decided, now) if draft.status == Status.PUBLISHED else None
    return row


def _location(row: Contribution, submission: Submission) -> ExactLocation:
    return ExactLocation(
        contribution=row,
        latitude=submission.latitude,
        longitude=submission.longitude,
        address=submission.address,
        provenance=submission.provenance or ExactLocation.Provenance.PLACED,
    )
