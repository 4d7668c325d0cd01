"""What is close to a text that somebody is writing: suggestions, never more than three."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from civic_api.base import CivicView, public_campaign
from civic_api.exceptions import Problem
from civic_api.v1 import docs
from civic_api.v1.docs import NOT_FOUND
from civic_pages.participation.similar import suggesting, terms


class SimilarContribution(serializers.Serializer[None]):
    reference = serializers.CharField()
    title = serializers.CharField()
    excerpt = serializers.CharField()
    url = serializers.CharField()
    # The words of the text that make it close, best first.
    words = serializers.ListField(child=serializers.CharField())


class SimilarContributions(serializers.Serializer[None]):
    results = SimilarContribution(many=True)


class SimilarView(CivicView):
    """Public contributions of a campaign that say something close to a text; nothing is kept.

    Empty where the campaign does not offer it, and always in a campaign of homes.
    """

    parameters = ("campaign", "text")
    shape = SimilarContributions

    @extend_schema(
        operation_id="similar",
        parameters=[
            OpenApiParameter("campaign", int, required=True),
            OpenApiParameter("text", str, required=True, description="2,000 characters are read."),
        ],
        responses={200: SimilarContributions, 400: OpenApiResponse(docs.Problem), **NOT_FOUND},
    )
    def get(self, request: Request) -> Response:
        number, text = (request.query_params.get(name, "") for name in self.parameters)
        if not (number.isascii() and number.isdecimal() and len(number) < 19):
            raise Problem(400, "bad-parameter", _("campaign is the number of a campaign."))
        language = get_language() or ""
        found = suggesting.found(public_campaign(int(number)), text, language=language)
        words = terms.spellings(text[: suggesting.MOST_ASKED], language=language) if found else {}
        rows = [_row(close, card, words) for close, card in found]
        response = Response({"results": rows})
        # What somebody is writing is nobody else's answer.
        response["Cache-Control"] = "private, no-store"
        return response


def _row(close: Any, card: Any, words: dict[str, str]) -> dict[str, Any]:
    return {
        "reference": card.reference,
        "title": card.title,
        "excerpt": card.excerpt,
        "url": card.url,
        "words": [words[stem] for stem in close.stems[:6] if stem in words],
    }
