"""Vector tiles of a campaign, for map libraries and GIS: what the map shows, tile by tile."""

from dataclasses import asdict
from typing import Any

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.html import format_html, strip_tags
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from shapely.geometry import shape

from civic_api import conf
from civic_api.base import CivicView, public_campaign
from civic_api.exceptions import Problem
from civic_api.v1 import areas, docs
from civic_api.v1.campaigns import sector_features
from civic_api.v1.filtering import FILTERS, filtered, is_unfiltered
from civic_pages.campaigns.serving import now_of
from civic_pages.participation.geo import clusters, tiles
from civic_pages.participation.geo.cells import BoundingBox
from civic_pages.participation.models import Precision


MEDIA_TYPE = "application/vnd.mapbox-vector-tile"
TILE_FILTERS = tuple(name for name in FILTERS if name not in {"bbox", "ordering"})
DOCUMENTED = [each for each in docs.FILTERS if each.name in TILE_FILTERS]
# What a feature of each layer says, and how it is written in TileJSON.
FIELDS = {
    "contributions": {
        "kind": "pin, stack (several at one place) or cluster",
        "count": "Number of contributions",
        "reference": "String; of a pin",
        "title": "String; of a pin",
        "category": "String; of a pin",
    },
    "areas": {"count": "Number of homes"},
    "sectors": {"key": "String", "name": "String", "count": "Number of contributions"},
    "perimeter": {},
}
PIN_PROPERTIES = ("kind", "count", "reference", "title", "category")


class TileRenderer(BaseRenderer):
    """Names the media type; the bytes come as they are."""

    media_type, format, charset = MEDIA_TYPE, "mvt", None
    render_style = "binary"

    def render(self, data: Any, media_type: str | None = None, context: Any = None) -> bytes:
        return data if isinstance(data, bytes) else b""


