"""How fast contributions may come from one network: a courtesy, counted in the cache."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.cache import cache

from civic_pages import conf


@dataclass(frozen=True)
class TooMany(Exception):
    """More posts than ``CIVIC_PAGES["RATE_LIMIT"]`` allows; try again after ``seconds``."""

    seconds: int


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
    return str(ip) if ip.version == 4 else str(ipaddress.ip_network(f"{ip}/64", strict=False))


def check(campaign_id: int, network: str, *, setting: str = "RATE_LIMIT") -> None:
    """Count one post, against the limit of a setting of ``CIVIC_PAGES``.

    Raises:
        TooMany: where the network has sent more than it may.
    """
    most, seconds = conf.get(setting)
    key = f"civic:rate:{setting}:{campaign_id}:{network}"
    cache.add(key, 0, seconds)
    try:
        count = cache.incr(key)
    except ValueError:
        # It expired between the two calls: this is the first post of a new window.
        cache.set(key, 1, seconds)
        return
    if count > most:
        raise TooMany(seconds)
