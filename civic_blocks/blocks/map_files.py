"""A layer of a map block: the content of a file, normalised and stored in the block itself."""

from collections import Counter
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.telepath import register
from wagtail.admin.telepath.widgets import WidgetAdapter

from civic_blocks import conf
from civic_blocks.api import shapes
from civic_blocks.blocks.map_shapes import admin_map_options, colour_of
from civic_blocks.blocks.map_text import MapTextBlock, MapTextInput
from civic_blocks.geofiles import layers, reading
from civic_blocks.geofiles.drawing import LOSSES, GeoJSON, losses_in_words
from civic_blocks.map_legend import PALETTE, choices


# How many features of a layer the list beside the map names.
LISTED = 20
# Suffixes of files that a browser can read as text into the box.
ACCEPTED = ",".join(suffix for suffix in reading.ACCEPTED.split(",") if suffix != ".kmz")


class LayerInput(MapTextInput):
    """A box for the content of a file; a script reads a chosen file into it and draws it."""

    script = "civic_blocks/js/admin/layer-input.js"


class LayerInputAdapter(WidgetAdapter):
    js_constructor = "civic_blocks.LayerInput"

    def js_args(self, widget: LayerInput) -> list[Any]:
        options = admin_map_options()
        options["accept"] = ACCEPTED
        options["maxBytes"] = conf.get("LAYER_SOURCE_MAX_BYTES")
        options["losses"] = {key: str(words) for key, words in LOSSES.items()}
        options["texts"] |= {
            "file": gettext("or choose a file: GeoJSON, uMap, KML or GPX"),
            "map": gettext("Preview of the layer"),
            "read": gettext("“{name}” is in the box: it is checked when you save."),
            "large": gettext("“{name}” is too large: {most} MB at most."),
            "failed": gettext("“{name}” cannot be read."),
            "summary": gettext("Stored: {count} shapes."),
            "lost": gettext("Not taken over: {what}."),
        }
        return [*super().js_args(widget), options]


register(LayerInputAdapter(), LayerInput)


class LayerTextField(forms.CharField):
    """The text of a :class:`LayerInput`; refuses what cannot be drawn."""

    widget = LayerInput

    def validate(self, value: str) -> None:
        super().validate(value)
        if value:
            layers.read_layer(value)


class LayerDataBlock(MapTextBlock):
    """Data of a layer. Its value is normalised GeoJSON (see ``geofiles.layers``), or ``None``."""

    form_field = LayerTextField

    def read(self, text: str) -> GeoJSON:
        return layers.read_layer(text)

    def stored(self, value: Any) -> GeoJSON | None:
        return _stored(value)

    def as_text(self, value: GeoJSON) -> str:
        return layers.as_text(value)

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any]:
        """Return how much there is: the layer itself has an address of its own."""
        return {"features": len(value["features"]) if value else 0}

    def api_schema(self) -> shapes.Schema:
        return shapes.obj({"features": shapes.WHOLE})

    class Meta:
        icon = "doc-full"


def _stored(value: Any) -> GeoJSON | None:
    """Return a layer, its keys in one order whatever the database made of them."""
    if not isinstance(value, dict) or not isinstance(value.get("features"), list):
        return None
    features, lost = value["features"], value.get("lost") or []
    layer = {"type": "FeatureCollection", "features": features, "lost": lost}
    return layer if features else None


class LayerValue(blocks.StructValue):
    @property
    def features(self) -> list[GeoJSON]:
        return self["data"]["features"] if self.get("data") else []

    def parts(self) -> list[str]:
        """Return the titles of the layers that the file itself had, in its order."""
        return list(dict.fromkeys(f["properties"].get("layer", "") for f in self.features))

    def listed(self) -> list[dict[str, Any]]:
        """Return the properties of the first features that have a name or a text."""
        named = [f["properties"] for f in self.features if _is_told(f["properties"])]
        return named[:LISTED]

    def not_listed(self) -> int:
        """Return how many features the list does not name."""
        return len(self.features) - len(self.listed())

    def lost(self) -> list[str]:
        """Return in words what was not taken over from the file."""
        return losses_in_words(self["data"].get("lost", [])) if self.get("data") else []

    def collection(self) -> GeoJSON:
        """Return the layer as it is published: GeoJSON of RFC 7946, nothing beside it."""
        return {"type": "FeatureCollection", "features": self.features}

    def colour_value(self) -> str:
        return colour_of(self)

    def colours(self) -> dict[str, str]:
        """Return the colour in which most of each part is drawn, by its title.

        By the empty title where there is one part only: it goes by that of the layer.
        """
        is_several, usual = len(self.parts()) > 1, self.colour_value()
        found: dict[str, Counter[str]] = {}
        for each in self.features:
            title = each["properties"].get("layer", "") if is_several else ""
            found.setdefault(title, Counter())[_drawn_in(each) or usual] += 1
        return {title: counts.most_common(1)[0][0] for title, counts in found.items()}


def _drawn_in(feature: GeoJSON) -> str:
    """Return the colour a feature has of its own; empty: it has none."""
    is_point = feature["geometry"]["type"].endswith("Point")
    return str(feature["properties"].get("marker-color" if is_point else "stroke") or "")


def _is_told(properties: dict[str, Any]) -> bool:
    return bool(properties.get("title") or properties.get("description"))


class LayerBlock(blocks.StructBlock):
    """A layer from a file: of uMap, of a GIS, of a receiver."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    data = LayerDataBlock(
        label=_("Data"),
        help_text=_(
            "Paste GeoJSON, a uMap export, KML or GPX. Texts are kept without HTML, styles "
            "(colours, widths, opacities, dashes) as far as the map can draw them."
        ),
    )
    colour = blocks.ChoiceBlock(
        label=_("Colour"),
        choices=choices(PALETTE),
        default="blue",
        help_text=_("Of what has no colour of its own in the file."),
    )
    visible = blocks.BooleanBlock(label=_("Shown at first"), required=False, default=True)
    source = blocks.CharBlock(
        label=_("Source of the data"),
        max_length=160,
        required=False,
        help_text=_("Shown with the map, for instance “© City of Nanterre, 2026, open licence”."),
    )

    class Meta:
        value_class = LayerValue
        icon = "list-ul"
        label = _("Layer")
        label_format = "{title}"
