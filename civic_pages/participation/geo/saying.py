"""Answers to whoever gave them, a place among them by the part of the city it is in."""

from typing import Any

from civic_blocks.definitions import FieldSpec
from civic_blocks.field_types import place, type_of
from civic_pages.participation.geo.perimeters import Territory


def in_words(spec: FieldSpec, answer: Any, territory: Territory | None) -> str:
    """Return an answer as text; of a point that has no address, the sector instead of its numbers."""
    if spec.type != place.Point.slug or not answer:
        return type_of(spec).display(spec, answer)
    return place.in_words(answer, part=_sector(answer, territory))


def _sector(answer: Any, territory: Territory | None) -> str:
    latitude, longitude = answer.get("latitude"), answer.get("longitude")
    if territory is None or latitude is None or longitude is None:
        return ""
    key = territory.sector_of(latitude, longitude)
    return territory.sector_name(key) if key else ""
