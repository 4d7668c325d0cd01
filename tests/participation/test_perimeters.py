"""Perimeters: what editors paste, and whether a point lies within."""

import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from civic_pages.participation.geo import perimeters
from civic_pages.testing import INSIDE, OUTSIDE, PERIMETER, SECTORS


SQUARE = PERIMETER["coordinates"]


def as_feature(geometry: dict[str, Any], **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


@pytest.mark.parametrize(
    "data",
    [
        PERIMETER,
        as_feature(PERIMETER),
        {"type": "FeatureCollection", "features": [as_feature(PERIMETER)]},
        {"type": "MultiPolygon", "coordinates": [SQUARE]},
    ],
)
def test_any_geojson_of_a_polygon_becomes_one_perimeter(data: dict[str, Any]) -> None:
    assert perimeters.territory(perimeters.normalise_perimeter(data), None).covers(*INSIDE)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"type": "Point", "coordinates": [2.2, 48.9]}, "invalid"),
        ({"type": "Polygon", "coordinates": [[[2, 48], [3, 49]]]}, "invalid"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}, "invalid"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [999, 0], [1, 1], [0, 0]]]}, "range"),
        ({"type": "Polygon", "coordinates": [[["a", 0], [1, 0], [1, 1], ["a", 0]]]}, "invalid"),
        ({**PERIMETER, "crs": {"type": "name"}}, "crs"),
        ({"type": "FeatureCollection", "features": []}, "invalid"),
        ([], "invalid"),
        ("text", "invalid"),
        (None, "invalid"),
    ],
)
def test_what_is_no_polygon_is_refused_with_a_reason(data: Any, code: str) -> None:
    with pytest.raises(ValidationError) as raised:
        perimeters.normalise_perimeter(data)
    assert raised.value.code == code


@pytest.mark.parametrize("text", ["", "{", '{"a": NaN}', "[" * 100_000])
def test_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        perimeters.parse(text)


def test_a_file_over_the_limit_is_refused(settings: Any) -> None:
    settings.CIVIC_PAGES = {"GEOJSON_MAX_BYTES": 10}
    with pytest.raises(ValidationError):
        perimeters.parse(json.dumps(PERIMETER))


def test_a_shape_of_too_many_vertices_is_refused(settings: Any) -> None:
    settings.CIVIC_PAGES = {"GEOJSON_MAX_VERTICES": 4}
    with pytest.raises(ValidationError):
        perimeters.normalise_perimeter(PERIMETER)


def test_the_border_itself_is_inside() -> None:
    territory = perimeters.territory(PERIMETER, None)
    assert territory.covers(48.87, 2.2)
    assert territory.covers(48.87, 2.17)
    assert not territory.covers(*OUTSIDE)


def test_without_a_perimeter_everywhere_is_inside() -> None:
    assert perimeters.territory(None, None).covers(-33, 151)


def test_sectors_get_keys_from_their_names() -> None:
    sectors = perimeters.normalise_sectors(
        {"type": "FeatureCollection", "features": [as_feature(PERIMETER, nom="Chemin de l'Île")]}
    )
    assert sectors["features"][0]["properties"] == {
        "key": "chemin-de-lile",
        "name": "Chemin de l'Île",
    }


@pytest.mark.parametrize("names", [("", ""), ("Nord", "Nord")])
def test_sectors_without_a_name_of_their_own_are_refused(names: tuple[str, str]) -> None:
    features = [as_feature(PERIMETER, name=name) for name in names]
    with pytest.raises(ValidationError):
        perimeters.normalise_sectors({"type": "FeatureCollection", "features": features})


def test_a_point_is_found_in_its_sector() -> None:
    territory = perimeters.territory(PERIMETER, SECTORS)
    assert territory.sector_of(48.9, 2.18) == "ouest"
    assert territory.sector_of(48.9, 2.22) == "est"
    assert territory.sector_of(*OUTSIDE) == ""
