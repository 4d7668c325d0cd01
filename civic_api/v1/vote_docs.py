"""Shapes of votes as OpenAPI documents them."""

from rest_framework import serializers

from civic_pages.voting.checking import Standing
from civic_pages.voting.rules import Method, TieRule
from civic_pages.voting.state import VoteState


class VoteSummary(serializers.Serializer[None]):
    """A vote of a campaign."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    url = serializers.CharField()
    campaign = serializers.IntegerField()
    state = serializers.ChoiceField(VoteState.choices)
    method = serializers.ChoiceField(Method.choices)
    opens_at = serializers.DateTimeField(allow_null=True)
    closes_at = serializers.DateTimeField(allow_null=True)


class VoteList(serializers.Serializer[None]):
    results = VoteSummary(many=True)


class VoteOptionFace(serializers.Serializer[None]):
    """``key`` is what ballots name; ``cost`` in whole euros."""

    key = serializers.UUIDField()
    title = serializers.CharField()
    description = serializers.CharField()
    cost = serializers.IntegerField(allow_null=True)
    scope = serializers.CharField()


class VoteRules(serializers.Serializer[None]):
    method = serializers.ChoiceField(Method.choices)
    min_choices = serializers.IntegerField()
    max_choices = serializers.IntegerField()
    points = serializers.IntegerField(allow_null=True)
    budget = serializers.IntegerField(allow_null=True)
    max_per_scope = serializers.IntegerField(allow_null=True)
    winners = serializers.IntegerField(allow_null=True)
    envelope = serializers.IntegerField(allow_null=True)
    tie_rule = serializers.ChoiceField(TieRule.choices)
    lot_number = serializers.CharField()


class VoteResultRow(serializers.Serializer[None]):
    key = serializers.UUIDField()
    title = serializers.CharField()
    score = serializers.IntegerField()
    rank = serializers.IntegerField()
    wins = serializers.BooleanField()
    cost = serializers.IntegerField(allow_null=True)
    scope = serializers.CharField()
    tie = serializers.CharField()
    lot = serializers.CharField()


class VoteResultFace(serializers.Serializer[None]):
    ballots = serializers.IntegerField()
    blank = serializers.IntegerField()
    paper = serializers.IntegerField()
    web = serializers.IntegerField()
    published_at = serializers.DateTimeField()
    rows = VoteResultRow(many=True)


class VoteDetail(VoteSummary):
    """``result`` is null until it is published: nothing of it is told before."""

    introduction = serializers.CharField()
    question = serializers.CharField()
    eligibility = serializers.CharField()
    minimal_age = serializers.IntegerField(allow_null=True)
    options = VoteOptionFace(many=True)
    rules = VoteRules()
    result = VoteResultFace(allow_null=True)


class NewBallot(serializers.Serializer[None]):
    """A ballot. ``choices``: keys, in order of preference for a ranking, or points by key."""

    choices = serializers.JSONField()
    blank = serializers.BooleanField(required=False, help_text="Needed where choices are empty.")
    email = serializers.EmailField(
        required=False,
        help_text="The ballot counts once the link sent there is followed; needed where no "
        "participant is sent.",
    )
    participant = serializers.CharField(
        required=False,
        help_text="As a confirmation gave it: the ballot counts at once, in the place of the last.",
    )
    attest = serializers.BooleanField(required=False)
    age_ok = serializers.BooleanField(required=False)
    proof = serializers.CharField(required=False)
    question = serializers.CharField(required=False)
    answer = serializers.CharField(required=False)


class BallotTaken(serializers.Serializer[None]):
    """``receipt`` is told this once; ``counts``: false until the link is followed."""

    receipt = serializers.CharField()
    counts = serializers.BooleanField()


class ReceiptFace(serializers.Serializer[None]):
    state = serializers.ChoiceField(Standing.choices)
