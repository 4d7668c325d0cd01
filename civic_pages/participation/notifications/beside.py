"""What is told beside e-mail, written to the outbox: see ``channels``."""

from datetime import datetime
from typing import Any

from civic_pages.participation.models import Contribution
from civic_pages.participation.notifications import channels, outbox
from civic_pages.participation.notifications.sending import Message


def tell(  # noqa: PLR0913 - what a notice is
    key: str,
    event: str,
    text: str,
    *,
    email: str,
    campaign: Any,
    url: str,
    now: datetime,
    contribution: Contribution | None = None,
) -> None:
    """Write what one person is told by each channel that reaches them, in the caller's transaction.

    Args:
        key: of the e-mail that tells the same.
        url: public address.
    """
    if event not in channels.TOLD:
        return
    reached = channels.addresses_of(channels.Addressee(email, contribution))
    for slug, address in reached.items():
        outbox.put(
            f"{key}@{slug}"[:160],
            Message(text, url),
            address,
            campaign=campaign,
            contribution=contribution,
            event=event,
            channel=slug,
            now=now,
        )


def announce(key: str, text: str, *, campaign: Any, url: str, now: datetime) -> None:
    """Write what is told to everybody in the rooms of a campaign; a second time does nothing."""
    for slug, channel in channels.channels().items():
        room = channel.room_of(campaign)
        if room:
            outbox.put(
                f"{channels.ROOM}:{slug}:{key}"[:160],
                Message(text, url),
                room,
                campaign=campaign,
                event=channels.ROOM,
                channel=slug,
                now=now,
            )
