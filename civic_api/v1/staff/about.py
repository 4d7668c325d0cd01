"""What a program learns first: whose key it has, what waits, and the city's own words."""

from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from wagtail.models import Page

from civic_api.exceptions import Problem
from civic_api.v1 import docs as public
from civic_api.v1.staff import docs
from civic_api.v1.staff.base import StaffView
from civic_pages.access import scopes
from civic_pages.deliberation.models import Comment
from civic_pages.participation import policy
from civic_pages.participation.choices import Status
from civic_pages.participation.desk.campaigns import campaign_models
from civic_pages.participation.models import Contribution, Outcome, RejectionReason


class Me(serializers.Serializer[None]):
    name = serializers.CharField(help_text="Name of the key.")
    prefix = serializers.CharField()
    user = docs.Person()
    scopes = serializers.ListField(child=serializers.CharField(), help_text="In effect today.")
    idle_scopes = serializers.ListField(
        child=serializers.CharField(), help_text="Of the key, but its user may not any more."
    )
    campaigns = serializers.ListField(child=serializers.IntegerField(), allow_null=True)
    expires_at = serializers.DateTimeField()


class MeView(StaffView):
    """Any key may ask; a program finds out here that it expires soon."""

    @extend_schema(operation_id="staff_me", responses={200: Me, **docs.READING})
    def get(self, request: Request) -> Response:
        principal, user = self.principal, request.user
        key = principal.key
        return Response(
            {
                "name": key.name,
                "prefix": key.prefix,
                "user": {"username": user.get_username(), "name": policy.name_of(user)},
                "scopes": [name for name in scopes.SCOPES if name in principal.scopes],
                "idle_scopes": sorted(set(key.scopes) - principal.scopes),
                "campaigns": self._campaigns(),
                "expires_at": key.expires_at,
            }
        )

    def _campaigns(self) -> list[int] | None:
        """Return the campaigns in which some scope is in effect; ``None`` for all there are."""
        principal = self.principal
        if principal.campaigns is None and all(r.everywhere for r in principal.reaches.values()):
            return None
        pages = Page.objects.type(*campaign_models())
        reached = {
            pk
            for scope in principal.reaches
            for pk in self.within(pages, scope, campaign="").values_list("pk", flat=True)
        }
        return sorted(reached)


class CampaignCounts(serializers.Serializer[None]):
    campaign = serializers.IntegerField()
    contributions = serializers.DictField(
        child=serializers.IntegerField(), help_text="Number by status."
    )
    comments = serializers.DictField(
        child=serializers.IntegerField(),
        allow_null=True,
        help_text="Number by status; null without `comments:read`.",
    )


class Counts(serializers.Serializer[None]):
    results = CampaignCounts(many=True)


class CountsView(StaffView):
    """How much there is of what, campaign by campaign: two queries."""

    scopes = (scopes.READ,)
    parameters = ("campaign",)

    @extend_schema(
        operation_id="staff_counts",
        parameters=[public.CAMPAIGN],
        responses={200: Counts, **docs.READING},
    )
    def get(self, request: Request) -> Response:
        said = self._by_status(request, self.within(Contribution.objects.all()))
        sees = scopes.READ_COMMENTS in self.principal.scopes
        theirs = self.within(Comment.objects.all(), scopes.READ_COMMENTS)
        comments = self._by_status(request, theirs) if sees else {}
        results = [
            {
                "campaign": campaign,
                "contributions": said.get(campaign, {}),
                "comments": comments.get(campaign, {}) if sees else None,
            }
            for campaign in sorted({*said, *comments})
        ]
        return Response({"results": results})

    def _by_status(self, request: Request, rows: QuerySet[Any]) -> dict[int, dict[str, int]]:
        if chosen := request.query_params.get("campaign"):
            if not chosen.isdecimal() or len(chosen) > 18:
                raise Problem(400, "bad-parameter", _("This is no number of a campaign."))
            rows = rows.filter(campaign_id=int(chosen))
        counted = rows.order_by().values_list("campaign_id", "status").annotate(Count("pk"))
        found: dict[int, dict[str, int]] = {}
        for campaign, status, number in counted:
            found.setdefault(campaign, {})[status] = number
        return found


class ReadyReason(serializers.Serializer[None]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    text = serializers.CharField()


class OutcomeShape(public.Outcome):
    needs_reason = serializers.BooleanField()


class Vocabulary(serializers.Serializer[None]):
    reasons = ReadyReason(many=True)
    outcomes = OutcomeShape(many=True)
    moderators = docs.Person(many=True)
    statuses = serializers.DictField(child=serializers.CharField())


class VocabularyView(StaffView):
    """The city's reasons and outcomes, and who may be put in charge."""

    scopes = (scopes.READ,)

    @extend_schema(operation_id="staff_vocabulary", responses={200: Vocabulary, **docs.READING})
    def get(self, request: Request) -> Response:
        people = policy.moderators(self.principal.reaches[scopes.READ])
        return Response(
            {
                "reasons": list(RejectionReason.objects.values("id", "name", "text")),
                "outcomes": list(Outcome.objects.values("slug", "name", "needs_reason")),
                "moderators": [
                    {"username": user.get_username(), "name": policy.name_of(user)}
                    for user in people
                ],
                "statuses": {status.value: str(status.label) for status in Status},
            }
        )
