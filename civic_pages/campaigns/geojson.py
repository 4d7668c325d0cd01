"""Perimeters and sectors in the page editor: GeoJSON pasted into a box or uploaded as a file."""

import json
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from civic_pages import conf
from civic_pages.participation.geo import perimeters


class GeoJSONWidget(forms.Textarea):
    """A box for GeoJSON with a file input beneath it; a file that is chosen wins."""

    template_name = "civic_pages/widgets/geojson.html"
    needs_multipart_form = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": 4, "spellcheck": "false", **(attrs or {})})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        upload = files.get(f"{name}_file")
        if upload is None:
            return super().value_from_datadict(data, files, name)
        if upload.size > conf.get("GEOJSON_MAX_BYTES"):
            return "…"  # No JSON: refused as such, without reading megabytes into memory.
        return upload.read().decode("utf-8-sig", errors="replace")

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data and f"{name}_file" not in files


class GeoJSONFormField(forms.Field):
    """Cleans to normalised GeoJSON (dict) or ``None``.

    Args:
        normalise: raises ``ValidationError`` on what it cannot use.
    """

    widget = GeoJSONWidget

    def __init__(self, *, normalise: Callable[[Any], dict[str, Any]], **kwargs: Any) -> None:
        self.normalise = normalise
        kwargs = {
            key: kwargs[key]
            for key in kwargs.keys()
            & {"required", "label", "help_text", "initial", "widget", "disabled"}
        }
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> dict[str, Any] | None:
        if not value or (isinstance(value, str) and not value.strip()):
            return None
        return self.normalise(perimeters.parse(value) if isinstance(value, str) else value)

    def prepare_value(self, value: Any) -> Any:
        return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != initial)
        except ValidationError:
            return True


class PerimeterField(models.JSONField):
    """A Polygon or MultiPolygon, or nothing."""

    description = _("Perimeter (GeoJSON)")

    def formfield(self, **kwargs: Any) -> Any:
        return models.Field.formfield(
            self, form_class=GeoJSONFormField, normalise=perimeters.normalise_perimeter, **kwargs
        )


class SectorsField(models.JSONField):
    """A FeatureCollection of named polygons, or nothing."""

    description = _("Sectors (GeoJSON)")

    def formfield(self, **kwargs: Any) -> Any:
        return models.Field.formfield(
            self, form_class=GeoJSONFormField, normalise=perimeters.normalise_sectors, **kwargs
        )
