"""Versions of a text, one by one and compared."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from civic_pages.deliberation import clauses, differences, versions
from civic_pages.deliberation.models import TextVersion
from civic_pages.deliberation.serving.contexts import render


def version_list(page: Any, request: HttpRequest) -> HttpResponse:
    """List the versions, newest first."""
    return render(page, request, "text_versions", {"versions": list(versions.of(page))})


def version(page: Any, request: HttpRequest, number: int) -> HttpResponse:
    """Show the text as it was; each clause leads to its discussion, also where it is gone since."""
    shown = _version(page, number)
    current = {clause.id for clause in page.clause_list}
    chapters = clauses.chapters(clauses.of_rows(shown.clauses))
    context = {
        "version": shown,
        "newest": versions.of(page).first(),
        "chapters": [
            {
                "heading": chapter.heading,
                "rows": [
                    {
                        "clause": clause,
                        "url": page.discussion_url(clause.id),
                        "is_gone": clause.id not in current,
                    }
                    for clause in chapter.clauses
                ],
            }
            for chapter in chapters
        ],
    }
    return render(page, request, "text_version", context)


def difference(page: Any, request: HttpRequest, number: int) -> HttpResponse:
    """Show what changed since the version before, word by word."""
    after, before = _version(page, number), _version(page, number - 1)
    changes = differences.changes(clauses.of_rows(before.clauses), clauses.of_rows(after.clauses))
    told = [change for change in changes if change.kind != differences.SAME or change.is_moved]
    context = {
        "version": after,
        "before": before,
        "changes": told,
        "unchanged": len(changes) - len(told),
        "numbers": {
            kind: sum(change.kind == kind for change in changes)
            for kind in (differences.ADDED, differences.REMOVED, differences.CHANGED)
        },
    }
    return render(page, request, "text_difference", context)


def _version(page: Any, number: int) -> TextVersion:
    found: TextVersion | None = versions.of(page).filter(number=number).first()
    if found is None:
        raise Http404("No such version.")
    return found
