"""Steps as the API tells them: plain data for another front end."""

from typing import Any

from django.utils import timezone
from wagtail.images.shortcuts import get_rendition_or_not_found
from wagtail.rich_text import expand_db_html

from civic_blocks.blocks.video import parse_video
from civic_blocks.partial_dates import PartialDate
from civic_blocks.schedule import Era, Step, StepAction


IMAGE_FILTER = "width-960|format-webp|preserve-svg"


def image_face(image: Any) -> dict[str, Any] | None:
    if not image:
        return None
    rendition = get_rendition_or_not_found(image, IMAGE_FILTER)
    return {
        "url": rendition.url,
        "alt": image.contextual_alt_text or "",
        "width": rendition.width,
        "height": rendition.height,
    }


def document_face(document: Any) -> dict[str, Any]:
    return {
        "title": document.title,
        "url": document.url,
        "format": document.file_extension,
        "size": document.get_file_size(),
    }


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
    """Return what a step tells besides its dates and words."""
    extra = step.extra
    position = extra.get("position")
    return {
        "html": _html(extra.get("text")),
        "result_html": _html(extra.get("result")),
        "place": extra.get("place") or "",
        "responsible": extra.get("responsible") or "",
        "group": extra.get("group") or "",
        "image": image_face(extra.get("image")),
        "media": media_face(step),
        "caption_html": _html(extra.get("caption")),
        "credit_html": _html(extra.get("credit")),
        "quote": extra.get("quote"),
        "position": [position["lng"], position["lat"]] if position else None,
        "documents": [document_face(document) for document in extra.get("documents", ())],
        "link": extra.get("link"),
        "actions": [action_face(action) for action in extra.get("actions", ())],
    }


def _html(text: Any) -> str:
    return str(expand_db_html(text.source)) if text else ""
