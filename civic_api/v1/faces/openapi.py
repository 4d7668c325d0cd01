"""The shapes of ``civic_blocks.api`` in the OpenAPI document, each under its name."""

import copy
from typing import Any

from django.apps import apps
from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.plumbing import ResolvedComponent
from rest_framework import serializers

from civic_blocks.api import schemas
from civic_blocks.api.shapes import Schema
from civic_blocks.fields import CivicStreamBlock
from civic_pages.campaigns.mixins import CampaignMixin


HERE, THERE = "#/$defs/", "#/components/schemas/"


def stream() -> CivicStreamBlock:
    """Return a stream of all blocks a campaign may hold: registered, and of campaign classes."""
    known = CivicStreamBlock()
    for model in apps.get_models():
        if issubclass(model, CampaignMixin):
            own = getattr(getattr(model, "body", None), "field", None)
            own = getattr(own, "stream_block", None)
            for name, block in getattr(own, "child_blocks", {}).items():
                known.child_blocks.setdefault(name, block)
    return known


def relocated(shape: Any) -> Any:
    """Return a schema whose references lead to the components of an OpenAPI document."""
    if isinstance(shape, dict):
        return {key: relocated(value) for key, value in shape.items()}
    if isinstance(shape, list):
        return [relocated(value) for value in shape]
    return shape.replace(HERE, THERE) if isinstance(shape, str) else shape


def component(name: str, shape: Schema) -> ResolvedComponent:
    """Return a shape as drf-spectacular keeps it, told apart from a serializer of that name."""
    return ResolvedComponent(  # type: ignore[no-untyped-call]
        name=name, type=ResolvedComponent.SCHEMA, schema=shape, object=f"civic_blocks.{name}"
    )


class ShapeField(serializers.Field[Any, Any, Any, Any]):
    """A member whose schema is given as JSON Schema; it may refer to any shape by name."""

    # Whatever is beneath it may be named in ``fields``.
    is_open = True

    def __init__(self, shape: Schema, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.shape, self._given = shape, kwargs

    def __deepcopy__(self, memo: dict[int, Any]) -> "ShapeField":
        return ShapeField(self.shape, **self._given)


class ShapeFieldExtension(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    target_class = ShapeField

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        registry = auto_schema.registry
        if component(schemas.UNION, {}) not in registry:
            for name, shape in schemas.definitions(stream()).items():
                registry.register_on_missing(component(name, relocated(shape)))
        return relocated(copy.deepcopy(self.target.shape))
