"""Shapes and parameters as OpenAPI documents them; hot paths build their JSON without these."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from civic_pages.participation.models import GroupType, Held, Kind, Status


def _query(name: str, kind: object, description: str, **kwargs: object) -> OpenApiParameter:
    return OpenApiParameter(name, kind, OpenApiParameter.QUERY, description=description, **kwargs)  # type: ignore[arg-type]


# A filter that is sent empty narrows nothing, as in a form.
EMPTY = ""
CAMPAIGN = _query("campaign", OpenApiTypes.INT, "Number of a campaign.")
ZOOM = _query(
    "zoom",
    OpenApiTypes.INT,
    "Zoom of the map, 0 to 22; clusters are 64 px wide, or 128. By default what suits the box.",
)
FILTERS = [
    _query("kind", str, "Who contributes.", enum=[*Kind.values, EMPTY]),
    _query("group_type", str, "Type of the group.", enum=[*GroupType.values, EMPTY]),
    _query("category", str, "Category, to the letter."),
    _query("sector", str, "Key of a sector."),
    _query("outcome", str, "What became of it: slug of an outcome."),
    _query("status", str, "Public status.", enum=[Status.PUBLISHED.value, EMPTY]),
    _query(
        "q",
        str,
        "Words to find, each by its beginning; accents, case and plurals do not matter. Or a reference.",
    ),
    _query(
        "bbox",
        str,
        "west,south,east,north in WGS 84 degrees, borders included; with west of more than east "
        "across the antimeridian.",
    ),
    _query("ordering", str, "Order of the list.", enum=["-published", "published", EMPTY]),
]
CSV = [
    _query("delimiter", str, "With “;” the decimal mark is a comma, as French spreadsheets have it.", enum=[",", ";"]),
    _query("bom", str, "1: begin with a byte-order mark, by which spreadsheets know UTF-8.", enum=["1", "0"]),
    _query("headers", str, "keys: technical names and codes, for machines.", enum=["labels", "keys"]),
]  # fmt: skip
PAGE = _query("page", OpenApiTypes.INT, "Page of the list, from 1.")
PAGE_SIZE = _query("page_size", OpenApiTypes.INT, "Rows of a page, 1 to 100.")
CURSOR = _query(
    "cursor",
    str,
    "Pages that do not shift: sent empty for the first one, then follow `next`. Not with `page`. "
    "`count` is told only where it is kept.",
)
KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    required=True,
    description="Made up by the client for this contribution, 16 to 255 characters; sent again "
    "with a retry, it brings the first answer instead of a second contribution.",
)


class Problem(serializers.Serializer[None]):
    """RFC 9457."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    errors = serializers.DictField(required=False)  # type: ignore[assignment]


class FeatureCollection(serializers.Serializer[None]):
    """RFC 7946."""

    type = serializers.ChoiceField(["FeatureCollection"])
    bbox = serializers.ListField(
        child=serializers.FloatField(),
        required=False,
        help_text="What is covered: the box asked for, grown to whole cells.",
    )
    features = serializers.ListField(child=serializers.DictField())
    meta = serializers.DictField(
        required=False,
        help_text="total, mapped, unmapped, in_view (null while totals are hidden), precision, and "
        "truncated: too much to tell apart, so gathered coarser than the zoom asks; none left out.",
    )


class Place(serializers.Serializer[None]):
    latitude = serializers.FloatField()
    longitude = serializers.FloatField()


class Outcome(serializers.Serializer[None]):
    slug = serializers.CharField()
    name = serializers.CharField()


class CityAnswer(serializers.Serializer[None]):
    outcome = Outcome(allow_null=True)
    text = serializers.CharField()
    signed = serializers.CharField()
    published_at = serializers.DateTimeField()


