"""Shapes of the staff's answers and bodies as OpenAPI documents them."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from civic_api.v1 import docs
from civic_api.v1.staff.base import Body, Number, Text
from civic_pages.deliberation.choices import COMMENT_STATUSES
from civic_pages.participation.choices import GroupType, Kind, Source, Status
from civic_pages.participation.moderation.forms import MAX_REASON


MOST_ROWS = 100
REFERENCE_LENGTH = 32
ANSWER_STATES = [(name, name) for name in ("draft", "scheduled", "public")]


def refusals(*codes: int) -> dict[int, OpenApiResponse]:
    """Return the problems of a staff's route: those of every one, and some of its own."""
    return {code: OpenApiResponse(docs.Problem) for code in sorted({401, 403, 406, 429, *codes})}


READING = refusals(400, 404)
WRITING = refusals(400, 404, 409, 412, 413, 415, 422)
IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    description="Version that was read (`ETag`, or `version` of the answer): 412 where it changed.",
)
CURSOR = OpenApiParameter(
    "cursor",
    str,
    OpenApiParameter.QUERY,
    description="Instead of a page: where to go on, from `next` of an answer; empty to begin. "
    "Rows that come in meanwhile shift nothing, and nothing is counted.",
)
PAGING = [docs.PAGE, docs.PAGE_SIZE, CURSOR]


def query(name: str, told: str, kind: Any = str, **kwargs: Any) -> OpenApiParameter:
    return OpenApiParameter(name, kind, OpenApiParameter.QUERY, description=told, **kwargs)


QUEUE = [
    docs.CAMPAIGN,
    query(
        "status",
        "Status; `all` for all; by default what waits.",
        enum=["all", *Status.values],
    ),
    query("kind", "Who contributes.", enum=list(Kind.values)),
    query("assigned", "Who is in charge.", enum=["mine", "nobody", "others"]),
    query("answered", "Whether the city has answered, or drafted it.", enum=["yes", "no"]),
    query("category", "Category: to the letter with a campaign, else a part of it."),
    query("sector", "Key of a sector: to the letter with a campaign, else a part of it."),
    query("source", "Source.", enum=list(Source.values)),
    query("flag", "Name of a moderation rule that made it wait."),
    query("created_at_from", "Received from this day on.", OpenApiTypes.DATE),
    query("created_at_to", "Received up to this day.", OpenApiTypes.DATE),
    query("q", "Words of reference, title or public answers."),
    query("ordering", "Order.", enum=["created_at", "-created_at"]),
]


class Person(serializers.Serializer[None]):
    username = serializers.CharField()
    name = serializers.CharField()


class StaffContribution(serializers.Serializer[None]):
    reference = serializers.CharField()
    campaign = serializers.IntegerField()
    title = serializers.CharField()
    excerpt = serializers.CharField()
    category = serializers.CharField()
    kind = serializers.ChoiceField(Kind.choices)
    group_name = serializers.CharField()
    group_type = serializers.ChoiceField([*GroupType.choices, ("", "")])
    represented = serializers.IntegerField(allow_null=True)
    source = serializers.ChoiceField(Source.choices)  # type: ignore[assignment]
    sector = serializers.CharField()
    status = serializers.ChoiceField(Status.choices)
    flags = serializers.ListField(child=serializers.CharField())
    assigned_to = serializers.CharField(allow_null=True, help_text="Login, or null.")
    created_at = serializers.DateTimeField()
    edited_at = serializers.DateTimeField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    published_at = serializers.DateTimeField(allow_null=True)


class StaffAnswer(docs.Answer):
    private = serializers.BooleanField(help_text="Never published.")


class StaffFile(docs.File):
    private = serializers.BooleanField()


class StaffNote(serializers.Serializer[None]):
    author = serializers.CharField()
    text = serializers.CharField()
    created_at = serializers.DateTimeField()


class OfficialAnswer(serializers.Serializer[None]):
    id = serializers.IntegerField()
    campaign = serializers.IntegerField()
    state = serializers.ChoiceField(ANSWER_STATES)
    outcome = docs.Outcome(allow_null=True)
    text = serializers.CharField()
    signed = serializers.CharField()
    publish_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    references = serializers.ListField(child=serializers.CharField())


