"""What the web page of a resource shows: the same as its JSON, in tables and links."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.request import Request

from civic_pages import conf


# Relations that a page shows in another place, or not at all.
_SHOWN_APART = {"self", "next", "prev", "service"}


def context_of(data: dict[str, Any], *, campaign: Any, request: Request) -> dict[str, Any]:
    """Return the context of the template: ``data`` is the JSON of any of the resources."""
    info = data.get("info", {})
    name = data.get("title") or info.get("title") or (campaign.title if campaign else "")
    of_collection = [each for each in data.get("links", []) if each["rel"] == "collection"]
    return {
        "base_template": conf.get("BASE_TEMPLATE"),
        "title": of_collection[0]["title"] if of_collection else name,
        "description": data.get("description", ""),
        "address": "" if campaign is None else request.build_absolute_uri(request.path),
        "campaign": campaign,
        "links": _links(data.get("links", [])),
        "services": [each for each in data.get("links", []) if each["rel"] == "service"],
        "collections": [
            {**each, "items": _href(each["links"], "items", "text/html")}
            for each in data.get("collections", [])
        ],
        "conforms_to": data.get("conformsTo", []),
        "operations": _operations(data),
        "is_landing": any(each["rel"] == "service-desc" for each in data.get("links", [])),
        **_features(data, request),
    }


def _links(links: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return the links of a page, each once, those to itself left out."""
    shown = {each["href"]: each for each in links if each["rel"] not in _SHOWN_APART}
    return list(shown.values())


def _href(links: list[dict[str, str]], rel: str, media_type: str = "") -> str:
    found = (each["href"] for each in links if each["rel"] == rel and media_type in each["type"])
    return next(found, "")


def _features(data: dict[str, Any], request: Request) -> dict[str, Any]:
    features = data.get("features")
    if features is None:
        if data.get("type") != "Feature":
            return {}
        rows = {"id": data["id"], **data["properties"]}.items()
        return {"properties": [(key, value) for key, value in rows if value not in {None, ""}]}
    root = request.build_absolute_uri(request.path)
    return {
        "is_list": True,
        "rows": [
            {"href": f"{root}/{each['id']}?f=html", **_row(each["id"], each["properties"])}
            for each in features
        ],
        "number": _number(data),
        "next": _href(data["links"], "next"),
        "previous": _href(data["links"], "prev"),
    }


def _row(identifier: str, properties: dict[str, Any]) -> dict[str, Any]:
    """Return what a list says of a feature: its name, and a few facts beside it."""
    names = [properties.get(key) for key in ("title", "name")]
    label = next(filter(None, names), identifier)
    told = [properties.get(key) for key in ("category", "text", "count", "together_count")]
    facts = [identifier if label != identifier else None, *told]
    return {"label": label, "facts": [fact for fact in facts if fact not in {None, ""}]}


def _number(data: dict[str, Any]) -> str:
    values = {"shown": data["numberReturned"], "matched": data.get("numberMatched")}
    if values["matched"] is None:
        return _("%(shown)d shown.") % values
    return _("%(shown)d shown of %(matched)d.") % values


def _operations(data: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the operations of an OpenAPI document with their own parameters."""
    known = data.get("components", {}).get("parameters", {})
    return [
        {
            "path": path,
            "summary": item["get"]["summary"],
            "parameters": [
                known.get(each.get("$ref", "").rpartition("/")[2], each)
                for each in item["get"]["parameters"]
            ],
        }
        for path, item in data.get("paths", {}).items()
    ]
