"""A ballot that waits for its link: how the mail names it, and what the link does."""

from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from civic_pages.participation.participants.acts import Act
from civic_pages.voting import actions
from civic_pages.voting.models import Ballot
from civic_pages.voting.state import VoteState, state_of


def _describe(pk: int, participant: Any) -> str:
    """Name the vote, never what was chosen; empty where the vote is over."""
    theirs = Q(waits_for__participant=participant) | Q(voter__participant=participant)
    ballot = Ballot.objects.filter(theirs, pk=pk).select_related("vote").first()
    if ballot is None:
        return ""
    vote: Any = ballot.vote.specific
    if state_of(vote, timezone.now()) is not VoteState.OPEN:
        return ""
    return _("your ballot in the vote “%(title)s”") % {"title": vote.title}


def _url(pk: int) -> str:
    ballot = Ballot.objects.filter(pk=pk).select_related("vote").first()
    return (ballot.vote.specific.url or "") if ballot is not None else ""


BALLOT = Act("ballot", describe=_describe, confirm=actions.confirm, url=_url)
