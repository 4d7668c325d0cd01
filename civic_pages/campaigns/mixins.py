"""What makes any Wagtail page a consultation campaign."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from civic_blocks import ports
from civic_blocks.blocks.contribution_form import ContributionFormBlock
from civic_blocks.blocks.timeline import TimelineBlock
from civic_blocks.definitions import FormDefinition
from civic_blocks.schedule import Step, next_boundary
from civic_pages.campaigns import phase_rules, phases
from civic_pages.campaigns.deadlines import months_after
from civic_pages.campaigns.languages import InItsLanguage
from civic_pages.participation.geo.perimeters import Territory, territory


PREVIEW_MODES = [
    ("", _("Today")),
    ("upcoming", _("Before opening")),
    ("open", _("Open")),
    ("closed", _("Closed")),
    ("results", _("Results")),
]


class CampaignMixin(InItsLanguage):
    """Behaviour of a campaign, for a page that has ``phases``, ``body``, ``perimeter``, ``sectors``.

    Satisfies :class:`civic_pages.participation.protocols.Campaign` and
    :class:`civic_blocks.ports.HasSchedule`.
    """

    body: Any
    phases: Any
    perimeter: dict[str, Any] | None
    sectors: dict[str, Any] | None
    moderation: str
    live_totals: bool
    retention_months: int
    contribution_list_route = "contributions/"
    print_route = "imprimer/"
    print_map_route = "carte/imprimer/"

    @cached_property
    def schedule(self) -> tuple[phases.Phase, ...]:
        """The campaign's phases in the editor's order, read once."""
        return tuple(phase.as_phase() for phase in self.phases.all())

    def state(self, now: datetime) -> phases.CampaignState:
        """Return where the campaign stands; what a rule closes is not open, whatever the phases."""
        found = phases.state(self.schedule, now)
        reason = self.refusal(phases.CONTRIBUTE, now=now) if found.status == "open" else ""
        return replace(found, status="running", headline=reason) if reason else found

    def in_place_of_form(self, now: datetime) -> str:
        """Return what stands where a form would, while the campaign takes no contributions."""
        found = self.state(now)
        is_over = not phases.allows(self.schedule, phases.CONTRIBUTE, now)
        if (
            found.status == "running"
            and is_over
            and not phases.opening(self.schedule, phases.CONTRIBUTE, now)
        ):
            return str(_("Contributions are closed. %(headline)s.")) % {"headline": found.headline}
        return found.headline

    def allows(self, verb: str, *, now: datetime) -> bool:
        """Tell whether citizens may do something ("contribute", …) at a time."""
        is_open = phases.allows(self.schedule, verb, now)
        return is_open and (verb == phases.READ or not self.refusal(verb, now=now))

    def refusal(self, verb: str, *, now: datetime) -> str:
        """Return why a rule of another app lets citizens not do something now; empty: none does."""
        return phase_rules.refusal(self, verb, now)

    def moderation_at(self, now: datetime, verb: str = phases.CONTRIBUTE) -> str:
        """Return whether contributions, or comments, of ``now`` are read before they are published."""
        return phases.moderation(self.schedule, now, default=self.moderation, verb=verb)

    def shows_totals(self, now: datetime) -> bool:
        """Tell whether the public sees totals: never while open, unless the campaign says so.

        A live counter invites to push it (see the Gers vote of 2019).
        """
        return self.live_totals or not self.allows("contribute", now=now)

    @property
    def private_data_until(self) -> datetime | None:
        """When private data will be erased if the dates hold; ``None``: the end is not known.

        What citizens are told; ``retention.erasable_from`` decides.
        """
        real = [phase for phase in self.schedule if phase.override != "cancelled"]
        ends = [phase.as_step().closes for phase in real]
        known = [end for end in ends if end is not None]
        if not known or len(known) < len(ends):
            return None
        return months_after(max(known), self.retention_months)

    @property
    def territory(self) -> Territory:
        return territory(self.perimeter, self.sectors)

    def form_definitions(self) -> Sequence[FormDefinition]:
        """Return the contribution forms of the body, in order; each is named by its block's id."""
        return [
            child.value.definition(child.id)
            for child in self.body
            if isinstance(child.block, ContributionFormBlock)
        ]

    def civic_steps(self) -> Sequence[Step]:
        return [phase.as_step() for phase in self.schedule]

    def next_change(self, now: datetime) -> datetime | None:
        """Return when the page may next say something else by itself, its timelines included."""
        milestones = [
            step
            for child in self.body
            if isinstance(child.block, TimelineBlock)
            for step in child.value.milestones()
        ]
        moments = [
            next_boundary([*self.civic_steps(), *milestones], now),
            phase_rules.next_change(self, now),
        ]
        return min((moment for moment in moments if moment), default=None)

    def civic_actions(self, now: datetime) -> Sequence[ports.Action]:
        """Return what a citizen can do now: each open form, then what the pages beneath offer."""
        return [*self._open_forms(now), *self._open_children(now)]

    def _open_children(self, now: datetime) -> list[ports.Action]:
        if self.pk is None:  # type: ignore[attr-defined]
            return []
        children = self.get_children().live().public().specific()  # type: ignore[attr-defined]
        return [
            action
            for child in children
            if hasattr(child, "civic_actions")
            for action in child.civic_actions(now)
        ]

    def _open_forms(self, now: datetime) -> list[ports.Action]:
        if not self.allows("contribute", now=now):
            return []
        closes_at = phases.closing(self.schedule, "contribute", now)
        return [
            ports.Action(
                definition.title or str(_("Contribute")),
                f"{self.url}#{form_anchor(definition.form_id)}",  # type: ignore[attr-defined]
                closes_at,
            )
            for definition in self.form_definitions()
        ]

    @property
    def contributions_url(self) -> str:
        """Address of the full list of contributions, with its filters."""
        # A page that is previewed before its first save has no address yet.
        return f"{self.url or ''}{self.contribution_list_route}"  # type: ignore[attr-defined]

    @property
    def print_map_url(self) -> str:
        """Address of the map as a sheet of paper."""
        return f"{self.url or ''}{self.print_map_route}"  # type: ignore[attr-defined]

    def print_url(self, form_id: str) -> str:
        """Return the address of a form as it is printed on paper."""
        return f"{self.url or ''}{self.print_route}{form_id}/"  # type: ignore[attr-defined]

    def moment_of(self, mode: str) -> datetime:
        """Return a time at which the campaign is in a preview mode; now where it never is."""
        now = timezone.now()
        steps = [phase.as_step() for phase in self.schedule]
        edges = sorted(edge for step in steps for edge in (step.opens, step.closes) if edge)
        moments = [now, *(edge + timedelta(minutes=1) for edge in edges)]
        if edges:
            moments.append(edges[0] - timedelta(days=1))
        if mode == "results":
            return next((m for m in moments if self._reports(m)), moments[-2] if edges else now)
        return next((m for m in moments if not mode or self.state(m).status == mode), now)

    def _reports(self, moment: datetime) -> bool:
        """Tell whether a phase of results is under way."""
        under_way = phases.current(self.schedule, moment)
        return any(phase.kind == phases.PhaseKind.REPORT for phase in under_way)


def form_anchor(form_id: str) -> str:
    """Return the HTML id of a form's section, which links and redirects lead to."""
    return f"contribution-form-{form_id}"
