"""The steps of a decision: as data, for calendars, and for TimelineJS."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from icalendar import Calendar, Event
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from wagtail.rich_text import expand_db_html

from civic_api.base import CivicView, OrjsonRenderer, public_campaign
from civic_api.v1.docs import NOT_FOUND
from civic_api.v1.faces import docs as face_docs
from civic_blocks.api import faces
from civic_blocks.blocks.timeline import TimelineBlock, TimelineEntry, TimelineValue
from civic_blocks.schedule import Step
from civic_blocks.timelinejs.writing import write
from civic_pages.campaigns.serving import now_of


def step_face(step: Step, now: datetime) -> dict[str, Any]:
    """Return a step as the timeline block's API face tells it, to be settled with the others."""
    return TimelineEntry.at(step, now).as_dict()


def _timeline_of(page: Any) -> TimelineValue | None:
    blocks = (child for child in page.body if isinstance(child.block, TimelineBlock))
    return next((child.value for child in blocks), None)


def steps_of(page: Any) -> list[Step]:
    """Return phases and milestones of a campaign, as its first timeline block shows them."""
    value = _timeline_of(page)
    return list(page.civic_steps()) if value is None else value.steps(page)


class TimelineView(CivicView):
    """Phases and milestones, in order."""

    shape = face_docs.Timeline

    @extend_schema(operation_id="timeline", responses={200: face_docs.Timeline, **NOT_FOUND})
    def get(self, request: Request, pk: int) -> Response:
        page, now = public_campaign(pk), now_of(request)
        steps = [step_face(step, now) for step in steps_of(page)]
        return Response(faces.settle({"results": steps}, {"page": page, "request": request}))


class TimelineJSView(CivicView):
    """The timeline as a TimelineJS 3 document; steps without a date have no place in it."""

    @extend_schema(operation_id="timelinejs", responses={200: OpenApiTypes.OBJECT, **NOT_FOUND})
    def get(self, request: Request, pk: int) -> Response:
        page = public_campaign(pk)
        value = _timeline_of(page)
        introduction = value["introduction"].source if value and value["introduction"] else ""
        document = write(
            page.title,
            steps_of(page),
            value.eras() if value else [],
            introduction=expand_db_html(introduction),
            site=page.full_url.removesuffix(page.url) if page.full_url else "",
        )
        return Response(document)


class CalendarRenderer(BaseRenderer):
    """Names the media type; the view writes the calendar itself."""

    media_type, format = "text/calendar", "ics"

    def render(self, data: Any, media_type: str | None = None, context: Any = None) -> Any:
        return data


class CalendarView(CivicView):
    """The timeline for a calendar application: hours where known, else whole days or spans."""

    renderer_classes = (CalendarRenderer, OrjsonRenderer)

    @extend_schema(
        operation_id="calendar",
        responses={(200, "text/calendar"): OpenApiTypes.STR, **NOT_FOUND},
    )
    def get(self, request: Request, pk: int) -> HttpResponse:
        page = public_campaign(pk)
        calendar = Calendar()
        calendar.add("prodid", "-//wagtail-civic//FR")
        calendar.add("version", "2.0")
        calendar.add("x-wr-calname", page.title)
        for step in steps_of(page):
            if event := _event(step, page):
                calendar.add_component(event)
        response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = f'inline; filename="{page.slug}.ics"'
        return response


def _event(step: Step, page: Any) -> Event | None:
    """Return a step as an event; ``None`` where its start is not known yet."""
    if step.start is None or step.start.is_before:
        return None
    event = Event()
    event.add("uid", f"{step.key}@campaign-{page.pk}.wagtail-civic")
    event.add("dtstamp", page.last_published_at or timezone.now())
    for name, moment in _span(step).items():
        event.add(name, moment)
    event.add("summary", f"{page.title} – {step.title}")
    event.add("description", step.summary)
    event.add("url", page.full_url)
    if place := step.extra.get("place"):
        event.add("location", place)
    if step.override == "cancelled":
        event.add("status", "CANCELLED")
    return event


def _span(step: Step) -> dict[str, Any]:
    """Return start and end of an event: instants in UTC where an hour is known, else days."""
    assert step.start is not None  # noqa: S101 - its caller looks
    if step.start.hour:
        # In UTC: an hour later by the clock on the wall is two hours when summer time ends.
        starts = step.start.starts.astimezone(UTC)
        ends = step.end.closes.astimezone(UTC) if step.end else starts + timedelta(hours=1)
        return {"dtstart": starts, "dtend": ends}
    first = timezone.localtime(step.start.starts).date()
    ends_on = timezone.localtime((step.end or step.start).ends).date()
    return {"dtstart": first, "dtend": max(ends_on, first + timedelta(days=1))}
