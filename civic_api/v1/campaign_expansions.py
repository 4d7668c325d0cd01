"""What ``expand`` adds to the list of campaigns, as the campaign itself tells it."""

from collections.abc import Callable
from typing import Any

from civic_api.shaping import Expansion, Rows
from civic_api.v1.faces import campaign
from civic_blocks.api import faces
from civic_pages.campaigns.serving import now_of


def _of_page(name: str, told: Callable[[Any, Any], Any]) -> Expansion:
    def fill(view: Any, rows: Rows) -> None:
        values = [told(view.pages[row["id"]], view.request) for row in rows]
        # All together: as many queries for thirty campaigns as for one.
        for row, value in zip(rows, faces.settle(values, {"request": view.request}), strict=True):
            row[name] = value

    return Expansion(fill)


# Not what a page can do now: the pages beneath each would have to be looked up.
OF_LIST = {
    "phases": _of_page("phases", lambda page, request: campaign.phases(page, now_of(request))),
    "forms": _of_page("forms", campaign.forms),
    "perimeter": _of_page("perimeter", lambda page, _request: page.perimeter),
}
