"""Shapes of texts as OpenAPI documents them."""

from rest_framework import serializers

from civic_api.v1.comment_docs import NewComment, _Sent
from civic_pages.deliberation.choices import Position


class TextState(serializers.Serializer[None]):
    is_open = serializers.BooleanField(help_text="Comments and positions are taken now")
    opens_at = serializers.DateTimeField(allow_null=True)
    closes_at = serializers.DateTimeField(allow_null=True)


class TextSummary(serializers.Serializer[None]):
    id = serializers.IntegerField()
    campaign = serializers.IntegerField()
    title = serializers.CharField()
    url = serializers.CharField()
    state = TextState()
    clauses = serializers.IntegerField()


class Texts(serializers.Serializer[None]):
    results = TextSummary(many=True)


class Tally(serializers.Serializer[None]):
    total = serializers.IntegerField()
    against = serializers.IntegerField()
    abstain = serializers.IntegerField()

    def get_fields(self) -> dict[str, serializers.Field]:  # type: ignore[type-arg]
        """Add what Python has taken as a word of its own."""
        return {"for": serializers.IntegerField(), **super().get_fields()}


class TextClause(serializers.Serializer[None]):
    id = serializers.CharField()
    number = serializers.CharField()
    heading = serializers.CharField()
    chapter = serializers.CharField()
    html = serializers.CharField()
    url = serializers.CharField()
    comments = serializers.IntegerField()
    results = Tally(allow_null=True, help_text="null while they are not told")


class TextVersion(serializers.Serializer[None]):
    number = serializers.IntegerField()
    published_at = serializers.DateTimeField()
    note = serializers.CharField()
    url = serializers.CharField()


class TextDetail(serializers.Serializer[None]):
    id = serializers.IntegerField()
    campaign = serializers.IntegerField()
    title = serializers.CharField()
    url = serializers.CharField()
    state = TextState()
    introduction = serializers.CharField()
    comments = serializers.IntegerField(help_text="On the text as a whole")
    results = Tally(allow_null=True, help_text="On the whole; null while they are not told")
    clauses = TextClause(many=True)
    versions = TextVersion(many=True)


class NewTextComment(NewComment):
    position = serializers.ChoiceField(Position.choices, required=False)


class NewPosition(_Sent):
    clause = serializers.CharField(
        required=False, allow_blank=True, help_text="Id of a clause; empty: the whole text"
    )
    stance = serializers.ChoiceField(
        Position.choices, required=False, help_text="Required unless withdrawn"
    )
    withdrawn = serializers.BooleanField(
        required=False, default=False, help_text="true: no position any more"
    )


class TakenPosition(serializers.Serializer[None]):
    clause = serializers.CharField()
    stance = serializers.ChoiceField(Position.choices, allow_null=True, help_text="null: withdrawn")
    counted = serializers.BooleanField(
        help_text="false: nothing has changed yet; a position counts once the address is confirmed, "
        "and is withdrawn by whoever sends the participant"
    )
    participant = serializers.CharField(allow_null=True, help_text="To keep; null: not confirmed")
