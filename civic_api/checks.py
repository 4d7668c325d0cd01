"""System checks: settings of the API."""

from typing import Any

from django.core.checks import CheckMessage, register

from civic_api import conf
from civic_blocks.setting_checks import check_options


@register("civic_api")
def options(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Tell of options in ``CIVIC_API`` that do not exist or are of another type (E001)."""
    return check_options("CIVIC_API", conf.DEFAULTS, "civic_api.E001")
