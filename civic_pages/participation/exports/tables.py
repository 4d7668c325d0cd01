"""The two tables of a campaign: open data for everybody, and the staff's with all that was said."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from civic_pages.participation.exports.answers import answer_columns
from civic_pages.participation.exports.base import Column, Table
from civic_pages.participation.exports.columns import (
    contact_columns,
    open_columns,
    place_columns,
    staff_columns,
)
from civic_pages.participation.models import (
    Contribution,
    GroupType,
    Held,
    Kind,
    Source,
    Status,
)
from civic_pages.participation.querysets import ContributionQuerySet
from civic_pages.participation.questions import campaign_questions


# Filters by an answer begin with this.
PREFIX = "answer_"
CHOICES: dict[str, type[TextChoices]] = {
    "kind": Kind, "status": Status, "source": Source, "group_type": GroupType, "held": Held,
}  # fmt: skip
# Parts of a query string that narrow nothing.
NOT_FILTERS = {"campaign", "ordering", "p", "format", "delimiter", "bom", "headers"}
Filters = Iterable[tuple[str, str]]


def open_table(
    campaign: Any, queryset: ContributionQuerySet, *, now: datetime, filters: Filters = ()
) -> Table:
    """Return the open data: a subset of ``Contribution.objects.public()``, public answers only."""
    fixed = open_columns(campaign, now=now, drawn=takes_shapes(campaign))
    taken = {column.key for column in fixed}
    columns = [*fixed, *answer_columns(campaign, taken=taken, staff=False)]
    return Table(campaign, queryset, columns, "open", tuple(filters))


def staff_table(
    campaign: Any,
    queryset: ContributionQuerySet,
    *,
    now: datetime,
    contacts: bool = False,
    places: bool = False,
    filters: Filters = (),
) -> Table:
    """Return everything that was said; whoever calls it has asked the policy.

    Args:
        contacts: with e-mail addresses (``policy.VIEW_CONTACT``).
        places: with exact places and homes (``policy.VIEW_EXACT``).
    """
    drawn = takes_shapes(campaign)
    fixed: list[Column] = [*open_columns(campaign, now=now, drawn=drawn), *staff_columns()]
    fixed += contact_columns() if contacts else []
    fixed += place_columns(drawn=drawn) if places else []
    taken = {column.key for column in fixed}
    columns = [*fixed, *answer_columns(campaign, taken=taken, staff=True)]
    if not places:
        return Table(campaign, queryset, columns, "staff", tuple(filters))
    point = ("exact_location__latitude", "exact_location__longitude")
    shape = "exact_location__shape"
    return Table(campaign, queryset, columns, "staff", tuple(filters), point, shape)


def takes_shapes(campaign: Any) -> bool:
    """Tell whether some question of a campaign takes, or ever took, lines or areas."""
    return any(
        spec.options.get("shapes")
        for question in campaign_questions(campaign)
        for spec in [question.newest, *question.specs.values()]
    )


def told_filters(query: Any, campaign: Any) -> list[tuple[str, str]]:
    """Return the filters of a query string as people read them: (name, value).

    Args:
        query: a ``QueryDict``.
    """
    names = {
        "q": _("Search"), "kind": _("Who contributes"), "category": _("Category"),
        "sector": _("Sector"), "status": _("Status"), "bbox": _("Area"), "source": _("Source"),
        "group_type": _("Type of group"), "held": _("How it was held"), "outcome": _("Outcome"),
        "created_at_from": _("Received from"), "created_at_to": _("Received until"),
        "assigned": _("Assigned to"), "answered": _("Answer of the city"),
    }  # fmt: skip
    if any(name.startswith(PREFIX) for name in query):
        for question in campaign_questions(campaign):
            names.setdefault(f"{PREFIX}{question.key}", question.newest.label)
    told = []
    for name in query:
        values = [_in_words(name, value, campaign) for value in query.getlist(name) if value]
        if values and name not in NOT_FILTERS:
            told.append((names.get(name, name), ", ".join(values)))
    return told


def _in_words(name: str, value: str, campaign: Any) -> str:
    if name == "sector":
        return str(campaign.territory.sector_name(value) or value)
    choices = CHOICES.get(name)
    if name == "status" and value == "all":
        return _("All")
    return str(choices(value).label) if choices and value in choices.values else value


def everything(campaign: Any) -> ContributionQuerySet:
    """Return all contributions of a campaign, the oldest first: for staff only."""
    return Contribution.objects.of(campaign).order_by("created_at", "pk")
