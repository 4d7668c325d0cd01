"""How a contribution came in: what is true of its sending, not of what it says."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from civic_pages.participation.choices import Source


@dataclass(frozen=True)
class Intake:
    """The circumstances of one submission.

    Attributes:
        source: a :class:`~civic_pages.participation.choices.Source`.
        author: the user who is logged in on the public site; ``None``: nobody.
        operator: the member of staff who typed or imported it; ``None``: the citizen themself.
        batch: which pile of paper or file it came with.
        external_id: its number elsewhere; unique in the campaign, so that an import runs again.
        network: the sender's network as :func:`~civic_pages.participation.rate.client_network`
            gives it; stored as an HMAC only.
        seconds: between showing the form and sending it; ``None``: not known.
        flags: names of the rules that make it wait for a moderator.
        received_at: when the city was given it, where that was before it is stored (paper).
    """

    source: str = Source.WEB
    author: Any = None
    operator: Any = None
    batch: str = ""
    external_id: str = ""
    network: str = ""
    seconds: int | None = None
    flags: tuple[str, ...] = ()
    received_at: datetime | None = None

    @property
    def by_staff(self) -> bool:
        return self.operator is not None
