"""What a search finds: words by their beginning, plurals, accents; the same on both databases."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps

from civic_pages.participation.models import Contribution
from civic_pages.participation.searching import searchable
from civic_pages.projects.models import Project
from civic_pages.testing import CampaignFactory, ContributionFactory
from tests.projects.making import project as made


pytestmark = pytest.mark.django_db

TEXTS = {
    "EAU": "De l’eau à boire, s’il vous plaît",
    "BUREAU": "Beaucoup de bruit sous mon bureau",
    "FONTAINE": "Une fontaine (avec un robinet)",
    "FONTAINES": "Deux fontaines-lavoirs rue du 8-Mai",
    "RUELLE": "La ruelle aux Œillets",
    "ECOLE": "L'ÉCOLE « Jean-Jaurès », au n°12",
    "ECOLOGIE": "Un jardin d’écologie",
    "SIGNE": "Le Mobilo™, № 4",
}


@pytest.fixture
def campaign() -> Any:
    page = CampaignFactory(open=True)
    for reference, text in TEXTS.items():
        ContributionFactory(
            campaign=page, published=True, reference=reference, title=text, excerpt=""
        )
    return page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", set(TEXTS)),
        ("eau", {"EAU"}),
        ("l'eau", {"EAU"}),
        ("EAU boire", {"EAU"}),
        ("fontain", {"FONTAINE", "FONTAINES"}),
        ("fontaine", {"FONTAINE", "FONTAINES"}),
        ("fontaines", {"FONTAINE", "FONTAINES"}),
        ("lavoir", {"FONTAINES"}),
        ("rues", {"FONTAINES"}),
        ("rue", {"FONTAINES", "RUELLE"}),
        ("œillets", {"RUELLE"}),
        ("oeillet", {"RUELLE"}),
        ("école", {"ECOLE"}),
        ("écoles", {"ECOLE"}),
        ("écol", {"ECOLE", "ECOLOGIE"}),
        ("jean jaurès", {"ECOLE"}),
        ("jean-jaures", {"ECOLE"}),
        ("n°12", {"ECOLE"}),
        ("fontaine 8", {"FONTAINES"}),
        ("fontaine 9", set()),
        ("d", {"EAU", "BUREAU", "FONTAINES", "ECOLOGIE"}),
        ("%", set()),
        ("_", set()),
        ("« »", set()),
        ("eau%", {"EAU"}),
        ("mobilotm", {"SIGNE"}),
        ("no 4", {"SIGNE"}),
    ],
)
def test_a_search_finds_words_by_their_beginning(
    client: Any, campaign: Any, query: str, found: set[str]
) -> None:
    answer = client.get(
        "/api/civic/v1/contributions/", {"campaign": campaign.pk, "q": query}
    ).json()
    assert {row["reference"] for row in answer["results"]} == found


@pytest.mark.parametrize("query", ["TST-2026-00042", " tst-2026-00042 "])
def test_a_search_for_a_reference_finds_what_has_it(client: Any, campaign: Any, query: str) -> None:
    ContributionFactory(campaign=campaign, published=True, reference="TST-2026-00042")
    ContributionFactory(campaign=campaign, reference="TST-2026-00043")
    for asked, found in ((query, ["TST-2026-00042"]), (query.replace("42", "43"), [])):
        answer = client.get("/api/civic/v1/contributions/", {"campaign": campaign.pk, "q": asked})
        assert [row["reference"] for row in answer.json()["results"]] == found
        page = client.get(campaign.contributions_url, {"q": asked}).content.decode()
        assert all(reference in page for reference in found)
        assert ("TST-2026-00042" in page) is bool(found)


def test_words_stored_before_are_found_after_the_migration(client: Any, campaign: Any) -> None:
    project = made(campaign, title="L'eau du « Mail »")
    for row in Contribution.objects.all():
        Contribution.objects.filter(pk=row.pk).update(search_text=TEXTS[row.reference].lower())
    Contribution.objects.filter(reference="RUELLE").update(search_text="")
    Contribution.objects.filter(reference="ECOLE").update(search_text="« … »")
    Project.objects.update(search_text="l'eau du « mail »")
    import_module("civic_pages.migrations.0010_fill_counts_and_words").store_words(apps, None)
    stored = dict(Contribution.objects.values_list("reference", "search_text"))
    assert stored["FONTAINES"] == " deux fontaines lavoirs rue du 8 mai "
    assert (stored["RUELLE"], stored["ECOLE"]) == ("", "")
    project.refresh_from_db()
    assert project.search_text == " l eau du mail " == searchable("L'eau du « Mail »")
