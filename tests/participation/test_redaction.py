"""Personal data in what citizens write: found, shown, taken out, and kept for the team."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from civic_pages.participation import actions, policy
from civic_pages.participation.models import Contribution, Edition, Status
from civic_pages.participation.personal_data import MARKER, find, segments, without
from civic_pages.participation.searching import searchable
from civic_pages.testing import CampaignFactory, ContributionFactory, form_block, question
from tests.participation.desk import client_of, soup, texts, user_of
from tests.participation.test_submission import answers as posted


pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Appelez le 06 12 34 56 78 le soir", ["06 12 34 56 78"]),
        ("06.12.34.56.78, 0612345678 ou +33 6 12 34 56 78",
         ["06.12.34.56.78", "0612345678", "+33 6 12 34 56 78"]),
        ("Écrivez à jean.dupont@example.fr.", ["jean.dupont@example.fr"]),
        ("jean (at) exemple.fr", ["jean (at) exemple.fr"]),
        ("La voiture AB-123-CD bloque, et l'autre, ab-123-cd, aussi", ["AB-123-CD", "ab-123-cd"]),
        ("Une vieille 1234 ABC 92", ["1234 ABC 92"]),
        ("FR14 2004 1010 0505 0001 3M02 606", ["FR14 2004 1010 0505 0001 3M02 606"]),
        ("FR14 2004 1010 0505 0001 3M02 607", []),
        ("J'habite au 12 bis rue de la Paix, au fond", ["12 bis rue de la Paix"]),
        ("14, avenue Pablo Picasso", ["14, avenue Pablo Picasso"]),
        ("Passer de 120 km à 90 en 2024, avec 500 000 euros", []),
        ("LIMITER DE 120 KM", []),
        ("2 places de stationnement et 1 place de parking le 01/02/2024", []),
        ("SIRET 123 456 789 00012", []),
        ("Elle est partie le 12. Rue calme depuis.", []),
    ],
)  # fmt: skip
def test_what_is_personal_is_found_and_what_is_not_is_left(text: str, found: list[str]) -> None:
    assert [text[span.start : span.end] for span in find(text)] == found
    assert "".join(piece.text for piece in segments(text)) == text


def test_the_longest_text_goes_first_and_short_ones_stay() -> None:
    assert without("Anne et Anne-Marie, no 12", ["Anne", "Anne-Marie", "12"]) == (
        f"{MARKER} et {MARKER}, no 12"
    )


BODY = [
    form_block(
        question("short_text", "titre", "Titre", is_title=True, max_length=120),
        question("long_text", "idee", "Votre idée", max_length=2000),
        question("long_text", "secret", "Pour la mairie seule", public=False, max_length=500),
        question("single_choice", "theme", "Thème", choices=["Voirie", "Nature"]),
        question("consent", "accord", "J'accepte", required=True),
    )
]
SAID = {
    "titre": "Appelez le 06 12 34 56 78",
    "idee": "Ou écrivez à jean@example.fr,\n<b>vite</b>. Encore : 06 12 34 56 78.",
    "secret": "Mon numéro : 06 12 34 56 78",
    "theme": "Voirie",
}


@pytest.fixture
def moderator() -> Client:
    return client_of("moderator")


@pytest.fixture
def contribution(client: Client) -> Contribution:
    """A contribution stored through the public form, so that its words are the form's own."""
    campaign = CampaignFactory(open=True, published_at_once=True, body=BODY)
    data = posted(**SAID)
    assert client.post(campaign.url, data).status_code == 303
    waiting = Contribution.objects.get()
    assert (waiting.status, waiting.flags) == (Status.PENDING, ["personal_data"])
    return actions.publish(waiting, by=user_of("admin"), now=timezone.now())


def url(name: str, contribution: Contribution) -> str:
    return reverse(f"civic_contributions:{name}", args=[contribution.pk])


def public_texts(client: Client, contribution: Contribution) -> str:
    campaign: Any = contribution.campaign.specific
    paths = [
        campaign.url,
        campaign.contributions_url,
        f"{campaign.contributions_url}{contribution.reference}/",
        f"/api/civic/v1/contributions/{contribution.reference}/",
        f"/api/civic/v1/contributions/?campaign={campaign.pk}",
        f"/api/civic/v1/campaigns/{campaign.pk}/export.csv",
        f"/api/civic/v1/campaigns/{campaign.pk}/export.geojson",
    ]
    pages = [client.get(path) for path in paths]
    return "".join((b"".join(page) if page.streaming else page.content).decode() for page in pages)


def test_personal_data_is_marked_and_everything_typed_stays_text(
    moderator: Client, contribution: Contribution
) -> None:
    page = moderator.get(url("inspect", contribution))
    marked = texts(page, ".civic-desk__answers mark")
    assert marked == ["06 12 34 56 78", "jean@example.fr", "06 12 34 56 78", "06 12 34 56 78"]
    assert "&lt;b&gt;vite&lt;/b&gt;" in page.content.decode()
    ticked = [box["value"] for box in soup(page).select("input[name=found][checked]")]
    assert ticked == ["06 12 34 56 78", "jean@example.fr"]


