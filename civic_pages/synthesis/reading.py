"""What the page of a synthesis and its PDF are given: the same, from the same source."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import ngettext

from civic_blocks import ports
from civic_pages import conf
from civic_pages.campaigns.serving.contexts import now_of
from civic_pages.synthesis import charts, freezing
from civic_pages.synthesis.figures import Figures
from civic_pages.synthesis.statements import Theme, themes


# So many contributions are named beneath a statement; a page of its own names all of them.
NAMED = 8


@dataclass(frozen=True)
class Section:
    """A part of the body in the editor's order: a theme, or text between themes."""

    theme: Theme | None = None
    text: Any = None


@dataclass(frozen=True)
class Covered:
    """How many contributions are cited, of how many; whole per cent, 100 only of all."""

    cited: int
    total: int

    @property
    def percent(self) -> int:
        return 100 * self.cited // self.total if self.total else 0


def reading(page: Any, request: HttpRequest) -> dict[str, Any]:
    """Return what the templates of a synthesis are given beside ``page``."""
    now = now_of(request)
    is_preview = getattr(request, "is_preview", False)
    told = freezing.told(page, now=now, is_preview=is_preview)
    found = themes(page)
    return {
        **page.get_context(request),
        "base_template": conf.get("BASE_TEMPLATE"),
        "now": now,
        "campaign": page.campaign,
        "is_preview": is_preview,
        "told": told,
        "figures": key_figures(told.figures) if told else [],
        "charts": charts.charts(told.figures) if told else [],
        "covered": _covered(told.figures) if told else None,
        "themes": found,
        "sections": list(_sections(page, found)),
        "commitments": sum(1 for t in found for s in t.statements if s.commitment),
        "named": NAMED,
    }


def key_figures(figures: Figures) -> list[ports.Figure]:
    """Return the figures that stand at the head of a synthesis; those of nought are left out."""
    if figures.of_homes:
        answers = ngettext("household answer", "household answers", figures.contributions)
        homes = ngettext("home", "homes", figures.homes)
        shown = [("contributions", figures.contributions, answers), ("homes", figures.homes, homes)]
    else:
        shown = [
            ("participants", figures.participants, ngettext("person took part", "people took part", figures.participants)),
            ("contributions", figures.contributions, ngettext("contribution", "contributions", figures.contributions)),
            ("collective", figures.collective, ngettext("from a group", "from groups", figures.collective)),
        ]  # fmt: skip
    return [ports.Figure(name, value, label) for name, value, label in shown if value]


def _covered(figures: Figures) -> Covered | None:
    """Return how far it goes into what was said; nothing where homes are not shown one by one."""
    if figures.of_homes or not figures.contributions:
        return None
    return Covered(figures.cited, figures.contributions)


def _sections(page: Any, found: list[Theme]) -> Iterator[Section]:
    left = iter(found)
    for block in page.body:
        yield Section(theme=next(left)) if block.block_type == "theme" else Section(text=block)
