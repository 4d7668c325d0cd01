"""Layers of the editor's maps: GeoJSON of the live page, one address each."""

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from civic_api.base import CivicView, GeoJSONRenderer, OrjsonRenderer, public_campaign
from civic_api.exceptions import Problem
from civic_api.v1 import docs
from civic_blocks.blocks.map_layers import find_layer


class LayerView(CivicView):
    """One layer of a map block; what only a draft holds is not found."""

    renderer_classes = (GeoJSONRenderer, OrjsonRenderer)

    @extend_schema(
        operation_id="layer",
        responses={200: docs.FeatureCollection, 404: OpenApiResponse(docs.Problem)},
    )
    def get(self, request: Request, pk: int, block_id: str) -> Response:
        layer = find_layer(public_campaign(pk).body, block_id)
        if layer is None:
            raise Problem(404, "not-found", _("This campaign has no such layer."))
        return Response(layer)
