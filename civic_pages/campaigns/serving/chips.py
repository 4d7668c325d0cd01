"""The filters of a list as links: what narrows it and how to be rid of each, and one per sector."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from civic_pages.participation.filters import NARROWING, CampaignContributionFilter


# What a list is ordered by where nothing is said: not worth a parameter.
DEFAULT_ORDER = "-published"


@dataclass(frozen=True)
class Chip:
    """One filter in words, and the address of the list without it."""

    text: str
    url: str


@dataclass(frozen=True)
class SectorLink:
    """The list of one sector; ``count`` is ``None`` where it is not told.

    ``url`` is empty where the list would be.
    """

    name: str
    url: str
    count: int | None
    is_current: bool


def parameters(filtered: CampaignContributionFilter) -> dict[str, str]:
    """Return the valid filters and the order of an address, as they were written."""
    names = (*NARROWING, "ordering")
    given = {name: str(filtered.form.data.get(name, "")).strip() for name in names}
    valid = {name: text for name, text in given.items() if text and filtered.form.cleaned_data.get(name)}  # fmt: skip
    if valid.get("ordering") == DEFAULT_ORDER:
        del valid["ordering"]
    return valid


def query_string(query: Mapping[str, str]) -> str:
    """Return parameters as in an address; a box stays readable."""
    return urlencode(query, safe=",")


def address(url: str, query: Mapping[str, str]) -> str:
    """Return the address of a list with these parameters."""
    return f"{url}?{query_string(query)}" if query else url


def chips(filtered: CampaignContributionFilter, url: str) -> list[Chip]:
    """Return the filters that narrow a list, in the order of its form."""
    query = parameters(filtered)
    return [
        Chip(
            _in_words(filtered, name, query[name]),
            address(url, {key: text for key, text in query.items() if key != name}),
        )
        for name in NARROWING
        if name in query
    ]


def _in_words(filtered: CampaignContributionFilter, name: str, text: str) -> str:
    if name == "bbox":
        return _("Only contributions in the part of the map you chose")
    field = filtered.form.fields[name]
    label = dict(getattr(field.widget, "choices", ())).get(text, text)
    return _("%(filter)s: %(value)s") % {"filter": field.label, "value": label}


def sector_links(
    filtered: CampaignContributionFilter, page: Any, counts: Mapping[str, int] | None
) -> list[SectorLink]:
    """Return a link to each sector's list, the other filters kept.

    Args:
        counts: of the list by sector; ``None`` where they are not told.
    """
    query = parameters(filtered)
    chosen = query.get("sector")
    offered = dict(getattr(filtered.form.fields["sector"].widget, "choices", ()))
    links = []
    for key, name, _shape in page.territory.sectors:
        # A list of one sector says nothing of the others, but where nothing is in them at all.
        told = counts is not None and (chosen in {None, key} or key not in offered)
        count = counts.get(key, 0) if counts is not None and told else None
        url = address(page.contributions_url, {**query, "sector": key})
        links.append(SectorLink(name, "" if count == 0 else url, count, key == chosen))
    return links
