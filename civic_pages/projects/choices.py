"""Where a project stands, for whom it is, and from where it may go where."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ProjectStatus(TextChoices):
    """From an idea that is looked into to a thing in the street."""

    STUDY = "study", _("Being studied")
    INFEASIBLE = "infeasible", _("Cannot be done")
    VOTE = "vote", _("At the vote")
    NOT_CHOSEN = "not_chosen", _("Not chosen")
    CHOSEN = "chosen", _("Chosen")
    DESIGN = "design", _("Being prepared")
    WORKS = "works", _("Works in progress")
    DONE = "done", _("Realised")
    ABANDONED = "abandoned", _("Abandoned")


class Scope(TextChoices):
    """For whom a project is."""

    NEIGHBOURHOOD = "neighbourhood", _("Neighbourhood")
    CITY = "city", _("Whole city")


S = ProjectStatus
# What each status may become. A status that is told again (with another note) is no transition.
TRANSITIONS: dict[str, frozenset[str]] = {
    S.STUDY: frozenset({S.INFEASIBLE, S.VOTE, S.CHOSEN, S.NOT_CHOSEN, S.ABANDONED}),
    S.INFEASIBLE: frozenset({S.STUDY}),
    S.VOTE: frozenset({S.CHOSEN, S.NOT_CHOSEN, S.STUDY, S.ABANDONED}),
    # A project behind the last winner may still be chosen where one before it is abandoned.
    S.NOT_CHOSEN: frozenset({S.CHOSEN, S.STUDY}),
    S.CHOSEN: frozenset({S.DESIGN, S.WORKS, S.DONE, S.ABANDONED}),
    S.DESIGN: frozenset({S.WORKS, S.DONE, S.ABANDONED}),
    S.WORKS: frozenset({S.DESIGN, S.DONE, S.ABANDONED}),
    S.DONE: frozenset({S.WORKS}),
    S.ABANDONED: frozenset({S.STUDY, S.DESIGN}),
}
# The usual way, of which a page tells what comes next.
WAY = (S.STUDY, S.VOTE, S.CHOSEN, S.DESIGN, S.WORKS, S.DONE)
# Once it came to one of these, a project was chosen, whatever became of it.
WON = (S.CHOSEN, S.DESIGN, S.WORKS, S.DONE)
VOTED = (S.VOTE, S.NOT_CHOSEN)
ENDED = (S.INFEASIBLE, S.NOT_CHOSEN, S.DONE, S.ABANDONED)
# How each is drawn on the map (names of civic_blocks.map_legend); in the legend's order.
DRAWN: dict[str, tuple[str, str]] = {
    S.DONE: ("green", "star"),
    S.WORKS: ("orange", "triangle"),
    S.DESIGN: ("purple", "diamond"),
    S.CHOSEN: ("blue", "heart"),
    S.VOTE: ("teal", "square"),
    S.STUDY: ("brown", "circle"),
    S.NOT_CHOSEN: ("slate", "ring"),
    S.INFEASIBLE: ("slate", "cross"),
    S.ABANDONED: ("pink", "bars"),
}
