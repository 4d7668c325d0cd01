"""What citizens and the team may do in a discussion, and when."""

from datetime import datetime

from django.utils.translation import gettext as _

from civic_pages.campaigns import phases
from civic_pages.deliberation.choices import Stance
from civic_pages.deliberation.targets import Target
from civic_pages.participation.actions import ParticipationClosed


MODERATE = "civic_pages.moderate_comment"


class DiscussionClosed(ParticipationClosed):
    """Nothing may be said or supported here now."""


def takes_comments(target: Target, now: datetime) -> bool:
    """Tell whether citizens may comment now: the editor wants it, and the phase is open."""
    return is_discussed(target) and bool(target.campaign.allows(phases.COMMENT, now=now))


def opens_later(target: Target, now: datetime) -> bool:
    """Tell whether a phase of discussion is still to come."""
    coming = [p.as_step() for p in target.campaign.schedule if phases.COMMENT in p.allows]
    return any(step.opens is not None and step.opens > now for step in coming)


def is_discussed(target: Target) -> bool:
    """Tell whether the editor wants comments here at all, open now or not."""
    if target.text is not None:
        return bool(target.text.comments)
    return bool(target.campaign.comments)


def is_supported(target: Target) -> bool:
    """Tell whether supports are counted here at all: of a comment, wherever there are comments."""
    if target.is_comment:
        return is_discussed(target)
    return target.contribution is not None and bool(target.campaign.supports)


def takes_supports(target: Target, now: datetime) -> bool:
    """Tell whether citizens may support a contribution or a comment now."""
    return is_supported(target) and bool(target.campaign.allows(phases.SUPPORT, now=now))


def takes_positions(target: Target, now: datetime) -> bool:
    """Tell whether citizens may be for, against or abstain now: on texts and clauses only."""
    if target.text is None or target.is_comment:
        return False
    wanted = target.text.positions if target.clause else target.text.whole_position
    return bool(wanted) and bool(target.campaign.allows(phases.COMMENT, now=now))


def require_open(target: Target, now: datetime) -> None:
    """Raise ``DiscussionClosed`` where no comment is taken now."""
    if not takes_comments(target, now):
        reason = target.campaign.refusal(phases.COMMENT, now=now)
        raise DiscussionClosed(reason or _("This discussion takes no comments now."))


def require_stance(target: Target, stance: str, now: datetime) -> None:
    """Raise ``DiscussionClosed`` where no support or no position is taken now."""
    if stance == Stance.SUPPORT:
        if not takes_supports(target, now):
            raise DiscussionClosed(_("Nothing can be supported here now."))
    else:
        require_positions(target, now)


def require_positions(target: Target, now: datetime) -> None:
    """Raise ``DiscussionClosed`` where no position is taken, changed or withdrawn now."""
    if not takes_positions(target, now):
        raise DiscussionClosed(_("No positions are taken here now."))
