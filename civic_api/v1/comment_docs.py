"""Shapes of comments and supports as OpenAPI documents them."""

from drf_spectacular.types import OpenApiTypes
from rest_framework import serializers

from civic_api.v1.docs import CURSOR, PAGE, PAGE_SIZE, _query
from civic_pages.participation.models import Status


ORDER = _query(
    "order",
    str,
    "random (changed every day), recent or supported.",
    enum=["random", "recent", "supported"],
)
THREAD = _query(
    "thread", OpenApiTypes.INT, "Number of a comment: its thread alone, with all answers."
)


PARAMETERS = [ORDER, THREAD, PAGE, PAGE_SIZE, CURSOR]


class CommentAnswer(serializers.Serializer[None]):
    id = serializers.IntegerField()
    depth = serializers.IntegerField()
    author = serializers.CharField(help_text="Empty where no name was given")
    official = serializers.BooleanField(help_text="The city speaks in its own name")
    position = serializers.CharField(help_text="On a text: for, against or abstain; else empty")
    version = serializers.IntegerField(
        allow_null=True, help_text="Of a text: the version it was written on"
    )
    body = serializers.CharField(help_text="Plain text; empty where its author withdrew it")
    supports = serializers.IntegerField()
    published_at = serializers.DateTimeField()
    url = serializers.CharField()


class CommentThread(CommentAnswer):
    answers = CommentAnswer(many=True)
    more = serializers.IntegerField(help_text="Answers not listed here: ask for the thread")


class CommentPage(serializers.Serializer[None]):
    count = serializers.IntegerField(help_text="Public comments, answers included")
    is_open = serializers.BooleanField()
    next = serializers.IntegerField(
        allow_null=True, help_text="Number of the next page; null in pages by cursor"
    )
    previous = serializers.IntegerField(allow_null=True)
    next_url = serializers.CharField(allow_null=True, help_text="Address of the next page")
    previous_url = serializers.CharField(allow_null=True)
    results = CommentThread(many=True)


class _Sent(serializers.Serializer[None]):
    participant = serializers.CharField(
        required=False, help_text="As the last answer gave it: whoever sends it is known again"
    )
    email = serializers.CharField(
        required=False, help_text="Where the campaign confirms addresses and no participant is sent"
    )
    proof = serializers.CharField(required=False)
    question = serializers.CharField(required=False)
    answer = serializers.CharField(required=False)


class NewComment(_Sent):
    body = serializers.CharField(max_length=4000)
    author_name = serializers.CharField(required=False, max_length=60)
    parent = serializers.IntegerField(required=False, help_text="The comment it answers")  # type: ignore[assignment]


class NewSupport(_Sent):
    supported = serializers.BooleanField(required=False, default=True)


class TakenComment(serializers.Serializer[None]):
    id = serializers.IntegerField()
    status = serializers.ChoiceField(
        [Status.UNCONFIRMED.value, Status.PENDING.value, Status.PUBLISHED.value]
    )
    created_at = serializers.DateTimeField()
    url = serializers.CharField(allow_null=True, help_text="Once it is published")
    participant = serializers.CharField(allow_null=True, help_text="To keep; null: not confirmed")


class TakenSupport(serializers.Serializer[None]):
    supported = serializers.BooleanField(allow_null=True, help_text="null: not confirmed yet")
    supports = serializers.IntegerField()
    participant = serializers.CharField(allow_null=True)
