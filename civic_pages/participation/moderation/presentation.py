"""A contribution as its moderator sees it; plain data for the template."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from civic_blocks import conf as blocks_conf
from civic_blocks.field_types import type_of
from civic_pages.participation import actions, policy
from civic_pages.participation.models import Contribution, ExactLocation, OfficialAnswer
from civic_pages.participation.personal_data import Found, Segment, segments
from civic_pages.participation.uploads import showing


@dataclass(frozen=True)
class Answer:
    """One question and what was answered, as text; a private answer is never published."""

    label: str
    text: str
    is_private: bool

    @property
    def segments(self) -> list[Segment]:
        """The text in pieces, personal data apart."""
        return segments(self.text)


def answers(contribution: Contribution) -> list[Answer]:
    """Return every answer in form order, private ones too; empty ones and files are left out."""
    rows = [
        Answer(
            spec.label,
            type_of(spec).display(spec, contribution.answers[spec.key]),
            not spec.public or type_of(spec).always_private,
        )
        for spec in contribution.form_version.definition
        if spec.key in contribution.answers and spec.type != "file"
    ]
    return [row for row in rows if row.text]


def file_answers(contribution: Contribution) -> list[dict[str, Any]]:
    """Return the questions answered with files, private ones too, as the page lists them."""
    nowhere = "00000000-0000-0000-0000-000000000000"
    url = reverse("civic_contributions:file", args=[contribution.pk, nowhere])
    base = url.removesuffix(f"{nowhere}/")
    return [
        {"label": answer.label, "is_public": answer.is_public, "files": answer.shown(base)}
        for answer in showing.file_answers(contribution, public_only=False)
    ]


def personal_data(contribution: Contribution, shown: list[Answer]) -> list[tuple[str, Found]]:
    """Return (text, kind) of the personal data found in public answers, each text once."""
    texts = [answer.text for answer in shown if not answer.is_private]
    found: dict[str, Found] = {}
    for text in [*texts, contribution.group_name]:
        for piece in segments(text):
            if piece.kind is not None:
                found.setdefault(piece.text, piece.kind)
    return list(found.items())


@dataclass(frozen=True)
class ShownAnswer:
    """An answer of the city as the team sees it: ``state`` is "draft", "scheduled" or "public"."""

    official: OfficialAnswer
    state: str
    author: str
    edit_url: str


def official_answers(contribution: Contribution, *, now: datetime) -> list[ShownAnswer]:
    """Return all answers to a contribution, drafts too, the latest first."""
    rows = contribution.official_answers.select_related("outcome", "created_by")
    return [
        ShownAnswer(
            official=row,
            state=actions.state_of(row.publish_at, now=now),
            author=policy.name_of(row.created_by) if row.created_by else "",
            edit_url=reverse("civic_answers:edit", args=[row.pk]),
        )
        for row in rows.order_by("-created_at", "-pk")
    ]


def map_data(
    contribution: Contribution, campaign: Any, exact: ExactLocation | None
) -> dict[str, Any] | None:
    """Return what the small map draws, JSON-able; ``None`` where there is no point to show."""
    public = [contribution.latitude, contribution.longitude] if contribution.is_mapped else None
    known = exact is not None and exact.latitude is not None
    place = [exact.latitude, exact.longitude] if exact is not None and known else None
    if public is None and place is None:
        return None
    return {
        "public": public,
        "exact": place,
        "shape": exact.shape if exact is not None else contribution.shape,
        "perimeter": getattr(campaign, "perimeter", None),
        "tileUrl": blocks_conf.get("TILE_URL"),
        "attribution": blocks_conf.get("TILE_ATTRIBUTION"),
    }


def public_url(contribution: Contribution, campaign: Any) -> str:
    """Return where everybody reads a contribution, or the empty string where nobody can."""
    is_public = Contribution.objects.public().filter(pk=contribution.pk).exists()
    if not is_public or not hasattr(campaign, "contributions_url"):
        return ""
    return f"{campaign.contributions_url}{contribution.reference}/"
