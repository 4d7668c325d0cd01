"""The city's answers: one text, and what became of it, for one contribution or for many alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from civic_pages.participation import policy, settling
from civic_pages.participation.actions.transitions import tell
from civic_pages.participation.models import Contribution, OfficialAnswer, Outcome, Status
from civic_pages.participation.signals import contribution_answered


@dataclass(frozen=True)
class Reply:
    """What the city says.

    Attributes:
        outcome: what became of the contribution; ``None``: nothing is said of it.
        signed: who answers, shown beneath.
        publish_at: ``None`` is a draft; a time to come is scheduled.
    """

    text: str = ""
    outcome: Outcome | None = None
    signed: str = ""
    publish_at: datetime | None = None

    def check(self) -> None:
        """Refuse an answer that says nothing, or an outcome without its reason.

        Raises:
            ValidationError: by field.
        """
        if self.text.strip():
            return
        if self.outcome is None:
            raise ValidationError({"text": _("Write an answer, or choose an outcome.")})
        if self.outcome.needs_reason:
            message = _("Say why: “%(outcome)s” needs a reason.") % {"outcome": self.outcome.name}
            raise ValidationError({"text": message})


@transaction.atomic
def answer(
    contributions: Sequence[Contribution], *, reply: Reply, by: Any, now: datetime
) -> OfficialAnswer:
    """Answer contributions of one campaign for the city, all with the same words.

    Raises:
        PermissionDenied: ``by`` may not answer for the city.
        ValidationError: the reply says too little, nothing is answered, a contribution is not
            published, or they are of several campaigns.
    """
    campaigns = {item.campaign_id for item in contributions}
    for page in campaigns:
        policy.require(by, policy.ANSWER, page)
    reply.check()
    rows = list(Contribution.objects.filter(pk__in=[item.pk for item in contributions]))
    if len(campaigns) != 1:
        raise ValidationError(_("Answer contributions of one campaign."), code="campaigns")
    for row in rows:
        require_answerable(row)
    made = OfficialAnswer.objects.create(
        campaign_id=campaigns.pop(), created_by=by, created_at=now, **_columns(reply)
    )
    made.contributions.set(rows)
    settling.settle([made], now=now)
    for row in rows:
        log(instance=row, action="civic.contribution.answer", user=by, data=_logged(reply, now))
    notify(made.pk, now=now)
    return made


def require_answerable(row: Contribution) -> None:
    """Refuse to answer what the public does not know of.

    Raises:
        ValidationError: it is not published.
    """
    if row.status != Status.PUBLISHED:
        raise ValidationError(
            _("%(reference)s is “%(status)s”: only what is published is answered.")
            % {"reference": row.reference, "status": row.get_status_display()},
            code="not_published",
        )


@transaction.atomic
def edit_answer(
    official: OfficialAnswer, *, reply: Reply, by: Any, now: datetime
) -> OfficialAnswer:
    """Change an answer, schedule it, publish it, or take it back to a draft.

    Those who were written to once are not written to again.

    Raises:
        PermissionDenied: ``by`` may not answer for the city.
        ValidationError: the reply says too little.
    """
    policy.require(by, policy.ANSWER, official.campaign_id)
    reply.check()
    row = OfficialAnswer.objects.select_for_update().get(pk=official.pk)
    for name, value in _columns(reply).items():
        setattr(row, name, value)
    row.save()
    settling.settle([row], now=now)
    for contribution in row.contributions.all():
        data = _logged(reply, now)
        log(instance=contribution, action="civic.contribution.answer", user=by, data=data)
    notify(row.pk, now=now)
    return row


def _columns(reply: Reply) -> dict[str, Any]:
    return {
        "text": reply.text.strip(),
        "outcome": reply.outcome,
        "signed": reply.signed.strip(),
        "publish_at": reply.publish_at,
    }


def _logged(reply: Reply, now: datetime) -> dict[str, str]:
    state = state_of(reply.publish_at, now=now)
    return {"state": state, "outcome": reply.outcome.name if reply.outcome else ""}


def state_of(publish_at: datetime | None, *, now: datetime) -> str:
    """Return where an answer stands: "draft", "scheduled" or "public"."""
    if publish_at is None:
        return "draft"
    return "public" if publish_at <= now else "scheduled"


@transaction.atomic
def notify(pk: int, *, now: datetime) -> int:
    """Write to those whose contributions an answer is about, once it is public and only once.

    Returns how many contributions it was told of; 0 where it is not public yet, was told before,
    or somebody else is just telling it.
    """
    due = OfficialAnswer.objects.select_for_update(skip_locked=True)
    official = due.filter(pk=pk, notified_at=None, publish_at__lte=now).first()
    if official is None:
        return 0
    official.notified_at = now
    official.save(update_fields=["notified_at"])
    rows = list(official.contributions.filter(status=Status.PUBLISHED))
    for row in rows:
        tell(contribution_answered, row, now=now)
    return len(rows)


def notify_due(*, now: datetime) -> tuple[int, int]:
    """Write to those whose answers became public since; returns (answers, contributions).

    Safe to run often, and twice at once.
    """
    answers = told = 0
    due = OfficialAnswer.objects.filter(notified_at=None, publish_at__lte=now)
    for pk in list(due.order_by("publish_at", "pk").values_list("pk", flat=True)):
        count = notify(pk, now=now)
        answers, told = answers + bool(count), told + count
    return answers, told
