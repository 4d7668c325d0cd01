"""System checks: ports that nothing fills, field types that are none, tiles that are not there."""

from typing import Any

from django.core.checks import CheckMessage, Warning, register

from civic_blocks import ports, tiles
from civic_blocks.field_types import collect_types


@register("civic_blocks")
def unbound_ports(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Warn (``civic_blocks.W001``) of each port without an implementation."""
    return [
        Warning(
            f"Nothing fills the port {port.__name__}: blocks that need it show their fallback.",
            hint="Install civic_pages and civic_api, bind an implementation of your own in "
            "AppConfig.ready(), or silence civic_blocks.W001.",
            id="civic_blocks.W001",
        )
        for port in ports.PORTS
        if ports.current(port) is None
    ]


@register("civic_blocks")
def field_types(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Stop the start-up where the hook of field types holds what is none.

    Raises:
        ImproperlyConfigured: saying which.
    """
    collect_types()
    return []


@register("civic_blocks")
def own_tiles(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Warn of a PMTiles file that cannot be used (W002) or not be drawn (W003)."""
    try:
        archive = tiles.archive()
    except (OSError, ValueError) as error:
        text = f'CIVIC_BLOCKS["PMTILES"] cannot be used: {error}'
        return [Warning(text, hint="See docs/deploy.md.", id="civic_blocks.W002")]
    if archive is None or archive.is_raster:
        return []
    hint = "It is served to other clients; for our maps cut raster tiles, see docs/deploy.md."
    text = 'CIVIC_BLOCKS["PMTILES"] holds vector tiles, which our maps do not draw.'
    return [Warning(text, hint=hint, id="civic_blocks.W003")]
