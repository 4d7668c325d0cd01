"""Shapes of what is somebody's own, as OpenAPI documents them."""

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from civic_api.tokens import header
from civic_api.v1 import docs
from civic_pages.deliberation.choices import Stance
from civic_pages.following.models import Pace
from civic_pages.participation.models import ExactLocation, GroupType, Held, Kind, Status


PRIVATE = header("Private token: `token` of the 201, or behind the # of a mailed link.")
MAILED = header("Token of the mailed link.")
PARTICIPANT = header("`participant` of an answer, or `token` of the confirmation of a link.")
FOLLOWER = header("`token` of the confirmation of following, or behind the # of a mailed link.")
STOPPING = header("Token of the mailed link that stops.")
IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    required=True,
    description="ETag of `own/contribution/` as it was read; a changed one is answered with 412.",
)
IF_MATCH_OPTIONAL = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, description="Where it is sent, it has to match."
)


def problems(*codes: int) -> dict[int, OpenApiResponse]:
    """Return the problems of a route as OpenAPI documents them."""
    return {code: OpenApiResponse(docs.Problem) for code in codes}


class OwnAnswer(docs.Answer):
    private = serializers.BooleanField(help_text="The public never sees it")


class OwnMoment(serializers.Serializer[None]):
    what = serializers.CharField(
        help_text="received, confirmed, corrected, answered, or the status that was decided"
    )
    label = serializers.CharField()  # type: ignore[assignment]
    at = serializers.DateTimeField()


class OwnStanding(serializers.Serializer[None]):
    headline = serializers.CharField()
    words = serializers.CharField()
    tone = serializers.ChoiceField(["info", "success", "warning"])
    reason = serializers.CharField(help_text="What the moderator wrote; empty elsewhere")
    url = serializers.CharField(help_text="Where everybody reads it; empty where nobody can")


class OwnCitation(serializers.Serializer[None]):
    synthesis = serializers.CharField()
    url = serializers.CharField()
    number = serializers.CharField()
    theme = serializers.CharField()
    text = serializers.CharField()


class OwnProject(serializers.Serializer[None]):
    reference = serializers.CharField()
    title = serializers.CharField()
    status = serializers.CharField()
    url = serializers.CharField()


class OwnChoice(serializers.Serializer[None]):
    value = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]


class OwnActions(serializers.Serializer[None]):
    """What its author may do now."""

    correct = serializers.BooleanField()
    withdraw = serializers.BooleanField()
    confirm = serializers.BooleanField(help_text="It waits for the mailed link")
    household = OwnChoice(
        many=True, help_text="Another answer of the home came before: what this one means"
    )


class OwnFile(serializers.Serializer[None]):
    key = serializers.CharField()
    token = serializers.CharField(help_text="Stands for the file in `answers` of a correction")
    name = serializers.CharField()
    size = serializers.IntegerField()
    type = serializers.CharField()


class Correction(serializers.Serializer[None]):
    """The whole contribution as it shall be: what is left out is taken away."""

    answers = serializers.DictField()
    kind = serializers.ChoiceField(Kind.choices, required=False)
    group_name = serializers.CharField(required=False)
    group_type = serializers.ChoiceField([*GroupType.choices, ("", "")], required=False)
    held = serializers.ChoiceField([*Held.choices, ("", "")], required=False)
    represented = serializers.IntegerField(required=False, allow_null=True)


class OwnContribution(serializers.Serializer[None]):
    """A contribution as its author is told of it."""

    reference = serializers.CharField()
    campaign = serializers.IntegerField()
    form = serializers.CharField()
    title = serializers.CharField()
    status = serializers.ChoiceField(Status.choices)
    standing = OwnStanding()
    version = serializers.CharField(help_text="The ETag without its quotation marks")
    history = OwnMoment(many=True)
    answers = OwnAnswer(many=True)
    given = Correction(allow_null=True, help_text="To fill the form again; null: it is gone")
    files = OwnFile(many=True)
    answers_of_city = docs.CityAnswer(many=True)
    cited = OwnCitation(many=True)
    projects = OwnProject(many=True)
    may = OwnActions()
    household = serializers.CharField(help_text="What was said of the home; empty: nothing")