class Contribution(serializers.Serializer[None]):
    reference = serializers.CharField()
    campaign = serializers.IntegerField()
    url = serializers.CharField()
    title = serializers.CharField()
    excerpt = serializers.CharField()
    category = serializers.CharField()
    kind = serializers.ChoiceField(Kind.choices)
    group_name = serializers.CharField()
    group_type = serializers.ChoiceField([*GroupType.choices, ("", "")])
    held = serializers.ChoiceField([*Held.choices, ("", "")])
    represented = serializers.IntegerField(allow_null=True)
    sector = serializers.CharField()
    status = serializers.CharField()
    published_at = serializers.DateTimeField()
    place = Place(allow_null=True)
    geometry = serializers.DictField(allow_null=True)
    outcome = Outcome(allow_null=True)


class Answer(serializers.Serializer[None]):
    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    text = serializers.CharField()


class File(serializers.Serializer[None]):
    key = serializers.CharField()
    name = serializers.CharField()
    size = serializers.IntegerField()
    type = serializers.CharField()
    url = serializers.CharField()


class CampaignSummary(serializers.Serializer[None]):
    id = serializers.IntegerField()
    title = serializers.CharField()
    url = serializers.CharField()
    code = serializers.CharField()
    precision = serializers.CharField()


class ExpandedContribution(Contribution):
    """What is asked for with ``expand`` is there, else it is not."""

    answers = Answer(many=True, required=False, help_text="With expand=answers")
    answers_of_city = CityAnswer(many=True, required=False, help_text="With expand=answers_of_city")
    campaign_summary = CampaignSummary(required=False, help_text="With expand=campaign_summary")
    comments_count = serializers.IntegerField(
        required=False, help_text="With expand=comments_count"
    )
    supports_count = serializers.IntegerField(
        required=False, help_text="With expand=supports_count"
    )


class ContributionDetail(ExpandedContribution):
    answers = Answer(many=True)
    answers_of_city = CityAnswer(many=True)
    files = File(many=True)


class ContributionPage(serializers.Serializer[None]):
    count = serializers.IntegerField(
        allow_null=True, help_text="null while the campaign is open and tells no totals"
    )
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = ExpandedContribution(many=True)


class NewContribution(serializers.Serializer[None]):
    campaign = serializers.IntegerField()
    form = serializers.CharField()
    kind = serializers.ChoiceField(Kind.choices, required=False)
    group_name = serializers.CharField(required=False)
    group_type = serializers.ChoiceField(GroupType.choices, required=False)
    held = serializers.ChoiceField(Held.choices, required=False)
    represented = serializers.IntegerField(required=False)
    answers = serializers.DictField()
    proof = serializers.CharField(
        required=False,
        help_text="Base64 of the JSON object {algorithm, challenge, number, salt, signature}",
    )
    question = serializers.CharField(required=False, help_text="Token of the question instead")
    answer = serializers.CharField(required=False, help_text="Answer to the question")


class Work(serializers.Serializer[None]):
    """ALTCHA: find ``number`` (0 to ``maxnumber``) with SHA-256(salt + number) = challenge."""

    algorithm = serializers.CharField()
    challenge = serializers.CharField()
    salt = serializers.CharField()
    signature = serializers.CharField()
    maxnumber = serializers.IntegerField()
    expires = serializers.IntegerField(help_text="Unix time")
    seconds = serializers.IntegerField(help_text="How long it can be answered")


class Question(serializers.Serializer[None]):
    text = serializers.CharField()
    token = serializers.CharField()


class Challenge(serializers.Serializer[None]):
    """Either send ``proof``, or ``question`` (the token) and ``answer``."""

    required = serializers.BooleanField()  # type: ignore[assignment]
    proof = Work()
    question = Question()


class Received(serializers.Serializer[None]):
    reference = serializers.CharField()
    status = serializers.ChoiceField(Status.choices)
    created_at = serializers.DateTimeField()
    campaign = serializers.IntegerField()
    follow = serializers.URLField(
        help_text="Private page of the contributor: follow, correct, withdraw. Given once, to keep."
    )
    token = serializers.CharField(
        help_text="The same for the API: send it in X-Civic-Token to `own/contribution/`."
    )


class Results(serializers.Serializer[None]):
    results = serializers.ListField(child=serializers.DictField())


NOT_FOUND = {404: OpenApiResponse(Problem)}
