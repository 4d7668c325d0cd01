"""Syntheses with statements, for the tests of citations and commitments."""

import json
import uuid
from typing import Any

from civic_pages.models import CampaignPage, SynthesisPage
from civic_pages.testing import CampaignFactory


FIRST, SECOND, THIRD = (str(uuid.uuid5(uuid.NAMESPACE_OID, f"statement-{n}")) for n in range(3))
STATEMENTS = (
    (FIRST, "Des bancs tous les deux cents mètres", "Deux cents bancs"),
    (SECOND, "Des trottoirs praticables", ""),
    (THIRD, "Un guichet dans chaque quartier", "Une permanence par semaine"),
)


def statement(key: str, text: str, commitment: str = "") -> dict[str, Any]:
    """Return a statement, as stored."""
    value = {
        "text": f"<p>{text}</p>",
        "commitment": {"text": commitment, "responsible": "Voirie", "due": "2027"},
    }
    return {"type": "statement", "id": key, "value": value}


def theme(title: str, *statements: dict[str, Any]) -> dict[str, Any]:
    """Return a theme, as stored."""
    key = str(uuid.uuid5(uuid.NAMESPACE_OID, title))
    value = {"title": title, "introduction": "", "statements": list(statements)}
    return {"type": "theme", "id": key, "value": value}


def body(*, without: str = "") -> str:
    """Return two themes, of two statements and of one."""
    rows = [statement(*row) for row in STATEMENTS if row[0] != without]
    first = [row for row in rows if row["id"] != THIRD]
    last = [row for row in rows if row["id"] == THIRD]
    return json.dumps([theme("Marcher", *first), theme("Services", *last)])


def synthesis_of(campaign: Any = None, *, live: bool = True, **values: Any) -> SynthesisPage:
    """Return a synthesis beneath a campaign, published or a draft."""
    campaign = campaign or CampaignFactory(closed=True)
    values = {"title": "La synthèse", "slug": "synthese", "body": body(), **values}
    page = SynthesisPage(live=live, **values)
    CampaignPage.objects.get(pk=campaign.pk).add_child(instance=page)
    revision = page.save_revision()
    if live:
        revision.publish()
    return SynthesisPage.objects.get(pk=page.pk)