def test_one_click_takes_it_out_of_all_that_is_public(
    moderator: Client, client: Client, contribution: Contribution
) -> None:
    assert "06 12 34 56 78" in public_texts(client, contribution)
    found = ["06 12 34 56 78", "jean@example.fr"]
    response = moderator.post(url("redact", contribution), {"found": found}, follow=True)
    assert "The original is kept for the team" in " ".join(texts(response, ".messages li"))
    told = public_texts(client, contribution)
    assert "06 12 34" not in told
    assert "jean@example.fr" not in told
    assert MARKER in told
    contribution.refresh_from_db()
    assert contribution.status == Status.PUBLISHED
    assert contribution.answers["secret"] == SAID["secret"]
    assert "0612345678" not in contribution.search_text.replace(" ", "")
    labels = ModelLogEntry.objects.filter(object_id=str(contribution.pk)).values_list("label")
    assert not [label for (label,) in labels if "06 12" in label]


def test_the_words_are_what_the_form_would_make_of_the_answers(
    client: Client, contribution: Contribution
) -> None:
    literals = ["06 12 34 56 78", "jean@example.fr"]
    redacted = actions.redact(
        contribution, literals=literals, by=get_user_model().objects.get(), now=timezone.now()
    )
    campaign: Any = contribution.campaign.specific
    clean = {key: without(text, literals) for key, text in SAID.items()}
    assert client.post(campaign.url, posted(**clean)).status_code == 303
    typed = Contribution.objects.exclude(pk=redacted.pk).get()
    for name in ("title", "excerpt", "search_text"):
        assert getattr(redacted, name) == getattr(typed, name), name
    assert redacted.answers | {"secret": ""} == typed.answers | {"secret": ""}


def test_a_name_can_be_taken_out_too_the_groups_as_well(moderator: Client) -> None:
    campaign = CampaignFactory(open=True)
    contribution = ContributionFactory(
        campaign=campaign, collective=True, group_name="Famille Durand",
        answers={"titre": "Un banc pour M. Durand"}, title="Un banc pour M. Durand",
    )  # fmt: skip
    moderator.post(url("redact", contribution), {"other": "Durand"})
    contribution.refresh_from_db()
    assert contribution.group_name == f"Famille {MARKER}"
    assert contribution.title == f"Un banc pour M. {MARKER}"
    assert contribution.search_text == searchable(f"Un banc pour M. {MARKER} Famille {MARKER}")
    assert contribution.status == Status.PENDING


def test_the_original_is_read_by_those_who_may_and_each_reading_is_logged(
    moderator: Client, contribution: Contribution
) -> None:
    moderator.post(url("redact", contribution), {"found": ["jean@example.fr"]})
    edition = Edition.objects.get()
    assert edition.cause == Edition.Cause.REDACTION
    assert edition.data["answers"] == {**SAID, "accord": True}
    assert edition.made_by.get_username() == "moderator"
    page = moderator.get(url("inspect", contribution))
    assert "jean@example.fr" not in page.content.decode()
    shown = moderator.post(url("editions", contribution))
    assert "jean@example.fr" in " ".join(texts(shown, ".civic-desk__earlier"))
    assert "no-store" in shown["Cache-Control"]
    actions_of = ModelLogEntry.objects.values_list("action", flat=True)
    assert list(actions_of.filter(action="civic.contribution.read_editions")) == [
        "civic.contribution.read_editions"
    ]


def test_who_may_not_see_earlier_texts_does_not(contribution: Contribution) -> None:
    user = user_of("editor")
    user.user_permissions.add(Permission.objects.get(codename="moderate_contribution"))
    client = Client()
    client.force_login(user)
    client.post(url("redact", contribution), {"found": ["jean@example.fr"]})
    assert Edition.objects.count() == 1
    assert not policy.may(user, policy.VIEW_EDITIONS)
    assert (
        url("editions", contribution)
        not in client.get(url("inspect", contribution)).content.decode()
    )
    response = client.post(url("editions", contribution))
    assert response.status_code == 302
    assert b"jean@example.fr" not in response.content


@pytest.mark.parametrize("data", [{"other": "introuvable"}, {"found": ["autre chose"]}, {}])
def test_what_is_not_there_changes_nothing(
    moderator: Client, contribution: Contribution, data: dict[str, Any]
) -> None:
    before = Contribution.objects.values().get()
    assert moderator.post(url("redact", contribution), data).status_code in {302, 422}
    assert Contribution.objects.values().get() == before
    assert not Edition.objects.exists()


def test_what_will_never_be_public_is_not_redacted(moderator: Client) -> None:
    contribution = ContributionFactory(rejected=True)
    response = moderator.post(url("redact", contribution), {"other": "bancs"}, follow=True)
    assert "nothing of it is or will be public" in " ".join(texts(response, ".messages li"))
    assert not Edition.objects.exists()


def test_a_private_answer_or_a_street_makes_nothing_wait(client: Client) -> None:
    campaign = CampaignFactory(open=True, published_at_once=True, body=BODY)
    data = posted(titre="Un banc", idee="Devant le 12 rue de la Paix", secret=SAID["secret"])
    assert client.post(campaign.url, data).status_code == 303
    assert Contribution.objects.public().get().flags == []
