"""What a contribution is given under: the form as it was then, and the number it gets."""

from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from civic_blocks.definitions import FormDefinition


class FormVersion(models.Model):
    """A form as it was when somebody answered it: never changed, so old answers stay readable."""

    campaign = models.ForeignKey(
        Page, on_delete=models.PROTECT, related_name="+", verbose_name=_("campaign")
    )
    form_id = models.CharField(max_length=64, verbose_name=_("form"))
    number = models.PositiveIntegerField(verbose_name=_("version"))
    digest = models.CharField(max_length=64)
    definition_data = models.JSONField(encoder=DjangoJSONEncoder)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("form version")
        verbose_name_plural = _("form versions")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["campaign", "form_id", "digest"], name="civic_form_version_once"
            ),
            models.UniqueConstraint(
                fields=["campaign", "form_id", "number"], name="civic_form_version_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.definition.title} (v{self.number})"

    @cached_property
    def definition(self) -> FormDefinition:
        return FormDefinition.from_dict(self.definition_data)


class ReferenceCounter(models.Model):
    """Last number given for a campaign code and year; one row, locked while a number is taken."""

    code = models.CharField(max_length=6)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "year"], name="civic_reference_counter")
        ]

    def __str__(self) -> str:
        return f"{self.code}-{self.year}"
