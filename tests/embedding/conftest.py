"""Campaigns with every part, and the sites that may show them."""

from collections.abc import Callable
from typing import Any

import pytest
from wagtail.models import Site

from civic_pages.models import EmbeddingSettings
from civic_pages.testing import CampaignFactory, ContributionFactory, form_block


MAP = {"type": "map", "value": {"title": "La carte", "show_contributions": True, "zoom": 13}}
TIMELINE = {"type": "timeline", "value": {"title": "Les étapes", "show_phases": True}}
FIGURES = {"type": "key_figures", "value": {"title": "Chiffres", "show_participation": True}}
LIST = {"type": "contributions_list", "value": {"title": "Dernières idées", "limit": 6}}
TEXT = {"type": "text", "value": {"text": "<p>Un texte.</p>"}}
PARTNER = "https://www.nanterre.example"


def body(*more: Any) -> list[Any]:
    return [form_block(), MAP, TIMELINE, FIGURES, LIST, TEXT, *more]


@pytest.fixture
def campaign(db: None) -> Any:
    made = CampaignFactory(open=True, title="La fibre pour tous", slug="fibre", body=body())
    ContributionFactory(campaign=made, published=True, pinned=True, title="Rue Henri-Barbusse")
    return made


@pytest.fixture
def allow(db: None) -> Callable[..., EmbeddingSettings]:
    """Return a function that names the sites which may show ours."""

    def name(*sites: str, everywhere: bool = False) -> EmbeddingSettings:
        site = Site.objects.get(is_default_site=True)
        values = {"allowed_sites": "\n".join(sites), "everywhere": everywhere}
        found, _made = EmbeddingSettings.objects.update_or_create(site=site, defaults=values)
        return found

    return name


def policy(response: Any) -> dict[str, list[str]]:
    """Return the sources of each directive of an answer's Content-Security-Policy."""
    header = response.headers.get("Content-Security-Policy", "")
    parts = [directive.split() for directive in header.split(";") if directive.strip()]
    return {name: sources for name, *sources in parts}
