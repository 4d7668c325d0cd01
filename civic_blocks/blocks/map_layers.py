"""What an editor lays over a map: shapes drawn in the block, layers of files, and base maps.

The map block adds :func:`layer_blocks` to its children and merges :func:`layers_config` into what
its script reads; the list beside the map includes ``civic_blocks/includes/map_layers.html``.
"""

from typing import Any

from wagtail import blocks


def layer_blocks() -> list[tuple[str, blocks.Block]]:
    """Return (name, block) of what the map block adds to its children.

    ``shapes`` and ``layers`` are content, ``base_maps`` and ``first_base_map`` are settings.
    """
    return []


def layers_config(value: blocks.StructValue, context: dict[str, Any]) -> dict[str, Any]:
    """Return keys that the map's script reads, to be merged over those of the map block.

    Args:
        value: of the map block.
        context: of its template; ``page`` decides whether layers have an address.

    Returns:
        ``layers`` ([{title, colour, url | data, visible, parts}]), ``lines`` (a GeoJSON
        FeatureCollection or ``None``), ``baseMaps`` ([{key, label, url, attribution, maxZoom}],
        the first is shown; empty where there is no choice) and, where the editor chose a base
        map, ``tileUrl`` and ``tileAttribution`` of the first; ``layerTexts`` for the two scripts.
    """
    return {"layers": [], "lines": None, "baseMaps": []}
