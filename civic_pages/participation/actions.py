"""Everything that happens to a contribution, one function a verb.

Page, API, moderation desk, imports and commands call these and nothing else. Each asks whether one
may, whether it is legal from here, does it in one transaction, writes it in Wagtail's audit log and
tells it by a signal once it is committed.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from civic_pages.participation import policy, tallies
from civic_pages.participation.forms import Submission
from civic_pages.participation.geo.placing import place
from civic_pages.participation.models import (
    Contact,
    Contribution,
    ExactLocation,
    FormVersion,
    Moderation,
    ReferenceCounter,
    Source,
    Status,
)
from civic_pages.participation.protocols import Campaign
from civic_pages.participation.signals import (
    contribution_published,
    contribution_rejected,
    contribution_submitted,
    contribution_withdrawn,
)


class ParticipationClosed(PermissionDenied):
    """The campaign takes no contributions now."""


class KeyReused(ValidationError):
    """The idempotency key already brought another contribution: this one is not a retry."""

    def __init__(self, reference: str) -> None:
        super().__init__(
            _("This form was already sent as %(reference)s. Send it again for a new contribution.")
            % {"reference": reference},
            code="key_reused",
        )
        self.reference = reference


class IllegalTransition(ValidationError):
    """The contribution's status does not allow this, maybe because somebody else just decided."""


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
    source: str = Source.WEB,
) -> Submitted:
    """Store a contribution once, however often it is sent.

    Args:
        key: what the sender made up for this contribution, 16 to 64 characters.
        now: decides whether the campaign is open, and dates the contribution.

    Raises:
        ParticipationClosed: no phase of the campaign takes contributions at ``now``.
        KeyReused: the key brought a different contribution before.
    """
    if earlier := _earlier(campaign, key, submission):
        return earlier
    if not campaign.allows("contribute", now=now):
        raise ParticipationClosed(_("This campaign does not take contributions now."))
    try:
        with transaction.atomic():
            contribution = _store(submission, campaign=campaign, key=key, now=now, source=source)
    except IntegrityError:
        # Another request with the same key was faster; the database has let one of us through.
        if earlier := _earlier(campaign, key, submission):
            return earlier
        raise
    return Submitted(contribution)


def _earlier(campaign: Campaign, key: str, submission: Submission) -> Submitted | None:
    known = Contribution.objects.filter(campaign_id=campaign.pk, idempotency_key=key).first()
    if known is None:
        return None
    if known.fingerprint != submission.fingerprint:
        raise KeyReused(known.reference)
    return Submitted(known, replayed=True)


def _store(
    submission: Submission, *, campaign: Campaign, key: str, now: datetime, source: str
) -> Contribution:
    after = campaign.moderation == Moderation.AFTER
    contribution = Contribution(
        reference=take_references(campaign.code, timezone.localtime(now).year, 1)[0],
        campaign_id=campaign.pk,
        form_version=form_version(campaign, submission, now=now),
        **content_of(submission),
        source=source,
        status=Status.PUBLISHED if after else Status.PENDING,
        idempotency_key=key,
        fingerprint=submission.fingerprint,
        language=get_language() or "",
        created_at=now,
        published_at=now if after else None,
    )
    place(contribution, campaign, submission.latitude, submission.longitude)
    contribution.save(force_insert=True)
    _store_private(contribution, submission)
    if after:
        tallies.shift(contribution, 1)
    log(instance=contribution, action="civic.contribution.submit", data={"source": source})
    _tell(contribution_submitted, contribution)
    return contribution


def content_of(submission: Submission) -> dict[str, Any]:
    """Return the columns of a contribution that come straight from what was said."""
    names = (
        "answers",
        "title",
        "excerpt",
        "search_text",
        "category",
        "kind",
        "group_name",
        "represented",
    )
    return {name: getattr(submission, name) for name in names}


