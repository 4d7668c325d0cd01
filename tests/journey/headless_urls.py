"""A host that serves the API and Wagtail, and none of our pages of following."""

from django.urls import include, path
from wagtail import urls as wagtail_urls


urlpatterns = [
    path("api/civic/", include("civic_api.urls")),
    path("", include(wagtail_urls)),
]
