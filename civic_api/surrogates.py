"""What an answer is about, under names by which shared caches forget it (surrogate keys).

Whoever looks up a campaign notes it here, so that a new route is named by itself. No key tells a
home: in a campaign of areas no contribution is looked up one by one, and none is ever noted.
"""

from contextvars import ContextVar
from typing import Any

from civic_api import conf
from civic_pages.participation.changes import CAMPAIGNS, campaign_key


# Beyond this many an answer is about a list, which has a key of its own; proxies cap headers at 8 kB.
MOST_KEYS = 120
# Between keys: commas in Cache-Tag, spaces in Surrogate-Key.
COMMAS = {"cache-tag", "edge-cache-tag"}


class About:
    """What one request has looked up.

    Attributes:
        keys: names of it, in the order they were noted.
        campaigns: the campaigns among it, by whose next change the answer is stale.
        is_list: whether it was of all campaigns, whose next changes nobody has looked up.
    """

    def __init__(self) -> None:
        self.keys: dict[str, None] = {}
        self.campaigns: list[Any] = []
        self.is_list = False


_current: ContextVar[About | None] = ContextVar("civic_api_about", default=None)


def begin() -> None:
    """Begin to note what a request looks up."""
    _current.set(About())


def current() -> About:
    """Return what was noted since :func:`begin`."""
    return _current.get() or About()


def note(*keys: str) -> None:
    """Note that the answer is about what these keys name."""
    about = _current.get()
    if about is not None and len(about.keys) < MOST_KEYS:
        about.keys.update(dict.fromkeys(keys))


def note_campaign(page: Any) -> None:
    """Note that the answer is about a campaign, and what is in it."""
    note(campaign_key(page.pk))
    about = _current.get()
    if about is not None:
        about.campaigns.append(page)


def note_campaigns() -> None:
    """Note that the answer is about all campaigns."""
    note(CAMPAIGNS)
    about = _current.get()
    if about is not None:
        about.is_list = True


def mark(response: Any) -> None:
    """Write the keys into an answer, under the header of the settings."""
    name = conf.get("SURROGATE_HEADER")
    keys = current().keys
    if name and keys and not response.has_header(name):
        response[name] = ("," if name.lower() in COMMAS else " ").join(keys)
