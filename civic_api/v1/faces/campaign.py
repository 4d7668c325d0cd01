"""What the API tells of a campaign, in a list and whole."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from wagtail.models import Locale

from civic_api.v1.timelines import step_face
from civic_blocks import ports
from civic_blocks.api import faces
from civic_pages.participation.figures import figures, public_totals


STATES: dict[str, Promise] = {
    "open": _("Open"),
    "running": _("Under way"),
    "upcoming": _("Coming soon"),
    "closed": _("Over"),
}


def locales() -> dict[int, str]:
    """Return the languages of content by primary key: one query, however many campaigns follow."""
    return dict(Locale.objects.values_list("pk", "language_code"))


def summary(
    page: Any, now: datetime, told: list[ports.Figure], languages: dict[int, str]
) -> dict[str, Any]:
    """Return a campaign as a list tells it.

    Args:
        told: its figures.
        languages: those of :func:`locales`.
    """
    state = page.state(now)
    return {
        "id": page.pk,
        "title": page.title,
        "url": page.full_url,
        "html_url": page.full_url,
        "locale": languages.get(page.locale_id, ""),
        "code": page.code,
        "introduction": strip_tags(page.introduction).strip(),
        "state": {
            "status": state.status,
            "label": str(STATES[state.status]),
            "headline": state.headline,
            "changes_at": state.boundary,
        },
        "figures": [{"name": f.name, "value": f.value, "label": f.label} for f in told],
        "precision": page.public_precision,
    }


def whole(page: Any, request: Request, now: datetime) -> dict[str, Any]:
    """Return a campaign with all of its content, enough to build its page elsewhere.

    What takes its time is a function, called where it is told.
    """
    languages = locales()
    context = {"page": page, "request": request, "now": now}
    stream = page.body.stream_block
    told = {
        **summary(page, now, figures(page, now=now), languages),
        "lead": faces.rich_text(page.introduction),
        "image": faces.image(getattr(page, "image", None), getattr(page, "image_alt", "")),
        "translations": _translations(page, languages),
        "breadcrumbs": _breadcrumbs(page),
        "phases": phases(page, now),
        "totals": public_totals(page, now=now),
        "perimeter": page.perimeter,
        "forms": forms(page, request),
        "legal": _legal(page),
    }
    return {
        **faces.settle(told, context),
        "actions": lambda: _actions(page, context),
        "blocks": lambda: faces.settle(faces.made(stream, page.body, context), context),
    }


def phases(page: Any, now: datetime) -> list[dict[str, Any]]:
    """Return the steps of a campaign, to be settled."""
    return [step_face(step, now) for step in page.civic_steps()]


def forms(page: Any, request: Request) -> list[dict[str, Any]]:
    """Return the forms of a campaign, each with the address of its schema."""
    return [
        {"id": d.form_id, "title": d.title, "url": _form_address(page, d.form_id, request)}
        for d in page.form_definitions()
    ]


def _actions(page: Any, context: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "label": action.label,
            "url": faces.absolute(action.url, context),
            "closes_at": action.closes_at,
        }
        for action in page.civic_actions(context["now"])
    ]


def _form_address(page: Any, form_id: str, request: Request) -> str:
    return str(request.build_absolute_uri(reverse("civic_api:form", args=[page.pk, form_id])))


def _translations(page: Any, languages: dict[int, str]) -> list[dict[str, Any]]:
    """Return the public versions of a campaign in other languages."""
    others = page.get_translations().live().public()
    return [
        {"id": other.pk, "locale": languages.get(other.locale_id, ""), "url": other.full_url or ""}
        for other in others
    ]


def _breadcrumbs(page: Any) -> list[dict[str, Any]]:
    """Return the public pages above, outermost first: the portal, and what lies between."""
    above = page.get_ancestors().live().public().filter(depth__gt=1)
    return [
        {"id": each.pk, "title": each.title, "url": each.full_url}
        for each in above
        if each.full_url
    ]


def _legal(page: Any) -> dict[str, Any]:
    return {
        "text": faces.rich_text(getattr(page, "legal_text", "")),
        "contact": getattr(page, "contact_email", ""),
        "retention_months": page.retention_months,
        "erased_on": page.private_data_until,
    }
