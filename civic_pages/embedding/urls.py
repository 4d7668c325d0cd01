"""Addresses of embedding; a host includes them where it includes Wagtail's own, and before them.

``path("", include("civic_pages.embedding.urls"))``
"""

from django.urls import path

from civic_pages.embedding import oembed, views
from civic_pages.embedding.addresses import SCRIPT_NAME


app_name = "civic_embedding"
urlpatterns = [
    path("oembed/", oembed.oembed, name="oembed"),
    path(SCRIPT_NAME, views.element, name="element"),
    # A campaign may be the root of its site.
    path("embed/", views.codes, {"campaign": ""}, name="root_codes"),
    path("embed/<slug:slug>/", views.part, {"campaign": ""}, name="root_part"),
    path("<path:campaign>/embed/", views.codes, name="codes"),
    path("<path:campaign>/embed/<slug:slug>/", views.part, name="part"),
]
