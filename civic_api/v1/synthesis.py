"""What came out of a campaign: themes, statements with what they cite, commitments, figures."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from wagtail.rich_text import expand_db_html

from civic_api.base import CivicView, public_campaign
from civic_api.v1.docs import NOT_FOUND
from civic_pages.synthesis.coverage import coverage
from civic_pages.synthesis.models import AbstractSynthesisPage, CommitmentStatus
from civic_pages.synthesis.statements import Commitment, Statement, Theme, themes


STATUSES = f"One of: {', '.join(CommitmentStatus.values)}."


class StepShape(serializers.Serializer[None]):
    """A status that a commitment came to."""

    status = serializers.CharField(help_text=STATUSES)
    on = serializers.DateField()
    note = serializers.CharField()


class CommitmentShape(serializers.Serializer[None]):
    """What the city commits to; ``status`` is that of the latest step."""

    text = serializers.CharField()
    responsible = serializers.CharField()
    due = serializers.CharField()
    status = serializers.CharField(help_text=STATUSES)
    steps = StepShape(many=True)


class StatementShape(serializers.Serializer[None]):
    """A statement; ``cited`` are references of public contributions."""

    id = serializers.CharField()
    number = serializers.CharField()
    url = serializers.CharField()
    text = serializers.CharField(help_text="HTML.")
    cited = serializers.ListField(child=serializers.CharField())
    commitment = CommitmentShape(allow_null=True)


class ThemeShape(serializers.Serializer[None]):
    """A theme and its statements."""

    id = serializers.CharField()
    number = serializers.IntegerField()
    title = serializers.CharField()
    introduction = serializers.CharField(help_text="HTML.")
    statements = StatementShape(many=True)


class CoverageShape(serializers.Serializer[None]):
    """How many of the public contributions the synthesis cites."""

    total = serializers.IntegerField()
    cited = serializers.IntegerField()


class SynthesisShape(serializers.Serializer[None]):
    """A published synthesis; ``figures`` are those frozen at its publication."""

    title = serializers.CharField()
    url = serializers.CharField()
    introduction = serializers.CharField(help_text="HTML.")
    published_at = serializers.DateTimeField(allow_null=True)
    coverage = CoverageShape()
    themes = ThemeShape(many=True)
    figures = serializers.DictField(allow_null=True)


class SynthesesShape(serializers.Serializer[None]):
    """The published syntheses of a campaign, mostly one."""

    results = SynthesisShape(many=True)


class SynthesisView(CivicView):
    """The published syntheses of a campaign; an empty list where there is none yet."""

    shape = SynthesesShape

    @extend_schema(operation_id="synthesis", responses={200: SynthesesShape, **NOT_FOUND})
    def get(self, request: Request, pk: int) -> Response:
        campaign = public_campaign(pk)
        children = campaign.get_children().live().public().order_by("path").specific()
        found = [page for page in children if isinstance(page, AbstractSynthesisPage)]
        return Response({"results": [_synthesis(page) for page in found]})


def _synthesis(page: Any) -> dict[str, Any]:
    covered = coverage(page)
    return {
        "title": page.title,
        "url": page.full_url,
        "introduction": expand_db_html(page.introduction),
        "published_at": page.last_published_at,
        "coverage": {"total": covered.total, "cited": covered.cited},
        "themes": [_theme(theme, page.full_url or "") for theme in themes(page)],
        "figures": page.frozen or None,
    }


def _theme(theme: Theme, url: str) -> dict[str, Any]:
    return {
        "id": theme.id,
        "number": theme.number,
        "title": theme.title,
        "introduction": expand_db_html(theme.introduction),
        "statements": [_statement(statement, url) for statement in theme.statements],
    }


def _statement(statement: Statement, url: str) -> dict[str, Any]:
    return {
        "id": statement.id,
        "number": statement.number,
        "url": f"{url}#{statement.anchor}",
        "text": expand_db_html(statement.text),
        "cited": [row.reference for row in statement.cited],
        "commitment": _commitment(statement.commitment) if statement.commitment else None,
    }


def _commitment(commitment: Commitment) -> dict[str, Any]:
    return {
        "text": commitment.text,
        "responsible": commitment.responsible,
        "due": commitment.due,
        "status": commitment.status,
        "steps": [
            {"status": step.status, "on": step.on, "note": step.note} for step in commitment.steps
        ],
    }