def _store_private(contribution: Contribution, submission: Submission) -> None:
    if submission.latitude is not None or submission.address:
        ExactLocation.objects.create(
            contribution=contribution,
            latitude=submission.latitude,
            longitude=submission.longitude,
            address=submission.address,
            provenance=submission.provenance or ExactLocation.Provenance.TYPED,
        )
    if submission.email:
        Contact.objects.create(contribution=contribution, email=submission.email)


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


def publish(contribution: Contribution, *, by: Any, now: datetime) -> Contribution:
    """Let everybody see a contribution.

    Raises:
        PermissionDenied: ``by`` may not moderate.
        IllegalTransition: it is published already, withdrawn or merged.
    """
    return _decide(contribution, Status.PUBLISHED, by=by, now=now, told=contribution_published)


def reject(contribution: Contribution, *, by: Any, now: datetime, reason: str) -> Contribution:
    """Keep a contribution from the public, or take it back, and say why.

    Raises:
        PermissionDenied: ``by`` may not moderate.
        IllegalTransition: it is rejected already, withdrawn or merged.
        ValidationError: no reason is given; the contributor has a right to it (DSA art. 17).
    """
    if not reason.strip():
        raise ValidationError(_("Give a reason: the contributor will read it."), code="required")
    return _decide(
        contribution, Status.REJECTED, by=by, now=now, reason=reason, told=contribution_rejected
    )


def withdraw(contribution: Contribution, *, by: Any, now: datetime) -> Contribution:
    """Take a contribution back at its author's wish; it stays withdrawn.

    Raises:
        PermissionDenied: ``by`` may not moderate.
        IllegalTransition: it is withdrawn or merged already.
    """
    return _decide(contribution, Status.WITHDRAWN, by=by, now=now, told=contribution_withdrawn)


@transaction.atomic
def _decide(
    contribution: Contribution,
    status: str,
    *,
    by: Any,
    now: datetime,
    told: Signal,
    reason: str = "",
) -> Contribution:
    policy.require(by, policy.MODERATE)
    locked = Contribution.objects.select_for_update(of=("self",)).get(pk=contribution.pk)
    if not locked.may_become(status):
        raise IllegalTransition(
            _("%(reference)s is now “%(status)s”: somebody else may have decided.")
            % {"reference": locked.reference, "status": locked.get_status_display()},
            code="illegal",
        )
    was_public = locked.status == Status.PUBLISHED
    locked.status, locked.reason, locked.decided_at = status, reason.strip(), now
    locked.published_at = now if status == Status.PUBLISHED else None
    locked.save(update_fields=["status", "reason", "decided_at", "published_at"])
    if was_public or status == Status.PUBLISHED:
        tallies.shift(locked, -1 if was_public else 1)
    log(
        instance=locked,
        action=f"civic.contribution.{status}",
        user=by,
        data={"reason": locked.reason} if reason else {},
    )
    _tell(told, locked)
    return locked


def read_exact_location(contribution: Contribution, *, by: Any) -> ExactLocation | None:
    """Return where a contribution really is; the reading itself is logged.

    Raises:
        PermissionDenied: ``by`` may not see exact locations.
    """
    policy.require(by, policy.VIEW_EXACT)
    location = ExactLocation.objects.filter(contribution_id=contribution.pk).first()
    if location is not None:
        log(instance=contribution, action="civic.contribution.read_location", user=by)
    return location


def erase_private_data(contributions: Iterable[int]) -> int:
    """Erase contacts and exact places of contributions, given by primary key; returns how many."""
    keys = list(contributions)
    erased, _by_model = Contact.objects.filter(contribution_id__in=keys).delete()
    located, _by_model = ExactLocation.objects.filter(contribution_id__in=keys).delete()
    return erased + located


def _tell(signal: Signal, contribution: Contribution) -> None:
    transaction.on_commit(lambda: signal.send(Contribution, instance=contribution))


def key_digest(text: str) -> str:
    """Return a storable idempotency key (64 characters) for whatever a client sent."""
    return hashlib.sha256(text.encode()).hexdigest()
