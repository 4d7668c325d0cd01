"""Perimeters and sectors in the page editor: pasted into a box or uploaded as a file."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from civic_blocks import conf as block_conf
from civic_blocks.geofiles import positions
from civic_blocks.geofiles.reading import ACCEPTED
from civic_pages import conf
from civic_pages.campaigns import territory_files
from civic_pages.participation.geo import perimeters


@dataclass(frozen=True)
class GivenFile:
    """An uploaded file, and what the box held beside it; ``content`` is ``None`` if too large."""

    name: str
    content: bytes | None
    typed: str = ""


class GeoJSONWidget(forms.Textarea):
    """A box with a file input and a map beneath it; a file that is chosen wins."""

    template_name = "civic_pages/widgets/geojson.html"
    needs_multipart_form = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": 4, "spellcheck": "false", **(attrs or {})})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        typed = super().value_from_datadict(data, files, name)
        upload = files.get(f"{name}_file")
        if upload is None:
            return typed
        fits = upload.size <= conf.get("GEOJSON_MAX_BYTES")
        return GivenFile(upload.name, upload.read() if fits else None, typed or "")

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data and f"{name}_file" not in files

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        refused = value.name if isinstance(value, GivenFile) else ""
        typed = value.typed if isinstance(value, GivenFile) else value
        context: dict[str, Any] = super().get_context(name, typed, attrs)
        latitude, longitude = block_conf.get("MAP_CENTER")
        context["widget"] |= {
            "accept": ACCEPTED,
            "refused_file": refused,
            "map": {
                "centre": f"{latitude},{longitude}",
                "zoom": block_conf.get("MAP_ZOOM"),
                "tile_url": block_conf.get("TILE_URL"),
                # Leaflet reads it as HTML.
                "tile_attribution": escape(block_conf.get("TILE_ATTRIBUTION")),
            },
        }
        return context

    @property
    def media(self) -> forms.Media:
        return forms.Media(
            css={
                "all": [
                    "civic_blocks/vendor/leaflet/leaflet.css",
                    "civic_blocks/css/admin-map.css",
                ]
            },
            js=[
                "civic_blocks/vendor/leaflet/leaflet.js",
                "civic_blocks/js/admin/map.js",
                "civic_pages/admin/territory-map.js",
            ],
        )


class GeoJSONFormField(forms.Field):
    """Cleans to normalised GeoJSON (dict) or ``None``, from any file of places.

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
        content = value
        if isinstance(value, GivenFile):
            if value.content is None:
                raise ValidationError(_("This file is too large."), code="too_large")
            content = value.content
        if not content or (isinstance(content, str) and not content.strip()):
            return None
        data = territory_files.read(content) if isinstance(content, str | bytes) else content
        cleaned = self.normalise(data)
        shapes = [f["geometry"] for f in cleaned.get("features", [])] or [cleaned]
        positions.check_order([place for shape in shapes for place in positions.flat(shape)])
        return cleaned

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
