"""The text itself, with what may be said of it."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from civic_pages.campaigns import phases
from civic_pages.campaigns.serving.contexts import now_of
from civic_pages.deliberation import clauses, showing, versions
from civic_pages.deliberation.serving.contexts import not_allowed, render, rows_of


def text(page: Any, request: HttpRequest) -> HttpResponse:
    """Show the text; what is said of a clause is posted to the page of the clause."""
    is_preview = getattr(request, "is_preview", False)
    if request.method not in {"GET", "HEAD"} and not is_preview:
        return not_allowed("GET, HEAD")
    whole, *rows = rows_of(page, request, page.clause_list)
    by_id = {id(row.clause): row for row in rows}
    latest = versions.of(page).first() if page.pk else None
    context = {
        "whole": whole,
        "rows": rows,
        "chapters": [
            {"heading": chapter.heading, "rows": [by_id[id(c)] for c in chapter.clauses]}
            for chapter in clauses.chapters(page.clause_list)
        ],
        "comments": sum(row.comments for row in [whole, *rows]),
        "is_told": any(row.tally is not None and row.tally.total for row in [whole, *rows]),
        "version": latest,
        "done": showing.DONE_WORDS.get(request.GET.get(showing.DONE, ""), ""),
    }
    is_open = page.campaign.allows(phases.COMMENT, now=now_of(request))
    is_personal = is_open or context["done"] or any(r.mine for r in [whole, *rows])
    return render(page, request, "text_page", context, is_personal=bool(is_personal))
