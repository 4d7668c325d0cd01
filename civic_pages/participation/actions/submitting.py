"""Taking a contribution in."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from civic_pages.participation import policy, storing, tallies
from civic_pages.participation.actions.transitions import tell
from civic_pages.participation.geo.placing import as_published, place
from civic_pages.participation.intake import Intake
from civic_pages.participation.keys import Keys
from civic_pages.participation.models import (
    Contribution,
    Identity,
    Moderation,
    Status,
)
from civic_pages.participation.protocols import Campaign
from civic_pages.participation.signals import contribution_submitted
from civic_pages.participation.submission import Submission
from civic_pages.participation.uploads import storing as uploads


class ParticipationClosed(PermissionDenied):
    """The campaign takes no contributions now."""


class AccountRequired(PermissionDenied):
    """The campaign takes contributions from people who are logged in."""


class KeyReused(ValidationError):
    """The idempotency key already brought another contribution: this one is not a retry."""

    def __init__(self, reference: str) -> None:
        super().__init__(
            _("This form was already sent as %(reference)s. Send it again for a new contribution.")
            % {"reference": reference},
            code="key_reused",
        )
        self.reference = reference


@dataclass(frozen=True)
class Submitted:
    """What came of a submission; ``replayed``: it was stored before, by the same key."""

    contribution: Contribution
    replayed: bool = False


def submit(
    submission: Submission,
    *,
    campaign: Campaign,
    key: str,
    now: datetime,
    intake: Intake | None = None,
) -> Submitted:
    """Store a contribution once, however often it is sent.

    Args:
        key: what the sender made up for this contribution, 16 to 64 characters.
        now: decides whether the campaign is open, and dates the contribution.
        intake: how it came in; a citizen's own, through the web, where it is not given.

    Raises:
        ParticipationClosed: no phase of the campaign takes contributions at ``now``. What staff
            enters from paper may come later.
        AccountRequired: the campaign asks for an account, and nobody is logged in.
        PermissionDenied: the operator may not enter contributions.
        ValidationError: the campaign asks for a confirmed e-mail address, and none is given.
        KeyReused: the key brought a different contribution before.
    """
    intake = intake or Intake()
    if submission.outside_reason:
        # Whoever built the form, this is the team's word alone.
        policy.require(intake.operator, policy.ENTER, campaign)
    if earlier := _earlier(campaign, key, submission):
        return earlier
    _require(submission, campaign, intake, now)
    try:
        with transaction.atomic():
            contribution = _store(submission, campaign=campaign, key=key, now=now, intake=intake)
    except IntegrityError:
        # Another request with the same key was faster; the database has let one of us through.
        if earlier := _earlier(campaign, key, submission):
            return earlier
        raise
    return Submitted(contribution)


def _require(submission: Submission, campaign: Campaign, intake: Intake, now: datetime) -> None:
    if intake.by_staff:
        policy.require(intake.operator, policy.ENTER, campaign)
        return
    if not campaign.allows("contribute", now=now):
        reason = campaign.refusal("contribute", now=now)
        raise ParticipationClosed(reason or _("This campaign does not take contributions now."))
    if campaign.identity == Identity.ACCOUNT and intake.author is None:
        raise AccountRequired(_("Log in to contribute to this campaign."))
    if campaign.identity == Identity.EMAIL and not submission.email:
        raise ValidationError(_("Give your e-mail address: a link confirms it."), code="email")


def _earlier(campaign: Campaign, key: str, submission: Submission) -> Submitted | None:
    known = Contribution.objects.filter(campaign_id=campaign.pk, idempotency_key=key).first()
    if known is None:
        return None
    if known.fingerprint != submission.fingerprint:
        raise KeyReused(known.reference)
    return Submitted(known, replayed=True)


def first_status(campaign: Campaign, intake: Intake, now: datetime) -> str:
    """Return the status a contribution begins with; confirmed, it goes on as ``settled_status``."""
    if campaign.identity == Identity.EMAIL and not intake.by_staff:
        return Status.UNCONFIRMED
    return settled_status(campaign, flagged=bool(intake.flags), now=now)


def settled_status(campaign: Campaign, *, flagged: bool, now: datetime) -> str:
    """Return the status of a contribution that needs no confirmation any more."""
    after = campaign.moderation_at(now) == Moderation.AFTER
    return Status.PUBLISHED if after and not flagged else Status.PENDING


def _store(
    submission: Submission, *, campaign: Campaign, key: str, now: datetime, intake: Intake
) -> Contribution:
    status = first_status(campaign, intake, now)
    published = status == Status.PUBLISHED
    (reference,) = storing.take_references(campaign.code, timezone.localtime(now).year, 1)
    campaign = as_published(campaign)
    contribution = Contribution(
        reference=reference,
        campaign_id=campaign.pk,
        form_version=storing.form_version(campaign, submission, now=now),
        consent=storing.consent_text(campaign, now=now),
        **storing.content_of(submission),
        **storing.circumstances_of(intake),
        status=status,
        idempotency_key=key,
        fingerprint=submission.fingerprint,
        language=get_language() or "",
        created_at=intake.received_at or now,
        published_at=now if published else None,
    )
    place(contribution, campaign, submission.latitude, submission.longitude, submission.shape)
    contribution.save(force_insert=True)
    _store_beside(contribution, submission, campaign=campaign, now=now, intake=intake)
    if published:
        tallies.shift(contribution, 1)
    _log(contribution, submission, intake)
    tell(contribution_submitted, contribution, now=now)
    return contribution


def _log(contribution: Contribution, submission: Submission, intake: Intake) -> None:
    data = {"source": intake.source}
    if submission.outside_reason:
        data["outside"] = submission.outside_reason
    action = "civic.contribution.submit"
    log(instance=contribution, action=action, user=intake.operator, data=data)


def _store_beside(
    contribution: Contribution,
    submission: Submission,
    *,
    campaign: Campaign,
    now: datetime,
    intake: Intake,
) -> None:
    """Store what is kept apart from the contribution, and take its files in."""
    keys = Keys.of(campaign.pk)
    household = storing.household_of(campaign, submission, keys=keys, now=now)
    rows = storing.private_rows(
        contribution, submission, keys=keys, household=household, intake=intake
    )
    for row in rows:
        row.save(force_insert=True)
    if contribution.status == Status.UNCONFIRMED:
        storing.awaited(contribution, now=now).save(force_insert=True)
    if submission.uploads:
        uploads.attach(contribution.pk, campaign.pk, submission.uploads)


def key_digest(text: str) -> str:
    """Return a storable idempotency key (64 characters) for whatever a client sent."""
    return hashlib.sha256(text.encode()).hexdigest()
