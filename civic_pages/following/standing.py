"""Which news may still be told, and how: what is public no more is left out, its title with it.

News are stored when they happen, and told hours or days later. Meanwhile a page may have been taken
back, or a contribution withdrawn or redacted.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.utils import translation
from wagtail.models import Page

from civic_pages.campaigns.languages import language_of
from civic_pages.following import dates
from civic_pages.following.models import News
from civic_pages.participation import official


Public = Callable[[set[int]], set[int]]


def _pages(keys: set[int]) -> set[int]:
    public = Page.objects.live().public().filter(pk__in=keys)
    return set(public.values_list("pk", flat=True))


# Which of some primary keys everybody may see, by kind of news whose key is "<kind>:<primary key>…".
_known: dict[str, Public] = {"page": _pages, "text": _pages, "vote": _pages}


def register(kind: str, public: Public) -> None:
    """Say of a kind of news which of the things they are about are public."""
    _known[kind] = public


def standing(news: Iterable[News], campaign: Any, *, now: datetime) -> list[News]:
    """Return the news of a campaign that may be told now, answers in the words of today; unsaved.

    A query or two for each kind, however many there are.
    """
    rows = list(news)
    about: dict[str, set[int]] = {}
    for row in rows:
        if row.kind in _known or row.kind == dates.ANSWER:
            about.setdefault(row.kind, set()).add(_number(row))
    public = {kind: _known[kind](keys) for kind, keys in about.items() if kind in _known}
    said = _answers(campaign, about.get(dates.ANSWER, set()), now)
    return [row for row in rows if _stands(row, public, said)]


def _number(row: News) -> int:
    """Return the primary key in a key; 0 where a host has keys of its own."""
    kind, _colon, rest = row.key.partition(":")
    number = rest.partition(":")[0]
    return int(number) if kind == row.kind and number.isdecimal() else 0


def _answers(campaign: Any, keys: set[int], now: datetime) -> dict[str, dates.Item]:
    if not keys:
        return {}
    told = official.public_answers(now).filter(pk__in=keys)
    with translation.override(language_of(campaign)):
        return {item.key: item for item in dates.answers(campaign, told)}


def _stands(row: News, public: dict[str, set[int]], said: dict[str, dates.Item]) -> bool:
    number = _number(row)
    if not number:
        return True
    if row.kind != dates.ANSWER:
        return row.kind not in public or number in public[row.kind]
    today = said.get(row.key)
    if today is not None:
        row.title, row.url = today.title, today.url
    return today is not None
