"""Addresses of the demo site."""

from django.apps import apps
from django.conf import settings
from django.conf.urls.static import static
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from civic_api import urls as civic_api_urls
from civic_api.pages import api_router
from civic_blocks import tile_urls
from site_config import health


urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("suivi-par-courriel/", include("civic_pages.following.urls")),
    path("tuiles/", include(tile_urls)),
    path("api/v2/", api_router.urls),
    path("api/civic/", include(civic_api_urls)),
]
if apps.is_installed("allauth.account"):
    urlpatterns += [path("compte/", include("allauth.urls"))]
if settings.DEBUG:
    urlpatterns += static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT)
urlpatterns += [
    # Wherever Wagtail's pages are, and before them: the addresses are beneath each campaign's own.
    path("", include("civic_pages.embedding.urls")),
    path("", include(wagtail_urls)),
]
