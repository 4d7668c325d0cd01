"""System checks: extensions that are none, settings that are not known, ports that nothing fills."""

from typing import Any

from django.core.checks import CheckMessage, Error, Warning, register
from django.core.exceptions import ImproperlyConfigured

from civic_blocks import conf, ports, tiles
from civic_blocks.field_types import FIELD_TYPES
from civic_blocks.registry import check_blocks
from civic_blocks.setting_checks import check_options
from civic_blocks.templatetags.civic_blocks import elements


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
def extensions(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Tell what is wrong with field types (E001), blocks (E002) and custom elements (E003)."""
    found = FIELD_TYPES.check("civic_blocks.E001")
    told = {message.msg for message in found}
    # A form block asks for the field types: what is wrong with them is told once.
    found += [m for m in check_blocks("civic_blocks.E002") if m.msg not in told]
    try:
        elements()
    except ImproperlyConfigured as error:
        found.append(Error(str(error), id="civic_blocks.E003"))
    return found


@register("civic_blocks")
def options(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Tell of options in ``CIVIC_BLOCKS`` that do not exist or are of another type (E004)."""
    return check_options("CIVIC_BLOCKS", conf.DEFAULTS, "civic_blocks.E004")


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
