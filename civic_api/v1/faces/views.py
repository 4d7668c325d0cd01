"""The shape of all blocks, for programs that check or generate code."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from civic_api.base import CivicView, OrjsonRenderer
from civic_api.v1.faces import docs, openapi
from civic_blocks.api import schemas


class SchemaRenderer(OrjsonRenderer):
    """JSON under the media type of JSON Schema."""

    media_type, format = "application/schema+json", "json"


class BlocksSchemaView(CivicView):
    """The body of a campaign as JSON Schema: one definition for each kind of block."""

    renderer_classes = (SchemaRenderer, OrjsonRenderer)

    @extend_schema(operation_id="blocks_schema", responses=docs.BODY_SCHEMA)
    def get(self, request: Request) -> Response:
        return Response(schemas.body(openapi.stream()))
