"""Blocks of a consultation campaign, usable alone in any Wagtail site."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CivicBlocksConfig(AppConfig):
    name = "civic_blocks"
    verbose_name = _("Civic blocks")

    def ready(self) -> None:
        from civic_blocks import checks, requirements  # noqa: F401
