"""The demo host: settings, URLs and demo data; nothing imports it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SiteConfig(AppConfig):
    name = "site_config"
    verbose_name = _("Demo site")
