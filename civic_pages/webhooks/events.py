"""What can be told: the names of events, once and for all."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Event:
    """An event by name.

    Attributes:
        label: for whoever chooses it.
        group: what it is about.
        team: it is never public: only a webhook that tells what is not public can be told of it.
    """

    name: str
    label: str | Promise
    group: str | Promise
    team: bool = False


CAMPAIGNS, CONTRIBUTIONS = _("Campaigns"), _("Contributions")
COMMENTS, VOTES, PROJECTS = _("Comments"), _("Votes"), _("Projects")
SYNTHESES = _("Syntheses")
PING = "webhook.ping"
_ALL = (
    Event("campaign.published", _("A campaign is published, or published again"), CAMPAIGNS),
    Event("campaign.unpublished", _("A campaign is not public any more"), CAMPAIGNS),
    Event("campaign.phase_changed", _("A step of a campaign begins or ends"), CAMPAIGNS),
    Event("campaign.areas_published", _("The map of homes is published anew"), CAMPAIGNS),
    Event("contribution.submitted", _("A contribution has come in"), CONTRIBUTIONS, team=True),
    Event("contribution.published", _("A contribution is published"), CONTRIBUTIONS),
    Event("contribution.unpublished", _("A contribution is not public any more"), CONTRIBUTIONS),
    Event("contribution.rejected", _("A contribution was rejected"), CONTRIBUTIONS, team=True),
    Event(
        "contribution.corrected", _("A contribution’s text or place was corrected"), CONTRIBUTIONS
    ),
    Event("contribution.withdrawn", _("A contribution was withdrawn"), CONTRIBUTIONS),
    Event("contribution.answered", _("The city has answered a contribution"), CONTRIBUTIONS),
    Event("contribution.merged", _("A contribution was merged into another"), CONTRIBUTIONS),
    Event("contribution.erased", _("A contribution’s data were erased"), CONTRIBUTIONS),
    Event("comment.published", _("A comment is published"), COMMENTS),
    Event("comment.unpublished", _("A comment is not public any more"), COMMENTS),
    Event("vote.opened", _("A vote has begun"), VOTES),
    Event("vote.closed", _("A vote has ended"), VOTES),
    Event("vote.results", _("The result of a vote is public"), VOTES),
    Event("project.status_changed", _("A project has come to another step"), PROJECTS),
    Event("project.published", _("A project is published"), PROJECTS),
    Event("project.unpublished", _("A project is not public any more"), PROJECTS),
    Event("synthesis.published", _("A synthesis is published, or published again"), SYNTHESES),
    Event("synthesis.unpublished", _("A synthesis is not public any more"), SYNTHESES),
)
EVENTS: dict[str, Event] = {event.name: event for event in _ALL}


def grouped() -> list[tuple[str | Promise, list[Event]]]:
    """Return the events group by group, as a form shows them."""
    groups: dict[str, tuple[str | Promise, list[Event]]] = {}
    for event in _ALL:
        groups.setdefault(event.name.partition(".")[0], (event.group, []))[1].append(event)
    return list(groups.values())
