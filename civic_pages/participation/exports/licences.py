"""Under which licence a campaign's data are open."""

from dataclasses import dataclass
from typing import Any

from civic_pages.participation.choices import Licence


@dataclass(frozen=True)
class Terms:
    """A licence; ``name`` is its SPDX identifier."""

    name: str
    title: str
    url: str


TERMS = {
    Licence.LOV2: Terms(
        "etalab-2.0",
        "Licence Ouverte 2.0",
        "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
    ),
    Licence.ODBL: Terms(
        "ODbL-1.0",
        "Open Database License 1.0",
        "https://opendatacommons.org/licenses/odbl/1-0/",
    ),
    Licence.CCBY: Terms(
        "CC-BY-4.0",
        "Creative Commons Attribution 4.0",
        "https://creativecommons.org/licenses/by/4.0/",
    ),
}


def terms_of(campaign: Any) -> Terms:
    """Return the licence of a campaign; the Licence Ouverte where its page class names none."""
    return TERMS[Licence(getattr(campaign, "licence", Licence.LOV2))]
