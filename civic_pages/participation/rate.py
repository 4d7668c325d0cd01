"""How fast contributions come, from one network and to one campaign: counted in the cache."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.cache import cache

from civic_pages import conf


# Who solves a challenge may send this many times RATE_LIMIT: a school, a library, a workshop.
PROVEN = 10


@dataclass(frozen=True)
class TooMany(Exception):
    """More posts than ``CIVIC_PAGES["RATE_LIMIT"]`` allows; try again after ``seconds``."""

    seconds: int


@dataclass(frozen=True)
class Pace:
    """How many posts of the present window came from one network, and to one campaign."""

    network: int
    campaign: int

    @property
    def is_crowded(self) -> bool:
        """Whether the network has sent as much as it may without a challenge."""
        return bool(self.network >= conf.get("RATE_LIMIT")[0])

    @property
    def is_burst(self) -> bool:
        """Whether the campaign receives far more than usual."""
        return bool(self.campaign >= conf.get("CAMPAIGN_RATE_LIMIT")[0])


def client_network(meta: Mapping[str, str]) -> str:
    """Return the network a request comes from: an IPv4 address or an IPv6 /64.

    ``X-Forwarded-For`` is believed only as far as our own proxies wrote it
    (``CIVIC_PAGES["TRUSTED_PROXIES"]``): anybody can send the rest.
    """
    address = meta.get("REMOTE_ADDR", "")
    trusted = conf.get("TRUSTED_PROXIES")
    if trusted:
        hops = [
            hop.strip() for hop in meta.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()
        ]
        if len(hops) >= trusted:
            address = hops[-trusted]
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if ip.version == 6 and ip.ipv4_mapped:
        return str(ip.ipv4_mapped)
    return str(ip) if ip.version == 4 else str(ipaddress.ip_network(f"{ip}/64", strict=False))


def _keys(campaign_id: int, network: str) -> tuple[str, str]:
    return f"civic:rate:{campaign_id}:{network}", f"civic:rate:{campaign_id}"


def pace(campaign_id: int, network: str = "") -> Pace:
    """Return how fast posts come, without counting one."""
    of_network, of_campaign = _keys(campaign_id, network)
    found = cache.get_many([of_network, of_campaign])
    return Pace(found.get(of_network, 0), found.get(of_campaign, 0))


def count(campaign_id: int, network: str, *, times: int = 1) -> None:
    """Count one post.

    Args:
        times: how many times ``RATE_LIMIT`` the network may send: :data:`PROVEN` where a challenge
            was met.

    Raises:
        TooMany: where the network has sent more.
    """
    most, seconds = conf.get("RATE_LIMIT")
    of_network, of_campaign = _keys(campaign_id, network)
    _increase(of_campaign, conf.get("CAMPAIGN_RATE_LIMIT")[1])
    if _increase(of_network, seconds) > most * times:
        raise TooMany(seconds)


def check(campaign_id: int, network: str, *, setting: str = "") -> None:
    """Count one post that no challenge vouches for.

    Args:
        setting: count it apart, against this setting of ``CIVIC_PAGES`` (``UPLOAD_RATE_LIMIT``).

    Raises:
        TooMany: where the network has sent more than ``RATE_LIMIT``, or the setting, allows.
    """
    if not setting:
        count(campaign_id, network)
        return
    most, seconds = conf.get(setting)
    if _increase(f"civic:rate:{setting}:{campaign_id}:{network}", seconds) > most:
        raise TooMany(seconds)


def _increase(key: str, seconds: int) -> int:
    cache.add(key, 0, seconds)
    try:
        return int(cache.incr(key))
    except ValueError:
        # It expired between the two calls: this is the first post of a new window.
        cache.set(key, 1, seconds)
        return 1
