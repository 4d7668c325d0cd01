"""A table as GeoJSON (RFC 7946), streamed feature by feature; properties under technical names."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import orjson

from civic_pages.participation.exports.base import Column, Table, drawn_columns, labelled


BLOCK = 200


def collection(features: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    """Yield the bytes of a FeatureCollection."""
    yield b'{"type":"FeatureCollection","features":['
    written = (
        (b",\n" if number else b"\n") + orjson.dumps(feature)
        for number, feature in enumerate(features)
    )
    while block := b"".join(islice(written, BLOCK)):
        yield block
    yield b"\n]}\n"


def property_of(column: Column, value: Any) -> Any:
    """Return a cell as a property: codes stay codes, but a sector's key says nothing on a map."""
    return labelled(column, value) if column.key == "sector" else value


def contributions(table: Table) -> Iterator[bytes]:
    """Yield the contributions; those without a point have a null geometry."""
    shown = drawn_columns(table.columns)
    references = [
        number for number, column in enumerate(table.columns) if column.key == "reference"
    ]

    def features() -> Iterator[dict[str, Any]]:
        for row, cells in table.pairs():
            yield {
                "type": "Feature",
                "id": cells[references[0]],
                "geometry": table.geometry(row),
                "properties": {
                    table.columns[number].key: property_of(table.columns[number], cells[number])
                    for number in shown
                },
            }

    return collection(features())
