"""Our timeline as a TimelineJS document, which TimelineJS itself shows."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.html import escape, linebreaks
from wagtail.images.shortcuts import get_rendition_or_not_found
from wagtail.rich_text import expand_db_html

from civic_blocks.partial_dates import PartialDate
from civic_blocks.schedule import Era, Step
from civic_blocks.timelinejs.dates import write_date


IMAGE_FILTER = "width-960|format-webp|preserve-svg"


def write(
    title: str,
    steps: Iterable[Step],
    eras: Iterable[Era],
    *,
    introduction: str = "",
    site: str = "",
) -> dict[str, Any]:
    """Return a TimelineJS 3 document; steps without any date are not in it: it has no place for them.

    Args:
        introduction: HTML.
        site: address of our site, for pictures and documents ("https://example.org").
    """
    known = list(steps)
    events = [event for step in known if (event := _event(step, site))]
    document: dict[str, Any] = {
        "title": {"text": {"headline": escape(title), "text": introduction}},
        "events": events,
    }
    written = [_era(era, known) for era in eras]
    return {**document, "eras": written} if written else document


def _event(step: Step, site: str) -> dict[str, Any] | None:
    start = step.start or step.end
    if start is None:
        return None
    event: dict[str, Any] = {
        "start_date": write_date(start),
        "text": {"headline": escape(step.title), "text": _text(step)},
        "unique_id": step.anchor,
    }
    if step.end and step.start:
        event["end_date"] = write_date(step.end)
    if group := step.extra.get("group"):
        event["group"] = group
    if media := _media(step, site):
        event["media"] = media
    return event


def _text(step: Step) -> str:
    """Return text and result as HTML; plain text of a phase in paragraphs."""
    parts = [_html(step.extra.get(name)) for name in ("text", "result")]
    told = "".join(part for part in parts if part)
    return told or (str(linebreaks(step.summary, autoescape=True)) if step.summary else "")


def _media(step: Step, site: str) -> dict[str, Any]:
    extra = step.extra
    media: dict[str, Any] = {}
    if image := extra.get("image"):
        rendition = get_rendition_or_not_found(image, IMAGE_FILTER)
        url = rendition.url
        media["url"] = f"{site}{url}" if url.startswith("/") else url
        media["alt"] = image.contextual_alt_text or ""
    elif url := extra.get("media_url"):
        media["url"] = url
    elif quote := extra.get("quote"):
        media["url"] = f"<blockquote>{escape(quote['text'])}</blockquote>"
    for name in ("caption", "credit"):
        if line := _html(extra.get(name)):
            media[name] = line
    if (link := extra.get("link")) and media.get("url"):
        media["link"] = link["url"]
    return media if media.get("url") else {}


def _html(text: Any) -> str:
    return str(expand_db_html(text.source)) if text else ""


def _era(era: Era, steps: Iterable[Step]) -> dict[str, Any]:
    """Return an era; one that goes on ends with the last step: TimelineJS shows none without an end."""
    end = era.end
    if end is None:
        edges = [edge for step in steps for edge in (step.opens, step.closes) if edge]
        end = PartialDate(timezone.localdate(max([*edges, era.start.ends])))
    return {
        "start_date": write_date(era.start),
        "end_date": write_date(end),
        "text": {"headline": escape(era.title)},
    }
