"""System checks: ports that nothing fills."""

from typing import Any

from django.core.checks import CheckMessage, Warning, register

from civic_blocks import ports
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
