"""Questions answered with a place."""

import json
from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from civic_blocks import shapes
from civic_blocks.cells import read_number
from civic_blocks.definitions import FieldSpec
from civic_blocks.field_types.base import FieldType, FormData, Misfit, Printed
from civic_blocks.forms import PointAnswer, PointField
from civic_blocks.inputs import TextField


PARTS = ("address", "latitude", "longitude")


class Address(FieldType):
    """An address kept for staff only, beside the exact point."""

    slug, label, icon = "address", _("Address"), "home"
    always_private = is_kept_apart = is_personal = True
    in_geojson = False
    max_num = 1

    def form_field(self, spec: FieldSpec) -> forms.Field:
        return TextField(max_length=300, widget=forms.TextInput({"autocomplete": "street-address"}))

    def json_schema(self, spec: FieldSpec) -> dict[str, Any]:
        schema: dict[str, Any] = {"type": "string", "maxLength": 300}
        return {**schema, "minLength": 1} if spec.required else schema

    def printed(self, spec: FieldSpec) -> Printed:
        return Printed("lines", lines=2)


class Point(FieldType):
    """A place on the map; how precisely it is published is the campaign's choice.

    The editor may also take a line or an area: the answer then has ``shape``, a GeoJSON geometry,
    and its coordinates are of a point on it.
    """

    slug, label, icon = "point", _("Point on the map"), "site"
    is_kept_apart = True
    # The point is the feature's geometry, not one of its properties.
    in_geojson = False
    max_num = 1
    parts = (*(f"_{part}" for part in PARTS), "_provenance", "_shape", "_shape_kind")

    def editor_blocks(self) -> list[tuple[str, blocks.Block]]:
        choices = [(shapes.LINE, _("A line: a route, a street")), (shapes.AREA, _("An area"))]
        return [
            (
                "shapes",
                blocks.MultipleChoiceBlock(
                    choices=choices,
                    required=False,
                    widget=forms.CheckboxSelectMultiple,
                    label=_("What may be drawn beside a point"),
                    help_text=_("A point can always be placed, and is enough for most questions."),
                ),
            )
        ]

    def options(self, value: Mapping[str, Any]) -> dict[str, Any]:
        chosen = [kind for kind in shapes.TYPES if kind in (value.get("shapes") or ())]
        return {"shapes": chosen} if chosen else {}

    def form_field(self, spec: FieldSpec) -> forms.Field:
        return PointField(shapes=_shapes(spec))

    def json_schema(self, spec: FieldSpec) -> dict[str, Any]:
        allowed = _shapes(spec)
        schema = {
            "type": "object",
            "properties": {
                "latitude": {"type": ["number", "null"], "minimum": -90, "maximum": 90},
                "longitude": {"type": ["number", "null"], "minimum": -180, "maximum": 180},
                "address": {"type": ["string", "null"], "maxLength": 300},
                # Where none may be drawn, none may still be said.
                "shape": shape_schema(allowed),
            },
            "additionalProperties": False,
        }
        if spec.required:
            return {**schema, "anyOf": _given(allowed)}
        return {**schema, "anyOf": [_PLACED, _UNPLACED]}

    def form_data(self, name: str, answer: Any) -> FormData:
        if answer is None:
            return {}
        if not isinstance(answer, Mapping) or not set(answer) <= {*PARTS, "shape"}:
            message = gettext("Give an object of latitude, longitude and address.")
            return {name: [Misfit(message)]}
        said = {part: value for part in PARTS if (value := answer.get(part)) is not None}
        for part, value in said.items():
            is_text = isinstance(value, str)
            is_number = isinstance(value, int | float) and not isinstance(value, bool)
            if not (is_text if part == "address" else is_number):
                message = gettext("Give latitude and longitude as numbers, the address as a text.")
                return {name: [Misfit(message)]}
        data = {f"{name}_{part}": [str(value)] for part, value in said.items()}
        return data | _shape_input(name, answer["shape"]) if "shape" in answer else data

    def to_answer(self, cleaned: Any) -> Any:
        if not isinstance(cleaned, PointAnswer):
            return None
        answer = {part: getattr(cleaned, part) for part in PARTS}
        return answer if cleaned.shape is None else {**answer, "shape": cleaned.shape}

    def display(self, spec: FieldSpec, answer: Any) -> str:
        return in_words(answer) if isinstance(answer, Mapping) else ""

    def export_columns(self, spec: FieldSpec) -> list[tuple[str, str]]:
        headers = {
            "address": gettext("%(question)s: address"),
            "latitude": gettext("%(question)s: latitude"),
            "longitude": gettext("%(question)s: longitude"),
            "shape": gettext("%(question)s: line or area (WKT)"),
        }
        return [
            (f"{spec.key}_{part}", headers[part] % {"question": spec.label})
            for part in _columns(spec)
        ]

    def export_values(self, spec: FieldSpec, answer: Any) -> list[Any]:
        known = dict(answer) if isinstance(answer, Mapping) else {}
        if shape := known.get("shape"):
            known["shape"] = shapes.as_wkt(shape)
        return [known.get(part) if known.get(part) != "" else None for part in _columns(spec)]

    def from_cells(self, spec: FieldSpec, cells: Mapping[str, str]) -> Any:
        texts = {part: cells.get(f"{spec.key}_{part}", "").strip() for part in _columns(spec)}
        if not any(texts.values()):
            return None
        try:
            degrees = {p: read_number(texts[p]) if texts[p] else None for p in PARTS[1:]}
        except ValueError as error:
            message = _("Write latitude and longitude as numbers, for instance 48.892 and 2.206.")
            raise ValidationError(message, code="invalid") from error
        answer = {"address": texts["address"], **degrees}
        if not texts.get("shape"):
            return answer
        return {**answer, "shape": shapes.read(texts["shape"], allowed=_shapes(spec))}

    def answered(self, spec: FieldSpec) -> dict[str, Any]:
        return {"type": "object", "anyOf": _given(_shapes(spec))}

    def printed(self, spec: FieldSpec) -> Printed:
        return Printed("lines", lines=2)


