"""A clause, or the whole text, with its discussion; what is said of it is posted here."""

from collections.abc import Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from civic_pages.deliberation import clauses, receiving, showing, targets, versions
from civic_pages.deliberation.clauses import Clause
from civic_pages.deliberation.models import TextVersion
from civic_pages.deliberation.serving.contexts import Row, not_allowed, render, rows_of
from civic_pages.deliberation.targets import Target


# Posted by the buttons of the text itself: whoever takes position there goes on reading there.
FROM_TEXT = "civic_text"


def clause(page: Any, request: HttpRequest, key: str) -> HttpResponse:
    """Show one clause; one that was removed since stays with its discussion, which is closed."""
    listed = list(versions.of(page))
    found = clauses.find(page.clause_list, key)
    if found is not None:
        latest = listed[0] if listed else None
        return _answer(page, request, targets.of_clause(page, found.id, latest), found)
    gone = versions.last_with(key, listed)
    if gone is None:
        raise Http404("No such clause.")
    version, found = gone
    return _gone(page, request, targets.of_clause(page, found.id, version), found, version)


def discussion(page: Any, request: HttpRequest) -> HttpResponse:
    """Show the discussion of the whole text."""
    return _answer(page, request, targets.of_text(page, versions.of(page).first()), None)


def _answer(page: Any, request: HttpRequest, target: Target, shown: Clause | None) -> HttpResponse:
    section: dict[str, Any] | None = None
    if request.method == "POST":
        answer = receiving.receive(page, request, target)
        if isinstance(answer, HttpResponse):
            return _back_to_text(page, request, answer, shown)
        section = answer
        if FROM_TEXT in request.POST:
            section["hidden"] = {FROM_TEXT: "1"}
    elif request.method not in {"GET", "HEAD"}:
        return not_allowed("GET, HEAD, POST")
    section = section or showing.discussion(target, page, request)
    whole, *rows = rows_of(page, request, [shown] if shown is not None else [])
    context = {"row": rows[0] if rows else whole, "version": target.version, "section": section}
    if shown is not None:
        context |= _neighbours(page, shown)
    return _rendered(page, request, context, section)


def _gone(
    page: Any, request: HttpRequest, target: Target, shown: Clause, version: TextVersion
) -> HttpResponse:
    """Show a clause that is in no current text: what was said of it is kept, and closed."""
    if request.method not in {"GET", "HEAD"}:
        return not_allowed("GET, HEAD")
    section = showing.discussion(target, page, request)
    section |= {"takes_comments": False, "comment_supports": False, "form": None, "challenge": None}
    row: Row = rows_of(page, request, [shown])[1]
    context = {"row": replace(row, choices=()), "version": version, "section": section}
    return _rendered(page, request, {**context, "is_gone": True}, section)


def _rendered(
    page: Any, request: HttpRequest, context: dict[str, Any], section: dict[str, Any]
) -> HttpResponse:
    section["versions_url"] = f"{page.url}versions/"
    response = render(
        page,
        request,
        "text_clause",
        context,
        status=section.get("status", HTTPStatus.OK),
        is_personal=bool(section["is_personal"] or context["row"].mine or context["row"].choices),
    )
    for name, value in section.get("headers", {}).items():
        response[name] = value
    return response


def _neighbours(page: Any, shown: Clause) -> dict[str, Any]:
    listed: Sequence[Clause] = page.clause_list
    place = listed.index(shown)
    beside = {"before": place - 1, "after": place + 1}
    return {
        name: {"clause": listed[n], "url": page.discussion_url(listed[n].id)}
        for name, n in beside.items()
        if 0 <= n < len(listed)
    }


def _back_to_text(
    page: Any, request: HttpRequest, answer: HttpResponse, shown: Clause | None
) -> HttpResponse:
    """Lead whoever took position on the text itself back to where they were reading."""
    if FROM_TEXT not in request.POST or not isinstance(answer, HttpResponseRedirect):
        return answer
    _path, _mark, rest = answer["Location"].partition(f"{showing.DONE}=")
    query = urlencode({showing.DONE: rest.partition("#")[0].partition("&")[0]})
    anchor = shown.anchor if shown is not None else "whole-text"
    answer["Location"] = f"{page.url}?{query}#{anchor}"
    return answer
