"""Areas of homes, as the pins, the tiles and the OGC collections of such a campaign show them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.request import Request
from shapely.geometry import box as rectangle
from shapely.geometry import shape

from civic_api.exceptions import Problem
from civic_api.v1.filtering import FILTERS, tells_totals
from civic_pages.campaigns.serving import now_of
from civic_pages.participation.geo import publication
from civic_pages.participation.geo.cells import BoundingBox
from civic_pages.participation.models import Precision


def collection(request: Request, campaign: Any) -> dict[str, Any]:
    """Return the day's areas as a GeoJSON FeatureCollection with ``meta``; see :func:`areas_of`."""
    text = request.query_params.get("bbox")
    box = BoundingBox.parse(text) if text else None
    features, meta = areas_of(campaign, request.query_params, now=now_of(request), box=box)
    return {"type": "FeatureCollection", "features": features, "meta": meta}


def areas_of(
    campaign: Any, parameters: Mapping[str, str], *, now: datetime, box: BoundingBox | None = None
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Return the day's areas and what is told of them together.

    Everything comes out of the batch: an area is whole or not there, whatever is asked.

    Args:
        parameters: of the query; among them at most one filter, which the campaign declared.
        box: leaves out areas that do not touch it, and changes no count but ``in_view``.

    Raises:
        Problem: 400 for any other filter, naming those there are.
    """
    areas = publication.current(campaign.pk, now=now)
    asked = {name: parameters[name] for name in FILTERS if parameters.get(name) and name != "bbox"}
    features, total, unmapped = areas.features, areas.total, areas.unmapped
    if asked:
        told = _chosen(asked, areas.filtered, publication.declared(campaign))
        features, total, unmapped = told["features"], told["total"], 0
    if box is not None:
        features = _touching(features, box)
    counts: dict[str, Any] = {
        "total": total,
        "mapped": total - unmapped,
        "unmapped": unmapped,
        "in_view": sum(feature["properties"]["count"] for feature in features),
    }
    if not tells_totals(campaign, now):
        counts = dict.fromkeys(counts)
    return features, {
        **counts,
        "truncated": False,
        "precision": Precision.AREAS,
        "least": publication.least_of(areas),
        "computed_at": areas.computed_at,
    }


def _chosen(
    asked: dict[str, str], filtered: dict[str, dict[str, Any]], declared: list[str]
) -> dict[str, Any]:
    """Return what a batch tells under a filter.

    A value that few have and one that nobody has are refused with the same words.
    """
    refused = sorted(set(asked) - set(declared))
    if refused:
        detail = _("Homes are published by areas. Filters there are: %(declared)s; not: %(names)s.")
        values = {"declared": ", ".join(declared) or _("none"), "names": ", ".join(refused)}
        raise Problem(400, "filter-not-available", detail % values)
    if len(asked) > 1:
        detail = _("Homes are published by areas: only one filter can be used at a time.")
        raise Problem(400, "filter-not-available", detail)
    ((name, value),) = asked.items()
    told: dict[str, Any] | None = filtered.get(name, {}).get(value)
    if told is None:
        detail = _("Too few homes answered so for it to be told: %(value)s.") % {"value": value}
        raise Problem(400, "filter-not-available", detail)
    return told


def _touching(features: list[dict[str, Any]], box: BoundingBox) -> list[dict[str, Any]]:
    windows = [rectangle(p.west, p.south, p.east, p.north) for p in box.parts()]
    return [
        feature
        for feature in features
        if any(shape(feature["geometry"]).intersects(window) for window in windows)
    ]
