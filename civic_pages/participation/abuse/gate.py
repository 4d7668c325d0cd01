"""The gate of the public site: who may hand in a contribution now, and what is noted of it.

Page and API ask it just before ``actions.submit``; staff and imports do not pass here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.core import signing

from civic_pages import conf
from civic_pages.participation import rate
from civic_pages.participation.abuse import challenges, rules
from civic_pages.participation.abuse.challenges import Answered, Challenge, Met, Refusal
from civic_pages.participation.intake import Intake
from civic_pages.participation.submission import Submission


# Names of what a page's form posts beside its answers.
PROOF, QUESTION, ANSWER, STARTED = "civic_proof", "civic_question", "civic_answer", "civic_started"
STARTED_SALT = "civic_pages.started"
ALWAYS, WHEN_BUSY, NEVER = "always", "when_busy", "never"
NOTHING = Answered()


class ChallengeNeeded(Exception):
    """No contribution without a challenge now, and the one sent with it does not do."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


@dataclass(frozen=True)
class Sender:
    """Who sends, and what came beside the answers.

    Attributes:
        network: as :func:`~civic_pages.participation.rate.client_network` gives it.
        author: the user who is logged in on the public site, or ``None``.
        answered: what was sent to the challenge.
        started: the signed time at which the form was shown; ``None``: whoever sent it shows the
            form by other means (the API).
    """

    network: str
    author: Any = None
    answered: Answered = NOTHING
    started: str | None = None

    @classmethod
    def of_form(
        cls, data: Mapping[str, str], meta: Mapping[str, str], *, author: Any = None
    ) -> "Sender":
        """Return the sender of a posted form.

        Args:
            data: what was posted.
            meta: the request's ``META``.
        """
        return cls(
            network=rate.client_network(meta),
            author=author,
            answered=answered_in(data),
            started=data.get(STARTED, ""),
        )


def answered_in(data: Mapping[str, str]) -> Answered:
    """Return what a posted form sent to its challenge."""
    return Answered(data.get(PROOF, ""), data.get(QUESTION, ""), data.get(ANSWER, ""))


def was_shown(data: Mapping[str, str]) -> bool:
    """Tell whether the posted form had a challenge in it."""
    return QUESTION in data


def is_asked(campaign_id: int, network: str) -> bool:
    """Tell whether the next contribution of a network needs a challenge."""
    mode = conf.get("CHALLENGE")
    if mode != WHEN_BUSY:
        return bool(mode == ALWAYS)
    pace = rate.pace(campaign_id, network)
    return pace.is_crowded or pace.is_burst


def fresh(campaign_id: int, *, now: datetime) -> Challenge:
    """Return a new challenge, harder while the campaign receives far more than usual."""
    return challenges.issue(campaign_id, now=now, harder=rate.pace(campaign_id).is_burst)


def pass_through(
    submission: Submission, *, campaign: Any, key: str, sender: Sender, now: datetime
) -> Intake:
    """Let a valid contribution in, with what is noted of its sending.

    Args:
        key: the contribution's idempotency key, for which a challenge serves.

    Raises:
        ChallengeNeeded: none was sent, or it is wrong, expired or used.
        rate.TooMany: the network has sent more than it may.
    """
    if not campaign.allows("contribute", now=now):
        # ``submit`` refuses it: nobody works for nothing.
        return Intake(author=sender.author, network=sender.network)
    met = admit(campaign.pk, key=key, sender=sender, now=now)
    pace = rate.pace(campaign.pk, sender.network)
    seconds = _seconds(sender, campaign.pk, now)
    flags = rules.broken(submission, campaign)
    if _is_fast(sender, seconds):
        flags.append("fast")
    if pace.campaign > conf.get("CAMPAIGN_RATE_LIMIT")[0]:
        flags.append("burst")
    if met is not None and not met.by_proof and pace.network > conf.get("RATE_LIMIT")[0]:
        # A sum in words is cheap to answer: it is no reason to publish hundreds unread.
        flags.append("crowd")
    return Intake(author=sender.author, network=sender.network, seconds=seconds, flags=tuple(flags))


def admit(campaign_id: int, *, key: str, sender: Sender, now: datetime) -> Met | None:
    """Check the challenge where one is asked, and count the post.

    Returns:
        The challenge that was met; ``None`` where none was asked.

    Raises:
        ChallengeNeeded, rate.TooMany: as ``pass_through``.
    """
    if not is_asked(campaign_id, sender.network):
        rate.count(campaign_id, sender.network)
        return None
    met = challenges.check(sender.answered, campaign_id=campaign_id, key=key, now=now)
    if isinstance(met, Refusal):
        if met.code == "wrong":
            # Guessing costs as much as sending.
            rate.count(campaign_id, sender.network, times=rate.PROVEN)
        raise ChallengeNeeded(met)
    rate.count(campaign_id, sender.network, times=rate.PROVEN)
    return met


def started(campaign_id: int, *, now: datetime, posted: str = "") -> str:
    """Return the signed time at which a form is first shown; what was posted stays, if it is ours."""
    if posted and _started_at(posted, campaign_id) is not None:
        return posted
    return signing.dumps([campaign_id, int(now.timestamp())], salt=STARTED_SALT)


def _started_at(text: str, campaign_id: int) -> datetime | None:
    try:
        campaign, seconds = signing.loads(text, salt=STARTED_SALT)
    except signing.BadSignature:
        return None
    return datetime.fromtimestamp(seconds, UTC) if campaign == campaign_id else None


def _seconds(sender: Sender, campaign_id: int, now: datetime) -> int | None:
    began = _started_at(sender.started or "", campaign_id)
    return max(0, int((now - began).total_seconds())) if began is not None else None


def _is_fast(sender: Sender, seconds: int | None) -> bool:
    """Tell whether no person fills a form that fast, or whoever sent it never saw the form."""
    least = conf.get("MIN_FILL_SECONDS")
    if not least or sender.started is None:
        return False
    return seconds is None or seconds < least
