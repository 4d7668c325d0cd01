"""The map checker tells an editor, in words, what does not fit together."""

from typing import Any

import pytest
from django.utils import translation

from civic_pages.campaigns.map_checks import findings
from civic_pages.testing import (
    OUTSIDE,
    PERIMETER,
    SECTORS,
    CampaignFactory,
    ContributionFactory,
    form_block,
)
from tests.blocks.layers import layer_of, map_block
from tests.campaigns.test_territory_files import save
from tests.participation.desk import client_of, texts


pytestmark = pytest.mark.django_db
FAR = {"lat": 48.8566, "lng": 2.3522}
NEAR = {"lat": 48.892, "lng": 2.206}


def square(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def sectors(**shapes: dict[str, Any]) -> dict[str, Any]:
    features = [
        {"type": "Feature", "properties": {"key": name.lower(), "name": name}, "geometry": shape}
        for name, shape in shapes.items()
    ]
    return {"type": "FeatureCollection", "features": features}


def told(**values: Any) -> str:
    with translation.override("en"):
        return "\n".join(str(finding.text) for finding in findings(CampaignFactory(**values)))


def interest(title: str, position: dict[str, float]) -> dict[str, Any]:
    return {"title": title, "text": "", "link": "", "position": position}


def test_a_campaign_in_order_gets_no_remark() -> None:
    block = map_block(introduction="<p>Le plan.</p>", points_of_interest=[interest("Halle", NEAR)])
    assert told(body=[form_block(), block], perimeter=PERIMETER, sectors=SECTORS) == ""


@pytest.mark.parametrize("body", [[form_block()], [map_block()]], ids=["question", "map"])
def test_a_missing_perimeter_is_told(body: list[Any]) -> None:
    assert "The perimeter is missing" in told(body=body, perimeter=None, sectors=None)


def test_without_map_or_point_a_perimeter_is_not_missed() -> None:
    assert told(body=[], perimeter=None, sectors=None) == ""


def test_points_shapes_and_features_outside_are_counted_and_named() -> None:
    shape = {"title": "Voie verte", "kind": "line", "colour": "blue", "path": {
        "type": "LineString", "coordinates": [[2.35, 48.85], [2.36, 48.86]]}}  # fmt: skip
    block = map_block(
        introduction="<p>Plan</p>",
        points_of_interest=[interest(f"Lieu {n}", FAR) for n in range(3)] + [interest("Ici", NEAR)],
        shapes=[shape],
        layers=[layer_of(("Là-bas", FAR), ("Ici", NEAR), source="Ville")],
    )
    words = told(body=[block])
    assert "3 points of interest outside of the perimeter: Lieu 0, Lieu 1, Lieu 2." in words
    assert "The shape “Voie verte” lies outside" in words
    assert "Layer “Plan”: 1 feature of 2 lies outside" in words


def test_an_area_that_holds_the_perimeter_is_not_outside() -> None:
    ring = [[2.0, 48.8], [2.4, 48.8], [2.4, 49.0], [2.0, 49.0]]
    shape = {
        "title": "Métropole",
        "kind": "area",
        "path": {"type": "LineString", "coordinates": ring},
    }
    block = map_block(introduction="<p>Plan</p>", shapes=[shape])
    assert told(body=[block]) == ""


def test_overlaps_gaps_and_strays_of_sectors_are_told_with_their_shares() -> None:
    words = told(
        perimeter=square(2.2, 48.88, 2.24, 48.9),
        sectors=sectors(
            Ouest=square(2.2, 48.88, 2.22, 48.9),
            Centre=square(2.21, 48.88, 2.23, 48.9),
            Nord=square(2.23, 48.888, 2.24, 48.912),
        ),
        body=[],
    )
    assert "The sectors “Ouest” and “Centre” overlap (50% of the smaller one)" in words
    assert "50% of the sector “Nord” lie outside of the perimeter." in words
    assert "10% of the perimeter belong to no sector." in words


def test_contributions_outside_of_a_changed_perimeter_are_counted_with_a_link() -> None:
    page = CampaignFactory()
    inside = ContributionFactory(campaign=page, published=True, pinned=True)
    outside = ContributionFactory(campaign=page, published=True, pinned=True, at=OUTSIDE)
    with translation.override("en"):
        found = findings(page)
    assert [finding.text for finding in found] == [
        f"1 contribution lies outside of the perimeter: {outside.reference}."
    ]
    assert found[0].url.endswith(f"?campaign={page.pk}")
    assert inside.reference not in found[0].text


def test_a_place_that_staff_took_with_a_reason_is_not_told() -> None:
    page = CampaignFactory()
    taken = ContributionFactory(campaign=page, published=True, pinned=True, at=OUTSIDE)
    taken.exact_location.outside_reason = "Riverain du pont"
    taken.exact_location.save()
    assert findings(page) == []


def test_homes_outside_are_not_counted() -> None:
    page = CampaignFactory(homes=True)
    ContributionFactory(campaign=page, published=True, pinned=True, at=OUTSIDE)
    assert findings(page) == []


def test_layers_without_a_source_or_titles_are_told_with_what_they_lost() -> None:
    block = map_block(introduction="<p>Plan</p>", layers=[layer_of(("", NEAR), lost=["icons"])])
    words = told(body=[block])
    assert "The layer “Plan” does not say where its data come from." in words
    assert "1 feature has no title" in words
    assert "not taken over from the file: icons and their shapes." in words


def test_a_map_of_shapes_without_a_word_and_an_empty_map_are_told() -> None:
    layers = [layer_of(("Halle", NEAR), source="Ville")]
    assert "has no introduction" in told(body=[map_block(layers=layers)])
    assert "neither contributions nor anything else" in told(
        body=[map_block(show_contributions=False)]
    )


def test_a_ground_without_its_owner_is_told(settings: Any) -> None:
    base = {"key": "plan", "label": "Plan", "url": "/t/{z}/{x}/{y}", "attribution": ""}
    settings.CIVIC_BLOCKS = {**settings.CIVIC_BLOCKS, "BASE_MAPS": [base]}
    words = told(body=[map_block(base_maps=["plan"])])
    assert "The base map “Plan” does not say whose it is." in words
    settings.CIVIC_BLOCKS = {"TILE_URL": "/t/{z}/{x}/{y}", "TILE_ATTRIBUTION": ""}
    assert "The base map of the site does not say" in told(body=[map_block()])


def test_the_editor_reads_the_remarks_in_the_tab_and_after_saving() -> None:
    page = CampaignFactory(body=[form_block()], perimeter=None, sectors=None)
    client = client_of("admin")
    shown = client.get(f"/admin/pages/{page.pk}/edit/")
    assert any("perimeter is missing" in text for text in texts(shown, ".civic-map-checks li"))
    outside = ContributionFactory(campaign=page, published=True, pinned=True, at=OUTSIDE)
    after = save(client, page)
    assert outside.reference in " ".join(texts(after, ".messages"))


def test_what_wagtail_saves_by_itself_brings_no_message() -> None:
    page = CampaignFactory()
    ContributionFactory(campaign=page, published=True, pinned=True, at=OUTSIDE)
    client = client_of("admin")
    from tests.campaigns.test_publishing import edit_form

    response = client.post(
        f"/admin/pages/{page.pk}/edit/", edit_form(page), headers={"accept": "application/json"}
    )
    assert response.status_code == 200
    shown = client.get("/admin/")
    assert "map checker" not in shown.content.decode()


def test_the_checker_costs_the_same_at_one_and_at_thirty_contributions(
    django_assert_num_queries: Any,
) -> None:
    page = CampaignFactory()
    for count in (1, 29):
        ContributionFactory.create_batch(count, campaign=page, published=True, pinned=True)
        fresh = type(page).objects.get(pk=page.pk)
        with django_assert_num_queries(1):
            findings(fresh)
