"""The timeline: what was decided, what goes on, what comes next, and what one can do now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup
from wagtail.models import Page

from civic_blocks import ports, schedule_labels
from civic_blocks.api import shapes
from civic_blocks.blocks import step_faces
from civic_blocks.blocks.base import CivicStructBlock, Groups
from civic_blocks.blocks.era import EraBlock
from civic_blocks.blocks.milestone import LINE_FEATURES, MILESTONE_KINDS, MilestoneBlock
from civic_blocks.blocks.open_actions import open_actions
from civic_blocks.blocks.video import VideoAddress, parse_video
from civic_blocks.schedule import STATUS_LABELS, Era, Step, StepStatus, status_of


KIND_LABELS: dict[str, Promise] = {"phase": _("Phase"), **dict(MILESTONE_KINDS)}


@dataclass(frozen=True)
class TimelineEntry:
    """A step as it stands at one time, with what a template says of it."""

    step: Step
    status: StepStatus
    dates: str
    dates_html: SafeString

    @classmethod
    def at(cls, step: Step, now: datetime) -> "TimelineEntry":
        return cls(
            step=step,
            status=status_of(step, now),
            dates=schedule_labels.dates_label(step, now),
            dates_html=schedule_labels.dates_html(step, now),
        )

    @property
    def status_label(self) -> str:
        return str(STATUS_LABELS[self.status])

    @property
    def kind_label(self) -> str:
        return str(self.step.extra.get("kind_label") or KIND_LABELS[self.step.kind])

    def as_dict(self) -> dict[str, Any]:
        """Return data for programs, to be settled (``civic_blocks.api.faces.settle``).

        It is a ``Step`` of ``civic_blocks.api.shapes``; image is ``None`` where there is none.
        """
        step = self.step
        return {
            "key": step.key,
            "anchor": step.anchor,
            "title": step.title,
            "kind": step.kind,
            "kind_label": self.kind_label,
            "status": self.status.value,
            "status_label": self.status_label,
            "reason": step.reason,
            "start": step_faces.date_face(step.start),
            "end": step_faces.date_face(step.end),
            "moved_from": step_faces.date_face(step.moved_from),
            "dates": self.dates,
            "summary": step.summary,
            "verbs": sorted(step.verbs),
            **step_faces.extra_face(step),
        }

    @property
    def moved_html(self) -> SafeString | str:
        """ "Moved from ~3 March~ to 12 May 2026", or nothing where it was not moved."""
        return schedule_labels.moved_html(self.step)

    @property
    def video(self) -> VideoAddress | None:
        """The video of the step, where its host is allowed."""
        return parse_video(self.step.extra.get("media_url") or "")


def _prefetch_renditions(steps: Iterable[Step]) -> None:
    """Read the renditions of all images at once: the cost does not grow with the steps."""
    images = [image for step in steps if (image := step.extra.get("image"))]
    if images:
        renditions = images[0].renditions.model.objects.all()
        prefetch_related_objects(
            images, Prefetch("renditions", queryset=renditions, to_attr="prefetched_renditions")
        )


class TimelineValue(blocks.StructValue):
    def milestones(self) -> list[Step]:
        """Return the editor's own steps, in the editor's order."""
        return [
            child.value.as_step(f"milestone-{(child.original_id or str(number))[:8]}")
            for number, child in enumerate(self["milestones"].bound_blocks, start=1)
        ]

    def eras(self) -> list[Era]:
        """Return the editor's eras, by start."""
        made = [era for value in self.get("eras") or () if (era := value.as_era())]
        return sorted(made, key=lambda era: era.start.starts)

    def steps(self, page: object) -> list[Step]:
        """Return phases and projects of ``page`` and the milestones, by start; what has no date last.

        A page that counts this block's milestones among its own steps shows them once.
        """
        found = {step.key: step for step in self.milestones()}
        if self.get("show_phases") and isinstance(page, ports.HasSchedule):
            found = {step.key: step for step in page.civic_steps()} | found
        projects = ports.current(ports.ProjectSource)
        if self.get("show_projects") and projects is not None and isinstance(page, Page):
            found |= {step.key: step for step in projects.steps(page)}
        return sorted(found.values(), key=lambda step: step.sort_key)

    def entries(self, page: object, now: datetime) -> list[TimelineEntry]:
        """Return the steps as they stand at ``now``."""
        steps = self.steps(page)
        _prefetch_renditions(steps)
        return [TimelineEntry.at(step, now) for step in steps]


