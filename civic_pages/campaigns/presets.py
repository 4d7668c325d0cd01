"""Territories the city uses again and again: a campaign takes a copy of one."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from civic_pages.campaigns.geojson import PerimeterField, SectorsField


class TerritoryPreset(models.Model):
    """A named perimeter, or sectors, or both; changing it changes no campaign that copied it."""

    name = models.CharField(max_length=100, unique=True, verbose_name=_("name"))
    perimeter = PerimeterField(null=True, blank=True, verbose_name=_("perimeter"))
    sectors = SectorsField(null=True, blank=True, verbose_name=_("sectors"))

    panels: ClassVar = [FieldPanel("name"), FieldPanel("perimeter"), FieldPanel("sectors")]

    class Meta:
        verbose_name = _("ready territory")
        verbose_name_plural = _("ready territories")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if not self.perimeter and not self.sectors:
            raise ValidationError(_("Give a perimeter, or sectors, or both."), code="empty")
