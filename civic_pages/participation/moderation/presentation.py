"""A contribution as its moderator sees it; plain data for the template."""

from dataclasses import dataclass
from typing import Any

from civic_blocks import conf as blocks_conf
from civic_blocks.field_types import type_of
from civic_pages.participation.models import Contribution, ExactLocation


@dataclass(frozen=True)
class Answer:
    """One question and what was answered, as text; a private answer is never published."""

    label: str
    text: str
    is_private: bool


def answers(contribution: Contribution) -> list[Answer]:
    """Return every answer in form order, private ones too; empty ones are left out."""
    rows = [
        Answer(
            spec.label,
            type_of(spec).display(spec, contribution.answers[spec.key]),
            not spec.public or type_of(spec).always_private,
        )
        for spec in contribution.form_version.definition
        if spec.key in contribution.answers
    ]
    return [row for row in rows if row.text]


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
