"""The oEmbed provider: what other sites' software reads, and what it is not told."""

import json
from typing import Any

import pytest
from bs4 import BeautifulSoup
from defusedxml.ElementTree import fromstring
from wagtail.embeds.finders.oembed import OEmbedFinder
from wagtail.models import Site

from civic_pages.testing import CampaignFactory, ContributionFactory
from tests.embedding.conftest import body


# Wagtail leaves the file of a new rendition to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")
HOST = {"headers": {"Host": "localhost"}}
URL = "http://localhost/fibre/"


def ask(client: Any, url: str = URL, **query: Any) -> Any:
    return client.get("/oembed/", {"url": url, **query}, **HOST)


def test_a_campaign_is_described_with_a_frame(client: Any, campaign: Any) -> None:
    response = ask(client)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "public" in response["Cache-Control"]
    found = json.loads(response.content)
    assert (found["version"], found["type"]) == ("1.0", "rich")
    assert found["title"] == "La fibre pour tous"
    assert found["provider_url"] == "http://localhost/"
    assert found["thumbnail_url"] == "http://localhost/fibre/partager/image/"
    assert (found["thumbnail_width"], found["thumbnail_height"]) == (1200, 630)
    frame = BeautifulSoup(found["html"], "html.parser").iframe
    assert frame["src"] == "http://localhost/fibre/embed/campaign/"
    assert frame["title"] == "La fibre pour tous"
    assert (frame["width"], frame["height"]) == (str(found["width"]), str(found["height"]))


@pytest.mark.parametrize("part", ["map", "timeline", "form", "figures", "list"])
def test_the_address_of_a_part_describes_that_part(client: Any, campaign: Any, part: str) -> None:
    found = json.loads(ask(client, f"{URL}embed/{part}/").content)
    frame = BeautifulSoup(found["html"], "html.parser").iframe
    assert frame["src"] == f"{URL}embed/{part}/"
    assert found["title"].startswith("La fibre pour tous – ")
    assert frame["allow"] == {"map": "fullscreen", "form": "geolocation"}.get(part, "")


def test_a_frame_is_no_larger_than_was_asked(client: Any, campaign: Any) -> None:
    found = json.loads(ask(client, f"{URL}embed/map/", maxwidth="500", maxheight="300").content)
    assert (found["width"], found["height"]) == (500, 300)
    # No picture of the campaign fits: none is told.
    assert "thumbnail_url" not in found


def test_xml_is_given_where_it_is_asked_for(client: Any, db: None) -> None:
    CampaignFactory(open=True, slug="fibre", title="Fibre & <débit>", body=body())
    response = ask(client, format="xml")
    assert response["Content-Type"].startswith("text/xml")
    root = fromstring(response.content)
    assert root.tag == "oembed"
    assert root.findtext("title") == "Fibre & <débit>"
    assert root.findtext("type") == "rich"
    assert "&lt;débit&gt;" in (root.findtext("html") or "")


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({}, 400),
        ({"url": URL, "format": "yaml"}, 501),
        ({"url": URL, "maxwidth": "wide"}, 400),
        ({"url": URL, "maxwidth": "-1"}, 400),
        ({"url": URL, "maxheight": "٣"}, 400),
        ({"url": "http://localhost/nothing/"}, 404),
        ({"url": "http://localhost/"}, 404),
        ({"url": "http://localhost/fibre/contributions/"}, 404),
        ({"url": "http://localhost/fibre/embed/nothing/"}, 404),
        ({"url": "http://localhost/admin/"}, 404),
        ({"url": "http://evil.example/fibre/"}, 404),
        ({"url": "http://localhost@evil.example/fibre/"}, 404),
        ({"url": "http://[/fibre/"}, 404),
        ({"url": "javascript:alert(1)//localhost/fibre/"}, 404),
        ({"url": "/fibre/"}, 404),
        ({"url": "x" * 3000}, 404),
    ],
)
def test_nothing_else_is_described(
    client: Any, campaign: Any, query: dict[str, str], status: int
) -> None:
    assert client.get("/oembed/", query, **HOST).status_code == status


def test_pages_tell_where_they_are_described(client: Any, campaign: Any) -> None:
    page = BeautifulSoup(client.get("/fibre/", **HOST).content, "html.parser")
    links = {
        link["type"]: link["href"] for link in page.select("link[rel=alternate][type*=oembed]")
    }
    assert set(links) == {"application/json+oembed", "text/xml+oembed"}
    found = client.get(links["application/json+oembed"].removeprefix("http://localhost"), **HOST)
    assert json.loads(found.content)["title"] == "La fibre pour tous"


def test_a_picture_that_fits_is_cut_from_the_campaign_s_own(client: Any, campaign: Any) -> None:
    from wagtail.images import get_image_model
    from wagtail.images.tests.utils import get_test_image_file

    image = get_image_model().objects.create(
        title="Rue", file=get_test_image_file(size=(1000, 600))
    )
    campaign.image = image
    campaign.save_revision().publish()
    found = json.loads(ask(client, maxwidth="700").content)
    assert found["thumbnail_width"] == 640
    assert found["thumbnail_url"].startswith("http://localhost/media/")


@pytest.mark.django_db(transaction=True)
def test_wagtail_s_own_finder_reads_it(live_server: Any) -> None:
    """As another Wagtail site finds a campaign whose address an editor pastes."""
    campaign = CampaignFactory(open=True, slug="fibre", title="La fibre pour tous", body=body())
    ContributionFactory(campaign=campaign, published=True)
    port = int(live_server.url.rsplit(":", 1)[1])
    Site.objects.update(port=port)
    Site.clear_site_root_paths_cache()
    provider = {"endpoint": f"{live_server.url}/oembed/", "urls": [r"^http://localhost:\d+/.+$"]}
    finder = OEmbedFinder(providers=[provider])
    url = f"{live_server.url}/fibre/embed/map/"
    assert finder.accept(url)
    found = finder.find_embed(url, max_width=600)
    assert found["type"] == "rich"
    assert found["width"] == 600
    assert f'src="{url}"' in found["html"]
    assert found["cache_until"]
