"""Addresses beneath ``/api/civic/ogc/``, as section 7 of the standard names them."""

from django.urls import URLPattern, URLResolver, include, path

from civic_api.ogc import views
from civic_api.views import not_found


service = [
    path("conformance", views.ConformanceView.as_view(), name="ogc-conformance"),
    path("api", views.ApiView.as_view(), name="ogc-api"),
    path("collections", views.CollectionsView.as_view(), name="ogc-collections"),
    path("collections/<str:key>", views.CollectionView.as_view(), name="ogc-collection"),
    path("collections/<str:key>/items", views.ItemsView.as_view(), name="ogc-items"),
    path("collections/<str:key>/items/<str:feature>", views.ItemView.as_view(), name="ogc-item"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.ServicesView.as_view(), name="ogc"),
    path("campaigns/<int:pk>", views.LandingView.as_view()),
    path("campaigns/<int:pk>/", views.LandingView.as_view(), name="ogc-landing"),
    path("campaigns/<int:pk>/", include(service)),
    path("<path:rest>", not_found),
]
