"""Where a contribution is: perimeter and sector found by the server, shapes, streets, exceptions."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from civic_blocks import shapes
from civic_pages.participation.models import Contribution, ExactLocation, Status
from civic_pages.testing import INSIDE, OUTSIDE, CampaignFactory, form_block, question
from tests.participation.desk import client_of, soup
from tests.participation.homes import GEOCODER, geocoding, private_path
from tests.participation.test_desk_entry import address as desk_address
from tests.participation.test_desk_entry import typed
from tests.participation.test_submission import answers


pytestmark = pytest.mark.django_db
LINE = {"type": "LineString", "coordinates": [[2.2, 48.89], [2.204, 48.892], [2.21, 48.892]]}
AREA = {
    "type": "Polygon",
    "coordinates": [[[2.2, 48.89], [2.21, 48.89], [2.21, 48.9], [2.2, 48.9], [2.2, 48.89]]],
}
# 0.001 degrees, about 110 m, beyond the northern border of the perimeter.
JUST_OUTSIDE = (48.921, 2.206)


def drawing_campaign(**traits: Any) -> Any:
    """Return an open campaign whose form takes lines and areas."""
    body = [
        form_block(
            question("short_text", "titre", "Titre", required=True, is_title=True, max_length=120),
            question("point", "lieu", "Lieu", shapes=["line", "area"]),
            question("email", "courriel", "Courriel"),
        )
    ]
    return CampaignFactory(**{"open": True, "body": body, **traits})


def drawn(shape: Any, **changes: Any) -> dict[str, Any]:
    """Return a post whose place is a shape: GeoJSON, or the text itself."""
    text = shape if isinstance(shape, str) else json.dumps(shape)
    point = {"lieu_latitude": None, "lieu_longitude": None, "lieu_address": None}
    return answers(**{**point, "lieu_shape": text, **changes})


@pytest.fixture
def service(settings: Any) -> Iterator[Any]:
    with geocoding() as state:
        settings.CIVIC_PAGES = {
            **settings.CIVIC_PAGES,
            "GEOCODER": GEOCODER,
            "GEOCODER_URL": state.url,
        }
        yield state


@pytest.mark.parametrize("shape", [LINE, AREA], ids=["line", "area"])
def test_a_shape_is_stored_exactly_and_published_with_a_point_on_it(
    client: Any, shape: Any
) -> None:
    assert client.post(drawing_campaign().url, drawn(shape)).status_code == 303
    stored, exact = Contribution.objects.get(), ExactLocation.objects.get()
    assert stored.shape == exact.shape == shape
    assert (stored.latitude, stored.longitude) == shapes.point_on(shape)
    assert (exact.latitude, exact.longitude) == shapes.point_on(shape)
    assert stored.sector in {"ouest", "est"}
    assert stored.cell_key is not None


@pytest.mark.parametrize(("trait", "point"), [("by_sector", False), ("homes", False)])
def test_a_shape_is_not_published_where_points_are_not(
    client: Any, trait: str, point: bool
) -> None:
    client.post(drawing_campaign(**{trait: True}).url, drawn(LINE))
    stored = Contribution.objects.get()
    assert (stored.shape, stored.latitude) == (None, None)
    assert ExactLocation.objects.get().shape == LINE


def test_without_javascript_coordinates_are_typed_line_by_line(client: Any) -> None:
    typed_lines = "48,89; 2,2\n48,892; 2,204\n48,892; 2,21"
    client.post(drawing_campaign().url, drawn(typed_lines, lieu_shape_kind="line"))
    assert ExactLocation.objects.get().shape == LINE


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        ("48,89; 2,2\nplace du marché", "Écrivez un point par ligne|Write one point a line"),
        ({"type": "Polygon", "coordinates": [[[2.2, 48.89], [2.21, 48.9], [2.21, 48.89], [2.2, 48.9], [2.2, 48.89]]]},
         "crosses|croise"),
        ({"type": "LineString", "coordinates": [[2.206, 48.91], [2.206, 48.921]]}, "110 m"),
    ],
    ids=["no coordinates", "crossing itself", "partly outside"],
)  # fmt: skip
def test_a_wrong_shape_is_refused_with_everything_kept(client: Any, shape: Any, words: str) -> None:
    campaign = drawing_campaign()
    response = client.post(campaign.url, drawn(shape, lieu_shape_kind="area"))
    assert response.status_code == 422
    page = soup(response)
    error = page.select_one("[data-field=lieu] .civic-field__error")
    assert error is not None
    assert any(word in error.get_text() for word in words.split("|"))
    kept = page.select_one("[name=lieu_shape]")
    assert kept is not None
    assert "48" in kept.get_text()
    assert page.select_one("[name=lieu_shape_kind] option[value=area][selected]")
    assert page.select_one("[name=titre]")["value"] == "Un banc devant l'école"
    assert not Contribution.objects.exists()


def test_a_shape_that_touches_the_border_is_inside(client: Any) -> None:
    along = {"type": "LineString", "coordinates": [[2.18, 48.92], [2.22, 48.92]]}
    assert client.post(drawing_campaign().url, drawn(along)).status_code == 303


def test_a_place_outside_is_told_how_far_and_what_is_nearest_inside(client: Any) -> None:
    campaign = CampaignFactory(open=True)
    latitude, longitude = JUST_OUTSIDE
    sent = answers(lieu_latitude=str(latitude), lieu_longitude=str(longitude))
    response = client.post(campaign.url, sent)
    assert response.status_code == 422
    error = soup(response).select_one("[data-field=lieu] .civic-field__error")
    assert error is not None
    for words in ("110 m", "latitude 48.92", "longitude 2.206"):
        assert words in error.get_text()
    assert soup(response).select_one("[name=lieu_latitude]")["value"] == str(latitude)
    again = answers(lieu_latitude="48.92", lieu_longitude="2.206")
    assert client.post(campaign.url, again).status_code == 303


def test_a_placed_point_stays_whatever_address_is_beside_it(client: Any, service: Any) -> None:
    sent = answers(lieu_address="12 rue Henri Barbusse", lieu_latitude="48.9", lieu_longitude="2.2")
    client.post(CampaignFactory(open=True).url, sent)
    exact = ExactLocation.objects.get()
    assert (exact.latitude, exact.longitude, exact.provenance) == (48.9, 2.2, "placed")
    assert exact.address == "12 rue Henri Barbusse"
    assert service.asked == []


def test_a_drawn_shape_stays_whatever_address_is_beside_it(client: Any, service: Any) -> None:
    client.post(drawing_campaign().url, drawn(LINE, lieu_address="12 rue Henri Barbusse"))
    assert ExactLocation.objects.get().shape == LINE
    assert service.asked == []


@pytest.mark.parametrize(
    ("said", "kept"), [("device", "device"), ("geocoded", "placed"), ("<b>", "placed"), ("", "placed")]
)  # fmt: skip
def test_a_browser_may_say_that_the_device_gave_the_position_and_nothing_else(
    client: Any, said: str, kept: str
) -> None:
    client.post(CampaignFactory(open=True).url, answers(lieu_provenance=said))
    assert ExactLocation.objects.get().provenance == kept


def test_two_positions_of_a_device_under_one_key_are_two_contributions(client: Any) -> None:
    campaign = CampaignFactory(open=True)
    sent = answers(lieu_provenance="device")
    client.post(campaign.url, sent)
    response = client.post(campaign.url, {**sent, "lieu_latitude": "48.9"})
    assert response.status_code == 422
    assert Contribution.objects.count() == 1


def test_its_author_finds_the_shape_again_and_corrects_the_words_alone(client: Any) -> None:
    campaign = drawing_campaign()
    client.post(campaign.url, drawn(LINE))
    stored = Contribution.objects.get()
    path = private_path(campaign, stored)
    shown = client.get(path).content.decode()
    assert "810" in shown
    form = soup(client.get(f"{path}corriger/"))
    assert form.select_one("[name=lieu_shape]").get_text().strip()
    kept = {
        "titre": "Une piste cyclable",
        "lieu_shape": form.select_one("[name=lieu_shape]").get_text(),
        "lieu_shape_kind": form.select_one("[name=lieu_shape_kind] option[selected]")["value"],
        "courriel": "habitante@example.org",
    }
    assert client.post(f"{path}corriger/", kept).status_code == 303
    stored.refresh_from_db()
    assert (stored.title, stored.shape) == ("Une piste cyclable", LINE)


def test_the_page_of_a_contribution_tells_what_was_drawn(client: Any) -> None:
    campaign = drawing_campaign(published_at_once=True)
    client.post(campaign.url, drawn(AREA))
    stored = Contribution.objects.get()
    detail = client.get(f"{campaign.contributions_url}{stored.reference}/").content.decode()
    assert "81" in detail
    assert "ha" in soup(client.get(f"{campaign.contributions_url}{stored.reference}/")).get_text()


def test_the_desk_takes_a_place_outside_with_a_reason_alone() -> None:
    campaign, client = CampaignFactory(open=True), client_of("moderator")
    there = {"lieu_latitude": str(OUTSIDE[0]), "lieu_longitude": str(OUTSIDE[1])}
    first = soup(client.get(desk_address(campaign)))
    assert first.select_one("[name=outside-accept]") is None
    refused = client.post(desk_address(campaign), typed(**there))
    assert refused.status_code == 422
    assert soup(refused).select_one("[name=outside-accept]") is not None
    half = client.post(desk_address(campaign), typed(**there, **{"outside-accept": "on"}))
    assert half.status_code == 422
    assert "Say why this place is taken." in half.content.decode()
    assert not Contribution.objects.exists()
    said = {"outside-accept": "on", "outside-reason": "La rue est à cheval sur deux communes"}
    assert client.post(desk_address(campaign), typed(**there, **said)).status_code == 303
    stored, exact = Contribution.objects.get(), ExactLocation.objects.get()
    assert exact.outside_reason == said["outside-reason"]
    assert (stored.latitude, stored.sector) == (OUTSIDE[0], "")
    entry = ModelLogEntry.objects.get(action="civic.contribution.submit")
    assert entry.data["outside"] == said["outside-reason"]
    history = client.get(reverse("civic_contributions:history", args=[stored.pk]))
    assert said["outside-reason"] in history.content.decode()


def test_a_reason_is_not_kept_of_a_place_inside_or_of_three_hundred_characters_and_one() -> None:
    campaign, client = CampaignFactory(open=True), client_of("moderator")
    long = {"outside-accept": "on", "outside-reason": "x" * 301}
    assert client.post(desk_address(campaign), typed(**long)).status_code == 422
    said = {"outside-accept": "on", "outside-reason": "Par prudence"}
    assert client.post(desk_address(campaign), typed(**said)).status_code == 303
    assert ExactLocation.objects.get().outside_reason == ""


@pytest.mark.parametrize("more", [{"outside-accept": "on", "outside-reason": "Moi"}])
def test_nobody_accepts_their_own_place_outside(client: Any, more: dict[str, str]) -> None:
    there = {"lieu_latitude": str(OUTSIDE[0]), "lieu_longitude": str(OUTSIDE[1])}
    response = client.post(CampaignFactory(open=True).url, {**answers(**there), **more})
    assert response.status_code == 422
    assert not Contribution.objects.exists()


def test_an_author_corrects_the_words_of_a_place_that_the_team_accepted_outside(
    client: Any,
) -> None:
    campaign = CampaignFactory(open=True)
    there = {"lieu_latitude": str(OUTSIDE[0]), "lieu_longitude": str(OUTSIDE[1])}
    said = {"outside-accept": "on", "outside-reason": "Voisins directs"}
    client_of("moderator").post(desk_address(campaign), typed(**there, **said))
    stored = Contribution.objects.get()
    path = f"{private_path(campaign, stored)}corriger/"
    corrected = answers(titre="Deux bancs", lieu_address="", **there)
    assert client.post(path, corrected).status_code == 303
    stored.refresh_from_db()
    assert stored.title == "Deux bancs"
    assert ExactLocation.objects.get().outside_reason == "Voisins directs"
    elsewhere = {**corrected, "lieu_latitude": str(JUST_OUTSIDE[0])}
    assert client.post(path, elsewhere).status_code == 422
    back = {**corrected, "lieu_latitude": str(INSIDE[0]), "lieu_longitude": str(INSIDE[1])}
    assert client.post(path, back).status_code == 303
    assert ExactLocation.objects.get().outside_reason == ""
    assert stored.status == Status.PENDING
