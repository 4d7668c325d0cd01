"""The spreadsheet form of TimelineJS: its columns as a TimelineJS document."""

import csv
import io
import re
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


# Columns of the template of TimelineJS; those of its early years are named after "/".
DATE = (("Year", "year"), ("Month", "month"), ("Day", "day"))
TIME = re.compile(r"^\s*(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([ap]\.?m\.?)?\s*$", re.IGNORECASE)
WORDS = {"Headline": ("text", "headline"), "Text": ("text", "text")}
MEDIA = {
    "Media": "url",
    "Media Credit": "credit",
    "Media Caption": "caption",
    "Media Thumbnail": "thumbnail",
    "Alt Text": "alt",
}
PLAIN = {
    "Group": "group",
    "Tag": "group",
    "Display Date": "display_date",
    "Background": "background",
}


def _time(text: str) -> dict[str, str]:
    found = TIME.match(text)
    if not found:
        return {"format": text} if text.strip() else {}
    hour, minute, second, half = found.groups()
    hours = int(hour) % 12 + (12 if half[0].lower() == "p" else 0) if half else int(hour)
    seconds = {"second": second} if second else {}
    return {"hour": str(hours), "minute": minute, **seconds}


def _date(row: Mapping[str, str], prefix: str) -> dict[str, str]:
    parts = {part: row.get(f"{prefix}{column}", "").strip() for column, part in DATE}
    known = {part: value for part, value in parts.items() if value}
    return {**known, **_time(row.get(f"{prefix}Time", ""))} if known else {}


def _slide(row: Mapping[str, str]) -> dict[str, Any]:
    slide: dict[str, Any] = {"text": {}, "media": {}}
    for column, (part, name) in WORDS.items():
        slide[part][name] = row.get(column, "")
    for column, name in MEDIA.items():
        if row.get(column, "").strip():
            slide["media"][name] = row[column]
    for column, name in PLAIN.items():
        if row.get(column, "").strip():
            slide[name] = row[column]
    for prefix, name in (("", "start_date"), ("End ", "end_date")):
        if date := _date(row, prefix):
            slide[name] = date
    return slide


def document_of(text: str) -> dict[str, Any]:
    """Return the rows of a CSV file as a TimelineJS document.

    Raises:
        ValidationError: it has no columns "Year" and "Headline".
    """
    try:
        dialect: Any = csv.Sniffer().sniff(text[:5000], ",;\t")
    except csv.Error:
        dialect = csv.excel
    reader = csv.DictReader(io.StringIO(text), dialect=dialect, restval="")
    if not {"Year", "Headline"} <= set(reader.fieldnames or ()):
        raise ValidationError(
            _("This is no table of TimelineJS: the columns “Year” and “Headline” are missing.")
        )
    document: dict[str, Any] = {"events": [], "eras": []}
    for row in reader:
        cells = {name: value for name, value in row.items() if name and isinstance(value, str)}
        if not any(value.strip() for value in cells.values()):
            continue
        kind = cells.get("Type", "").strip().lower()
        if kind == "title":
            document["title"] = _slide(cells)
        else:
            document["eras" if kind == "era" else "events"].append(_bare(_slide(cells), kind))
    return document


def _bare(slide: dict[str, Any], kind: str) -> dict[str, Any]:
    return {name: value for name, value in slide.items() if value} if kind == "era" else slide
