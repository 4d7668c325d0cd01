"""The synthesis of a demo campaign: written, resting on every contribution, followed, published."""

import json
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from civic_pages.models import CommitmentStep, Contribution, SynthesisPage
from civic_pages.synthesis import actions
from site_config.demo.source import CONTENT, ideas, read


class Unplaced(ValueError):
    """No statement of the content rests on an idea that contributions are about."""


def make(campaign: Any, name: str, *, now: datetime, by: Any) -> int:
    """Add the synthesis that a campaign's content gives; returns how many pages were added."""
    if not (CONTENT / f"{name}-synthesis.toml").exists():
        return 0
    content = read(f"{name}-synthesis")
    page = SynthesisPage(
        title=content["title"],
        slug=content["slug"],
        introduction=content["introduction"],
        body=json.dumps(_body(content, campaign.code)),
        live=False,
        owner=by,
    )
    campaign.add_child(instance=page)
    revision = page.save_revision(user=by)
    published = now + timedelta(days=content["published"])
    for statement, keys in _cited(content, campaign, name).items():
        actions.cite(page, statement, keys, by=by, now=published)
    _follow(content, page, now=now, by=by)
    revision.publish(user=by)
    # The demo tells it as of the day of its story, whatever day it is loaded.
    SynthesisPage.objects.filter(pk=page.pk).update(
        first_published_at=published, last_published_at=published, frozen_at=published
    )
    _announce(content, campaign, page, by=by)
    return 1


def _announce(content: dict[str, Any], campaign: Any, page: SynthesisPage, *, by: Any) -> None:
    """Show what came out on the campaign's page, before the document that may be downloaded."""
    rows = list(campaign.body.raw_data)
    at = next((n for n, row in enumerate(rows) if row["type"] == "documents"), len(rows))
    value = {"title": content["teaser"], "page": page.pk, "limit": 3, "show_figures": False}
    block = {"type": "synthesis", "id": _id(campaign.code, "teaser"), "value": value}
    campaign.body = json.dumps([*rows[:at], block, *rows[at:]])
    campaign.save_revision(user=by).publish(user=by)


def _id(code: str, *parts: object) -> str:
    """Return the id of a block: the same at each run, so that links to a statement stay."""
    namespace = uuid.uuid5(uuid.NAMESPACE_URL, f"wagtail-civic/demo/{code}/synthesis")
    return str(uuid.uuid5(namespace, "/".join(map(str, parts))))


def _statements(content: dict[str, Any], code: str) -> list[tuple[str, str, dict[str, Any]]]:
    """Return (theme, id, row) of each statement."""
    return [
        (theme["title"], _id(code, theme["title"], index), row)
        for theme in content["themes"]
        for index, row in enumerate(theme["statements"])
    ]


def _body(content: dict[str, Any], code: str) -> list[dict[str, Any]]:
    rows = _statements(content, code)
    themes = [
        {
            "type": "theme",
            "id": _id(code, theme["title"]),
            "value": {
                "title": theme["title"],
                "introduction": theme["introduction"],
                "statements": [
                    {"type": "statement", "id": key, "value": _value(row)}
                    for title, key, row in rows
                    if title == theme["title"]
                ],
            },
        }
        for theme in content["themes"]
    ]
    texts = [
        {"type": "text", "id": _id(code, name), "value": content[name]}
        for name in ("opening", "closing")
    ]
    return [texts[0], *themes, texts[1]]


def _value(row: dict[str, Any]) -> dict[str, Any]:
    nothing = {"text": "", "responsible": "", "due": ""}
    return {"text": row["text"], "commitment": row.get("commitment", nothing)}


def _cited(content: dict[str, Any], campaign: Any, name: str) -> dict[str, list[int]]:
    """Return the public contributions by the statement that takes up their idea.

    Raises:
        Unplaced: there is a contribution that no statement takes up.
    """
    begins = _beginnings(content, campaign.code, name)
    found: dict[str, list[int]] = {}
    rows = Contribution.objects.public().of(campaign).order_by("pk")
    for pk, category, title in rows.values_list("pk", "category", "title"):
        about = (key for theme, text, key in begins if theme == category and title.startswith(text))
        statement = next(about, None)
        if statement is None:
            raise Unplaced(title)
        found.setdefault(statement, []).append(pk)
    return found


def _beginnings(content: dict[str, Any], code: str, name: str) -> list[tuple[str, str, str]]:
    """Return (theme, how titles about an idea begin, id of its statement), the longest first."""
    rows = [
        (idea.theme, title.partition("{")[0].strip(), key)
        for theme, key, row in _statements(content, code)
        for words in row["ideas"]
        for idea in ideas(name)
        if idea.theme == theme and idea.titles[0].startswith(words)
        for title in idea.titles
    ]
    return sorted(rows, key=lambda row: -len(row[1]))


def _follow(content: dict[str, Any], page: Any, *, now: datetime, by: Any) -> None:
    """Say where each commitment stands, from the council's vote on."""
    today = timezone.localdate(now)
    voted = {
        "day": content["voted"],
        "status": "planned",
        "note": "Voté par le conseil municipal.",
    }
    CommitmentStep.objects.bulk_create(
        CommitmentStep(
            synthesis_id=page.pk,
            commitment=key,
            status=step["status"],
            on=today + timedelta(days=step["day"]),
            note=step["note"],
            created_by=by,
        )
        for _theme, key, row in _statements(content, page.campaign.code)
        if "commitment" in row
        for step in [voted, *row["steps"]]
    )
