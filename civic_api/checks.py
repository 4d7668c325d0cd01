"""System checks: settings of the API, and what it needs of the site it is installed in."""

from typing import Any

from django.core.checks import CheckMessage, Warning, register
from drf_spectacular.openapi import AutoSchema
from rest_framework.settings import api_settings

from civic_api import conf
from civic_blocks.requirements import missing_address, missing_apps
from civic_blocks.setting_checks import check_options


NEEDED = ("civic_pages", "rest_framework", "drf_spectacular", "drf_spectacular_sidecar")
LINE = 'path("api/civic/", include("civic_api.urls")),'


@register("civic_api")
def needed_apps(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse to start without the apps (``E010``) or the addresses (``E011``) of the API."""
    return [
        *missing_apps("civic_api", NEEDED),
        *missing_address("civic_api", "civic_api:pins", LINE),
    ]


@register("civic_api")
def describable(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Warn (``civic_api.W001``) where the site's own setting keeps the API from being described."""
    used: Any = api_settings.DEFAULT_SCHEMA_CLASS
    if issubclass(used, AutoSchema):
        return []
    return [
        Warning(
            "REST_FRAMEWORK names a schema class with which the API cannot describe itself.",
            hint='Set "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema" in '
            "REST_FRAMEWORK, or leave it out: it is our default.",
            id="civic_api.W001",
        )
    ]


@register("civic_api")
def options(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Tell of options in ``CIVIC_API`` that do not exist or are of another type (E001)."""
    return check_options("CIVIC_API", conf.DEFAULTS, "civic_api.E001")
