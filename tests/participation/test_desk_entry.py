"""The staff desk: typing contributions from paper, by role, and taking one back."""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from civic_pages.participation.models import Contribution, ExactLocation, Status
from civic_pages.testing import FORM_ID, INSIDE, CampaignFactory, form_block, question
from tests.participation.desk import client_of, soup, texts
from tests.participation.homes import GEOCODER, HOME, geocoding, homes_campaign


pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef0123456789abcdef"


def address(campaign: Any, rest: str = "") -> str:
    return f"/admin/civic/desk/{campaign.pk}/{FORM_ID}/{rest}"


def typed(**changed: Any) -> dict[str, Any]:
    return {
        "civic_key": KEY,
        "desk-source": "paper",
        "desk-batch": "Marché du 12 mai",
        "desk-received": timezone.localdate().isoformat(),
        "contributor_kind": "individual",
        "titre": "Des bancs place du marché",
        "idee": "Il en manque.",
        "theme": "Voirie",
        "lieu_latitude": str(INSIDE[0]),
        "lieu_longitude": str(INSIDE[1]),
        "accord": "on",
        **changed,
    }


def enter(client: Client, campaign: Any, **changed: Any) -> Any:
    return client.post(address(campaign), typed(**changed))


@pytest.mark.parametrize("rest", ["", "import/", "print/"])
@pytest.mark.parametrize("role", ["anonymous", "editor"])
def test_nobody_without_the_permission_reaches_the_desk(role: str, rest: str) -> None:
    campaign = CampaignFactory(open=True)
    response = client_of(role).get(address(campaign, rest))
    assert response.status_code == 302
    assert response.url.startswith("/admin/login/" if role == "anonymous" else "/admin/")


def test_an_editor_can_post_nothing_to_the_desk() -> None:
    campaign = CampaignFactory(open=True)
    enter(client_of("editor"), campaign)
    assert not Contribution.objects.exists()


def test_the_desk_lists_campaigns_that_nobody_has_answered_yet() -> None:
    campaign, closed = CampaignFactory(upcoming=True), CampaignFactory(closed=True)
    CampaignFactory(open=True, body=[], title="Sans formulaire")
    response = client_of("moderator").get("/admin/civic/desk/")
    assert response.status_code == 200
    page = soup(response).select_one("main")
    assert page is not None
    links = {link["href"] for link in page.select("a[href]")}
    assert {address(campaign), address(closed), address(closed, "print/")} <= links
    assert "Sans formulaire" not in page.get_text()


def test_an_entry_is_stored_with_its_circumstances_though_the_campaign_is_closed() -> None:
    campaign, client = CampaignFactory(closed=True), client_of("moderator")
    response = enter(client, campaign)
    assert (response.status_code, response.url) == (303, address(campaign))
    stored = Contribution.objects.get()
    assert (stored.source, stored.batch) == ("paper", "Marché du 12 mai")
    assert (stored.operator.username, stored.status) == ("moderator", Status.PENDING)
    assert stored.latitude == INSIDE[0]


def test_an_entry_follows_the_moderation_of_its_campaign() -> None:
    campaign = CampaignFactory(open=True, published_at_once=True)
    enter(client_of("moderator"), campaign)
    assert Contribution.objects.public().count() == 1


def test_the_next_form_is_empty_and_remembers_the_pile() -> None:
    campaign, client = CampaignFactory(open=True), client_of("moderator")
    enter(client, campaign, **{"desk-source": "workshop"})
    response = client.get(address(campaign))
    page = soup(response)
    assert page.select_one("[name=titre]").get("value") is None
    assert page.select_one("[name=desk-batch]")["value"] == "Marché du 12 mai"
    assert page.select_one("[name=desk-source][checked]")["value"] == "workshop"
    assert page.select_one("[name=contributor_kind]").has_attr("autofocus")
    assert page.select_one("[name=civic_key]")["value"] != KEY
    reference = Contribution.objects.get().reference
    assert page.select_one(f".civic-entry__last a:-soup-contains('{reference}')")
    assert texts(response, ".civic-entry__count") == ["1 entry in the batch “Marché du 12 mai”"]
    assert "no-store" in response["Cache-Control"]


def test_a_double_click_stores_one_entry() -> None:
    campaign, client = CampaignFactory(open=True), client_of("moderator")
    assert [enter(client, campaign).status_code for _ in range(2)] == [303, 303]
    assert Contribution.objects.count() == 1


def test_a_key_used_for_other_words_is_refused_and_they_are_kept() -> None:
    campaign, client = CampaignFactory(open=True), client_of("moderator")
    enter(client, campaign)
    response = enter(client, campaign, titre="Autre chose")
    assert response.status_code == 422
    assert soup(response).select_one("[name=titre]")["value"] == "Autre chose"
    assert Contribution.objects.count() == 1


def test_an_entry_without_a_key_is_not_stored() -> None:
    campaign = CampaignFactory(open=True)
    assert enter(client_of("moderator"), campaign, civic_key="").status_code == 422
    assert not Contribution.objects.exists()


def test_errors_stand_beside_their_fields_and_all_that_was_typed_is_kept() -> None:
    campaign, client = CampaignFactory(open=True), client_of("moderator")
    tomorrow = timezone.localdate() + timedelta(days=1)
    changed = {"titre": "", "accord": "", "desk-received": tomorrow.isoformat()}
    response = enter(client, campaign, **changed)
    assert response.status_code == 422
    page = soup(response)
    wrong = {field["data-field"] for field in page.select(".civic-field--error")}
    assert wrong == {"titre", "accord", "received"}
    assert page.select_one("[name=idee]").get_text().strip() == "Il en manque."
    assert page.select_one("[name=desk-batch]")["value"] == "Marché du 12 mai"
    assert page.select_one("[autofocus]")["name"] == "desk-received"
    assert not Contribution.objects.exists()


