"""Reading topics of DemocracyOS: texts in clauses, and a line for whatever is left out. Pure.

Both forms it had are read: clauses with ``markup`` and ``position``, and those before with ``text``
or ``body``, ``order`` and ``clauseName``; a topic, a list of them, or an object that holds one.
"""

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.html import escape, format_html
from django.utils.translation import gettext as _

from civic_pages.deliberation.clauses import plain
from civic_pages.deliberation.markup import cleaned


NAMESPACE = uuid.UUID("3f2c6f0e-52b9-5d5c-9a54-0d1b0a5e7c11")
MOST_TOPICS, MOST_CLAUSES = 200, 500
TITLE_LENGTH, HEADING_LENGTH = 255, 200
TITLES = ("mediaTitle", "officialTitle", "title", "topicId")
BODIES = ("body", "summary", "content")
CLAUSE_TEXTS = ("markup", "text", "body", "content")
# Fields that something was made of, or that only its own database needs.
READ = {
    *TITLES,
    *BODIES,
    "clauses",
    "tag",
    "tags",
    "source",
    "author",
    "authors",
    "authorUrl",
    "links",
}
INTERNAL = {"_id", "id", "__v", "slug", "forum", "owner", "createdAt", "updatedAt", "deletedAt"}
CLAUSE_READ = {*CLAUSE_TEXTS, "position", "order", "clauseName", "title", "empty", "centered"}


@dataclass(frozen=True)
class ReadClause:
    """One clause: its place in the source, and what Wagtail stores."""

    id: str
    number: str
    heading: str
    html: str


@dataclass
class Topic:
    """One topic as it is taken over; ``left_out`` is told to whoever imports it."""

    external_id: str
    title: str
    introduction: str
    clauses: list[ReadClause] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def stream(self) -> list[dict[str, Any]]:
        """Return the clauses as a page stores them."""
        return [
            {
                "type": "clause",
                "id": clause.id,
                "value": {"number": clause.number, "heading": clause.heading, "text": clause.html},
            }
            for clause in self.clauses
        ]


def read(content: bytes) -> list[Topic]:
    """Return the topics of a file.

    Raises:
        ValidationError: it is no JSON, holds no topic, or too many.
    """
    try:
        data = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ValidationError(_("This file is not text in UTF-8.")) from error
    except (ValueError, RecursionError) as error:
        raise ValidationError(_("This JSON cannot be read.")) from error
    rows = list(_topics(data))
    if not rows:
        raise ValidationError(_("This file holds no topic with clauses."))
    if len(rows) > MOST_TOPICS or any(len(row["clauses"]) > MOST_CLAUSES for row in rows):
        raise ValidationError(
            _("At most %(topics)d topics of %(clauses)d clauses each.")
            % {"topics": MOST_TOPICS, "clauses": MOST_CLAUSES}
        )
    return [_topic(row) for row in rows]


def _topics(data: Any) -> Iterator[dict[str, Any]]:
    """Yield the topics of a document: itself, its items, or those of its list."""
    inside: Any = data
    if isinstance(data, dict):
        named = (data[name] for name in ("topics", "results", "laws") if name in data)
        inside = [data] if _is_topic(data) else next(named, [])
    for row in inside if isinstance(inside, list) else []:
        if _is_topic(row):
            # A text that was never cut is one clause.
            rest = {name: value for name, value in row.items() if name not in BODIES}
            whole = [{"markup": _text(row, BODIES)}]
            yield row if row.get("clauses") else {**rest, "clauses": whole}


def _is_topic(row: Any) -> bool:
    if not isinstance(row, dict):
        return False
    return isinstance(row.get("clauses"), list) or bool(_text(row, TITLES) and _text(row, BODIES))


def _text(row: dict[str, Any], names: tuple[str, ...]) -> str:
    """Return the first of some fields that holds words."""
    found = (row[name] for name in names if isinstance(row.get(name), str) and row[name].strip())
    return next(found, "").strip()


def _topic(row: dict[str, Any]) -> Topic:
    title = plain(escape(_text(row, TITLES))) or _("Text without a title")
    topic = Topic(_external_id(row), title[:TITLE_LENGTH], _introduction(row, title))
    if len(title) > TITLE_LENGTH:
        topic.left_out.append(
            _("the end of its title: “%(words)s”") % {"words": title[TITLE_LENGTH:]}
        )
    for name in BODIES:
        if isinstance(row.get(name), str):
            topic.left_out += cleaned(row[name]).left_out
    topic.left_out += _unread(row, READ | INTERNAL)
    for index, clause in enumerate(sorted(row["clauses"], key=_place)):
        _take_clause(topic, clause, index)
    return topic


