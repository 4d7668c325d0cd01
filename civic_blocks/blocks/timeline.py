"""The timeline: what was decided, what goes on, what comes next, and what one can do now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup
from wagtail.images.shortcuts import get_rendition_or_not_found
from wagtail.rich_text import expand_db_html

from civic_blocks import ports, schedule_labels
from civic_blocks.blocks.base import CivicStructBlock, Groups
from civic_blocks.blocks.milestone import MILESTONE_KINDS, MilestoneBlock
from civic_blocks.schedule import STATUS_LABELS, Step, StepStatus, status_of


KIND_LABELS: dict[str, Promise] = {"phase": _("Phase"), **dict(MILESTONE_KINDS)}
IMAGE_FILTER = "width-960|format-webp|preserve-svg"


@dataclass(frozen=True)
class OpenAction:
    """Something to do now; ``until`` is "until 12 March 2026", or "" where it has no end."""

    label: str
    url: str
    until: str


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
        """Return JSON-able data; image and document are ``None`` where there is none."""
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
            "start": step.start.as_dict() if step.start else None,
            "end": step.end.as_dict() if step.end else None,
            "dates": self.dates,
            "summary": step.summary,
            "html": expand_db_html(text.source) if (text := step.extra.get("text")) else "",
            "verbs": sorted(step.verbs),
            "image": _image_face(step.extra.get("image")),
            "document": _document_face(step.extra.get("document")),
            "link": step.extra.get("link"),
        }


def _image_face(image: Any) -> dict[str, Any] | None:
    if not image:
        return None
    rendition = get_rendition_or_not_found(image, IMAGE_FILTER)
    return {
        "url": rendition.url,
        "alt": image.contextual_alt_text or "",
        "width": rendition.width,
        "height": rendition.height,
    }


def _document_face(document: Any) -> dict[str, Any] | None:
    if not document:
        return None
    return {
        "title": document.title,
        "url": document.url,
        "format": document.file_extension,
        "size": document.get_file_size(),
    }


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

    def steps(self, page: object) -> list[Step]:
        """Return the phases of ``page`` and the milestones, by start; what has no date last.

        A page that counts this block's milestones among its own steps shows them once.
        """
        found = {step.key: step for step in self.milestones()}
        if self.get("show_phases") and isinstance(page, ports.HasSchedule):
            found = {step.key: step for step in page.civic_steps()} | found
        return sorted(found.values(), key=lambda step: step.sort_key)

    def entries(self, page: object, now: datetime) -> list[TimelineEntry]:
        """Return the steps as they stand at ``now``."""
        steps = self.steps(page)
        _prefetch_renditions(steps)
        return [TimelineEntry.at(step, now) for step in steps]


def _actions(page: object, now: datetime) -> Sequence[OpenAction]:
    if not isinstance(page, ports.HasSchedule):
        return []
    return [
        OpenAction(
            label=action.label,
            url=action.url,
            until=schedule_labels.until_label(schedule_labels.last_day(action.closes_at))
            if action.closes_at
            else "",
        )
        for action in page.civic_actions(now)
    ]


def _preview() -> dict[str, Any]:
    today = timezone.localdate()

    def milestone(days: int, title: str, text: str, **values: Any) -> Mapping[str, Any]:
        when: date = today + timedelta(days=days)
        return {"title": title, "date": when, "text": f"<p>{text}</p>", **values}

    return {
        "title": gettext("The steps of the decision"),
        "show_phases": True,
        "milestones": [
            milestone(
                -70,
                gettext("Opening meeting"),
                gettext("The mayor presents the project and the calendar."),
                kind="meeting",
            ),
            milestone(
                -20,
                gettext("Contributions"),
                gettext("Everyone may propose, alone or as a group."),
                end_date=today + timedelta(days=25),
            ),
            milestone(
                60,
                gettext("Study by the city's services"),
                gettext("Each proposal is answered."),
                date_precision="month",
            ),
            milestone(
                130,
                gettext("Vote of the city council"),
                gettext("The decision and its reasons are published here."),
                kind="decision",
                date_precision="season",
            ),
        ],
    }


class TimelineBlock(CivicStructBlock):
    """The steps of a decision.

    Template context: ``value``, ``entries`` (list of :class:`TimelineEntry`), ``actions`` (list of
    :class:`OpenAction`), ``now`` (aware), ``block_id``.
    """

    title = blocks.CharBlock(
        max_length=120, default=_("The steps of the decision"), label=_("Title")
    )
    milestones = blocks.ListBlock(
        MilestoneBlock(),
        default=[],
        label=_("Milestones"),
        help_text=_("Beside the campaign's phases. Sorted by date, whatever their order here."),
    )
    show_phases = blocks.BooleanBlock(
        required=False,
        default=True,
        label=_("Show the phases of the campaign"),
        help_text=_("They come from the “Calendar” tab: no date to type twice."),
    )

    def get_context(
        self, value: TimelineValue, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        now = context.get("now") or timezone.now()
        page = context.get("page")
        context.update(
            now=now,
            entries=value.entries(page, now),
            actions=_actions(page, now),
            block_id=context.get("id") or "preview",
        )
        return context

    def api_extra(self, value: TimelineValue, context: dict[str, Any]) -> dict[str, Any]:
        now = context.get("now") or timezone.now()
        return {"steps": [entry.as_dict() for entry in value.entries(context.get("page"), now)]}

    class Meta:
        value_class = TimelineValue
        label = _("Timeline")
        description = _("Past, current and next steps, and what citizens can do now.")
        group = Groups.DECISION
        icon = "history"
        template = "civic_blocks/blocks/timeline.html"
        label_format = "{title}"
        preview_value = staticmethod(_preview)
        form_layout = BlockGroup(children=["title", "milestones"], settings=["show_phases"])
