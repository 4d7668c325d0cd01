"""Territories the city keeps ready, and campaigns that take a copy of one."""

import json
from typing import Any

import pytest
from django.urls import reverse

from civic_pages.campaigns.presets import TerritoryPreset
from civic_pages.models import CampaignPage
from civic_pages.testing import PERIMETER, SECTORS, CampaignFactory
from tests.campaigns.territories import RING, kml, kml_polygon, placemark
from tests.campaigns.test_territory_files import save, saved
from tests.participation.desk import client_of, soup, texts


pytestmark = pytest.mark.django_db


def test_an_editor_keeps_a_ready_territory_from_a_file() -> None:
    client = client_of("editor")
    document = kml(placemark("Les Groues", kml_polygon(RING)))
    posted = {"name": "Ville", "perimeter": json.dumps(PERIMETER), "sectors": document}
    client.post(reverse("civic_territories:add"), posted)
    kept = TerritoryPreset.objects.get()
    assert kept.perimeter["type"] == "Polygon"
    assert kept.sectors["features"][0]["properties"]["name"] == "Les Groues"
    rows = texts(client.get(reverse("civic_territories:index")), "tbody td")
    assert "perimeter, sectors: 1" in rows


def test_a_territory_without_anything_is_refused() -> None:
    client = client_of("admin")
    response = client.post(
        reverse("civic_territories:add"), {"name": "Vide", "perimeter": "", "sectors": ""}
    )
    assert "Give a perimeter, or sectors, or both." in response.content.decode()
    assert not TerritoryPreset.objects.exists()


def test_a_moderator_keeps_none() -> None:
    response = client_of("moderator").get(reverse("civic_territories:index"))
    assert response.status_code == 302


def test_a_campaign_takes_a_copy_and_says_so() -> None:
    ready = TerritoryPreset.objects.create(name="Ville", perimeter=PERIMETER, sectors=SECTORS)
    page = CampaignFactory(perimeter=None, sectors=None)
    client = client_of("editor")
    response = save(client, page, perimeter="", sectors="", ready_territory=ready.pk)
    assert "was copied into this campaign" in response.content.decode()
    draft = saved(page)
    assert (draft.perimeter, draft.sectors) == (PERIMETER, SECTORS)
    ready.perimeter = None
    ready.save()
    ready.delete()
    assert saved(page).perimeter == PERIMETER
    shown = soup(client.get(f"/admin/pages/{page.pk}/edit/"))
    assert json.loads(shown.select_one("#id_perimeter").text) == PERIMETER


def test_what_the_territory_does_not_have_stays_as_it_was() -> None:
    ready = TerritoryPreset.objects.create(name="Ville", perimeter=PERIMETER)
    page = CampaignFactory(perimeter=None, sectors=None)
    save(client_of("admin"), page, perimeter="unreadable", ready_territory=ready.pk)
    assert saved(page).perimeter == PERIMETER
    assert saved(page).sectors == SECTORS


def test_a_campaign_is_published_with_the_copy() -> None:
    ready = TerritoryPreset.objects.create(name="Ville", perimeter=PERIMETER)
    page = CampaignFactory(perimeter=None, sectors=None)
    changes: dict[str, Any] = {"action-publish": "1", "ready_territory": ready.pk}
    save(client_of("admin"), page, perimeter="", sectors="", **changes)
    assert CampaignPage.objects.get(pk=page.pk).perimeter == PERIMETER
