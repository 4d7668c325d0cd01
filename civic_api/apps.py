"""The REST face of campaigns and contributions: the only importer of Django REST framework."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CivicApiConfig(AppConfig):
    name = "civic_api"
    verbose_name = _("Civic API")

    def ready(self) -> None:
        from civic_api import (
            checks,  # noqa: F401
            purging,
        )
        from civic_api.endpoints import Endpoints
        from civic_blocks import ports

        ports.bind(ports.LiveEndpoints, Endpoints())
        purging.connect()
