"""By which questions the map of areas of homes can be filtered: declared before, never free."""

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _


# Columns of a contribution with few values. Free text and dates would cut areas to single homes.
HOME_FILTERS = [
    ("category", _("Category")),
    ("kind", _("Individual or collective")),
]


class PublicFiltersField(models.JSONField):
    """Names among :data:`HOME_FILTERS`, as a list."""

    description = _("Filters of the map of homes")

    def formfield(self, **kwargs: Any) -> Any:
        kwargs |= {"choices_form_class": None, "encoder": None, "decoder": None}
        return forms.MultipleChoiceField(
            choices=HOME_FILTERS,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            label=kwargs.get("label", self.verbose_name),
            help_text=kwargs.get("help_text", self.help_text),
        )
