"""A campaign's open data as GeoJSON (RFC 7946), streamed feature by feature."""

from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from civic_pages.participation.exports.base import columns, rows
from civic_pages.participation.querysets import ContributionQuerySet


def collection(features: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    """Yield the bytes of a FeatureCollection."""
    yield b'{"type":"FeatureCollection","features":['
    for number, feature in enumerate(features):
        yield (b",\n" if number else b"\n") + orjson.dumps(feature)
    yield b"\n]}\n"


def contributions(queryset: ContributionQuerySet, campaign: Any) -> Iterator[bytes]:
    """Yield the contributions; those without a public point have a null geometry."""
    shown = [c for c in columns(campaign) if c.key not in {"latitude", "longitude"}]

    def features() -> Iterator[dict[str, Any]]:
        for row in rows(queryset):
            geometry = None
            if row["latitude"] is not None:
                geometry = {"type": "Point", "coordinates": [row["longitude"], row["latitude"]]}
            yield {
                "type": "Feature",
                "id": row["reference"],
                "geometry": geometry,
                "properties": {column.key: column.cell(row) for column in shown},
            }

    return collection(features())
