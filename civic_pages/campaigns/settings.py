"""The city's name, colours and links, set in the Wagtail admin for each site."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.images import get_image_model_string


@register_setting(icon="site")
class CivicSiteSettings(BaseSiteSetting):
    """Look and legal links of one site."""

    city_name = models.CharField(max_length=100, blank=True, verbose_name=_("name of the city"))
    logo = models.ForeignKey(
        get_image_model_string(), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("appearance of the site")