def in_words(answer: Mapping[str, Any], *, part: str = "") -> str:
    """Return a place for people: its address, what was drawn, or where its point is.

    Args:
        part: the name of the part of the city that the point is in; empty: not known.
    """
    address = answer.get("address") or ""
    latitude, longitude = answer.get("latitude"), answer.get("longitude")
    said = capfirst(shapes.in_words(answer.get("shape")))
    if not said and latitude is not None and longitude is not None:
        if address:
            said = gettext("placed on the map")
        else:
            where = part or shapes.position_in_words(latitude, longitude)
            said = gettext("A point on the map – %(where)s") % {"where": where}
    return " – ".join(filter(None, [address, said]))


def _shapes(spec: FieldSpec) -> list[str]:
    """Return the kinds of shape that a question takes beside a point."""
    return list(spec.options.get("shapes") or ())


def _columns(spec: FieldSpec) -> tuple[str, ...]:
    return (*PARTS, "shape") if _shapes(spec) else PARTS


def _shape_input(name: str, shape: Any) -> FormData:
    """Return the form input of a shape: as people read it, or as JSON where it is none.

    The one field then says what is wrong with it.
    """
    try:
        sound = shapes.normalised(shape)
    except ValidationError:
        return {f"{name}_shape": [json.dumps(shape)]}
    kind = shapes.KINDS[sound["type"]]
    return {f"{name}_shape": [shapes.as_lines(sound)], f"{name}_shape_kind": [kind]}


def shape_schema(allowed: Collection[str]) -> dict[str, Any]:
    """Return the JSON Schema of a shape; it cannot say that an outline crosses itself."""
    return {"oneOf": [_NOTHING, *(_GEOMETRIES[kind] for kind in allowed)]}


_POSITION = {
    "type": "array",
    "prefixItems": [
        {"type": "number", "minimum": -180, "maximum": 180},
        {"type": "number", "minimum": -90, "maximum": 90},
    ],
    "minItems": 2,
    "maxItems": 2,
}


def _geometry(name: str, coordinates: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {"type": {"const": name}, "coordinates": coordinates, "crs": False},
        "required": ["type", "coordinates"],
    }


def _positions(least: int, most: int) -> dict[str, Any]:
    return {"type": "array", "items": _POSITION, "minItems": least, "maxItems": most}


_OUTLINE = _positions(3, shapes.MOST_VERTICES + 1)
_GEOMETRIES = {
    shapes.LINE: _geometry("LineString", _positions(2, shapes.MOST_VERTICES)),
    shapes.AREA: _geometry(
        "Polygon", {"type": "array", "items": _OUTLINE, "minItems": 1, "maxItems": 1}
    ),
}
_NOTHING = {"type": "null"}
_PLACED = {
    "properties": {"latitude": {"type": "number"}, "longitude": {"type": "number"}},
    "required": ["latitude", "longitude"],
}
_UNPLACED = {"properties": {"latitude": _NOTHING, "longitude": _NOTHING}}
# An address alone: half a point is none.
_NAMED = {
    "properties": {
        "latitude": _NOTHING,
        "longitude": _NOTHING,
        "address": {"type": "string", "minLength": 1},
    },
    "required": ["address"],
}
_DRAWN = {
    "properties": {"latitude": _NOTHING, "longitude": _NOTHING, "shape": {"type": "object"}},
    "required": ["shape"],
}


def _given(allowed: Collection[str]) -> list[dict[str, Any]]:
    """Return the schemas of what counts as an answer: a point, an address, or a shape."""
    return [_PLACED, _NAMED, *([_DRAWN] if allowed else [])]
