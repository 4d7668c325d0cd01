"""Private links that were lost: mailed to the address they belong to, and told to nobody else."""

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from civic_api import bodies, tokens
from civic_api.base import public_campaign
from civic_api.idempotency import in_flight, key_of
from civic_api.v1 import comments, docs, own_docs
from civic_pages.participation import actions
from civic_pages.participation.reminder_form import ReminderForm


class LinkRequestsView(tokens.PrivateView):
    """Asks for the private links of an address; the answer says nothing of whether it is known."""

    @extend_schema(
        operation_id="ask_for_links",
        parameters=[docs.KEY],
        request=own_docs.LinkRequest,
        responses={
            202: OpenApiResponse(own_docs.Asked),
            **own_docs.problems(400, 404, 409, 415, 422, 428, 429),
        },
    )
    def post(self, request: Request) -> Response:
        key = key_of(request)
        fields = {"campaign": int, "email": str}
        payload = bodies.body_of(request, fields, required=tuple(fields), challenged=True)
        form = ReminderForm({"email": payload["email"]})
        if not form.is_valid():
            raise bodies.invalid(dict(form.errors.get_json_data()))
        campaign = public_campaign(payload["campaign"])
        with in_flight(campaign.pk, key), comments.told(campaign, request):
            comments.admit(request, campaign, payload, key, now=timezone.now())
            actions.remind(campaign, email=form.cleaned_data["email"])
        told = _("If something was contributed with this address, its links are on their way.")
        return Response({"detail": told}, status=202)
