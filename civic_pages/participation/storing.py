"""Rows made out of a valid submission: the same for one contribution and for many at once."""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Max
from django.utils.html import strip_tags

from civic_pages import conf
from civic_pages.participation.intake import Intake
from civic_pages.participation.keys import Keys
from civic_pages.participation.models import (
    Confirmation,
    ConsentText,
    Contact,
    Contribution,
    ExactLocation,
    FormVersion,
    Household,
    Origin,
    ReferenceCounter,
)
from civic_pages.participation.protocols import Campaign
from civic_pages.participation.submission import Submission


CONTENT = (
    "answers",
    "title",
    "excerpt",
    "search_text",
    "category",
    "kind",
    "group_name",
    "group_type",
    "held",
    "represented",
)


def content_of(submission: Submission) -> dict[str, Any]:
    """Return the columns of a contribution that come straight from what was said."""
    return {name: getattr(submission, name) for name in CONTENT}


def circumstances_of(intake: Intake) -> dict[str, Any]:
    """Return the columns of a contribution that say how it came in."""
    return {
        "source": intake.source,
        "author": intake.author,
        "operator": intake.operator,
        "batch": intake.batch,
        "external_id": intake.external_id,
        "flags": list(intake.flags),
    }


def private_rows(
    contribution: Contribution,
    submission: Submission,
    *,
    keys: Keys,
    household: Household | None = None,
    intake: Intake | None = None,
) -> Iterator[models.Model]:
    """Yield the unsaved staff-only rows of a contribution: exact place, contact, origin."""
    if submission.latitude is not None or submission.address:
        yield ExactLocation(
            contribution=contribution,
            latitude=submission.latitude,
            longitude=submission.longitude,
            address=submission.address,
            label=submission.label,
            identifier=submission.identifier,
            score=submission.score,
            unit=submission.unit,
            street=submission.street,
            shape=submission.shape,
            outside_reason=submission.outside_reason,
            provenance=submission.provenance or ExactLocation.Provenance.TYPED,
            household=household,
        )
    if submission.email:
        yield Contact(
            contribution=contribution,
            email=submission.email,
            person_key=keys.person(submission.email),
        )
    if intake is not None and not intake.by_staff:
        yield Origin(
            contribution=contribution,
            network=keys.network(intake.network) if intake.network else "",
            mail_domain=submission.email.rpartition("@")[2].lower(),
            seconds=intake.seconds,
        )


def awaited(contribution: Contribution, *, now: datetime) -> Confirmation:
    """Return the unsaved row that counts the mails of a contribution; the first goes with it."""
    lasts = timedelta(hours=conf.get("CONFIRMATION_HOURS"))
    return Confirmation(
        contribution=contribution, sends=1, last_sent_at=now, expires_at=now + lasts
    )


def household_of(
    campaign: Campaign, submission: Submission, *, keys: Keys, now: datetime
) -> Household | None:
    """Return the home of a submission, made where it is new; the database lets one of two through.

    ``None`` where the campaign does not count homes, or no home was given.
    """
    if not campaign.households or not submission.home:
        return None
    household, _created = Household.objects.get_or_create(
        campaign_id=campaign.pk,
        key=keys.household(submission.home),
        defaults={"created_at": now},
    )
    return household


def form_version(campaign: Campaign, submission: Submission, *, now: datetime) -> FormVersion:
    """Return the stored version of the form that was answered, made at the first answer."""
    definition = submission.definition
    versions = FormVersion.objects.filter(campaign_id=campaign.pk, form_id=definition.form_id)
    known = versions.filter(digest=definition.digest).first()
    if known is not None:
        return known
    # The reference counter's row is locked by now, so two first answers do not race here.
    return FormVersion.objects.create(
        campaign_id=campaign.pk,
        form_id=definition.form_id,
        number=versions.count() + 1,
        digest=definition.digest,
        definition_data=definition.as_dict(),
        created_at=now,
    )


def consent_text(campaign: Campaign, *, now: datetime) -> ConsentText | None:
    """Return the stored version of the legal information shown at ``now``; ``None``: there is none.

    Call it while the reference counter's row is locked, like ``form_version``.
    """
    text = campaign.legal_text
    if not strip_tags(text).strip():
        return None
    digest = hashlib.sha256(text.encode()).hexdigest()
    texts = ConsentText.objects.filter(campaign_id=campaign.pk)
    known = texts.filter(digest=digest).first()
    if known is not None:
        return known
    number = (texts.aggregate(last=Max("number"))["last"] or 0) + 1
    return ConsentText.objects.create(
        campaign_id=campaign.pk, number=number, digest=digest, text=text, created_at=now
    )


def take_references(code: str, year: int, count: int) -> list[str]:
    """Return the next references of a campaign code and year, in order, without gaps.

    Its row stays locked until the transaction ends: call it inside one.
    """
    counter, _created = ReferenceCounter.objects.select_for_update().get_or_create(
        code=code, year=year
    )
    first = counter.last + 1
    counter.last += count
    counter.save(update_fields=["last"])
    return [f"{code}-{year}-{number:05d}" for number in range(first, first + count)]
