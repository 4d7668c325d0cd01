"""Exported from one campaign and imported into another with the same form: nothing is changed."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from civic_pages.participation.desk import importing
from civic_pages.participation.desk.rows import Plan
from civic_pages.participation.desk.targets import targets
from civic_pages.participation.models import Contribution, GroupType, Held, Kind, Status
from civic_pages.participation.providers import form_for, query_dict
from civic_pages.participation.submission import form_input
from civic_pages.testing import (
    CampaignFactory,
    ContributionFactory,
    definition_of,
    form_block,
    question,
)
from tests.clocks import noon

from .desk import client_of, user_of


pytestmark = pytest.mark.django_db
# What the export calls the facts that an import reads.
FACTS = {
    "@kind": "kind", "@group_name": "group_name", "@group_type": "group_type", "@held": "held",
    "@represented": "represented", "@source": "source", "@batch": "batch",
    "@received": "received_at", "@status": "status", "@external_id": "external_id",
}  # fmt: skip
SAME = (
    "answers", "title", "excerpt", "category", "kind", "group_name", "group_type", "held",
    "represented", "source", "batch", "status", "created_at", "external_id",
)  # fmt: skip
# A spreadsheet counts in milliseconds, and does not tell the two hours from two to three apart on
# the night when clocks go back.
NOW = noon(-1).replace(microsecond=123_000)
THEMES = ["Voirie", "Nature", "Écoles, crèches"]


def questions() -> list[dict[str, Any]]:
    return [
        question("short_text", "titre", "Titre", required=True, is_title=True, max_length=120),
        question("long_text", "idee", "Votre idée", max_length=2000),
        question("single_choice", "theme", "Thème", choices=THEMES, is_category=True),
        question("multiple_choice", "modes", "Trajets", choices=["À pied", "Vélo, trottinette"]),
        question("number", "budget", "Budget", minimum=None, maximum=None),
        question("yes_no", "revient", "Reviendrez-vous ?"),
        question("date", "jour", "Quel jour ?"),
        question("rating", "note", "Note", maximum=5, low="", high=""),
        question("ranking", "ordre", "Priorités", choices=["Bus", "Vélo", "Tram; métro"]),
        question("matrix", "avis", "Avis", rows=["Matin", "Soir"], columns=["Bien", "Mal"]),
        question("long_text", "prive", "Pour la ville", public=False, max_length=500),
    ]


def campaign_of(**more: Any) -> Any:
    return CampaignFactory(open=True, body=[form_block(*questions())], **more)


ANSWERS = [
    {"titre": "Des bancs", "idee": "Il en manque."},
    {"titre": "=1+1", "idee": "- un\n- deux; trois", "prive": "'@moi"},
    {"titre": "Tout", "theme": THEMES[2], "modes": ["À pied", "Vélo, trottinette"], "budget": 12.5,
     "revient": False, "jour": "2026-05-03", "note": 4, "ordre": ["Tram; métro", "Bus"], "avis": {"Soir": "Mal"}},
    {"titre": "Zéro", "budget": 0, "revient": True, "modes": ["Vélo, trottinette"]},
]  # fmt: skip


def stored(campaign: Any, answers: dict[str, Any], number: int, **more: Any) -> Contribution:
    """Store a contribution as the form does: title, excerpt and category come from its answers."""
    definition = definition_of(campaign)
    payload = {"answers": answers, "kind": "individual"}
    form = form_for(definition, campaign, query_dict(form_input(definition, payload)), staff=True)
    assert form.is_valid(), form.errors
    said = form.submission()
    return ContributionFactory(
        campaign=campaign, answers=said.answers, title=said.title, excerpt=said.excerpt,
        category=said.category, external_id=f"n-{number}",
        created_at=NOW - timedelta(hours=number), **more,
    )  # fmt: skip


def exported(client: Any, campaign: Any, kind: str = "csv") -> bytes:
    posted = {"format": kind, "purpose": "machines"}
    response = client.post(f"/admin/civic-exports/?campaign={campaign.pk}", posted)
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def imported(content: bytes, campaign: Any, user: Any) -> None:
    definition = definition_of(campaign)
    own = {target.name: target.name for target in targets(definition, may_decide=True)}
    plan = Plan(
        campaign=campaign, definition=definition, columns={**own, **FACTS}, operator=user,
        now=timezone.now(),
    )  # fmt: skip
    report = importing.run(io.BytesIO(content), plan)
    assert report.problems == []


def said_in(campaign: Any) -> list[tuple[Any, ...]]:
    return list(Contribution.objects.of(campaign).order_by("external_id").values_list(*SAME))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_exported_is_imported_as_it_was(kind: str) -> None:
    first, second = campaign_of(), campaign_of(code="IMP")
    for number, answers in enumerate(ANSWERS):
        stored(first, answers, number, status=Status.PENDING)
    stored(
        first, {"titre": "À plusieurs"}, 90, status=Status.PUBLISHED, published_at=timezone.now(),
        kind=Kind.COLLECTIVE, group_name="+ de vélos", group_type=GroupType.ASSOCIATION,
        held=Held.WORKSHOP, represented=34, source="workshop", batch="Atelier 2",
    )  # fmt: skip
    client = client_of("admin")
    imported(exported(client, first, kind), second, user_of("moderator"))
    assert said_in(second) == said_in(first)


TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs", "Cn", "Co"))
    | st.sampled_from(list("=+-@'\";, \n")),
    min_size=1,
    max_size=60,
).map(str.strip).filter(bool)  # fmt: skip


@settings(
    max_examples=15, phases=[Phase.explicit, Phase.generate], deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(
    rows=st.lists(
        st.fixed_dictionaries(
            {"titre": TEXTS},
            optional={
                "idee": TEXTS,
                "theme": st.sampled_from(THEMES),
                "modes": st.sampled_from([["À pied"], ["À pied", "Vélo, trottinette"]]),
                "budget": st.integers(-(10**9), 10**9) | st.floats(-1e6, 1e6).map(lambda x: round(x, 4)),
                "revient": st.booleans(),
                "note": st.integers(1, 5),
                "ordre": st.permutations(["Bus", "Vélo", "Tram; métro"]),
                "avis": st.sampled_from([{"Matin": "Bien"}, {"Matin": "Mal", "Soir": "Bien"}]),
                "jour": st.dates().map(lambda day: day.isoformat()),
            },
        ),
        min_size=1,
        max_size=4,
    )
)  # fmt: skip
def test_any_answers_come_back_as_they_were(rows: list[dict[str, Any]], admin_client: Any) -> None:
    first, second = campaign_of(), campaign_of(code="IMP")
    for number, answers in enumerate(rows):
        stored(first, answers, number, status=Status.PENDING)
    imported(exported(admin_client, first), second, get_user_model().objects.get(username="admin"))
    assert said_in(second) == said_in(first)
