"""What ``expand`` adds to the list of campaigns, as the campaign itself tells it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from civic_api.shaping import Expansion, Rows
from civic_api.v1.timelines import step_face
from civic_pages.campaigns.serving import now_of


def phases_of(page: Any, now: datetime) -> list[dict[str, Any]]:
    return [step_face(step, now) for step in page.civic_steps()]


def actions_of(page: Any, now: datetime) -> list[dict[str, Any]]:
    return [
        {"label": action.label, "url": action.url, "closes_at": action.closes_at}
        for action in page.civic_actions(now)
    ]


def forms_of(page: Any) -> list[dict[str, Any]]:
    return [{"id": each.form_id, "title": each.title} for each in page.form_definitions()]


def _of_page(name: str, told: Callable[[Any, datetime], Any]) -> Expansion:
    def fill(view: Any, rows: Rows) -> None:
        now = now_of(view.request)
        for row in rows:
            row[name] = told(view.pages[row["id"]], now)

    return Expansion(fill)


# Not what a page can do now: the pages beneath each would have to be looked up.
OF_LIST = {
    "phases": _of_page("phases", phases_of),
    "forms": _of_page("forms", lambda page, _now: forms_of(page)),
    "perimeter": _of_page("perimeter", lambda page, _now: page.perimeter),
}
