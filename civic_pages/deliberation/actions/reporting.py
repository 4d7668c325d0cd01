"""What citizens report of comments, and what becomes of it (DSA, article 16)."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from civic_pages.deliberation import policy
from civic_pages.deliberation.actions.deciding import publish
from civic_pages.deliberation.actions.transitions import locked, transition
from civic_pages.deliberation.mails import send_report_acknowledgement
from civic_pages.deliberation.models import Comment, CommentReport
from civic_pages.participation import policy as team
from civic_pages.participation.abuse.settings import ModerationRules
from civic_pages.participation.actions import Notice
from civic_pages.participation.choices import Status
from civic_pages.participation.keys import Keys


REPORTED = "reported"


@transaction.atomic
def report(comment: Comment, notice: Notice, *, now: datetime) -> CommentReport:
    """Note that somebody reports a published comment.

    After as many reports from different networks as the site's rules say, it waits for a moderator
    again. Reports of an earlier publication do not count: somebody has read them since.

    Raises:
        ValidationError: it is not published any more.
    """
    row = locked(comment.pk)
    if row.status != Status.PUBLISHED:
        raise ValidationError(_("This comment is not published any more."), code="gone")
    network = Keys.of(row.campaign_id).network(notice.network) if notice.network else ""
    made = CommentReport.objects.create(
        comment=row,
        ground=notice.ground,
        text=notice.text,
        email=notice.email,
        network=network,
        created_at=now,
    )
    log(instance=row, action="civic.comment.report", data={"ground": notice.ground})
    if made.email:
        transaction.on_commit(lambda: send_report_acknowledgement.enqueue(made.pk))
    if _is_enough(row):
        flags = [*dict.fromkeys([*row.flags, REPORTED])]
        transition(row, Status.PENDING, by=None, now=now, action="hidden", flags=flags)
    return made


def _is_enough(row: Comment) -> bool:
    site = row.campaign.get_site()
    most = ModerationRules.for_site(site).reports_to_hide if site is not None else 0
    if not most or row.published_at is None:
        return False
    recent = row.reports.filter(handled_at=None, created_at__gte=row.published_at)
    return bool(recent.values("network").distinct().count() >= most)


@transaction.atomic
def keep_reported(comment: Comment, *, by: Any, now: datetime) -> Comment:
    """Find nothing wrong with a reported comment: it is, or is again, published.

    Raises:
        PermissionDenied: ``by`` may not moderate comments.
    """
    team.require(by, policy.MODERATE, comment.campaign_id)
    row = locked(comment.pk)
    row.reports.filter(handled_at=None).update(handled_at=now)
    if row.status == Status.PENDING and REPORTED in row.flags:
        return publish(row, by=by, now=now)
    return row
