"""Shapes of projects as OpenAPI documents them."""

from rest_framework import serializers

from civic_api.v1 import docs
from civic_pages.projects.choices import ProjectStatus, Scope


class ProjectFigure(serializers.Serializer[None]):
    name = serializers.ChoiceField(["ideas", "studied", "vote", "chosen", "done"])
    label = serializers.CharField()  # type: ignore[assignment]
    value = serializers.IntegerField()
    cost = serializers.IntegerField(allow_null=True, help_text="Whole euros.")


class ProjectRow(serializers.Serializer[None]):
    reference = serializers.CharField()
    url = serializers.CharField()
    edition = serializers.CharField()
    title = serializers.CharField()
    summary = serializers.CharField()
    category = serializers.CharField()
    scope = serializers.ChoiceField(Scope.choices)
    sector = serializers.CharField()
    address = serializers.CharField()
    place = docs.Place(allow_null=True)
    cost = serializers.IntegerField(allow_null=True, help_text="Whole euros.")
    status = serializers.ChoiceField(ProjectStatus.choices)
    expected = serializers.CharField(help_text="When it is to be realised, as the city says it.")


class ProjectMoment(serializers.Serializer[None]):
    status = serializers.ChoiceField(ProjectStatus.choices)
    on = serializers.DateField()
    note = serializers.CharField()


class ExpandedProject(ProjectRow):
    """What is asked for with ``expand`` is there, else it is not."""

    description = serializers.CharField(required=False, help_text="With expand=description")
    steps = ProjectMoment(many=True, required=False, help_text="With expand=steps")
    contributions = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="With expand=contributions"
    )


class ProjectPage(serializers.Serializer[None]):
    count = serializers.IntegerField(allow_null=True, help_text="null in pages by cursor")
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    figures = ProjectFigure(many=True, help_text="Of all projects of the campaign, or the edition.")
    results = ExpandedProject(many=True)


class ProjectVerdict(serializers.Serializer[None]):
    vote = serializers.CharField()
    url = serializers.CharField()
    score = serializers.IntegerField()
    rank = serializers.IntegerField(allow_null=True)
    wins = serializers.BooleanField()
    ballots = serializers.IntegerField()


class ProjectDetail(ProjectRow):
    description = serializers.CharField()
    steps = ProjectMoment(many=True)
    contributions = serializers.ListField(child=serializers.CharField())
    votes = ProjectVerdict(many=True)
