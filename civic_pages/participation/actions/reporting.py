"""What citizens report, and what becomes of it (DSA, article 16)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from civic_pages.participation import policy
from civic_pages.participation.abuse.settings import ModerationRules
from civic_pages.participation.actions.deciding import publish
from civic_pages.participation.actions.transitions import locked, transition
from civic_pages.participation.keys import Keys
from civic_pages.participation.models import Contribution, Report, Status
from civic_pages.participation.notifications import reported


REPORTED = "reported"


@dataclass(frozen=True)
class Notice:
    """What a citizen says is wrong with a contribution.

    Attributes:
        ground: a :class:`~civic_pages.participation.models.Report.Ground`.
        email: where to acknowledge it; may be empty.
        network: the sender's network, kept as an HMAC only.
    """

    ground: str
    text: str = ""
    email: str = ""
    network: str = ""


@transaction.atomic
def report(contribution: Contribution, notice: Notice, *, now: datetime) -> Report:
    """Note that somebody reports a published contribution.

    After as many reports from different networks as the site's rules say, it waits for a moderator
    again. Reports of an earlier publication do not count: somebody has read them since.

    Raises:
        ValidationError: it is not published any more.
    """
    row = locked(contribution)
    if row.status != Status.PUBLISHED:
        raise ValidationError(_("This contribution is not published any more."), code="gone")
    network = Keys.of(row.campaign_id).network(notice.network) if notice.network else ""
    made = Report.objects.create(
        contribution=row,
        ground=notice.ground,
        text=notice.text,
        email=notice.email,
        network=network,
        created_at=now,
    )
    log(instance=row, action="civic.contribution.report", data={"ground": notice.ground})
    reported.acknowledge(made, now=now)
    if _is_enough(row):
        transition(
            row,
            Status.PENDING,
            by=None,
            now=now,
            action="civic.contribution.hidden",
            flags=[*dict.fromkeys([*row.flags, REPORTED])],
        )
        reported.tell_moderators(row.pk, now=now)
    return made


def _is_enough(row: Contribution) -> bool:
    site = row.campaign.get_site()
    most = ModerationRules.for_site(site).reports_to_hide if site is not None else 0
    if not most:
        return False
    recent = Report.objects.filter(
        contribution=row, handled_at=None, created_at__gte=row.published_at
    )
    return bool(recent.values("network").distinct().count() >= most)


@transaction.atomic
def settle_reports(contribution: Contribution, *, by: Any, now: datetime) -> int:
    """Note that the reports of a contribution are dealt with; returns how many were open.

    Raises:
        PermissionDenied: ``by`` may not moderate.
    """
    policy.require(by, policy.MODERATE, contribution.campaign_id)
    row = locked(contribution)
    count = Report.objects.filter(contribution=row, handled_at=None).update(
        handled_at=now, handled_by=by
    )
    if count:
        log(
            instance=row,
            action="civic.contribution.settle_reports",
            user=by,
            data={"count": count},
        )
    return count


@transaction.atomic
def keep_reported(contribution: Contribution, *, by: Any, now: datetime) -> Contribution:
    """Find nothing wrong with a reported contribution: it is, or is again, published.

    Raises:
        PermissionDenied: ``by`` may not moderate.
    """
    settle_reports(contribution, by=by, now=now)
    row = locked(contribution)
    if row.status == Status.PENDING and REPORTED in row.flags:
        row.flags = [flag for flag in row.flags if flag != REPORTED]
        row.save(update_fields=["flags"])
        return publish(row, by=by, now=now)
    return row
