"""The REST face of campaigns and contributions: the only importer of Django REST framework."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


# What describes our routes; read when a view's module is imported, so that it must be set before.
SCHEMA_CLASS = "drf_spectacular.openapi.AutoSchema"


class CivicApiConfig(AppConfig):
    name = "civic_api"
    verbose_name = _("Civic API")

    def ready(self) -> None:
        from rest_framework.settings import api_settings

        from civic_api import (
            checks,  # noqa: F401
            purging,
        )
        from civic_api.endpoints import Endpoints
        from civic_blocks import ports

        ports.bind(ports.LiveEndpoints, Endpoints())
        purging.connect()
        # A default of DRF's, not the host's setting: what it says itself stays as it is.
        api_settings.defaults["DEFAULT_SCHEMA_CLASS"] = SCHEMA_CLASS
