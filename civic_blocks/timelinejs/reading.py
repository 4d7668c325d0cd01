"""A TimelineJS document as the value of our timeline block, and what it could not carry over."""

import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from civic_blocks.partial_dates import PartialDate
from civic_blocks.timelinejs import texts
from civic_blocks.timelinejs.dates import NoDate, read_date, unread_parts


TITLE_LENGTH, GROUP_LENGTH, ERA_LENGTH, URL_LENGTH, QUOTE_LENGTH = 160, 80, 120, 500, 600
MOST_EVENTS = 1000
BLOCKQUOTE = re.compile(r"^\s*<blockquote[^>]*>(.*)</blockquote>\s*$", re.IGNORECASE | re.DOTALL)
FRAME = re.compile(r"<iframe[^>]*\ssrc=[\"']([^\"']+)[\"']", re.IGNORECASE)
READ = {
    "event": {"start_date", "end_date", "text", "media", "group", "unique_id", "type"},
    "media": {"url", "caption", "credit", "link"},
    "era": {"start_date", "end_date", "text"},
}


@dataclass
class Imported:
    """What was read: raw values of the block's children, and a line for all that was left out."""

    title: str = ""
    introduction: str = ""
    milestones: list[dict[str, Any]] = field(default_factory=list)
    eras: list[dict[str, Any]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def block_value(self) -> dict[str, Any]:
        """Return the raw value of a timeline block that shows this and no phases."""
        return {
            "title": self.title[:120] or _("Timeline"),
            "introduction": self.introduction,
            "milestones": [_item(value) for value in self.milestones],
            "eras": [_item(value) for value in self.eras],
            "show_phases": False,
        }


def _item(value: dict[str, Any]) -> dict[str, Any]:
    # Without an id Wagtail takes the whole for the value: lists were stored so once.
    return {"type": "item", "id": str(uuid.uuid4()), "value": value}


class Reader:
    """Reads one document.

    Args:
        base: address that relative addresses in it start from; empty: they are left out.
    """

    def __init__(self, base: str = "") -> None:
        self.base = base
        self.found = Imported()

    def read(self, document: Any) -> Imported:
        """Return all that a document says.

        Raises:
            ValidationError: it is no TimelineJS document, or one that is too long.
        """
        events = document.get("events") if isinstance(document, Mapping) else None
        if not isinstance(events, list) or not all(isinstance(event, Mapping) for event in events):
            raise ValidationError(_("This is no TimelineJS document: it has no “events”."))
        if len(events) > MOST_EVENTS:
            message = _("At most %(most)d events can be read at once.") % {"most": MOST_EVENTS}
            raise ValidationError(message)
        if isinstance(title := document.get("title"), Mapping):
            self._title(title)
        self.found.milestones = [self._event(event) for event in events]
        eras = document.get("eras") or []
        self.found.eras = [era for each in eras if (era := self._era(each))]
        unread = set(document) - {"title", "events", "eras"} - {"scale"}
        if document.get("scale") not in {None, "", "human"}:
            unread.add("scale")
        self._tell_unread("", unread)
        return self.found

    def _tell(self, where: str, what: str) -> None:
        self.found.left_out.append(f"{where}: {what}" if where else what)

    def _tell_unread(self, where: str, names: Iterable[str]) -> None:
        for name in sorted(names):
            self._tell(where, _("“%(name)s” has no place here") % {"name": name})

    def _title(self, slide: Mapping[str, Any]) -> None:
        headline, text = _words(slide)
        where = _("Title slide")
        self.found.title = texts.plain(headline)
        introduction = texts.rich(text, base=self.base)
        media = _mapping(slide.get("media"))
        if url := str(media.get("url") or ""):
            address = texts.absolute(url, self.base)
            label = texts.plain(str(media.get("caption") or "")) or address
            credit = texts.plain(str(media.get("credit") or ""))
            if address:
                introduction += f'<p><a href="{address}">{label}</a> {credit}</p>'.replace(
                    " </p>", "</p>"
                )
            else:
                self._relative(where, url)
        self.found.introduction = introduction
        self._lost(where, text)
        self._tell_unread(where, _said(slide) - {"text", "media", "unique_id", "type"})

    def _event(self, event: Mapping[str, Any]) -> dict[str, Any]:
        headline, text = _words(event)
        title = texts.plain(headline)
        where = title or texts.plain(text)[:60] or _("An event without a title")
        self._lost(where, text)
        body = texts.rich(text, base=self.base)
        if len(title) > TITLE_LENGTH:
            body = f"<p><b>{texts.line(headline)[3:-4]}</b></p>{body}"
            title = f"{title[: TITLE_LENGTH - 1]}…"
        value: dict[str, Any] = {"title": title or where, "text": body}
        for name, child in (("start_date", "date"), ("end_date", "end_date")):
            if date := _mapping(event.get(name)):
                value |= self._date(where, date, child)
        value |= self._media(where, _mapping(event.get("media")))
        if group := texts.plain(str(event.get("group") or "")):
            value["group"] = group[:GROUP_LENGTH]
            if len(group) > GROUP_LENGTH:
                self._tell(where, _("the end of the group's name “%(name)s”") % {"name": group})
        self._tell_unread(where, _said(event) - READ["event"])
        return value

    def _date(self, where: str, data: Mapping[str, Any], child: str) -> dict[str, Any]:
        try:
            when = read_date(data)
        except NoDate as error:
            self._tell(
                where, _("the date “%(date)s”, which is not of our calendar") % {"date": error}
            )
            return {}
        unread = unread_parts(data) + (["display_date"] if data.get("display_date") else [])
        self._tell_unread(where, unread)
        hours = {"date": "time", "end_date": "end_time"}[child]
        return {
            child: when.value.isoformat(),
            f"{child}_precision": when.precision.value,
            **({hours: when.at.isoformat()} if when.at else {}),
        }

    def _media(self, where: str, media: Mapping[str, Any]) -> dict[str, Any]:
        url = str(media.get("url") or "").strip()
        value: dict[str, Any] = {
            "caption": texts.line(str(media.get("caption") or ""), base=self.base),
            "credit": texts.line(str(media.get("credit") or ""), base=self.base),
        }
        if quote := BLOCKQUOTE.match(url):
            value["quote"] = texts.plain(quote[1])[:QUOTE_LENGTH]
        elif url:
            frame = FRAME.search(url)
            value |= self._address(where, "media_url", frame[1] if frame else url)
        if link := str(media.get("link") or ""):
            value |= self._address(where, "link_url", link)
        self._tell_unread(where, _said(media) - READ["media"])
        return {name: said for name, said in value.items() if said}

    def _address(self, where: str, child: str, url: str) -> dict[str, str]:
        address = texts.absolute(url, self.base)
        if not address or len(address) > URL_LENGTH or re.search(r"[\s<>]", address):
            self._relative(where, url)
            return {}
        return {child: address}

    def _relative(self, where: str, url: str) -> None:
        self._tell(where, _("the address “%(url)s”, which names no site") % {"url": url[:200]})

    def _lost(self, where: str, text: str) -> None:
        for name in texts.lost_tags(text):
            self._tell(where, _("the formatting <%(tag)s> of its text") % {"tag": name})

    def _era(self, era: Any) -> dict[str, Any] | None:
        headline, text = _words(era if isinstance(era, Mapping) else {})
        title = texts.plain(headline or text)[:ERA_LENGTH]
        where = title or _("An era without a title")
        try:
            start, end = (read_date(_mapping(era.get(f"{edge}_date"))) for edge in ("start", "end"))
        except (NoDate, AttributeError) as error:
            self._tell(
                where, _("the date “%(date)s”, which is not of our calendar") % {"date": error}
            )
            return None
        self._tell_unread(where, _said(era) - READ["era"])
        return {"title": title or where, **_edge("start", start), **_edge("end", end)}


def _edge(name: str, when: PartialDate) -> dict[str, str]:
    return {name: when.value.isoformat(), f"{name}_precision": when.precision.value}


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _words(slide: Mapping[str, Any]) -> tuple[str, str]:
    words = _mapping(slide.get("text"))
    return str(words.get("headline") or ""), str(words.get("text") or "")


def _said(data: Mapping[str, Any]) -> set[str]:
    """Return the names under which something is said."""
    return {str(name) for name, value in data.items() if value not in (None, "", [], {})}


def read(document: Any, *, base: str = "") -> Imported:
    """Return a TimelineJS document as values of our timeline block.

    Args:
        base: address that relative addresses in it start from.

    Raises:
        ValidationError: it is no TimelineJS document.
    """
    return Reader(base).read(document)