def _preview() -> dict[str, Any]:
    today = timezone.localdate()

    def milestone(days: int, title: str, text: str, **values: Any) -> Mapping[str, Any]:
        when: date = today + timedelta(days=days)
        return {"title": title, "date": when, "text": f"<p>{text}</p>", **values}

    return {
        "title": gettext("The steps of the decision"),
        "show_phases": True,
        "eras": [
            {
                "title": gettext("Term of office"),
                "start": date(today.year - 1, 1, 1),
                "end": date(today.year + 1, 1, 1),
            }
        ],
        "milestones": [
            milestone(
                -70,
                gettext("Opening meeting"),
                gettext("The mayor presents the project and the calendar."),
                kind="meeting",
                time=time(18, 30),
                place=gettext("Town hall"),
                result="<p>{}</p>".format(gettext("240 people came; the report is online.")),
            ),
            milestone(
                -20,
                gettext("Contributions"),
                gettext("Everyone may propose, alone or as a group."),
                end_date=today + timedelta(days=25),
            ),
            # In a later quarter than today, and the vote in a season after that, on every day.
            milestone(
                100,
                gettext("Study by the city's services"),
                gettext("Each proposal is answered."),
                date_precision="quarter",
                responsible=gettext("The city's services"),
            ),
            milestone(
                200,
                gettext("Vote of the city council"),
                gettext("The decision and its reasons are published here."),
                kind="decision",
                date_precision="season",
            ),
        ],
    }


class TimelineBlock(CivicStructBlock):
    """The steps of a decision.

    Template context: ``value``, ``entries`` (list of :class:`TimelineEntry`), ``eras`` (pairs of
    :class:`~civic_blocks.schedule.Era` and its dates in words), ``actions`` (list of
    :class:`~civic_blocks.blocks.open_actions.OpenAction`), ``now`` (aware), ``block_id``.
    """

    # They are among the steps.
    api_hidden = frozenset({"milestones"})

    title = blocks.CharBlock(
        max_length=120, default=_("The steps of the decision"), label=_("Title")
    )
    introduction = blocks.RichTextBlock(
        required=False, features=LINE_FEATURES, label=_("Introduction")
    )
    milestones = blocks.ListBlock(
        MilestoneBlock(),
        default=[],
        label=_("Milestones"),
        help_text=_("Beside the campaign's phases. Sorted by date, whatever their order here."),
    )
    eras = blocks.ListBlock(
        EraBlock(),
        default=[],
        label=_("Eras"),
        help_text=_("Stretches of time behind the steps: a term of office, the works…"),
    )
    show_phases = blocks.BooleanBlock(
        required=False,
        default=True,
        label=_("Show the phases of the campaign"),
        help_text=_("They come from the “Calendar” tab: no date to type twice."),
    )
    show_projects = blocks.BooleanBlock(
        required=False,
        default=False,
        label=_("Show what became of the campaign's projects"),
        help_text=_(
            "Votes, choices, works and realisations, from the projects' own steps. Those of one month "
            "are told together."
        ),
    )

    def get_context(
        self, value: TimelineValue, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        now = context.get("now") or timezone.now()
        page = context.get("page")
        entries = value.entries(page, now)
        context.update(
            now=now,
            entries=entries,
            eras=[(era, schedule_labels.era_label(era)) for era in value.eras()],
            actions=open_actions(page, [entry.step for entry in entries], now),
            block_id=context.get("id") or "preview",
        )
        return context

    def api_extra(self, value: TimelineValue, context: dict[str, Any]) -> dict[str, Any]:
        now = context.get("now") or timezone.now()
        entries = value.entries(context.get("page"), now)
        return {
            "steps": [entry.as_dict() for entry in entries],
            "eras": [step_faces.era_face(era) for era in value.eras()],
        }

    def api_extra_schema(self) -> dict[str, shapes.Schema]:
        return {
            "steps": shapes.array(shapes.ref("Step")),
            "eras": shapes.array(shapes.ref("Era")),
        }

    class Meta:
        value_class = TimelineValue
        label = _("Timeline")
        description = _("Past, current and next steps, and what citizens can do now.")
        group = Groups.DECISION
        icon = "history"
        template = "civic_blocks/blocks/timeline.html"
        label_format = "{title}"
        preview_value = staticmethod(_preview)
        form_layout = BlockGroup(
            children=["title", "introduction", "milestones"],
            settings=["show_phases", "show_projects", "eras"],
        )
