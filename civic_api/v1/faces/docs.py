"""Shapes of campaigns as OpenAPI documents them."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from civic_api.v1 import docs
from civic_api.v1.faces.openapi import ShapeField
from civic_blocks import ports
from civic_blocks.api.schemas import UNION
from civic_blocks.api.shapes import array, nullable, of, one_of, ref
from civic_pages.participation.choices import Identity, Precision


PREVIEW = OpenApiParameter(
    "preview",
    str,
    description="Token of a preview link: answers the latest draft instead of what is published. "
    "Never cached; the token is of one campaign and one editor, and expires.",
)
REFUSED = {403: OpenApiResponse(docs.Problem, description="The preview link is not valid.")}


class CampaignState(serializers.Serializer[None]):
    status = ShapeField(one_of(["open", "running", "upcoming", "closed"]))
    label = serializers.CharField(help_text="The status in words.")  # type: ignore[assignment]
    headline = serializers.CharField()
    changes_at = serializers.DateTimeField(
        allow_null=True, help_text="When it may next be another by itself."
    )


class Campaign(serializers.Serializer[None]):
    """A campaign in a list."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    url = serializers.CharField(help_text="The page for people.")
    html_url = serializers.CharField(help_text="The same, as Wagtail's API names it.")
    locale = serializers.CharField(help_text="Language of the content (BCP 47).")
    code = serializers.CharField()
    introduction = serializers.CharField(help_text="Plain text.")
    state = CampaignState()
    figures = ShapeField(array(of(ports.Figure)))
    precision = serializers.ChoiceField(Precision.choices)


class Translation(serializers.Serializer[None]):
    id = serializers.IntegerField()
    locale = serializers.CharField()
    url = serializers.CharField()


class Breadcrumb(serializers.Serializer[None]):
    id = serializers.IntegerField()
    title = serializers.CharField()
    url = serializers.CharField()


class CampaignAction(serializers.Serializer[None]):
    label = serializers.CharField()  # type: ignore[assignment]
    url = serializers.CharField()
    closes_at = serializers.DateTimeField(allow_null=True)


class FormSummary(serializers.Serializer[None]):
    id = serializers.CharField()
    title = serializers.CharField()
    url = serializers.CharField(help_text="Address of the form as JSON Schema.")


class Legal(serializers.Serializer[None]):
    text = ShapeField(nullable(ref("RichText")))
    contact = serializers.CharField()
    retention_months = serializers.IntegerField()
    erased_on = serializers.DateTimeField(
        allow_null=True, help_text="By the dates known today; null: the end is not known."
    )


class ExpandedCampaign(Campaign):
    """What is asked for with ``expand`` is there, else it is not."""

    phases = ShapeField(array(ref("Step")), required=False, help_text="With expand=phases")
    forms = FormSummary(many=True, required=False, help_text="With expand=forms")
    perimeter = ShapeField(
        nullable(ref("Geometry")), required=False, help_text="With expand=perimeter"
    )


class Campaigns(serializers.Serializer[None]):
    results = ExpandedCampaign(many=True)


class CampaignDetail(Campaign):
    """A campaign, whole."""

    lead = ShapeField(nullable(ref("RichText")), help_text="The introduction with its markup.")
    image = ShapeField(nullable(ref("Image")))
    translations = Translation(many=True)
    breadcrumbs = Breadcrumb(many=True)
    phases = ShapeField(array(ref("Step")))
    actions = CampaignAction(many=True)
    totals = serializers.DictField(allow_null=True)
    perimeter = ShapeField(nullable(ref("Geometry")))
    forms = FormSummary(many=True)
    legal = Legal()
    blocks = ShapeField(array(ref(UNION)), help_text="The body, in order.")


class FormQuestion(serializers.Serializer[None]):
    key = serializers.CharField()
    type = serializers.CharField(help_text="A field type; other apps may bring more.")
    label = serializers.CharField()  # type: ignore[assignment]
    help = serializers.CharField()
    required = serializers.BooleanField()  # type: ignore[assignment]
    published = serializers.BooleanField()


class Form(serializers.Serializer[None]):
    """What another front end needs to build a form."""

    id = serializers.CharField()
    version = serializers.CharField()
    title = serializers.CharField()
    open = serializers.BooleanField()
    allow_collective = serializers.BooleanField()
    identity = serializers.ChoiceField(Identity.choices)
    schema = ShapeField(
        {"type": "object"}, help_text="JSON Schema (2020-12) of the answers, conditions included."
    )
    order = FormQuestion(many=True)


class Timeline(serializers.Serializer[None]):
    results = ShapeField(array(ref("Step")))


BODY_SCHEMA = {200: OpenApiResponse(OpenApiTypes.OBJECT, description="A JSON Schema (2020-12).")}
