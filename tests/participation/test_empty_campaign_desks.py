"""A campaign that nobody has contributed to yet: what its menu leads to is there, and empty."""

import pytest
from django.urls import reverse

from civic_pages.testing import CampaignFactory
from tests.participation.desk import client_of, soup


pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["civic_demand", "civic_themes"])
def test_what_the_menu_of_a_new_campaign_leads_to_is_found(name: str) -> None:
    campaign = CampaignFactory(upcoming=True)
    client = client_of("admin")
    url = reverse(name, args=[campaign.pk])
    menu = soup(client.get(reverse("wagtailadmin_pages:edit", args=[campaign.pk])))
    assert menu.select(f"a[href='{url}']")
    response = client.get(url)
    assert response.status_code == 200
    assert "0 contribution" not in soup(response).get_text()


@pytest.mark.parametrize("name", ["civic_demand", "civic_themes"])
def test_who_may_not_read_contributions_finds_none_of_it(name: str) -> None:
    campaign = CampaignFactory(upcoming=True)
    response = client_of("editor").get(reverse(name, args=[campaign.pk]))
    assert response.status_code in {302, 404}
