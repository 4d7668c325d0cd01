"""What contributors do to their own contribution by its private link: correct it, withdraw it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from civic_pages.participation import households, storing, tallies
from civic_pages.participation.actions.confirming import await_confirmation, may_change_address
from civic_pages.participation.actions.submitting import ParticipationClosed
from civic_pages.participation.actions.transitions import (
    IllegalTransition,
    locked,
    tell,
    transition,
)
from civic_pages.participation.freshness import Outdated, version_of
from civic_pages.participation.geo.placing import as_published, place
from civic_pages.participation.keys import Keys
from civic_pages.participation.models import (
    Confirmation,
    Contact,
    Contribution,
    Edition,
    ExactLocation,
    Identity,
    MailRecord,
    Moderation,
    ModerationLock,
    OutboxMessage,
    Status,
    Upload,
)
from civic_pages.participation.protocols import Campaign
from civic_pages.participation.signals import contribution_corrected, contribution_withdrawn
from civic_pages.participation.submission import Submission


CORRECTABLE = frozenset({Status.UNCONFIRMED, Status.PENDING, Status.PUBLISHED})
_PUBLIC_PLACE = ("precision", "latitude", "longitude", "cell_key", "shape", "sector")
_PRIVATE_PLACE = ("latitude", "longitude", "address", "unit", "shape")
_WORDS = (*storing.CONTENT, "form_version_id")


class BeingRead(IllegalTransition):
    """A moderator has the contribution open: what they decide about must not change meanwhile."""


def may_correct(contribution: Contribution, *, campaign: Campaign, now: datetime) -> bool:
    """Tell whether its author may correct a contribution: while the campaign takes some."""
    return contribution.status in CORRECTABLE and campaign.allows("contribute", now=now)


@transaction.atomic
def correct(
    contribution: Contribution,
    submission: Submission,
    *,
    campaign: Campaign,
    now: datetime,
    flags: Iterable[str] = (),
    read: str | None = None,
) -> Contribution:
    """Put a contributor's new answers in the place of the earlier ones, which are kept.

    A published one goes back to the queue where the campaign reads before it publishes; another
    e-mail address, in a campaign that confirms them, has to be confirmed. The same answers again
    change nothing.

    Args:
        flags: names of the rules that make the new answers wait for a moderator.
        read: the version (``freshness.version_of``) that was before its author; ``None``: any.

    Raises:
        ParticipationClosed: the campaign takes no contributions any more.
        Outdated: it changed since that version.
        IllegalTransition: it was rejected, withdrawn or merged.
        BeingRead: a moderator has it open.
        ValidationError: the campaign needs an e-mail address, or has mailed too many already.
    """
    # The counter's row is the lock under which versions of a form are made; first, as in submit.
    storing.take_references(campaign.code, timezone.localtime(now).year, 0)
    row = locked(contribution)
    _require(row, submission, campaign, now)
    version = storing.form_version(campaign, submission, now=now)
    new = {**storing.content_of(submission), "form_version_id": version.pk}
    earlier = {name: getattr(row, name) for name in _WORDS if getattr(row, name) != new[name]}
    beside = _changed_beside(row, submission)
    if not earlier and not beside:
        return row
    _require_current(row, read)
    flags = _with_home(row, submission, flags)
    status = _status_after(row, campaign, now, flags=flags, readdressed="email" in beside)
    new |= {"flags": sorted({*row.flags, *flags}), "edited_at": now}
    if status != row.status:
        row = _sent_back(row, status, now=now)
    _replace(row, submission, new, campaign=campaign)
    _keep_beside(row, submission, campaign=campaign, now=now)
    Edition.objects.create(
        contribution=row, cause=Edition.Cause.CORRECTION, data=earlier, made_at=now
    )
    log(
        instance=row,
        action="civic.contribution.corrected",
        data={"changed": sorted({*earlier, *beside})},
    )
    if status == Status.UNCONFIRMED and "email" in beside:
        _confirm_again(row, now=now)
    tell(contribution_corrected, row, now=now)
    return row


def _require(row: Contribution, submission: Submission, campaign: Campaign, now: datetime) -> None:
    if not campaign.allows("contribute", now=now):
        reason = campaign.refusal("contribute", now=now)
        raise ParticipationClosed(reason or _("This campaign does not take contributions now."))
    if row.status not in CORRECTABLE:
        raise IllegalTransition(
            _("This contribution cannot be corrected any more."), code="illegal"
        )
    if ModerationLock.objects.filter(contribution_id=row.pk, expires_at__gt=now).exists():
        raise BeingRead(
            _("The city's team is reading your contribution. Try again in a few minutes."),
            code="being_read",
        )
    if campaign.identity != Identity.EMAIL:
        return
    if not submission.email:
        raise ValidationError(_("Give your e-mail address: a link confirms it."), code="email")
    if not may_change_address(row, submission.email):
        raise ValidationError(_("The address was changed too often."), code="sends")


def _require_current(row: Contribution, read: str | None) -> None:
    if read is not None and read != version_of(row):
        raise Outdated(
            _("This contribution changed since you read it. Read it again, then correct it."),
            code="outdated",
        )


def _changed_beside(row: Contribution, submission: Submission) -> set[str]:
    """Return what changed of what is kept apart: "email", "place", "files"."""
    changed = set()
    contact = Contact.objects.filter(contribution_id=row.pk).first()
    if (contact.email if contact else "").casefold() != submission.email.casefold():
        changed.add("email")
    known = ExactLocation.objects.filter(contribution_id=row.pk).first() or ExactLocation()
    if any(getattr(known, name) != getattr(submission, name) for name in _PRIVATE_PLACE):
        changed.add("place")
    held = {str(uuid) for uuid in row.uploads.values_list("uuid", flat=True)}
    if {str(uuid) for uuid in submission.uploads} != held:
        changed.add("files")
    return changed


def _with_home(row: Contribution, submission: Submission, flags: Iterable[str]) -> list[str]:
    """Return the flags, with that of a home in doubt where another home is given than before."""
    moves = households.moves(row, submission, keys=Keys.of(row.campaign_id))
    return [*flags, households.FLAG] if moves else list(flags)


def _status_after(
    row: Contribution,
    campaign: Campaign,
    now: datetime,
    *,
    flags: Iterable[str],
    readdressed: bool,
) -> str:
    if campaign.identity == Identity.EMAIL and readdressed:
        return Status.UNCONFIRMED
    waits = [*row.flags, *flags] or campaign.moderation_at(now) == Moderation.BEFORE
    return Status.PENDING if row.status == Status.PUBLISHED and waits else row.status


def _sent_back(row: Contribution, status: str, *, now: datetime) -> Contribution:
    """Take a contribution from the public, or from the queue, until it is read or confirmed again."""
    return transition(
        row,
        status,
        by=None,
        now=now,
        action="civic.contribution.sent_back",
        decided_at=row.decided_at,
    )


def _replace(
    row: Contribution, submission: Submission, columns: dict[str, Any], *, campaign: Campaign
) -> None:
    """Set new columns and the public place, in the tallies too where it stays published."""
    sector = row.sector
    with tallies.changing(row):
        for name, value in columns.items():
            setattr(row, name, value)
        campaign = as_published(campaign)
        place(row, campaign, submission.latitude, submission.longitude, submission.shape)
        if submission.outside_reason:
            # The place is the one that the team accepted, and so is the sector it said.
            row.sector = row.sector or sector
        row.save(update_fields=[*columns, *_PUBLIC_PLACE])


def _keep_beside(
    row: Contribution, submission: Submission, *, campaign: Campaign, now: datetime
) -> None:
    """Put the contact and the exact place of the new answers in the place of the earlier ones."""
    keys = Keys.of(campaign.pk)
    household = storing.household_of(campaign, submission, keys=keys, now=now)
    before = ExactLocation.objects.filter(contribution_id=row.pk).first()
    Contact.objects.filter(contribution_id=row.pk).delete()
    ExactLocation.objects.filter(contribution_id=row.pk).delete()
    for private in storing.private_rows(row, submission, keys=keys, household=household):
        private.save(force_insert=True)
    households.carry(before, row)
    row.uploads.exclude(uuid__in=submission.uploads).delete()
    if submission.uploads:
        Upload.objects.filter(
            uuid__in=submission.uploads, campaign_id=campaign.pk, contribution=None
        ).update(contribution=row)


def _confirm_again(row: Contribution, *, now: datetime) -> None:
    """Mail a link to the new address at once: the minute between mails is for the same address."""
    Confirmation.objects.filter(contribution_id=row.pk).update(last_sent_at=None)
    await_confirmation(row, now=now)


@transaction.atomic
def withdraw_own(
    contribution: Contribution, *, now: datetime, read: str | None = None
) -> Contribution:
    """Take a contribution back for good, asked for by its private link.

    Contact, exact place and the record of mails go; the words stay for the team until the
    retention period ends.

    Args:
        read: the version that was before its author; ``None``: any.

    Raises:
        IllegalTransition: it is withdrawn already.
        Outdated: it changed since that version.
    """
    current = locked(contribution)
    if current.status != Status.WITHDRAWN:
        _require_current(current, read)
    row = transition(
        contribution,
        Status.WITHDRAWN,
        by=None,
        now=now,
        told=contribution_withdrawn,
        data={"by": "author"},
    )
    for private in (Contact, ExactLocation, Confirmation, MailRecord, OutboxMessage):
        private.objects.filter(contribution_id=row.pk).delete()
    return row
