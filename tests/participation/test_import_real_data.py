"""The 671 winning projects of the Paris participatory budget, imported for real."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from civic_pages.participation.desk import importing
from civic_pages.participation.desk.rows import Plan
from civic_pages.participation.models import Contribution
from civic_pages.testing import CampaignFactory, definition_of, form_block, question
from tests.participation.desk import user_of


PARIS = Path(__file__).resolve().parents[3] / "shared/data/paris-budget-participatif-sample.csv"
THEMES = [
    "Attractivité et emploi", "Cadre de vie", "Culture et patrimoine", "Education et jeunesse",
    "Environnement", "Mobilités", "Propreté", "Prévention et sécurité", "Santé", "Solidarités",
    "Sport",
]  # fmt: skip
COLUMNS = {
    "titre": "titre_projet_gagnant",
    "direction": "direction_pilote_projet",
    "theme": "thematique",
    "adresse": "adresse_projet_gagnant",
    "budget": "budget_global_projet_gagnant",
    "etudes": "debut_etudes_projet",
    "ouverture": "ouverture_projet",
    "@external_id": "identifiant_projet_gagnant",
}

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not PARIS.exists(), reason=f"REAL DATA IS ABSENT: {PARIS}"),
]


def budget_campaign() -> Any:
    questions = [
        question("short_text", "titre", "Titre", required=True, is_title=True, max_length=120),
        question("long_text", "direction", "Direction pilote", max_length=2000),
        question("single_choice", "theme", "Thème", choices=THEMES, is_category=True),
        question("address", "adresse", "Adresse"),
        question("number", "budget", "Budget", minimum=0, maximum=None),
        question("short_text", "etudes", "Début des études", max_length=20),
        question("short_text", "ouverture", "Ouverture", max_length=20),
    ]
    return CampaignFactory(code="BPP", body=[form_block(*questions)])


def plan(campaign: Any, operator: Any, **options: Any) -> Plan:
    return Plan(
        campaign=campaign,
        definition=definition_of(campaign),
        columns=COLUMNS,
        operator=operator,
        now=timezone.now(),
        **options,
    )


def test_all_671_projects_are_imported_once_however_often_the_file_is_run() -> None:
    campaign, operator = budget_campaign(), user_of("moderator")
    with PARIS.open("rb") as file:
        tried = importing.dry_run(file, plan(campaign, operator))
        assert (tried.rows, tried.valid, tried.problems, tried.added) == (671, 671, [], None)
        assert not Contribution.objects.exists()
        first = importing.run(file, plan(campaign, operator))
        second = importing.run(file, plan(campaign, operator))
    assert (first.added, second.added, second.known) == (671, 0, 671)
    stored = Contribution.objects.get(external_id="1353")
    assert stored.title == "Augmenter l'offre sportive sur le TEP Charlemagne"
    assert (stored.category, stored.answers["budget"]) == ("Sport", 200000)
    assert stored.exact_location.address == "14 Rue Charlemagne"
    assert (stored.source, stored.operator) == ("import", operator)


def test_the_command_does_the_same(tmp_path: Path) -> None:
    campaign = budget_campaign()
    user_of("moderator")
    mapping = tmp_path / "mapping.json"
    mapping.write_text(json.dumps(COLUMNS))
    said = []
    for options in (["--dry-run"], [], []):
        out = StringIO()
        arguments = [campaign.slug, str(PARIS), "--user", "moderator", "--mapping", str(mapping)]
        call_command("civic_import", *arguments, *options, stdout=out)
        said.append(out.getvalue().strip().rsplit("added: ", 1)[1])
    assert said == ["nothing", "671", "0"]
    assert Contribution.objects.count() == 671
