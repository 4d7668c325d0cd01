"""What citizens report of contributions and comments (DSA, article 16): the page's form and actions."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from civic_api import bodies, tokens
from civic_api.base import public_campaign
from civic_api.exceptions import Problem
from civic_api.idempotency import in_flight, key_of
from civic_api.v1 import comments, docs, own_docs
from civic_pages.deliberation import actions as discussing
from civic_pages.deliberation.models import Comment
from civic_pages.participation import actions, rate
from civic_pages.participation.abuse.report_form import ReportForm
from civic_pages.participation.models import Contribution, Report


FIELDS = {"ground": str, "text": str, "email": str}
Take = Callable[[actions.Notice, datetime], Any]


class NewReport(serializers.Serializer[None]):
    ground = serializers.ChoiceField(Report.Ground.choices)
    text = serializers.CharField(required=False, max_length=2000)
    email = serializers.EmailField(
        required=False, help_text="To acknowledge the report, and for nothing else"
    )
    proof = serializers.CharField(required=False)
    question = serializers.CharField(required=False)
    answer = serializers.CharField(required=False)


DOCUMENTED: dict[str, Any] = {
    "parameters": [docs.KEY],
    "request": NewReport,
    "responses": {
        202: OpenApiResponse(own_docs.Asked),
        **own_docs.problems(400, 404, 409, 415, 422, 428, 429),
    },
}


def _taken(request: Request, campaign: Any, take: Take) -> Response:
    """Check a report as the page does, pass the gate, and hand it in."""
    key, now = key_of(request), timezone.now()
    payload = bodies.body_of(request, FIELDS, required=("ground",), challenged=True)
    form = ReportForm({name: payload.get(name, "") for name in FIELDS})
    if not form.is_valid():
        raise bodies.invalid(dict(form.errors.get_json_data()))
    with in_flight(campaign.pk, key), comments.told(campaign, request):
        comments.admit(request, campaign, payload, key, now=now)
        take(form.notice(network=rate.client_network(request.META)), now)
    told = _("Thank you, your report has arrived")
    return Response({"detail": told}, status=202)


class ContributionReportsView(tokens.PrivateView):
    """Reports a public contribution to the city's team."""

    @extend_schema(operation_id="report_contribution", **DOCUMENTED)
    def post(self, request: Request, reference: str) -> Response:
        # No database takes a NUL.
        named = Contribution.objects.public().filter(reference=reference.replace("\x00", " "))
        found = named.first()
        if found is None:
            raise Problem(404, "not-found", _("No such contribution."))
        campaign = public_campaign(found.campaign_id)
        return _taken(request, campaign, lambda n, now: actions.report(found, n, now=now))


class CommentReportsView(tokens.PrivateView):
    """Reports a citizen's public comment to the city's team."""

    @extend_schema(operation_id="report_comment", **DOCUMENTED)
    def post(self, request: Request, pk: int) -> Response:
        found = Comment.objects.public().filter(pk=pk, is_official=False).first()
        if found is None:
            raise Problem(404, "not-found", _("No such comment."))
        campaign = public_campaign(found.campaign_id)
        return _taken(request, campaign, lambda n, now: discussing.report(found, n, now=now))
