"""What a campaign tells other sites of itself, and links to pass it on."""

import io
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from PIL import Image, ImageChops

from civic_pages.campaigns.settings import CivicSiteSettings
from civic_pages.campaigns.sharing.image import Poster, draw
from civic_pages.testing import CampaignFactory, ContributionFactory, portal
from tests.participation.desk import soup


pytestmark = pytest.mark.django_db
IMAGE = "partager/image/"


def meta(page: Any) -> dict[str, str]:
    found = page.select("meta[property^='og:'], meta[name^='twitter:']")
    return {tag.get("property") or tag["name"]: tag["content"] for tag in found}


def picture(response: Any) -> Image.Image:
    return Image.open(io.BytesIO(response.content))


def test_a_campaign_tells_its_title_its_words_and_its_picture(client: Any) -> None:
    campaign = CampaignFactory(
        open=True, title="L'école & la ville", introduction="<p>Un.</p><p>Deux.</p>"
    )
    page = soup(client.get(campaign.url))
    told = meta(page)
    assert told["og:title"] == "L'école & la ville"
    assert told["og:description"] == "Un. Deux."
    assert told["og:url"] == campaign.full_url
    assert told["og:locale"] == "fr_FR"
    assert told["twitter:card"] == "summary_large_image"
    assert "L'école & la ville" in told["og:image:alt"]
    assert len(page.select("meta[property='og:image']")) == 1
    assert told["og:image"] == f"{campaign.full_url}{IMAGE}"
    assert page.select_one("link[rel=canonical]")["href"] == campaign.full_url


@pytest.mark.parametrize("which", ["campaign", "portal"])
def test_the_picture_has_the_size_that_is_told(client: Any, which: str) -> None:
    page = CampaignFactory(open=True) if which == "campaign" else portal()
    told = meta(soup(client.get(page.url)))
    response = client.get(urlsplit(told["og:image"]).path)
    assert response["Content-Type"] == "image/png"
    size = (int(told["og:image:width"]), int(told["og:image:height"]))
    assert picture(response).size == size == (1200, 630)


def test_who_has_the_picture_is_not_sent_it_again(client: Any) -> None:
    url = f"{CampaignFactory(open=True).url}{IMAGE}"
    first = client.get(url)
    again = client.get(url, headers={"if-none-match": first["ETag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert "max-age" in first["Cache-Control"]


def test_the_picture_follows_title_colours_and_figures(client: Any) -> None:
    campaign = CampaignFactory(open=True)
    url = f"{campaign.url}{IMAGE}"
    seen = [client.get(url)["ETag"]]
    ContributionFactory(campaign=campaign, published=True)
    seen.append(client.get(url)["ETag"])
    campaign.title = "Autrement"
    campaign.save()
    seen.append(client.get(url)["ETag"])
    site = CivicSiteSettings.for_site(campaign.get_site())
    site.primary_color = "#5b2a86"
    site.save()
    seen.append(client.get(url)["ETag"])
    assert len(set(seen)) == 4
    assert picture(client.get(url)).convert("RGB").getpixel((5, 5)) == (0x5B, 0x2A, 0x86)


def test_figures_that_are_not_told_do_not_change_the_picture(client: Any) -> None:
    campaign = CampaignFactory(open=True, live_totals=False)
    url = f"{campaign.url}{IMAGE}"
    before = client.get(url)["ETag"]
    ContributionFactory(campaign=campaign, published=True)
    assert client.get(url)["ETag"] == before


def test_a_campaign_that_is_not_live_has_no_picture(client: Any) -> None:
    campaign = CampaignFactory(open=True, live=False)
    assert client.get(f"/{campaign.slug}/{IMAGE}").status_code == 404


def right_edge(png: bytes) -> int:
    """Return how far to the right something else than the ground is drawn."""
    found = Image.open(io.BytesIO(png)).convert("RGB")
    ground = Image.new("RGB", found.size, found.getpixel((1199, 5)))
    box = ImageChops.difference(found, ground).getbbox()
    return box[2] if box else 0


def test_letters_with_accents_are_drawn_and_not_boxed() -> None:
    drawn = {draw(Poster("", letter)) for letter in "éèàçœÉŒî’«…–€ŵ"}
    assert len(drawn) == len("éèàçœÉŒî’«…–€ŵ")


@pytest.mark.parametrize(
    "title",
    ["Court", "Un titre assez long pour tenir sur plusieurs lignes de l'image " * 4, "M" * 200, ""],
)
def test_no_title_leaves_the_picture(title: str) -> None:
    figures = (("1 559", "participantes et participants à la consultation"),) * 3
    poster = Poster("Ville", title, "Ouverte", "Jusqu'au 12 mars 2027", figures)
    assert right_edge(draw(poster)) <= 1200 - 60


def test_links_to_share_are_plain_addresses(client: Any) -> None:
    campaign = CampaignFactory(open=True, title="Où & quand ?")
    page = soup(client.get(campaign.url))
    links = page.select(".civic-share__links a")
    assert len(links) == 6
    for link in links:
        parts = urlsplit(link["href"])
        if parts.scheme == "mailto":
            assert parse_qs(parts.query)["subject"] == ["Où & quand ?"]
            continue
        assert parts.scheme == "https"
        assert {"noopener", "noreferrer"} <= set(link["rel"])
    assert page.select_one(".civic-share input")["value"] == campaign.full_url
    assert page.select_one(".civic-share button").has_attr("hidden")


def test_a_page_asks_nothing_of_other_sites_for_it(client: Any) -> None:
    page = soup(client.get(CampaignFactory(open=True).url))
    sources = [tag.get("src") or tag.get("href", "") for tag in page.select("script, img, iframe, link[rel=stylesheet]")]  # fmt: skip
    assert not [source for source in sources if source.startswith(("http", "//"))]


def test_a_page_that_has_no_address_yet_can_be_previewed(rf: Any) -> None:
    campaign = CampaignFactory(open=True)
    campaign.pk = campaign.id = None
    response = campaign.make_preview_request(preview_mode="")
    response.render()
    assert not soup(response).select(".civic-share")
