"""Wagtail's own pages API, at ``/api/v2/``: pages with the API faces of their blocks."""

from typing import Any

from django.utils import timezone
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.serializers import PageSerializer
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.documents.api.v2.views import DocumentsAPIViewSet
from wagtail.images.api.v2.views import ImagesAPIViewSet


class CivicPageSerializer(PageSerializer):
    """Tells blocks which page they are of, so that their figures and steps are its own."""

    def to_representation(self, page: Any) -> Any:
        self.context.update(page=page, now=timezone.now())
        return super().to_representation(page)


class CivicPagesViewSet(PagesAPIViewSet):
    base_serializer_class = CivicPageSerializer


api_router = WagtailAPIRouter("wagtailapi")
api_router.register_endpoint("pages", CivicPagesViewSet)
api_router.register_endpoint("images", ImagesAPIViewSet)
api_router.register_endpoint("documents", DocumentsAPIViewSet)
