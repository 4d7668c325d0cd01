"""What waits for a confirmed address in a discussion: a comment, a support, a position."""

from django.utils.translation import gettext as _

from civic_blocks.excerpts import shortened
from civic_pages.deliberation import actions, targets
from civic_pages.deliberation.choices import Stance
from civic_pages.deliberation.models import Comment, Reaction
from civic_pages.participation.choices import Status
from civic_pages.participation.participants import acts
from civic_pages.participation.participants.models import Participant


EXCERPT = 200


def describe_comment(pk: int, participant: Participant) -> str:
    """Return what was written; empty where it is decided, gone or somebody else's."""
    found = Comment.objects.filter(pk=pk, participant=participant, status=Status.UNCONFIRMED)
    row = found.first()
    if row is None:
        return ""
    about = targets.beneath(row)
    return _("Comment on “%(subject)s”: %(words)s") % {
        "subject": about.label,
        "words": shortened(row.body, EXCERPT),
    }


def describe_reaction(pk: int, participant: Participant) -> str:
    """Return what is supported, or which position is taken on what."""
    row = Reaction.objects.filter(pk=pk, participant=participant).exclude(wanted="").first()
    if row is None:
        return ""
    label = about_reaction(row).label
    if row.wanted != Stance.SUPPORT:
        words = {"position": Stance(row.wanted).label, "subject": label}
        return _("Position “%(position)s” on “%(subject)s”") % words
    if row.comment is not None:
        words = {"words": shortened(row.comment.body, EXCERPT), "subject": label}
        return _("Support of a comment on “%(subject)s”: %(words)s") % words
    return _("Support of “%(subject)s”") % {"subject": label}


def about_reaction(row: Reaction) -> targets.Target:
    """Return what somebody reacted to."""
    if row.comment is not None:
        return targets.of_comment(row.comment)
    campaign = row.campaign.specific
    if row.contribution is not None:
        return targets.of_contribution(row.contribution, campaign)
    assert row.text is not None  # noqa: S101 - one of the three is set
    return targets.of_clause(row.text.specific, row.target.rpartition(":")[2])


def url_of_comment(pk: int) -> str:
    """Return where a comment is, or will be, read; empty where it is gone."""
    row = Comment.objects.filter(pk=pk).first()
    if row is None:
        return ""
    about = targets.beneath(row)
    return targets.permalink(row, about.url) if row.status == Status.PUBLISHED else about.url


def url_of_reaction(pk: int) -> str:
    """Return the page of what was reacted to; empty where it is gone."""
    row = Reaction.objects.filter(pk=pk).first()
    return about_reaction(row).url if row is not None else ""


def connect() -> None:
    """Register both kinds; called when the app is ready."""
    acts.register(acts.Act("comment", describe_comment, actions.confirm_comment, url_of_comment))
    acts.register(
        acts.Act("reaction", describe_reaction, actions.confirm_reaction, url_of_reaction)
    )