class OnlyTiles(BaseContentNegotiation):
    """Sends the tile whatever is asked for: clients name its media type in half a dozen ways."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        return parsers[0]

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        return renderers[0], renderers[0].media_type


def _path(name: str) -> OpenApiParameter:
    return OpenApiParameter(name, OpenApiTypes.INT, OpenApiParameter.PATH)


class TileView(CivicView):
    """One tile: clusters and pins (or areas of homes), sectors and perimeter.

    A cluster or pin lies on one tile only, so that counts of tiles may be added up; 204 where
    nothing lies on it.
    """

    throttle_scope = "tiles"
    content_negotiation_class = OnlyTiles
    renderer_classes = (TileRenderer,)
    parameters = TILE_FILTERS

    @extend_schema(
        operation_id="tile",
        parameters=[*(_path(name) for name in ("id", "z", "x", "y")), *DOCUMENTED],
        responses={
            (200, MEDIA_TYPE): OpenApiTypes.BINARY,
            204: OpenApiResponse(description="Nothing lies on this tile."),
            404: OpenApiResponse(docs.Problem),
        },
    )
    def get(self, request: Request, pk: int, z: int, x: int, y: int) -> HttpResponseBase:
        page = public_campaign(pk)
        if not tiles.is_tile(z, x, y):
            raise Problem(404, "not-found", _("There is no such tile."))
        content = tiles.encode(_layers(request, page, (z, x, y)), z, x, y)
        response = Response(content or None, status=200 if content else 204)
        patch_cache_control(response, public=True, max_age=conf.get("CACHE_SECONDS"))
        return response


def _layers(request: Request, page: Any, tile: tuple[int, int, int]) -> list[tiles.Layer]:
    now = now_of(request)
    told = bool(page.shows_totals(now))
    is_whole = is_unfiltered(request, anywhere=True)
    found = [_perimeter(page)] if page.perimeter else []
    if page.sectors:
        # Under a filter the counts of whole sectors would not be those of the map.
        names = ("key", "name", "count") if is_whole else ("key", "name")
        found.append(_layer("sectors", sector_features(page, now), names))
    if page.public_precision == Precision.AREAS:
        features, _meta = areas.areas_of(page, request.query_params, now=now)
        found.append(_layer("areas", features, ("count",) if told else ()))
    elif page.public_precision == Precision.EXACT:
        found.append(_contributions(request, page, tile, told=told))
    return found


def _perimeter(page: Any) -> tiles.Layer:
    return tiles.Layer("perimeter", [(page.perimeter, {})])


def _contributions(
    request: Request, page: Any, tile: tuple[int, int, int], *, told: bool
) -> tiles.Layer:
    wanted = filtered(request, page, anywhere=True)
    view = clusters.view(
        page,
        wanted.queryset,
        box=tiles.tile_box(*tile),
        zoom=tiles.map_zoom(tile[0]),
        url_of=_no_address,
        within=wanted.on_map(),
    )
    names = PIN_PROPERTIES if told else [name for name in PIN_PROPERTIES if name != "count"]
    return _layer("contributions", view.features, names)


def _no_address(_campaign: int, _reference: str) -> str:
    """Leave the address out: the reference tells it, in a third of the bytes."""
    return ""


def _layer(name: str, features: list[dict[str, Any]], properties: Any) -> tiles.Layer:
    """Return a layer with these properties of GeoJSON features, the empty ones left out."""
    told = [
        (
            feature["geometry"],
            {
                key: feature["properties"][key]
                for key in properties
                if feature["properties"].get(key) not in {None, ""}
            },
        )
        for feature in features
    ]
    return tiles.Layer(name, told)


class TileJSONView(CivicView):
    """What tiles there are, as map libraries read it; a filter here is one of every tile."""

    parameters = TILE_FILTERS

    @extend_schema(
        operation_id="tilejson",
        parameters=DOCUMENTED,
        responses={
            200: OpenApiResponse(OpenApiTypes.OBJECT, "TileJSON 3.0.0"),
            404: OpenApiResponse(docs.Problem),
        },
    )
    def get(self, request: Request, pk: int) -> Response:
        page = public_campaign(pk)
        _check(request, page)
        bounds = _bounds(page)
        middle = [(bounds.west + bounds.east) / 2, (bounds.south + bounds.north) / 2]
        return Response(
            {
                "tilejson": "3.0.0",
                "name": page.title,
                "description": strip_tags(page.introduction).strip(),
                "attribution": format_html('<a href="{}">{}</a>', page.full_url, page.title),
                "version": "1.0.0",
                "scheme": "xyz",
                "tiles": [_template(request, page)],
                "minzoom": 0,
                "maxzoom": tiles.MAX_ZOOM,
                "bounds": list(asdict(bounds).values()),
                "center": [round(place, 6) for place in middle] + [12],
                "vector_layers": [
                    {"id": name, "fields": FIELDS[name], "minzoom": 0, "maxzoom": tiles.MAX_ZOOM}
                    for name in _names(page)
                ],
            }
        )


def _check(request: Request, page: Any) -> None:
    """Refuse filters that the tiles would refuse."""
    if page.public_precision == Precision.AREAS:
        areas.areas_of(page, request.query_params, now=now_of(request))
    else:
        filtered(request, page, anywhere=True)


def _template(request: Request, page: Any) -> str:
    first = request.build_absolute_uri(reverse("civic_api:tile", args=[page.pk, 0, 0, 0]))
    query = request.query_params.urlencode()
    address = first.removesuffix("0/0/0.mvt") + "{z}/{x}/{y}.mvt"
    return f"{address}?{query}" if query else address


def _names(page: Any) -> list[str]:
    shown = {
        "contributions": page.public_precision == Precision.EXACT,
        "areas": page.public_precision == Precision.AREAS,
        "sectors": bool(page.sectors),
        "perimeter": bool(page.perimeter),
    }
    return [name for name, is_shown in shown.items() if is_shown]


def _bounds(page: Any) -> BoundingBox:
    """Return what the perimeter, the sectors and the public points lie in; else the world."""
    drawn = [feature["geometry"] for feature in (page.sectors or {}).get("features", [])]
    drawn += [page.perimeter] if page.perimeter else []
    boxes = [BoundingBox(*shape(geometry).bounds) for geometry in drawn]
    if page.public_precision == Precision.EXACT and (points := tiles.extent_of(page)):
        boxes.append(points)
    return tiles.around(boxes) or tiles.tile_box(0, 0, 0)
