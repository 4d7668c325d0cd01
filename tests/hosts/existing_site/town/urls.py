from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls


urlpatterns = [
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("api/civic/", include("civic_api.urls")),
    path("suivi-par-courriel/", include("civic_pages.following.urls")),
    path("", include("civic_pages.embedding.urls")),
    path("pages/", include(wagtail_urls)),
]
