"""Lines and areas that an editor draws on a map in the block."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import escape
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.telepath import register
from wagtail.admin.telepath.widgets import WidgetAdapter

from civic_blocks import conf, paths
from civic_blocks.api import shapes
from civic_blocks.blocks.map_text import MapTextBlock, MapTextInput
from civic_blocks.geofiles.drawing import GeoJSON
from civic_blocks.map_legend import PALETTE, choices


def admin_map_options() -> dict[str, Any]:
    """Return what a map of the editor needs, with settings and texts of this moment."""
    return {
        "centre": list(conf.get("MAP_CENTER")),
        "zoom": conf.get("MAP_ZOOM"),
        "tileUrl": conf.get("TILE_URL"),
        # Leaflet reads it as HTML.
        "tileAttribution": escape(conf.get("TILE_ATTRIBUTION")),
        "texts": {"zoomIn": gettext("Zoom in"), "zoomOut": gettext("Zoom out")},
    }


def colour_of(value: blocks.StructValue) -> str:
    """Return the colour that a shape or a layer was given, as #rrggbb."""
    return PALETTE.get(value.get("colour") or "", PALETTE["blue"])[1]


class PathInput(MapTextInput):
    """A text of places, one on each line, with a map that writes it."""

    script = "civic_blocks/js/admin/path-input.js"


class PathInputAdapter(WidgetAdapter):
    js_constructor = "civic_blocks.PathInput"

    def js_args(self, widget: PathInput) -> list[Any]:
        options = admin_map_options()
        options["texts"] |= {
            "map": gettext("Map to draw on"),
            "help": gettext(
                "Click on the map to add a point, on the line to add one in between; drag a point "
                "to move it. Without a mouse, write one place on each line: latitude, longitude."
            ),
            "undo": gettext("Remove the last point"),
            "remove": gettext("Remove the chosen point"),
            "clear": gettext("Remove all points"),
            "count": gettext("Points: {count}"),
            "unreadable": gettext("Line {line} is no place."),
        }
        return [*super().js_args(widget), options]


register(PathInputAdapter(), PathInput)


class PathTextField(forms.CharField):
    """The text of a :class:`PathInput`; refuses lines that are no place."""

    widget = PathInput
    default_error_messages = {"required": _("Draw the shape on the map.")}

    def validate(self, value: str) -> None:
        super().validate(value)
        if value:
            paths.parse(value)


class PathBlock(MapTextBlock):
    """A drawn line. Its value is a GeoJSON LineString, or ``None``."""

    form_field = PathTextField

    def read(self, text: str) -> GeoJSON:
        return paths.parse(text)

    def stored(self, value: Any) -> GeoJSON | None:
        return paths.stored(value)

    def as_text(self, value: GeoJSON) -> str:
        return paths.as_text(value)

    def api_schema(self) -> shapes.Schema:
        return shapes.nullable(shapes.ref("Geometry"))

    class Meta:
        icon = "site"


class ShapeValue(blocks.StructValue):
    def geometry(self) -> GeoJSON | None:
        """Return a LineString or Polygon; ``None`` where nothing is drawn yet."""
        try:
            return paths.geometry(self["path"], is_area=self.is_area) if self["path"] else None
        except ValidationError:
            # A draft keeps what is not finished.
            return None

    @property
    def is_area(self) -> bool:
        return bool(self.get("kind") == "area")

    def feature(self) -> GeoJSON | None:
        """Return the shape as simplestyle GeoJSON."""
        geometry = self.geometry()
        if geometry is None:
            return None
        colour = colour_of(self)
        properties = {
            "title": self.get("title") or "",
            "description": self.get("text") or "",
            "stroke": colour,
            "fill": colour,
        }
        return {"type": "Feature", "properties": properties, "geometry": geometry}


class ShapeBlock(blocks.StructBlock):
    """A line or an area: a path, a border, a place of works."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    text = blocks.TextBlock(label=_("Text"), max_length=400, required=False)
    kind = blocks.ChoiceBlock(
        label=_("Kind of shape"),
        choices=[("line", _("Line")), ("area", _("Area of the map"))],
        default="line",
    )
    colour = blocks.ChoiceBlock(label=_("Colour"), choices=choices(PALETTE), default="blue")
    path = PathBlock(label=_("Shape"))

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if cleaned["path"]:
            try:
                paths.geometry(cleaned["path"], is_area=cleaned.is_area)
            except ValidationError as error:
                raise blocks.struct_block.StructBlockValidationError(
                    block_errors={"path": error}
                ) from error
        return cleaned

    class Meta:
        value_class = ShapeValue
        icon = "pick"
        label = _("Line or area")
        label_format = "{title}"


def shapes_collection(shapes: Any) -> GeoJSON | None:
    """Return the drawn shapes of a map as a FeatureCollection; ``None`` where there is none."""
    found = [cast("ShapeValue", shape).feature() for shape in shapes or ()]
    features = [feature for feature in found if feature is not None]
    return {"type": "FeatureCollection", "features": features} if features else None
