"""Addresses of the API, beneath ``/api/civic/``."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

from civic_api.ogc.urls import urlpatterns as ogc_urls
from civic_api.schema import SETTINGS
from civic_api.v1 import (
    campaigns,
    challenges,
    comments,
    contributions,
    exports,
    layers,
    pins,
    places,
    projects,
    similar,
    synthesis,
    texts,
    tiles,
    timelines,
    uploads,
    votes,
)
from civic_api.views import DocsView, not_found


app_name = "civic_api"

v1 = [
    path("campaigns/", campaigns.CampaignsView.as_view(), name="campaigns"),
    path("campaigns/<int:pk>/", campaigns.CampaignView.as_view(), name="campaign"),
    path("campaigns/<int:pk>/timeline/", timelines.TimelineView.as_view(), name="timeline"),
    path(
        "campaigns/<int:pk>/timeline.timelinejs.json",
        timelines.TimelineJSView.as_view(),
        name="timelinejs",
    ),
    path("campaigns/<int:pk>/timeline.ics", timelines.CalendarView.as_view(), name="calendar"),
    path("campaigns/<int:pk>/forms/<str:form_id>/", campaigns.FormView.as_view(), name="form"),
    path("campaigns/<int:pk>/sectors/", campaigns.SectorsView.as_view(), name="sectors"),
    path(
        "campaigns/<int:pk>/layers/<str:block_id>.geojson",
        layers.LayerView.as_view(),
        name="layer",
    ),
    path("campaigns/<int:pk>/synthesis/", synthesis.SynthesisView.as_view(), name="synthesis"),
    path("campaigns/<int:pk>/challenge/", challenges.ChallengeView.as_view(), name="challenge"),
    path("campaigns/<int:pk>/places/", places.PlacesView.as_view(), name="places"),
    path("campaigns/<int:pk>/uploads/", uploads.UploadsView.as_view(), name="uploads"),
    path("campaigns/<int:pk>/export.csv", exports.CsvExportView.as_view(), name="export-csv"),
    path("campaigns/<int:pk>/export.xlsx", exports.XlsxExportView.as_view(), name="export-xlsx"),
    path(
        "campaigns/<int:pk>/datapackage.json",
        exports.DataPackageView.as_view(),
        name="datapackage",
    ),
    path(
        "campaigns/<int:pk>/export.geojson",
        exports.GeoJSONExportView.as_view(),
        name="export-geojson",
    ),
    path(
        "campaigns/<int:pk>/export.gpkg", exports.GeoPackageExportView.as_view(), name="export-gpkg"
    ),
    path("contributions/", contributions.ContributionsView.as_view(), name="contributions"),
    path(
        "contributions/<str:reference>/",
        contributions.ContributionView.as_view(),
        name="contribution",
    ),
    path(
        "contributions/<str:reference>/comments/",
        comments.CommentsView.as_view(),
        name="comments",
    ),
    path("contributions/<str:reference>/support/", comments.SupportView.as_view(), name="support"),
    path("campaigns/<int:pk>/texts/", texts.TextsView.as_view(), name="texts"),
    path("texts/<int:pk>/", texts.TextView.as_view(), name="text"),
    path("texts/<int:pk>/comments/", texts.TextCommentsView.as_view(), name="text-comments"),
    path(
        "texts/<int:pk>/clauses/<str:clause>/comments/",
        texts.ClauseCommentsView.as_view(),
        name="clause-comments",
    ),
    path("texts/<int:pk>/positions/", texts.PositionsView.as_view(), name="positions"),
    path("campaigns/<int:pk>/tiles.json", tiles.TileJSONView.as_view(), name="tilejson"),
    path(
        "campaigns/<int:pk>/tiles/<int:z>/<int:x>/<int:y>.mvt",
        tiles.TileView.as_view(),
        name="tile",
    ),
    path("similar/", similar.SimilarView.as_view(), name="similar"),
    path("campaigns/<int:pk>/votes/", votes.VotesView.as_view(), name="votes"),
    path("votes/<int:pk>/", votes.VoteView.as_view(), name="vote"),
    path("votes/<int:pk>/ballots/", votes.BallotsView.as_view(), name="ballots"),
    path("votes/<int:pk>/receipts/<str:code>/", votes.ReceiptView.as_view(), name="receipt"),
    path("pins/", pins.PinsView.as_view(), name="pins"),
    path("campaigns/<int:pk>/projects/", projects.ProjectsView.as_view(), name="projects"),
    path(
        "campaigns/<int:pk>/projects.geojson",
        projects.ProjectsGeoJSONView.as_view(),
        name="projects-geojson",
    ),
    path(
        "campaigns/<int:pk>/projects.csv", projects.ProjectsCsvView.as_view(), name="projects-csv"
    ),
    path(
        "campaigns/<int:pk>/projects/<str:reference>/",
        projects.ProjectView.as_view(),
        name="project",
    ),
    path("schema/", SpectacularAPIView.as_view(custom_settings=SETTINGS), name="schema"),
    path("docs/", DocsView.as_view(url_name="civic_api:schema"), name="docs"),
    path("<path:rest>", not_found),
]

urlpatterns = [path("v1/", include(v1)), path("ogc/", include(ogc_urls))]
