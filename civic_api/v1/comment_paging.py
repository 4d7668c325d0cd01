"""Pages of a discussion: by number, or by cursor."""

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.request import Request

from civic_api import cursors
from civic_api.base import integer
from civic_api.exceptions import Problem
from civic_pages.campaigns.serving import now_of
from civic_pages.deliberation import threads
from civic_pages.deliberation.models import Comment
from civic_pages.deliberation.querysets import RANDOM, RECENT, SUPPORTED
from civic_pages.deliberation.targets import Target
from civic_pages.deliberation.threads import Said


KEYS = {
    RANDOM: [cursors.Key("lot"), cursors.Key("pk")],
    RECENT: [cursors.Key("published_at", descending=True), cursors.Key("pk", descending=True)],
    SUPPORTED: [cursors.Key("supports", descending=True), cursors.Key("pk", descending=True)],
}


def order(request: Request) -> str:
    """Return the order asked for.

    Raises:
        Problem: 400 where there is no such order.
    """
    name = request.query_params.get("order", RANDOM)
    if name not in threads.ORDERS:
        detail = _("order must be one of: %(orders)s.") % {"orders": ", ".join(threads.ORDERS)}
        raise Problem(400, "bad-parameter", detail)
    return name


def thread(request: Request) -> int | None:
    """Return the number of the comment whose thread is asked for; ``None``: of all threads.

    Raises:
        Problem: 400 where it is no number.
    """
    if "thread" not in request.query_params:
        return None
    return integer(request, "thread", 0, 1, 2**63 - 1)


def by_number(
    request: Request, target: Target, order: str, page: tuple[int, int]
) -> tuple[list[Said], Any]:
    """Return a page of threads, given its number and size; or of the answers of one thread."""
    number, size = page
    if (pk := thread(request)) is not None:
        found = threads.thread_of(target, str(pk), page=number)
        if found is None or found[1].number != number:
            raise Problem(404, "not-found", _("There is no such page."))
        return [found[0]], found[1]
    day = timezone.localdate(now_of(request))
    shown = threads.threads(target, order=order, page=number, day=day, per_page=size)
    if shown.number != number:
        raise Problem(404, "not-found", _("There is no such page."))
    return list(shown.object_list), shown


def by_cursor(
    request: Request, target: Target, order: str, size: int
) -> tuple[list[Said], cursors.CursorPage]:
    """Return the threads of a page; the shuffle stays that of the day when the first was read."""
    first = timezone.localdate(now_of(request)).isoformat()
    day = cursors.carried(request).get("day", first)
    found = Comment.objects.threads_on(target)
    if order == RANDOM:
        found = found.with_lot(date.fromisoformat(day))
    page = cursors.page(request, found, threads.COLUMNS, KEYS[order], size, extra={"day": day})
    rows = [dict(zip(threads.COLUMNS, row, strict=True)) for row in page.rows]
    return threads.with_answers(rows), page


def beside(request: Request, number: int, *, has_next: bool) -> dict[str, Any]:
    """Return the numbers and addresses of the pages beside one."""
    following, preceding = number + 1 if has_next else None, number - 1 if number > 1 else None
    return {
        "next": following,
        "previous": preceding,
        "next_url": cursors.numbered(request, following),
        "previous_url": cursors.numbered(request, preceding),
    }
