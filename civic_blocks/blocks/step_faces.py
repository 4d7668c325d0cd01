"""Steps as the API tells them: plain data for another front end."""

from typing import Any

from django.utils import timezone

from civic_blocks.api import faces
from civic_blocks.blocks.video import parse_video
from civic_blocks.partial_dates import PartialDate
from civic_blocks.schedule import Era, Step, StepAction


def action_face(action: StepAction) -> dict[str, Any]:
    """Return an action with its times in ISO 8601, ``None`` where it has none."""

    def said(moment: Any) -> str | None:
        return timezone.localtime(moment).isoformat() if moment else None

    return {
        "label": action.label,
        "url": action.url,
        "opens_at": said(action.opens_at),
        "closes_at": said(action.closes_at),
    }


def era_face(era: Era) -> dict[str, Any]:
    return {"title": era.title, "start": date_face(era.start), "end": date_face(era.end)}


def date_face(value: PartialDate | None) -> dict[str, str] | None:
    return value.as_dict() if value else None


def media_face(step: Step) -> dict[str, Any] | None:
    """Return video or other medium of a step; ``embed_url`` only where its host is allowed."""
    url = step.extra.get("media_url")
    if not url:
        return None
    video = parse_video(url)
    return {"url": url, "embed_url": video.embed_url if video else ""}


def extra_face(step: Step) -> dict[str, Any]:
    """Return what a step tells besides its dates and words, to be settled."""
    extra = step.extra
    position = extra.get("position")
    return {
        "html": faces.html(extra.get("text")),
        "text": faces.rich_text(extra.get("text")),
        "result_html": faces.html(extra.get("result")),
        "result": faces.rich_text(extra.get("result")),
        "place": extra.get("place") or "",
        "responsible": extra.get("responsible") or "",
        "group": extra.get("group") or "",
        "image": faces.image(extra.get("image")),
        "media": media_face(step),
        "caption_html": faces.html(extra.get("caption")),
        "credit_html": faces.html(extra.get("credit")),
        "quote": extra.get("quote"),
        "position": [position["lng"], position["lat"]] if position else None,
        "documents": [faces.document(document) for document in extra.get("documents", ())],
        "link": extra.get("link"),
        "actions": [action_face(action) for action in extra.get("actions", ())],
    }
