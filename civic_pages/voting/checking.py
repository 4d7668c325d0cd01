"""Whether a ballot is counted, by its code; what it holds is told to nobody."""

from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from civic_pages.participation.choices import Source
from civic_pages.voting import receipts
from civic_pages.voting.models import Ballot


class Standing(TextChoices):
    COUNTED = "counted", _("Counted")
    WAITING = "waiting", _("Waiting for its confirmation")
    CHANGED = "changed", _("Replaced since")
    UNKNOWN = "not_found", _("Not found")
    NO_CODE = "no_code", _("Not a code")


_OF_STATE = {
    Ballot.State.COUNTED: Standing.COUNTED,
    Ballot.State.UNCONFIRMED: Standing.WAITING,
    Ballot.State.CANCELLED: Standing.CHANGED,
}


def standing(vote: Any, typed: str) -> Standing:
    """Return where the ballot of a code stands."""
    code = receipts.normalised(typed)
    if not code:
        return Standing.NO_CODE
    found = Ballot.objects.filter(vote_id=vote.pk, receipt=receipts.digest(code))
    state = found.values_list("state", flat=True).first()
    return _OF_STATE[Ballot.State(state)] if state is not None else Standing.UNKNOWN


def listed(vote: Any) -> list[str]:
    """Return what is stored of each code that counts, sorted; ballots on paper have no code."""
    counted = Ballot.objects.counted(vote.pk).exclude(source=Source.PAPER)
    return sorted(counted.values_list("receipt", flat=True))
