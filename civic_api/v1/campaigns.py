"""Campaigns: where they stand, their timeline, forms, sectors, and address search."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from icalendar import Calendar, Event
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from civic_api.base import (
    CivicView,
    GeoJSONRenderer,
    OrjsonRenderer,
    public_campaign,
    public_campaigns,
)
from civic_api.exceptions import Problem
from civic_api.v1 import docs
from civic_blocks import ports
from civic_blocks.blocks.timeline import TimelineBlock
from civic_blocks.schedule import Step, status_of
from civic_blocks.schemas import answers_schema
from civic_pages.campaigns.serving import now_of
from civic_pages.campaigns.teasers import prefetch_campaigns
from civic_pages.participation import providers, tallies
from civic_pages.participation.figures import figures, figures_of, public_totals
from civic_pages.participation.geo import publication
from civic_pages.participation.models import Precision


NOT_FOUND = {404: OpenApiResponse(docs.Problem)}


def _step(step: Step, now: datetime) -> dict[str, Any]:
    return {
        "key": step.key,
        "title": step.title,
        "kind": step.kind,
        "status": status_of(step, now).value,
        "start": step.start.as_dict() if step.start else None,
        "end": step.end.as_dict() if step.end else None,
        "summary": step.summary,
        "verbs": sorted(step.verbs),
        "reason": step.reason,
    }


def _summary(page: Any, now: datetime, figures: list[ports.Figure]) -> dict[str, Any]:
    state = page.state(now)
    return {
        "id": page.pk,
        "title": page.title,
        "url": page.full_url,
        "code": page.code,
        "introduction": strip_tags(page.introduction).strip(),
        "state": {
            "status": state.status,
            "headline": state.headline,
            "changes_at": state.boundary,
        },
        "figures": [{"name": f.name, "value": f.value, "label": f.label} for f in figures],
        "precision": page.public_precision,
    }


def steps_of(page: Any, now: datetime) -> list[Step]:
    """Return phases and milestones of a campaign, as its timeline blocks show them."""
    for child in page.body:
        if isinstance(child.block, TimelineBlock):
            return list(child.value.steps(page))
    return list(page.civic_steps())


class CampaignsView(CivicView):
    """All public campaigns."""

    @extend_schema(operation_id="campaigns", responses=docs.Results)
    def get(self, request: Request) -> Response:
        now = now_of(request)
        pages = public_campaigns()
        prefetch_campaigns(pages)
        known = figures_of(pages, now=now)
        return Response({"results": [_summary(p, now, known[p.pk]) for p in pages]})


class CampaignView(CivicView):
    """One campaign, whole: phases, forms and blocks, enough for another front end."""

    @extend_schema(operation_id="campaign", responses={200: docs.CampaignDetail, **NOT_FOUND})
    def get(self, request: Request, pk: int) -> Response:
        page, now = public_campaign(pk), now_of(request)
        context = {"request": request, "page": page, "now": now}
        body = page.body.stream_block.get_api_representation(page.body, context=context)
        return Response(
            {
                **_summary(page, now, figures(page, now=now)),
                "phases": [_step(step, now) for step in page.civic_steps()],
                "actions": [
                    {"label": a.label, "url": a.url, "closes_at": a.closes_at}
                    for a in page.civic_actions(now)
                ],
                "totals": public_totals(page, now=now),
                "perimeter": page.perimeter,
                "forms": [{"id": d.form_id, "title": d.title} for d in page.form_definitions()],
                "blocks": body,
            }
        )


class TimelineView(CivicView):
    """Phases and milestones, in order."""

    @extend_schema(operation_id="timeline", responses={200: docs.Results, **NOT_FOUND})
    def get(self, request: Request, pk: int) -> Response:
        page, now = public_campaign(pk), now_of(request)
        return Response({"results": [_step(step, now) for step in steps_of(page, now)]})


class CalendarRenderer(BaseRenderer):
    """Names the media type; the view writes the calendar itself."""

    media_type, format = "text/calendar", "ics"

    def render(self, data: Any, media_type: str | None = None, context: Any = None) -> Any:
        return data


class CalendarView(CivicView):
    """The timeline for a calendar application: whole days, imprecise ones over their whole span."""

    renderer_classes = (CalendarRenderer, OrjsonRenderer)

    @extend_schema(
        operation_id="calendar",
        responses={(200, "text/calendar"): OpenApiTypes.STR, **NOT_FOUND},
    )
    def get(self, request: Request, pk: int) -> HttpResponse:
        page, now = public_campaign(pk), now_of(request)
        calendar = Calendar()
        calendar.add("prodid", "-//wagtail-civic//FR")
        calendar.add("version", "2.0")
        calendar.add("x-wr-calname", page.title)
        for step in steps_of(page, now):
            if event := _event(step, page):
                calendar.add_component(event)
        response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = f'inline; filename="{page.slug}.ics"'
        return response


def _event(step: Step, page: Any) -> Event | None:
    """Return a step as an all-day event; ``None`` where its start is not known yet."""
    if step.start is None:
        return None
    starts = timezone.localtime(step.start.starts).date()
    ends = timezone.localtime((step.end or step.start).ends).date()
    event = Event()
    event.add("uid", f"{step.key}@campaign-{page.pk}.wagtail-civic")
    event.add("dtstamp", page.last_published_at or timezone.now())
    event.add("dtstart", starts)
    event.add("dtend", max(ends, starts + timedelta(days=1)))
    event.add("summary", f"{page.title} – {step.title}")
    event.add("description", step.summary)
    event.add("url", page.full_url)
    if step.override == "cancelled":
        event.add("status", "CANCELLED")
    return event


class FormView(CivicView):
    """A form: JSON Schema of the answers, and how to ask them."""

    @extend_schema(
        operation_id="form", responses={200: OpenApiResponse(OpenApiTypes.OBJECT), **NOT_FOUND}
    )
    def get(self, request: Request, pk: int, form_id: str) -> Response:
        page = public_campaign(pk)
        definition = next((d for d in page.form_definitions() if d.form_id == form_id), None)
        if definition is None:
            raise Problem(404, "not-found", _("This campaign has no such form."))
        identifying = providers.identifying(definition, page)
        needed = [identifying.key] if identifying else []
        return Response(
            {
                "id": definition.form_id,
                "version": definition.digest[:12],
                "title": definition.title,
                "open": page.allows("contribute", now=now_of(request)),
                "allow_collective": definition.allow_collective,
                "identity": page.identity,
                "schema": answers_schema(definition, needed=needed),
                "order": [
                    {
                        "key": spec.key,
                        "type": spec.type,
                        "label": spec.label,
                        "help": spec.help_text,
                        "required": spec.required or spec.key in needed,
                        "published": spec.public,
                    }
                    for spec in definition
                ],
            }
        )


class SectorsView(CivicView):
    """Sectors with their counts; ``null`` where homes are too few, or totals are not told yet."""

    renderer_classes = (GeoJSONRenderer, OrjsonRenderer)

    @extend_schema(operation_id="sectors", responses={200: docs.FeatureCollection, **NOT_FOUND})
    def get(self, request: Request, pk: int) -> Response:
        features = sector_features(public_campaign(pk), now_of(request))
        return Response({"type": "FeatureCollection", "features": features})


def sector_features(page: Any, now: datetime) -> list[dict[str, Any]]:
    """Return the sectors of a campaign as GeoJSON features, with what is told of their counts."""
    told = _sector_counts(page, now)
    return [
        {**f, "properties": {**f["properties"], **told(f["properties"]["key"])}}
        for f in (page.sectors or {}).get("features", [])
    ]


def _sector_counts(page: Any, now: datetime) -> Callable[[str], dict[str, Any]]:
    """Return what tells the count of a sector.

    Of homes, sectors that are told together have no count of their own: ``together`` names them.
    """
    if not page.shows_totals(now):
        return lambda _key: {"count": None}
    if page.public_precision != Precision.AREAS:
        counts = tallies.by_sector(page.pk)
        return lambda key: {"count": counts.get(key, 0)}
    told: dict[str, dict[str, Any]] = {}
    for keys, count in publication.sectors_of(publication.current(page.pk, now=now)):
        joined = {"count": None, "together": {"sectors": list(keys), "count": count}}
        told.update({key: {"count": count} if len(keys) == 1 else joined for key in keys})
    return lambda key: told.get(key, {"count": None})
