"""Taking a comment in: a citizen's, confirmed where it must be, or the city's own."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from civic_blocks.definitions import FieldSpec, FormDefinition
from civic_pages.campaigns import phases
from civic_pages.deliberation import counts, policy, telling
from civic_pages.deliberation.actions.reacting import react
from civic_pages.deliberation.actions.transitions import locked, standing_beneath, transition
from civic_pages.deliberation.models import MOST_DEPTH, Comment
from civic_pages.deliberation.targets import Target, beneath
from civic_pages.participation import policy as team
from civic_pages.participation.abuse import rules
from civic_pages.participation.choices import Moderation, Status
from civic_pages.participation.participants.identity import Known
from civic_pages.participation.participants.messages import send_confirmation
from civic_pages.participation.searching import searchable
from civic_pages.participation.submission import Submission


ACT = "comment"
MOST_LETTERS = 4000


class KeyReused(ValidationError):
    """The idempotency key already brought another comment: this one is no retry."""

    def __init__(self) -> None:
        super().__init__(
            _("This comment was already sent. Reload the page to write another one."),
            code="key_reused",
        )


def comment(  # noqa: PLR0913 - what may be said of a comment
    words: str,
    *,
    target: Target,
    known: Known,
    key: str,
    now: datetime,
    name: str = "",
    parent: Comment | None = None,
    position: str = "",
    flags: Sequence[str] = (),
) -> Comment:
    """Store a citizen's comment once, however often it is sent.

    Args:
        known: who writes; where they did not prove it, a link is mailed and nothing is shown yet.
        key: what the sender made up for this comment, at most 64 characters.
        name: shown beside it; the participant's own where it is empty.
        parent: the comment it answers. Answers too deep hang on the last level.
        position: what they think of the clause; counts as theirs from now on.
        flags: circumstances that send it to a moderator first.

    Raises:
        DiscussionClosed: no comment is taken here now.
        KeyReused: the key brought other words before.
        ValidationError: it says nothing or too much, or answers something that is not there.
    """
    body = checked(words)
    if found := earlier(target, key, body):
        return found
    policy.require_open(target, now)
    _require_parent(target, parent)
    made = Comment(
        **_place(target, parent),
        participant=known.participant,
        author_name=(name or known.participant.name).strip()[:60],
        position=position,
        body=body,
        status=Status.UNCONFIRMED,
        flags=list(flags),
        idempotency_key=key,
        created_at=now,
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
            _go_on(made, target, known, now)
    except IntegrityError:
        # Another request with the same key was faster; the database has let one of us through.
        if found := earlier(target, key, body):
            return found
        raise
    return made


def checked(words: str) -> str:
    """Return a comment without the space around it.

    Raises:
        ValidationError: it is empty or too long.
    """
    body = words.strip().replace("\x00", "").replace("\r\n", "\n")
    if not body:
        raise ValidationError(_("Write your comment."), code="required")
    if len(body) > MOST_LETTERS:
        raise ValidationError(
            _("At most %(limit)s characters.") % {"limit": MOST_LETTERS}, code="max_length"
        )
    return body


def earlier(target: Target, key: str, words: str) -> Comment | None:
    """Return the comment that a key brought before.

    Raises:
        KeyReused: it said something else.
    """
    found = Comment.objects.filter(campaign_id=target.campaign.pk, idempotency_key=key).first()
    if found is not None and (found.body != checked(words) or found.target != target.name):
        raise KeyReused
    return found


def _require_parent(target: Target, parent: Comment | None) -> None:
    if parent is None:
        return
    is_there = Comment.objects.standing().on(target).filter(pk=parent.pk).exists()
    if not is_there:
        raise ValidationError(
            _("The comment you answer is not published any more."), code="no_parent"
        )


def _place(target: Target, parent: Comment | None) -> dict[str, Any]:
    """Return the columns that say what a comment is about and where it hangs."""
    above = parent.parent if parent is not None and parent.depth >= MOST_DEPTH else parent
    return {
        **target.keys(),
        "clause": target.clause,
        "version": target.version,
        "parent": above,
        "root_id": (above.root_id or above.pk) if above is not None else None,
        "depth": above.depth + 1 if above is not None else 0,
    }


def _go_on(made: Comment, target: Target, known: Known, now: datetime) -> None:
    """Read a new comment by the rules; let it appear, wait for a moderator, or for its author."""
    broken = rules.broken(_said(made), target.campaign)
    made.flags = [*dict.fromkeys([*made.flags, *broken])]
    made.save(update_fields=["flags"])
    log(instance=made, action="civic.comment.submit", data={"target": made.target})
    if known.is_proven:
        _settle(made, target, now)
        return
    participant = known.participant.pk
    transaction.on_commit(lambda: send_confirmation.enqueue(participant, ACT, made.pk))


def _said(made: Comment) -> Submission:
    """Return a comment as the moderation rules read what is said."""
    asked = FieldSpec(key="body", type="long_text", label="")
    return Submission(
        definition=FormDefinition(form_id="", fields=(asked,)),
        answers={"body": made.body},
        group_name=made.author_name,
        search_text=searchable(made.body),
    )


def _settle(made: Comment, target: Target, now: datetime) -> None:
    """Give a confirmed comment its status, and its author the position they wrote it with."""
    after = target.campaign.moderation_at(now, phases.COMMENT) == Moderation.AFTER
    row = locked(made.pk)
    status = Status.PUBLISHED if after and not row.flags else Status.PENDING
    row.status, row.published_at = status, now if after and not row.flags else None
    row.save(update_fields=["status", "published_at"])
    made.status, made.published_at = row.status, row.published_at
    if status == Status.PUBLISHED:
        counts.shift(row.target, row.campaign_id, {counts.COMMENT: standing_beneath(row)})
        telling.tell(row, now=now)
    if row.position and row.participant is not None and policy.takes_positions(target, now):
        known = Known(row.participant, is_proven=True)
        react(row.position, target=target, known=known, now=now, toggles=False)


@transaction.atomic
def confirm_comment(pk: int, now: datetime) -> None:
    """Make a comment count whose author has followed the link; called once or often."""
    row = locked(pk)
    if row.status == Status.UNCONFIRMED:
        _settle(row, beneath(row), now)


@transaction.atomic
def speak(  # noqa: PLR0913 - what may be said of a comment
    words: str,
    *,
    target: Target,
    by: Any,
    name: str,
    key: str,
    now: datetime,
    parent: Comment | None = None,
) -> Comment:
    """Let the city say something in its own name, at any time; it is public at once.

    Raises:
        PermissionDenied: ``by`` may not moderate comments.
        ValidationError: it says nothing or too much, or answers something that is not there.
    """
    team.require(by, policy.MODERATE, target.campaign)
    body = checked(words)
    if found := earlier(target, key, body):
        return found
    _require_parent(target, parent)
    made = Comment.objects.create(
        **_place(target, parent),
        author_name=name[:60],
        is_official=True,
        body=body,
        status=Status.PENDING,
        idempotency_key=key,
        created_at=now,
    )
    return transition(locked(made.pk), Status.PUBLISHED, by=by, now=now)
