"""Map blocks with an editor's shapes and layers, as they are stored."""

import uuid
from typing import Any


LAYER_ID = "9d2a1f6e-4b7c-4c55-8f0e-2b6c7d8e9f10"


def map_block(**value: Any) -> dict[str, Any]:
    """Return a map block, as stored; items of lists get ids where they have none."""
    defaults = {"title": "La carte", "show_contributions": True, "show_sectors": True}
    for name in ("points_of_interest", "shapes", "layers"):
        value[name] = [
            {"type": "item", "id": item.pop("id", str(uuid.uuid4())), "value": item}
            for item in map(dict, value.get(name, []))
        ]
    return {"type": "map", "id": str(uuid.uuid4()), "value": {**defaults, **value}}


def point(title: str, place: dict[str, float], **properties: Any) -> dict[str, Any]:
    named = {"title": title} if title else {}
    return {
        "type": "Feature",
        "properties": {**named, **properties},
        "geometry": {"type": "Point", "coordinates": [place["lng"], place["lat"]]},
    }


def layer_of(*places: tuple[str, dict[str, float]], lost: Any = (), **value: Any) -> dict[str, Any]:
    """Return a layer of points, as stored."""
    features = [point(title, place) for title, place in places]
    data = {"type": "FeatureCollection", "features": features, "lost": list(lost)}
    return {
        "title": "Plan",
        "colour": "green",
        "visible": True,
        "source": "",
        "data": data,
        **value,
    }