class HouseholdChoice(serializers.Serializer[None]):
    choice = serializers.ChoiceField(
        [choice for choice in ExactLocation.Choice.choices if choice[0]]
    )


class Asked(serializers.Serializer[None]):
    """The same whatever comes of it: the mailbox alone is told more."""

    detail = serializers.CharField()


class _Challenged(serializers.Serializer[None]):
    proof = serializers.CharField(required=False)
    question = serializers.CharField(required=False)
    answer = serializers.CharField(required=False)


class LinkRequest(_Challenged):
    campaign = serializers.IntegerField()
    email = serializers.EmailField()


class Waiting(serializers.Serializer[None]):
    """What a mailed link would confirm; nothing is done yet."""

    kind = serializers.CharField(
        help_text="contribution, comment, reaction, ballot or subscription"
    )
    campaign = serializers.IntegerField()
    label = serializers.CharField(help_text="What was done, in words")  # type: ignore[assignment]
    waits = serializers.BooleanField(help_text="false: it is confirmed, or decided, already")


class Confirmed(serializers.Serializer[None]):
    """What is confirmed now. A host's own acts have kinds of their own."""

    kind = serializers.CharField(
        help_text="contribution, comment, reaction, ballot or subscription"
    )
    campaign = serializers.IntegerField()
    label = serializers.CharField()  # type: ignore[assignment]
    token = serializers.CharField(
        help_text="To keep. Of a contribution for `own/contribution/`; of a subscription for "
        "`own/subscriptions/`; else for `own/participation/`, and as `participant` in bodies."
    )
    reference = serializers.CharField(allow_null=True, help_text="Of a contribution")
    status = serializers.CharField(allow_null=True, help_text="Of a contribution")
    url = serializers.CharField(allow_null=True, help_text="Where it is, or will be, read")


class NewSubscription(_Challenged):
    campaign = serializers.IntegerField()
    contribution = serializers.CharField(required=False, help_text="Reference of one to follow")
    text = serializers.IntegerField(
        required=False, help_text="Number of a page beneath the campaign to follow"
    )
    email = serializers.EmailField()
    pace = serializers.ChoiceField(Pace.choices)


class OwnSubscription(serializers.Serializer[None]):
    id = serializers.UUIDField()
    title = serializers.CharField()
    campaign = serializers.IntegerField()
    pace = serializers.ChoiceField(Pace.choices)


class OwnSubscriptions(serializers.Serializer[None]):
    token = serializers.CharField(
        allow_null=True, help_text="To go on with; null: nothing is followed any more"
    )
    results = OwnSubscription(many=True)


class NewPace(serializers.Serializer[None]):
    pace = serializers.ChoiceField(Pace.choices)


class OwnComment(serializers.Serializer[None]):
    id = serializers.IntegerField()
    subject = serializers.CharField(help_text="What it is about")
    body = serializers.CharField()
    status = serializers.ChoiceField(Status.choices)
    reason = serializers.CharField(help_text="Why it was not published")
    created_at = serializers.DateTimeField()
    url = serializers.CharField()


class OwnReaction(serializers.Serializer[None]):
    target = serializers.CharField(
        help_text="contribution:<reference>, comment:<id>, or text:<id>:<clause>"
    )
    stance = serializers.ChoiceField(Stance.choices)
    subject = serializers.CharField()
    url = serializers.CharField()


class OwnParticipation(serializers.Serializer[None]):
    """What a participant said and thinks in a campaign; ballots are secret, from this too."""

    campaign = serializers.IntegerField()
    name = serializers.CharField()
    comments = OwnComment(many=True, help_text="The latest hundred")
    reactions = OwnReaction(many=True, help_text="The latest hundred")
