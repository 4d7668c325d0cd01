"""Ways to tell people of something beside e-mail: SMS, Matrix, an app of the city's own.

An app adds one with the hook ``register_civic_channels``: a function without arguments that returns
a :class:`Channel` or a list of them. What it is to tell lies in the outbox with the e-mails: written
in the transaction of what it tells, sent once that is committed, tried again where it fails.

A channel is never given what proves who somebody is. Links that confirm, private pages and links
that end a subscription stay in e-mails: a telephone number nobody confirmed may be anybody's.
"""

import logging
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.functional import Promise

from civic_blocks.extension import ExtensionPoint, lacks
from civic_pages.participation.models import Contribution, Event


logger = logging.getLogger(__name__)
# What is told beside e-mail: what became of a contribution, and news of what somebody follows.
TOLD = frozenset(
    event.value
    for event in (
        Event.PUBLISHED,
        Event.REJECTED,
        Event.ANSWERED,
        Event.CITED,
        Event.NEWS,
        Event.DIGEST,
    )
)
# What stands in a room where all is told of a campaign.
ROOM = "room"
LONGEST_SLUG = 30


@dataclass(frozen=True)
class Addressee:
    """Whom something is told: of a contribution its contributor, or a follower by their address.

    Attributes:
        email: confirmed for followers; empty where a contributor left none.
        contribution: with its answers; ``None`` for followers.
    """

    email: str
    contribution: Contribution | None = None


@dataclass(frozen=True)
class Notice:
    """What a channel sends.

    Attributes:
        key: names it for ever: a service that is given it a second time should drop it.
        event: "published", "rejected", "answered", "cited", "news", "digest", or "room".
        address: what the channel itself gave for somebody, or for a room.
        text: one line, plain text, in the reader's language.
        url: a public address that tells more.
    """

    key: str
    event: str
    address: str
    text: str
    url: str


class Channel(ABC):
    """A way to reach people.

    Attributes:
        slug: unique name, stored with what waits; at most 30 characters.
        label: what the team reads where something failed.
    """

    slug: ClassVar[str]
    label: ClassVar[str | Promise]

    def address_of(self, addressee: Addressee) -> str:
        """Return where somebody is reached, at most 254 characters; empty: not by this channel."""
        return ""

    def room_of(self, campaign: Any) -> str:
        """Return where all news of a campaign are told to everybody; empty: nowhere."""
        return ""

    @abstractmethod
    def send(self, notice: Notice) -> None:
        """Send one notice; any exception means that it is tried again later."""


def _wrong(slug: str, channel: Channel) -> str | None:
    if len(slug) > LONGEST_SLUG:
        return f"the channel's name {slug!r} is longer than {LONGEST_SLUG} characters."
    if all(lacks(channel, Channel, name) for name in ("address_of", "room_of")):
        return f"the channel {slug!r} has neither address_of() nor room_of()."
    return None


CHANNELS: ExtensionPoint[Channel] = ExtensionPoint(
    "register_civic_channels",
    Channel,
    "channel",
    reserved=lambda: ("email",),
    labelled=True,
    wrong=_wrong,
)


def channels() -> dict[str, Channel]:
    """Return the channels of other apps by slug.

    Raises:
        ImproperlyConfigured: two of one slug, or something that is no channel.
    """
    return CHANNELS.collect()


def addresses_of(addressee: Addressee) -> dict[str, str]:
    """Return where somebody is reached beside e-mail: addresses by slug of channel.

    A channel that fails reaches nobody: it must not undo what it would tell.
    """
    found: dict[str, str] = {}
    for slug, channel in channels().items():
        try:
            address = channel.address_of(addressee)
        except Exception as error:  # noqa: BLE001 - whatever another app raises
            # The kind only: its words may hold the address.
            logger.warning("Channel %s gave no address: %s", slug, type(error).__name__)
        else:
            if address:
                found[slug] = address[:254]
    return found


def deliver(slug: str, notice: Notice) -> None:
    """Send a notice by a channel.

    Raises:
        KeyError: the app that brought the channel is gone.
        Exception: whatever the channel raises.
    """
    channels()[slug].send(notice)
