"""JSON Schema in small pieces, and the shapes that several blocks tell of.

A shape with a name is referred to (``ref("Image")``) and defined once in :func:`shared`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from civic_blocks.api.rich_text import ELEMENTS
from civic_blocks.partial_dates import Precision
from civic_blocks.schedule import StepStatus


Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer"}
NUMBER: Schema = {"type": "number"}
YES_NO: Schema = {"type": "boolean"}
ADDRESS: Schema = {"type": "string", "format": "uri-reference"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
PLAIN: dict[Any, Schema] = {
    str: TEXT,
    bool: YES_NO,
    int: WHOLE,
    float: NUMBER,
    datetime: MOMENT,
    date: {"type": "string", "format": "date"},
    dict: {"type": "object"},
}


def ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def nullable(schema: Schema) -> Schema:
    """Return a schema that takes ``null``, too."""
    if not schema:
        return schema
    if isinstance(schema.get("type"), str) and "enum" not in schema and "const" not in schema:
        return {**schema, "type": [schema["type"], "null"]}
    return {"anyOf": [schema, {"type": "null"}]}


def array(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def obj(properties: Mapping[str, Schema], *, optional: Iterable[str] = ()) -> Schema:
    """Return the schema of an object that has these members, all of them but ``optional``."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": [name for name in properties if name not in set(optional)],
    }


def one_of(values: Iterable[Any]) -> Schema:
    found = dict.fromkeys(v.value if isinstance(v, Enum) else v for v in values)
    return {"type": "string", "enum": list(found)}


def of(kind: Any) -> Schema:
    """Return the schema of the values of a type, as JSON has them.

    Args:
        kind: a dataclass, an enumeration of texts, a plain type, or ``X | None``, ``Sequence[X]``.
    """
    arguments = [each for each in get_args(kind) if each is not NoneType]
    origin = get_origin(kind)
    if origin in {Union, UnionType}:
        found = of(arguments[0]) if len(arguments) == 1 else {"anyOf": [of(a) for a in arguments]}
        return nullable(found) if NoneType in get_args(kind) else found
    if isinstance(origin, type) and issubclass(origin, Sequence):
        return array(of(arguments[0]))
    if isinstance(kind, type) and is_dataclass(kind):
        return obj(members(kind))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return one_of(each.value for each in kind)
    return dict(PLAIN.get(origin or kind, {}))


def members(kind: type, *leave: str) -> dict[str, Schema]:
    """Return the schema of each member of a dataclass, but for those named."""
    hints = get_type_hints(kind)
    return {f.name: of(hints[f.name]) for f in fields(kind) if f.name not in leave}


def shared() -> dict[str, Schema]:
    """Return the shapes that :func:`ref` names."""
    rendition = {"url": ADDRESS, "width": WHOLE, "height": WHOLE}
    share = {"type": "number", "minimum": 0, "maximum": 1}
    return {
        "Rendition": obj(rendition),
        "FocalPoint": obj(dict.fromkeys(("x", "y", "width", "height"), share)),
        "Image": obj(
            {
                "id": WHOLE,
                **rendition,
                "alt": {**TEXT, "description": "Empty where the image only decorates."},
                "focal_point": nullable(ref("FocalPoint")),
                "renditions": {**array(ref("Rendition")), "minItems": 1},
            }
        )
        | {"description": "url, width and height are those of the widest rendition."},
        "Document": obj(
            {"id": WHOLE, "title": TEXT, "url": ADDRESS, "format": TEXT, "size": nullable(WHOLE)}
        ),
        "PageReference": obj({"id": WHOLE, "title": TEXT, "url": ADDRESS}),
        **_rich_text(),
        **_schedule(),
        **_geo(),
    }


def _rich_text() -> dict[str, Schema]:
    attrs: dict[str, Schema] = {
        "href": {**ADDRESS, "description": "Missing where not everybody may see where it led."},
        "page": {**WHOLE, "description": "Number of the page of this site it leads to."},
        "document": WHOLE,
        "src": ADDRESS,
        "alt": TEXT,
        "width": WHOLE,
        "height": WHOLE,
        "url": ADDRESS,
    }
    element = {
        "type": ref("RichTextElementName"),
        "attrs": ref("RichTextAttributes"),
        "children": array(ref("RichTextNode")),
    }
    return {
        "RichText": obj({"html": TEXT, "tree": array(ref("RichTextNode"))}),
        "RichTextNode": {"oneOf": [ref("RichTextWords"), ref("RichTextElement")]},
        "RichTextWords": obj({"type": {"const": "text", "type": "string"}, "text": TEXT}),
        "RichTextElementName": one_of(ELEMENTS),
        "RichTextElement": obj(element),
        "RichTextAttributes": obj(attrs, optional=attrs),
    }


def _schedule() -> dict[str, Schema]:
    when = {"value": TEXT, "precision": ref("DatePrecision"), "label": TEXT}
    day = nullable(ref("StepDate"))
    moment = nullable(MOMENT)
    rich = nullable(ref("RichText"))
    step: dict[str, Schema] = {
        "key": TEXT, "anchor": TEXT, "title": TEXT, "kind": TEXT, "kind_label": TEXT,
        "status": ref("StepStatus"), "status_label": TEXT, "reason": TEXT,
        "start": day, "end": day, "moved_from": day, "dates": TEXT, "summary": TEXT,
        "verbs": array(TEXT), "html": TEXT, "text": rich, "result_html": TEXT, "result": rich,
        "place": TEXT, "responsible": TEXT, "group": TEXT, "image": nullable(ref("Image")),
        "media": nullable(obj({"url": ADDRESS, "embed_url": TEXT})),
        "caption_html": TEXT, "credit_html": TEXT,
        "quote": nullable(obj({"text": TEXT, "author": TEXT})),
        "position": nullable({**array(NUMBER), "minItems": 2, "maxItems": 2,
                              "description": "[longitude, latitude] in WGS 84 degrees."}),
        "documents": array(ref("Document")),
        "link": nullable(obj({"url": ADDRESS, "text": TEXT})),
        "actions": array(ref("StepAction")),
    }  # fmt: skip
    return {
        "DatePrecision": one_of(Precision),
        "StepDate": obj(when),
        "StepStatus": one_of(StepStatus),
        "StepAction": obj({"label": TEXT, "url": ADDRESS, "opens_at": moment, "closes_at": moment}),
        "Step": obj(step),
        "Era": obj({"title": TEXT, "start": day, "end": day}),
    }


def _geo() -> dict[str, Schema]:
    geometry = obj({"type": TEXT, "coordinates": array({})}, optional=["coordinates"])
    feature = {"type": {"const": "Feature", "type": "string"}, "properties": {"type": "object"}}
    collection = {"type": {"const": "FeatureCollection", "type": "string"}}
    return {
        "Coordinates": obj({"lat": NUMBER, "lng": NUMBER}),
        "Geometry": geometry,
        "MapFeature": obj({**feature, "geometry": nullable(ref("Geometry"))}),
        "MapFeatures": obj({**collection, "features": array(ref("MapFeature"))}),
    }