def _external_id(row: dict[str, Any]) -> str:
    """Return what tells a topic apart from others when it is imported once more."""
    given = next((row[n] for n in ("_id", "id", "topicId", "slug") if row.get(n)), None)
    if isinstance(given, dict):  # {"$oid": …}, as MongoDB exports it
        given = next(iter(given.values()), None)
    known = str(given) if given else json.dumps(row, sort_keys=True, ensure_ascii=False)
    return uuid.uuid5(NAMESPACE, known).hex


def _introduction(row: dict[str, Any], title: str) -> str:
    """Return the topic's own words, then where it comes from."""
    parts = [cleaned(row[name]).html for name in BODIES if isinstance(row.get(name), str)]
    official = _text(row, ("officialTitle",))
    if official and plain(escape(official)) != title:
        parts.insert(0, format_html("<p><b>{}</b></p>", official))
    for label, words in _facts(row):
        parts.append(
            format_html("<p>{}</p>", _("%(label)s: %(words)s") % {"label": label, "words": words})
        )
    parts += [_linked(label, url) for label, url in _links(row)]
    return "".join(parts)


def _facts(row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    reference = _text(row, ("topicId",))
    if reference and _text(row, TITLES) != reference:
        yield _("Reference"), reference
    if tags := _names(row.get("tag")) + _names(row.get("tags")):
        yield _("Theme"), ", ".join(dict.fromkeys(tags))
    if authors := _names(row.get("author")) + _names(row.get("authors")):
        yield _("Author"), ", ".join(dict.fromkeys(authors))


def _names(value: Any) -> list[str]:
    """Return names out of a text, an object with a name, or a list of either."""
    if isinstance(value, list):
        return [name for item in value for name in _names(item)]
    if isinstance(value, dict):
        return _names(next((value[n] for n in ("name", "fullName", "hash") if value.get(n)), None))
    return [value.strip()] if isinstance(value, str) and value.strip() else []


def _links(row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if source := _text(row, ("source",)):
        yield _("Source"), source
    if author := _text(row, ("authorUrl",)):
        yield _("Author"), author
    for link in row["links"] if isinstance(row.get("links"), list) else []:
        if isinstance(link, dict) and (url := _text(link, ("url", "href"))):
            yield _text(link, ("text", "title")) or url, url


def _linked(label: str, url: str) -> str:
    """Return a paragraph with a link; with the bare words where it leads nowhere on the web."""
    if url.startswith(("http://", "https://")):
        return format_html('<p><a href="{}">{}</a></p>', url, label)
    return format_html("<p>{}</p>", _("%(label)s: %(words)s") % {"label": label, "words": url})


def _place(clause: Any) -> float:
    place = clause.get("position", clause.get("order")) if isinstance(clause, dict) else None
    return float(place) if isinstance(place, int | float) else float("inf")


def _take_clause(topic: Topic, row: Any, index: int) -> None:
    """Add a clause, or the reason why it is none."""
    where = _("Clause %(number)s") % {"number": index + 1}
    if not isinstance(row, dict):
        topic.left_out.append(f"{where}: {json.dumps(row, ensure_ascii=False)[:80]}")
        return
    given = cleaned(_text(row, CLAUSE_TEXTS))
    heading = plain(escape(_text(row, ("clauseName", "title"))))
    topic.left_out += [
        f"{where}: {line}" for line in [*given.left_out, *_unread(row, CLAUSE_READ | INTERNAL)]
    ]
    if not plain(given.html) and not heading:
        topic.left_out.append(_("%(where)s: it is empty") % {"where": where})
        return
    html = given.html
    if len(heading) > HEADING_LENGTH:
        html, heading = format_html("<p><b>{}</b></p>", heading) + html, ""
    identifier = str(uuid.uuid5(NAMESPACE, f"{topic.external_id}:{row.get('_id') or index}"))
    topic.clauses.append(ReadClause(identifier, str(index + 1), heading, html))


def _unread(row: dict[str, Any], known: set[str]) -> list[str]:
    """Return a line for each field that holds something nothing was made of."""
    return [
        f"{name}: {json.dumps(value, ensure_ascii=False)[:120]}"
        for name, value in row.items()
        if name not in known and value not in (None, "", [], {}, False)
    ]
