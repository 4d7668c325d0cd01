"""The definition of a campaign's service, as an OpenAPI 3.0.3 document (``/req/oas30``)."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from civic_api.exceptions import PROBLEM_JSON
from civic_api.ogc.base import Collection
from civic_api.ogc.links import Service
from civic_api.ogc.negotiation import GEOJSON, HTML, JSON, OPENAPI
from civic_api.ogc.parameters import CRS84, DEFAULT_LIMIT, MOST_LIMIT
from civic_pages.participation.choices import GroupType, Kind
from civic_pages.participation.exports.licences import terms_of


Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
NUMBERS: Schema = {"type": "array", "items": {"type": "number"}}


def document(service: Service, collections: Sequence[Collection]) -> dict[str, Any]:
    """Return the definition: every operation, its parameters, and all it may answer."""
    terms = terms_of(service.campaign)
    paths = {
        "/": _operation("landingPage", _("The campaign"), JSON, "landingPage"),
        "/conformance": _operation(
            "conformance", _("What the API conforms to"), JSON, "confClasses"
        ),
        "/api": _operation("api", _("Definition of the API"), OPENAPI, "definition"),
        "/collections": _operation("collections", _("Collections"), JSON, "collections"),
    }
    for collection in collections:
        paths |= _paths(collection)
    return {
        "openapi": "3.0.3",
        "info": {
            "title": service.campaign.title,
            "version": "1.0.0",
            "license": {"name": terms.title, "url": terms.url},
        },
        "servers": [{"url": service.root.removesuffix("/")}],
        "tags": [{"name": each.key, "description": each.description} for each in collections],
        "paths": paths,
        "components": {"parameters": _parameters(), "schemas": SCHEMAS, "responses": _refusals()},
    }


def _paths(collection: Collection) -> dict[str, Any]:
    root, key = f"/collections/{collection.key}", collection.key
    pages = [f"#/components/parameters/{name}" for name in collection.parameters]
    feature = {"name": "featureId", "in": "path", "required": True, "schema": TEXT}
    items = _operation(f"items.{key}", collection.title, GEOJSON, "featureCollection", key, pages)
    item = _operation(f"item.{key}", collection.title, GEOJSON, "feature", key)
    item["get"]["parameters"].append(feature)
    return {
        root: _operation(f"collection.{key}", collection.title, JSON, "collection", key),
        f"{root}/items": items,
        f"{root}/items/{{featureId}}": item,
    }


def _operation(
    name: str, summary: str, media_type: str, schema: str, tag: str = "", pages: Sequence[str] = ()
) -> dict[str, Any]:
    content = {
        media_type: {"schema": {"$ref": f"#/components/schemas/{schema}"}},
        HTML: {"schema": TEXT},
    }
    refused = {code: {"$ref": f"#/components/responses/{text}"} for code, text in REFUSALS.items()}
    return {
        "get": {
            "operationId": name,
            "summary": summary,
            **({"tags": [tag]} if tag else {}),
            "parameters": [{"$ref": ref} for ref in ("#/components/parameters/f", *pages)],
            "responses": {"200": {"description": summary, "content": content}, **refused},
        }
    }


REFUSALS = {
    "400": "InvalidParameter",
    "404": "NotFound",
    "406": "NotAcceptable",
    "429": "TooManyRequests",
    "500": "ServerError",
}


def _refusals() -> dict[str, Any]:
    content = {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/problem"}}}
    told = {
        "InvalidParameter": _("A parameter has an invalid value, or there is none of this name."),
        "NotFound": _("Nothing is found at this address."),
        "NotAcceptable": _("The representation asked for does not exist."),
        "TooManyRequests": _("Too many requests; the header Retry-After tells when to go on."),
        "ServerError": _("The server failed."),
    }
    return {name: {"description": text, "content": content} for name, text in told.items()}


def _parameters() -> dict[str, Any]:
    page = _("Where a page starts: taken from the links of another.")
    shown: dict[str, tuple[str, Schema]] = {
        "f": (_("Representation."), {**TEXT, "enum": ["json", "html"]}),
        "bbox-crs": (_("Of the box: CRS84 is all there is."), {"type": "string", "enum": [CRS84]}),
        "datetime": (_("A time of RFC 3339, or two with / between them; .. is open."), TEXT),
        "offset": (page, {"type": "integer", "minimum": 0, "default": 0}),
        "after": (page, TEXT),
        "before": (page, TEXT),
        "kind": (_("Who contributes."), {**TEXT, "enum": list(Kind.values)}),
        "group_type": (_("Type of the group."), {**TEXT, "enum": list(GroupType.values)}),
        "category": (_("Category, to the letter."), TEXT),
        "sector": (_("Key of a sector."), TEXT),
        "outcome": (_("What became of it: slug of an outcome."), TEXT),
        "q": (_("Words to find; accents and case do not matter."), {**TEXT, "maxLength": 100}),
    }
    limit = {"type": "integer", "minimum": 1, "maximum": MOST_LIMIT, "default": DEFAULT_LIMIT}
    box = {"oneOf": [{**NUMBERS, "minItems": n, "maxItems": n} for n in (4, 6)]}
    found = {name: _query(name, text, schema) for name, (text, schema) in shown.items()}
    found["limit"] = _query("limit", _("Most features of a page."), limit)
    found["bbox"] = _query("bbox", _("west,south,east,north in degrees, borders included."), box)
    return found


def _query(name: str, text: str, schema: Schema) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": text,
        "schema": schema,
        "style": "form",
        "explode": False,
    }


def _object(*required: str, **properties: Schema) -> Schema:
    return {"type": "object", "required": list(required), "properties": properties}


def _list(schema: str) -> Schema:
    return {"type": "array", "items": {"$ref": f"#/components/schemas/{schema}"}}


LINKS = _list("link")
GEOMETRY = _object("type", "coordinates", type=TEXT, coordinates={"type": "array", "items": {}})
SCHEMAS: dict[str, Schema] = {
    "link": _object("href", "rel", href=TEXT, rel=TEXT, type=TEXT, title=TEXT),
    "landingPage": _object("links", title=TEXT, description=TEXT, links=LINKS),
    "confClasses": _object("conformsTo", conformsTo={"type": "array", "items": TEXT}),
    "definition": {"type": "object"},
    "collections": _object(
        "links", "collections", links=LINKS, collections=_list("collection")
    ),
    "collection": _object(
        "id", "links", id=TEXT, title=TEXT, description=TEXT, itemType=TEXT, links=LINKS,
        extent={"type": "object"}, crs={"type": "array", "items": TEXT},
    ),
    "feature": _object(
        "type", "id", "geometry", "properties", type={**TEXT, "enum": ["Feature"]}, id=TEXT,
        geometry=GEOMETRY, properties={"type": "object"}, links=LINKS,
    ),
    "featureCollection": _object(
        "type", "features", type={**TEXT, "enum": ["FeatureCollection"]}, features=_list("feature"),
        links=LINKS, timeStamp={**TEXT, "format": "date-time"},
        numberMatched={"type": "integer", "minimum": 0},
        numberReturned={"type": "integer", "minimum": 0},
    ),
    "problem": _object(
        "type", "title", "status", type=TEXT, title=TEXT, status={"type": "integer"}, detail=TEXT,
        errors={"type": "object"},
    ),
}  # fmt: skip
