"""A brake on guessing private links: only wrong ones count, so that no true link is ever refused."""

from django.core.cache import cache

from civic_pages import conf
from civic_pages.participation.rate import TooMany


def window() -> tuple[int, int]:
    """Return how many tries a network has in how many seconds."""
    most, seconds = conf.get("LINK_LIMIT")
    return most, seconds


def note_wrong(network: str) -> None:
    """Count a link that is none, tried from a network.

    Raises:
        TooMany: the network has tried more than ``CIVIC_PAGES["LINK_LIMIT"]`` allows.
    """
    most, seconds = window()
    key = f"civic:links:{network}"
    cache.add(key, 0, seconds)
    try:
        count = cache.incr(key)
    except ValueError:
        # It expired between the two calls: this is the first try of a new window.
        cache.set(key, 1, seconds)
        return
    if count > most:
        raise TooMany(seconds)