def test_paper_of_an_earlier_day_is_dated_of_that_day() -> None:
    campaign = CampaignFactory(open=True)
    earlier = timezone.localdate() - timedelta(days=9)
    enter(client_of("moderator"), campaign, **{"desk-received": earlier.isoformat()})
    assert timezone.localtime(Contribution.objects.get().created_at).date() == earlier


def test_a_group_is_entered_as_on_the_page() -> None:
    campaign = CampaignFactory(open=True)
    group = {
        "contributor_kind": "collective",
        "group_name": "Amicale du Parc",
        "represented": "34",
        "group_type": "association",
        "held": "workshop",
    }
    enter(client_of("moderator"), campaign, **group)
    stored = Contribution.objects.get()
    assert (stored.kind, stored.group_name, stored.represented) == (
        "collective",
        "Amicale du Parc",
        34,
    )
    assert (stored.group_type, stored.held) == ("association", "workshop")


def test_an_operator_takes_back_the_last_entry() -> None:
    campaign, client = CampaignFactory(open=True, published_at_once=True), client_of("moderator")
    enter(client, campaign)
    form = soup(client.get(address(campaign))).select_one("form[action$='undo/']")
    sent = {"uuid": form.select_one("[name=uuid]")["value"]}
    assert client.post(form["action"], sent).status_code == 303
    assert Contribution.objects.get().status == Status.WITHDRAWN
    assert soup(client.get(address(campaign))).select_one(".civic-entry__last") is None


@pytest.mark.parametrize("whose", ["another", "decided", "web"])
def test_nothing_but_an_own_fresh_entry_can_be_taken_back(whose: str) -> None:
    campaign, client = CampaignFactory(open=True), client_of("moderator")
    enter(client, campaign)
    stored = Contribution.objects.get()
    changed: dict[str, Any] = {
        "another": {"operator": None},
        "decided": {"decided_at": timezone.now()},
        "web": {"source": "web"},
    }[whose]
    Contribution.objects.update(**changed)
    client.post(address(campaign, "undo/"), {"uuid": str(stored.uuid)})
    assert Contribution.objects.get().status == Status.PENDING


def test_undoing_nonsense_is_not_found() -> None:
    campaign, client = CampaignFactory(open=True), client_of("moderator")
    for sent in ({}, {"uuid": "no-uuid"}):
        assert client.post(address(campaign, "undo/"), sent).status_code == 404


def test_a_form_that_does_not_exist_is_not_found() -> None:
    campaign = CampaignFactory(open=True)
    client = client_of("moderator")
    assert client.get(f"/admin/civic/desk/{campaign.pk}/nothing/").status_code == 404
    assert client.get(f"/admin/civic/desk/{campaign.get_parent().pk}/{FORM_ID}/").status_code == 404


def test_the_menu_leads_to_the_desk_for_those_who_may() -> None:
    assert b"/admin/civic/desk/" in client_of("moderator").get("/admin/").content
    assert b"/admin/civic/desk/" not in client_of("editor").get("/admin/").content


@pytest.fixture
def geocoder(settings: Any) -> Iterator[None]:
    with geocoding() as service:
        settings.CIVIC_PAGES = {"GEOCODER": GEOCODER, "GEOCODER_URL": service.url}
        yield


def home_entry(**changed: Any) -> dict[str, Any]:
    return {
        "civic_key": uuid.uuid4().hex,
        "desk-source": "paper",
        "desk-batch": "",
        "desk-received": timezone.localdate().isoformat(),
        "titre": "Oui à la fibre",
        "courriel": f"{uuid.uuid4().hex[:8]}@example.org",
        "accord": "on",
        **HOME,
        **changed,
    }


@pytest.mark.usefixtures("geocoder")
@pytest.mark.parametrize("choice", ["add", "update", "not_mine"])
def test_the_operator_is_asked_about_a_home_that_has_answered(choice: str) -> None:
    campaign, client = homes_campaign(identity="anonymous"), client_of("moderator")
    client.post(address(campaign), home_entry())
    page = soup(client.get(address(campaign)))
    assert page.select_one(".civic-entry__home") is None
    client.post(address(campaign), home_entry(titre="Moi aussi"))
    form = soup(client.get(address(campaign))).select_one(".civic-entry__home")
    sent = {"uuid": form.select_one("[name=uuid]")["value"], "choice": choice}
    assert client.post(form["action"], sent).status_code == 303
    assert soup(client.get(address(campaign))).select_one(".civic-entry__home") is None
    assert ExactLocation.objects.filter(choice=choice).count() == 1
    merged = Contribution.objects.filter(status=Status.MERGED).count()
    assert merged == (1 if choice == "update" else 0)


def test_an_email_campaign_takes_paper_without_an_address() -> None:
    campaign = CampaignFactory(open=True, identity="email")
    enter(client_of("moderator"), campaign, courriel="")
    assert Contribution.objects.get().status == Status.PENDING


def test_a_file_is_attached_at_the_desk() -> None:
    files = question("file", "pieces", "Pièces jointes", kinds=["text"], max_count=2, max_mb=5)
    title = question("short_text", "titre", "Titre", required=True, is_title=True, max_length=120)
    campaign = CampaignFactory(open=True, body=[form_block(title, files)])
    attached = SimpleUploadedFile("note.txt", b"Une note.", content_type="text/plain")
    client_of("moderator").post(address(campaign), typed(pieces=attached))
    assert Contribution.objects.get().uploads.get().name == "note.txt"
