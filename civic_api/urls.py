"""Addresses of the API, beneath ``/api/civic/``."""

from django.urls import URLPattern, URLResolver, include, path

from civic_api.ogc.urls import urlpatterns as ogc_urls
from civic_api.schema import SETTINGS
from civic_api.v1 import (
    campaigns,
    challenges,
    comments,
    confirmations,
    contributions,
    exporters,
    exports,
    layers,
    link_requests,
    own,
    participation,
    pins,
    places,
    projects,
    reports,
    similar,
    subscriptions,
    synthesis,
    texts,
    tiles,
    timelines,
    uploads,
    votes,
)
from civic_api.v1.faces.views import BlocksSchemaView
from civic_api.v1.staff.urls import urlpatterns as staff
from civic_api.views import DocsView, SchemaView, not_found


app_name = "civic_api"

v1: list[URLPattern | URLResolver] = [
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
    *exporters.urls(),
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
    path(
        "comments/<int:pk>/support/",
        participation.CommentSupportView.as_view(),
        name="comment-support",
    ),
    path(
        "contributions/<str:reference>/reports/",
        reports.ContributionReportsView.as_view(),
        name="contribution-reports",
    ),
    path(
        "comments/<int:pk>/reports/", reports.CommentReportsView.as_view(), name="comment-reports"
    ),
    path("confirmations/", confirmations.ConfirmationsView.as_view(), name="confirmations"),
    path("link-requests/", link_requests.LinkRequestsView.as_view(), name="link-requests"),
    path("own/contribution/", own.OwnContributionView.as_view(), name="own-contribution"),
    path("own/contribution/household/", own.OwnHouseholdView.as_view(), name="own-household"),
    path(
        "own/contribution/confirmation-mails/",
        own.ConfirmationMailsView.as_view(),
        name="own-confirmation-mails",
    ),
    path(
        "own/participation/", participation.OwnParticipationView.as_view(), name="own-participation"
    ),
    path("own/comments/<int:pk>/", participation.OwnCommentView.as_view(), name="own-comment"),
    path("subscriptions/", subscriptions.SubscriptionsView.as_view(), name="subscriptions"),
    path(
        "own/subscriptions/",
        subscriptions.OwnSubscriptionsView.as_view(),
        name="own-subscriptions",
    ),
    path(
        "own/subscriptions/<uuid:uuid>/",
        subscriptions.OwnSubscriptionView.as_view(),
        name="own-subscription",
    ),
    path("own/subscription/", subscriptions.UnsubscriptionView.as_view(), name="unsubscription"),
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
    path("staff/", include(staff)),
    path("schema/blocks/", BlocksSchemaView.as_view(), name="blocks-schema"),
    path("schema/", SchemaView.as_view(custom_settings=SETTINGS), name="schema"),
    path(
        "docs/",
        DocsView.as_view(url_name="civic_api:schema"),
        name="docs",
    ),
    path("<path:rest>", not_found),
]

urlpatterns = [
    path("v1/", include(v1)),
    path("ogc/", include(ogc_urls)),
    path("", not_found),
    path("<path:rest>", not_found),
]