class StaffContributionDetail(StaffContribution):
    version = serializers.CharField(help_text="For `If-Match`; the same as `ETag`.")
    allowed = serializers.ListField(
        child=serializers.CharField(), help_text="Verbs that are legal from here."
    )
    reason = serializers.CharField()
    merged_into = serializers.CharField(allow_null=True)
    place = docs.Place(allow_null=True, help_text="The public one.")
    url = serializers.CharField(help_text="Public page; empty where there is none.")
    has_contact = serializers.BooleanField()
    has_exact_place = serializers.BooleanField()
    held_by = serializers.CharField(allow_null=True, help_text="Login of who has it open.")
    answers = StaffAnswer(many=True)
    files = StaffFile(many=True)
    notes = StaffNote(many=True)
    themes = serializers.ListField(child=serializers.CharField())
    answers_of_city = OfficialAnswer(many=True)


class Contact(serializers.Serializer[None]):
    email = serializers.CharField(allow_null=True)


class ExactPlace(serializers.Serializer[None]):
    latitude = serializers.FloatField(allow_null=True)
    longitude = serializers.FloatField(allow_null=True)
    shape = serializers.DictField(allow_null=True)
    address = serializers.CharField()
    unit = serializers.CharField()


class StaffComment(serializers.Serializer[None]):
    id = serializers.IntegerField()
    campaign = serializers.IntegerField()
    target = serializers.CharField(help_text="`contribution:<number>` or `text:<number>:<clause>`.")
    contribution = serializers.CharField(allow_null=True, help_text="Its reference.")
    parent = serializers.IntegerField(allow_null=True)  # type: ignore[assignment]
    author = serializers.CharField()
    official = serializers.BooleanField()
    body = serializers.CharField()
    status = serializers.ChoiceField(COMMENT_STATUSES)
    flags = serializers.ListField(child=serializers.CharField())
    reason = serializers.CharField()
    open_reports = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    published_at = serializers.DateTimeField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    version = serializers.CharField()


def page_of(shape: type[serializers.Serializer[None]]) -> Any:
    """Return the shape of a page of a list."""
    fields: dict[str, Any] = {
        "count": serializers.IntegerField(allow_null=True, help_text="null with a cursor"),
        "next": serializers.CharField(allow_null=True),
        "previous": serializers.CharField(allow_null=True),
        "results": shape(many=True),
    }
    return type(f"{shape.__name__}Page", (serializers.Serializer,), fields)


class Nothing(Body):
    """An empty object."""


class Reason(Body):
    """Why, for the contributor to read: a ready reason of the city, words of one's own, or both."""

    ready = Number(required=False, help_text="Number of a reason of `vocabulary`.")
    reason = Text(required=False, allow_blank=True, max_length=MAX_REASON)


class Because(Body):
    reason = Text(max_length=MAX_REASON)


class Into(Body):
    into = Text(max_length=REFERENCE_LENGTH, help_text="Reference of the one that stays.")


class Literals(Body):
    texts = serializers.ListField(
        child=Text(min_length=3, max_length=200), min_length=1, max_length=MOST_ROWS
    )


class NoteText(Body):
    text = Text(max_length=4000)


class ThemeName(Body):
    name = Text(max_length=120)


class Somebody(Body):
    to = Text(allow_null=True, max_length=254, help_text="Login of a moderator; null: nobody.")


class References(Body):
    references = serializers.ListField(
        child=Text(max_length=REFERENCE_LENGTH), min_length=1, max_length=MOST_ROWS
    )


class Refused(serializers.Serializer[None]):
    id = serializers.CharField()
    detail = serializers.CharField()


class BulkDone(serializers.Serializer[None]):
    done = serializers.ListField(child=serializers.CharField())
    unchanged = serializers.ListField(
        child=serializers.CharField(), help_text="They were so before."
    )
    refused = Refused(many=True)


class Bulk(References):
    verb = serializers.ChoiceField(["publish", "reject", "withdraw", "restore", "assign"])
    ready = Number(required=False)
    reason = Text(required=False, allow_blank=True, max_length=MAX_REASON)
    to = Text(required=False, allow_null=True, max_length=254)


class CommentBulk(Body):
    verb = serializers.ChoiceField(["publish", "reject", "withdraw", "restore"])
    ids = serializers.ListField(child=Number(), min_length=1, max_length=MOST_ROWS)
    ready = Number(required=False)
    reason = Text(required=False, allow_blank=True, max_length=MAX_REASON)
