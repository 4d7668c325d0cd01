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

of_campaign = [
    path("", campaigns.CampaignView.as_view(), name="campaign"),
    path("timeline/", timelines.TimelineView.as_view(), name="timeline"),
    path("timeline.timelinejs.json", timelines.TimelineJSView.as_view(), name="timelinejs"),
    path("timeline.ics", timelines.CalendarView.as_view(), name="calendar"),
    path("forms/<str:form_id>/", campaigns.FormView.as_view(), name="form"),
    path("sectors/", campaigns.SectorsView.as_view(), name="sectors"),
    path("layers/<str:block_id>.geojson", layers.LayerView.as_view(), name="layer"),
    path("synthesis/", synthesis.SynthesisView.as_view(), name="synthesis"),
    path("challenge/", challenges.ChallengeView.as_view(), name="challenge"),
    path("places/", places.PlacesView.as_view(), name="places"),
    path("uploads/", uploads.UploadsView.as_view(), name="uploads"),
    path("export.csv", exports.CsvExportView.as_view(), name="export-csv"),
    path("export.xlsx", exports.XlsxExportView.as_view(), name="export-xlsx"),
    path("datapackage.json", exports.DataPackageView.as_view(), name="datapackage"),
    path("export.geojson", exports.GeoJSONExportView.as_view(), name="export-geojson"),
    path("export.gpkg", exports.GeoPackageExportView.as_view(), name="export-gpkg"),
    *exporters.urls(),
    path("texts/", texts.TextsView.as_view(), name="texts"),
    path("tiles.json", tiles.TileJSONView.as_view(), name="tilejson"),
    path("tiles/<int:z>/<int:x>/<int:y>.mvt", tiles.TileView.as_view(), name="tile"),
    path("votes/", votes.VotesView.as_view(), name="votes"),
    path("projects/", projects.ProjectsView.as_view(), name="projects"),
    path("projects.geojson", projects.ProjectsGeoJSONView.as_view(), name="projects-geojson"),
    path("projects.csv", projects.ProjectsCsvView.as_view(), name="projects-csv"),
    path("projects/<str:reference>/", projects.ProjectView.as_view(), name="project"),
]

of_contribution = [
    path("", contributions.ContributionView.as_view(), name="contribution"),
    path("comments/", comments.CommentsView.as_view(), name="comments"),
    path("support/", comments.SupportView.as_view(), name="support"),
    path("reports/", reports.ContributionReportsView.as_view(), name="contribution-reports"),
]

of_comment = [
    path("support/", participation.CommentSupportView.as_view(), name="comment-support"),
    path("reports/", reports.CommentReportsView.as_view(), name="comment-reports"),
]

own_things = [
    path("contribution/", own.OwnContributionView.as_view(), name="own-contribution"),
    path("contribution/household/", own.OwnHouseholdView.as_view(), name="own-household"),
    path(
        "contribution/confirmation-mails/",
        own.ConfirmationMailsView.as_view(),
        name="own-confirmation-mails",
    ),
    path("participation/", participation.OwnParticipationView.as_view(), name="own-participation"),
    path("comments/<int:pk>/", participation.OwnCommentView.as_view(), name="own-comment"),
    path("subscriptions/", subscriptions.OwnSubscriptionsView.as_view(), name="own-subscriptions"),
    path(
        "subscriptions/<uuid:uuid>/",
        subscriptions.OwnSubscriptionView.as_view(),
        name="own-subscription",
    ),
    path("subscription/", subscriptions.UnsubscriptionView.as_view(), name="unsubscription"),
]

of_text = [
    path("", texts.TextView.as_view(), name="text"),
    path("comments/", texts.TextCommentsView.as_view(), name="text-comments"),
    path(
        "clauses/<str:clause>/comments/",
        texts.ClauseCommentsView.as_view(),
        name="clause-comments",
    ),
    path("positions/", texts.PositionsView.as_view(), name="positions"),
]

of_vote = [
    path("", votes.VoteView.as_view(), name="vote"),
    path("ballots/", votes.BallotsView.as_view(), name="ballots"),
    path("receipts/<str:code>/", votes.ReceiptView.as_view(), name="receipt"),
]

v1: list[URLPattern | URLResolver] = [
    path("campaigns/", campaigns.CampaignsView.as_view(), name="campaigns"),
    path("campaigns/<int:pk>/", include(of_campaign)),
    path("contributions/", contributions.ContributionsView.as_view(), name="contributions"),
    path("contributions/<str:reference>/", include(of_contribution)),
    path("comments/<int:pk>/", include(of_comment)),
    path("confirmations/", confirmations.ConfirmationsView.as_view(), name="confirmations"),
    path("link-requests/", link_requests.LinkRequestsView.as_view(), name="link-requests"),
    path("own/", include(own_things)),
    path("subscriptions/", subscriptions.SubscriptionsView.as_view(), name="subscriptions"),
    path("texts/<int:pk>/", include(of_text)),
    path("similar/", similar.SimilarView.as_view(), name="similar"),
    path("votes/<int:pk>/", include(of_vote)),
    path("pins/", pins.PinsView.as_view(), name="pins"),
    path("staff/", include(staff)),
    path("schema/blocks/", BlocksSchemaView.as_view(), name="blocks-schema"),
    path("schema/", SchemaView.as_view(custom_settings=SETTINGS), name="schema"),
    path("docs/", DocsView.as_view(url_name="civic_api:schema"), name="docs"),
    path("<path:rest>", not_found),
]

urlpatterns = [
    path("v1/", include(v1)),
    path("ogc/", include(ogc_urls)),
    path("", not_found),
    path("<path:rest>", not_found),
]
