"""Campaigns with texts to discuss."""

import uuid
from datetime import timedelta
from typing import Any

from django.utils import timezone
from wagtail.models import Page

from civic_pages.campaigns.models import CampaignPhase
from civic_pages.deliberation.pages import TextPage
from civic_pages.testing import CampaignFactory


def clause(number: str, heading: str = "", text: str = "<p>Des bancs.</p>") -> dict[str, Any]:
    """Return a clause as stored; its id follows from its number."""
    identifier = str(uuid.uuid5(uuid.NAMESPACE_OID, f"clause {number}"))
    value = {"number": number, "heading": heading, "text": text}
    return {"type": "clause", "id": identifier, "value": value}


def chapter(heading: str) -> dict[str, Any]:
    return {
        "type": "heading",
        "id": str(uuid.uuid5(uuid.NAMESPACE_OID, f"chapter {heading}")),
        "value": heading,
    }


CLAUSES = [
    chapter("Titre I"),
    clause("1", "Les arbres", "<p>La ville plante cent arbres par an.</p>"),
    clause("2", "Les bancs", "<p>Chaque place a des bancs.</p>"),
]
FIRST = CLAUSES[1]["id"]
SECOND = CLAUSES[2]["id"]


def discussed_campaign(days: tuple[int, int] = (-5, 5), **kwargs: Any) -> Any:
    """Return a campaign with a phase of discussion, by default open now."""
    kwargs.setdefault("live_totals", False)
    campaign = CampaignFactory(**kwargs)
    today = timezone.localdate()
    CampaignPhase.objects.create(
        page=campaign,
        name="Débat",
        kind="deliberate",
        start_date=today + timedelta(days=days[0]),
        end_date=today + timedelta(days=days[1]),
    )
    return type(campaign).objects.get(pk=campaign.pk)


def text_beneath(campaign: Any, clauses: Any = None, **kwargs: Any) -> TextPage:
    """Return a published text of a campaign."""
    kwargs.setdefault("title", "Charte des espaces publics")
    page = TextPage(clauses=CLAUSES if clauses is None else clauses, **kwargs)
    Page.objects.get(pk=campaign.pk).add_child(instance=page)
    page.save_revision().publish()
    return TextPage.objects.get(pk=page.pk)


def republish(page: TextPage, clauses: Any, note: str = "") -> TextPage:
    """Publish a text with other clauses."""
    draft = page.get_latest_revision_as_object()
    draft.clauses, draft.version_note = clauses, note
    draft.save_revision().publish()
    return TextPage.objects.get(pk=page.pk)
