"""Addresses beneath a campaign's own."""

from typing import Any

from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from civic_pages.campaigns import serving
from civic_pages.campaigns.sharing import cards, posters


class CampaignRoutes(RoutablePageMixin):
    """Which function of ``serving`` answers which address; nothing is decided here."""

    @path("")
    def index_route(self, request: Any) -> Any:
        return serving.campaign(self, request)

    @path("contributions/", name="contributions")
    def contributions_route(self, request: Any) -> Any:
        return serving.contribution_list(self, request)

    @path("contributions/<str:reference>/", name="contribution")
    def contribution_route(self, request: Any, reference: str) -> Any:
        return serving.contribution_detail(self, request, reference)

    @path("contributions/<str:reference>/signaler/", name="report")
    def report_route(self, request: Any, reference: str) -> Any:
        return serving.report(self, request, reference)

    @path("contributions/<str:reference>/files/<uuid:identifier>/", name="contribution_file")
    def contribution_file_route(self, request: Any, reference: str, identifier: Any) -> Any:
        return serving.contribution_file(self, request, reference, identifier)

    @path("<slug:name>/<int:pk>/signaler/", name="report_other")
    def report_other_route(self, request: Any, name: str, pk: int) -> Any:
        return serving.report_other(self, request, name, pk)

    @path("suivi/", name="remind")
    def remind_route(self, request: Any) -> Any:
        return serving.remind(self, request)

    @path("suivi/<str:token>/", name="follow")
    def follow_route(self, request: Any, token: str) -> Any:
        return serving.follow(self, request, token)

    @path("suivi/<str:token>/corriger/", name="correct")
    def correct_route(self, request: Any, token: str) -> Any:
        return serving.correct(self, request, token)

    @path("suivi/<str:token>/retirer/", name="withdraw")
    def withdraw_route(self, request: Any, token: str) -> Any:
        return serving.withdraw(self, request, token)

    @path("suivi/<str:token>/renvoyer/", name="send_again")
    def send_again_route(self, request: Any, token: str) -> Any:
        return serving.send_again(self, request, token)

    @path("suivi/<str:token>/foyer/", name="household")
    def household_route(self, request: Any, token: str) -> Any:
        return serving.household(self, request, token)

    @path("confirmer/<str:token>/", name="confirm")
    def confirm_route(self, request: Any, token: str) -> Any:
        return serving.confirm(self, request, token)

    @path("participation/<str:token>/", name="confirm_act")
    def confirm_act_route(self, request: Any, token: str) -> Any:
        return serving.confirm_act(self, request, token)

    @path("carte/imprimer/", name="print_map")
    def print_map_route(self, request: Any) -> Any:
        return serving.printed_map(self, request)

    @path(cards.IMAGE_ROUTE, name="share_image")
    def share_image_route(self, request: Any) -> Any:
        poster = posters.of_campaign(self, request, now=serving.now_of(request))
        return posters.serve(request, poster)

    @path("imprimer/<str:form_id>/", name="print_form")
    def print_route_of(self, request: Any, form_id: str) -> Any:
        return serving.printed_form(self, request, form_id)

    @path("imprimer/<str:form_id>/qr/", name="print_form_code")
    def print_code_route(self, request: Any, form_id: str) -> Any:
        return serving.form_code(self, request, form_id)


class PortalRoutes(RoutablePageMixin):
    """The one address of the portal beside its own: its picture on other sites."""

    @path(cards.IMAGE_ROUTE, name="share_image")
    def share_image_route(self, request: Any) -> Any:
        return posters.serve(request, posters.of_portal(self, request))
