"""The private page of a contribution: what its author reads there, corrects and withdraws."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from civic_pages.participation import actions, tallies
from civic_pages.participation.models import (
    Contact,
    Contribution,
    Edition,
    ExactLocation,
    ModerationLock,
    OfficialAnswer,
    Outcome,
    Status,
)
from civic_pages.testing import CampaignFactory, ContributionFactory, form_block, question
from tests.participation.identity import contribute, last_path, private_path
from tests.participation.test_submission import answers


pytestmark = pytest.mark.django_db
ELSEWHERE = (48.88, 2.22)


@pytest.fixture
def commit(django_capture_on_commit_callbacks: Any) -> Any:
    return django_capture_on_commit_callbacks


@pytest.fixture
def campaign(db: None) -> Any:
    return CampaignFactory(open=True)


def form_of(page: Any) -> dict[str, Any]:
    """Return what a browser would post of the form on a page, as it is shown."""
    form = BeautifulSoup(page.content, "html.parser").select_one("form.civic-form")
    posted: dict[str, Any] = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        name, kind = field["name"], field.get("type")
        if kind in {"radio", "checkbox"}:
            if field.has_attr("checked"):
                posted.setdefault(name, []).append(field.get("value", "on"))
        elif field.name == "select":
            posted[name] = [o["value"] for o in field.select("option[selected]")]
        elif kind not in {"file", "hidden"}:
            posted[name] = (
                field.text.lstrip("\n") if field.name == "textarea" else field.get("value", "")
            )
    return posted


def test_the_receipt_leads_to_the_private_page(client: Any, campaign: Any, commit: Any) -> None:
    receipt = contribute(client, campaign, commit, courriel="")
    link = BeautifulSoup(receipt.content, "html.parser").select_one("#private-link")["value"]
    page = client.get(link.replace("http://testserver", ""))
    assert page.status_code == 200
    text = page.content.decode()
    assert Contribution.objects.get().reference in text
    assert "Les parents attendent debout." in text
    assert "12 rue Henri-Barbusse" in text


def test_who_left_an_address_is_not_told_that_the_link_is_lost_for_ever(
    client: Any, campaign: Any, commit: Any
) -> None:
    for address, known in (("", False), ("habitante@example.org", True)):
        receipt = contribute(client, campaign, commit, courriel=address).content.decode()
        assert ("Personne ne peut vous en donner un autre" in receipt) is not known


def test_the_link_is_in_the_mail_too(client: Any, campaign: Any, commit: Any) -> None:
    contribute(client, campaign, commit)
    assert client.get(last_path("suivi/")).status_code == 200


@pytest.mark.parametrize("route", ["", "corriger/", "retirer/", "renvoyer/"])
def test_private_pages_are_kept_nowhere_and_told_to_nobody(
    client: Any, campaign: Any, commit: Any, route: str
) -> None:
    contribute(client, campaign, commit)
    page = client.get(f"{private_path(campaign)}{route}")
    assert page.status_code == 200
    assert {"no-store", "private"} <= set(page["Cache-Control"].replace(" ", "").split(","))
    assert page["Referrer-Policy"] == "same-origin"
    robots = BeautifulSoup(page.content, "html.parser").find("meta", {"name": "robots"})
    assert robots["content"] == "noindex"


@pytest.mark.parametrize("route", ["", "corriger/", "retirer/", "renvoyer/"])
def test_a_private_link_is_good_in_its_own_campaign_only(
    client: Any, campaign: Any, commit: Any, route: str
) -> None:
    contribute(client, campaign, commit)
    other = CampaignFactory(open=True)
    path = f"{private_path(campaign)}{route}".replace(campaign.url, other.url)
    assert client.get(path).status_code == 404
    assert client.post(path).status_code in {404, 405}
    assert Contribution.objects.get().status == Status.PENDING


@pytest.mark.parametrize("status", Status)
def test_it_says_where_it_stands_in_every_status(client: Any, status: str) -> None:
    contribution = ContributionFactory(status=status, with_email=True)
    page = client.get(private_path(contribution.campaign))
    assert page.status_code == 200
    assert BeautifulSoup(page.content, "html.parser").select_one(".civic-own__standing strong").text


def test_a_rejected_one_shows_its_reason_and_a_public_one_its_address(client: Any) -> None:
    rejected = ContributionFactory(rejected=True)
    assert "Hors sujet." in client.get(private_path(rejected.campaign)).content.decode()
    published = ContributionFactory(published=True)
    page = client.get(private_path(published.campaign)).content.decode()
    assert f"/contributions/{published.reference}/" in page


def test_answers_of_the_city_are_shown_once_they_are_public(client: Any) -> None:
    contribution = ContributionFactory(published=True)
    outcome = Outcome.objects.create(name="Bien reçue", slug="bien-recue")
    now = timezone.now()
    for text, moment in (
        ("Ce sera fait.", now - timedelta(hours=1)),
        ("Bientôt", now + timedelta(hours=1)),
        ("Brouillon", None),
    ):
        answer = OfficialAnswer.objects.create(
            campaign_id=contribution.campaign_id,
            outcome=outcome,
            text=text,
            publish_at=moment,
            created_at=now,
        )
        answer.contributions.add(contribution)
    page = client.get(private_path(contribution.campaign)).content.decode()
    assert "Ce sera fait." in page
    assert "Bien reçue" in page
    assert "Bientôt" not in page
    assert "Brouillon" not in page


def test_the_form_comes_back_as_it_was_filled_in(client: Any, campaign: Any, commit: Any) -> None:
    group = {
        "contributor_kind": "collective",
        "group_name": "Amicale du Parc",
        "represented": "45",
        "group_type": "association",
        "held": "meeting",
    }
    contribute(client, campaign, commit, **group)
    page = client.get(f"{private_path(campaign)}corriger/")
    shown = form_of(page)
    expected = {**answers(**group)}
    for name in ("civic_form", "civic_key"):
        expected.pop(name)
    for name, value in expected.items():
        assert shown[name] in (value, [value]), name
    with commit(execute=True):
        same = client.post(f"{private_path(campaign)}corriger/", shown)
    assert same.status_code == 303
    assert not Edition.objects.exists()
    assert Contribution.objects.get().edited_at is None


def test_a_correction_replaces_the_words_and_keeps_the_earlier_ones(
    client: Any, campaign: Any, commit: Any
) -> None:
    contribute(client, campaign, commit)
    before = Contribution.objects.get()
    mail.outbox.clear()
    changed = answers(
        titre="Deux bancs",
        lieu_latitude=str(ELSEWHERE[0]),
        lieu_longitude=str(ELSEWHERE[1]),
        lieu_address="",
    )
    with commit(execute=True):
        response = client.post(f"{private_path(campaign)}corriger/", changed)
    assert response.status_code == 303
    after = Contribution.objects.get()
    assert (after.title, after.answers["titre"]) == ("Deux bancs", "Deux bancs")
    assert (after.latitude, after.longitude, after.sector) == (*ELSEWHERE, "est")
    assert ExactLocation.objects.get().latitude == ELSEWHERE[0]
    assert (after.fingerprint, after.reference) == (before.fingerprint, before.reference)
    assert after.edited_at is not None
    edition = Edition.objects.get()
    assert edition.cause == Edition.Cause.CORRECTION
    assert edition.data["title"] == "Un banc devant l'école"
    assert [message.to for message in mail.outbox] == [["habitante@example.org"]]


def test_a_wrong_correction_is_said_beside_its_field_and_changes_nothing(
    client: Any, campaign: Any, commit: Any
) -> None:
    contribute(client, campaign, commit)
    path = f"{private_path(campaign)}corriger/"
    response = client.post(path, answers(titre="", idee="Autre idée"))
    assert response.status_code == 422
    page = BeautifulSoup(response.content, "html.parser")
    assert page.find(attrs={"name": "titre"})["aria-invalid"] == "true"
    assert "Autre idée" in response.content.decode()
    assert Contribution.objects.get().title == "Un banc devant l'école"


def test_a_published_one_goes_back_to_the_queue_where_moderation_comes_first(
    client: Any, campaign: Any, commit: Any, admin_user: Any
) -> None:
    contribute(client, campaign, commit)
    actions.publish(Contribution.objects.get(), by=admin_user, now=timezone.now())
    ModerationLock.objects.all().delete()
    client.post(f"{private_path(campaign)}corriger/", answers(titre="Autre titre"))
    contribution = Contribution.objects.get()
    assert (contribution.status, contribution.published_at) == (Status.PENDING, None)
    assert not Contribution.objects.public().exists()
    assert tallies.totals(campaign.pk)["all"] == 0
    assert tallies.differences() == []


def test_moderated_afterwards_it_stays_published_and_moves_in_the_counts(
    client: Any, commit: Any
) -> None:
    campaign = CampaignFactory(open=True, published_at_once=True)
    contribute(client, campaign, commit)
    first = Contribution.objects.get()
    moved = answers(lieu_latitude="48.88", lieu_longitude="2.18", titre="Autre titre")
    assert client.post(f"{private_path(campaign)}corriger/", moved).status_code == 303
    contribution = Contribution.objects.get()
    assert contribution.status == Status.PUBLISHED
    assert contribution.published_at == first.published_at
    assert tallies.by_sector(campaign.pk) == {"ouest": 1}
    assert tallies.differences() == []


def test_another_address_has_to_be_confirmed_and_the_earlier_link_is_dead(
    client: Any, commit: Any
) -> None:
    campaign = CampaignFactory(open=True, identity="email", published_at_once=True)
    contribute(client, campaign, commit)
    first = last_path("confirmer/")
    client.post(first)
    assert Contribution.objects.get().status == Status.PUBLISHED
    mail.outbox.clear()
    with commit(execute=True):
        client.post(f"{private_path(campaign)}corriger/", answers(courriel="nouvelle@example.org"))
    contribution = Contribution.objects.get()
    assert contribution.status == Status.UNCONFIRMED
    assert tallies.totals(campaign.pk)["all"] == 0
    assert [message.to for message in mail.outbox] == [["nouvelle@example.org"]]
    assert client.post(first).status_code == 404
    assert client.post(last_path("confirmer/")).status_code == 303
    assert Contribution.objects.get().status == Status.PUBLISHED
    assert tallies.differences() == []


def test_nothing_is_corrected_once_the_campaign_is_closed(client: Any) -> None:
    contribution = ContributionFactory(campaign=CampaignFactory(closed=True))
    path = private_path(contribution.campaign)
    assert "corriger/" not in client.get(path).content.decode()
    assert client.post(f"{path}corriger/", answers(titre="Trop tard")).status_code == 303
    contribution.refresh_from_db()
    assert contribution.title != "Trop tard"


@pytest.mark.parametrize(
    "status", [Status.REJECTED, Status.WITHDRAWN, Status.MERGED, Status.EXCLUDED]
)
def test_what_is_decided_cannot_be_corrected(client: Any, status: str) -> None:
    contribution = ContributionFactory(status=status)
    path = private_path(contribution.campaign)
    assert "corriger/" not in client.get(path).content.decode()
    client.post(f"{path}corriger/", answers(titre="Quand même"))
    contribution.refresh_from_db()
    assert contribution.title != "Quand même"


def test_nothing_changes_under_the_eyes_of_a_moderator(
    client: Any, campaign: Any, commit: Any, admin_user: Any
) -> None:
    contribute(client, campaign, commit)
    contribution = Contribution.objects.get()
    now = timezone.now()
    ModerationLock.objects.create(
        contribution=contribution, user=admin_user, since=now, expires_at=now + timedelta(minutes=5)
    )
    response = client.post(f"{private_path(campaign)}corriger/", answers(titre="Pendant ce temps"))
    assert response.status_code == 422
    assert "Pendant ce temps" in response.content.decode()
    contribution.refresh_from_db()
    assert contribution.title == "Un banc devant l'école"


def test_a_withdrawn_one_leaves_everything_at_once_and_its_private_data_go(client: Any) -> None:
    contribution = ContributionFactory(published=True, pinned=True, with_email=True)
    path = private_path(contribution.campaign)
    assert client.get(f"{path}retirer/").status_code == 200
    contribution.refresh_from_db()
    assert contribution.status == Status.PUBLISHED
    assert client.post(f"{path}retirer/").status_code == 303
    contribution.refresh_from_db()
    assert contribution.status == Status.WITHDRAWN
    assert not Contribution.objects.public().exists()
    assert tallies.totals(contribution.campaign_id)["all"] == 0
    assert not Contact.objects.exists()
    assert not ExactLocation.objects.exists()
    public = f"{contribution.campaign.url}contributions/{contribution.reference}/"
    assert client.get(public).status_code == 404
    assert client.get("/api/civic/v1/contributions/").json()["count"] == 0
    assert client.post(f"{path}retirer/").status_code == 303
    assert client.get(path).status_code == 200


def test_a_form_that_is_gone_can_no_more_be_corrected(client: Any) -> None:
    contribution = ContributionFactory()
    campaign = contribution.campaign
    campaign.body = []
    campaign.save_revision().publish()
    page = client.get(private_path(campaign))
    assert page.status_code == 200
    assert "corriger/" not in page.content.decode()


def test_the_form_of_today_is_the_one_that_is_corrected(
    client: Any, campaign: Any, commit: Any
) -> None:
    contribute(client, campaign, commit)
    campaign.body = [
        form_block(
            question("short_text", "titre", "Titre", required=True, is_title=True, max_length=120),
            question("short_text", "rue", "Quelle rue ?", required=True, max_length=80),
        )
    ]
    campaign.save_revision().publish()
    path = f"{private_path(campaign)}corriger/"
    assert form_of(client.get(path))["titre"] == "Un banc devant l'école"
    assert client.post(path, {"titre": "Un banc", "rue": "rue Barbusse"}).status_code == 303
    contribution = Contribution.objects.get()
    assert contribution.form_version.number == 2
    assert contribution.answers == {"titre": "Un banc", "rue": "rue Barbusse"}
    assert Edition.objects.get().data["answers"]["idee"] == "Les parents attendent debout."


def test_a_correction_that_breaks_a_rule_waits_for_a_moderator(client: Any, commit: Any) -> None:
    campaign = CampaignFactory(open=True, published_at_once=True)
    contribute(client, campaign, commit)
    assert Contribution.objects.get().status == Status.PUBLISHED
    spam = " ".join(f"http://spam{number}.example" for number in range(20))
    client.post(f"{private_path(campaign)}corriger/", answers(idee=spam))
    contribution = Contribution.objects.get()
    assert contribution.status == Status.PENDING
    assert "links" in contribution.flags


def test_too_many_corrections_wait_and_keep_what_was_typed(
    client: Any, campaign: Any, commit: Any, settings: Any
) -> None:
    contribute(client, campaign, commit)
    settings.CIVIC_PAGES = {**settings.CIVIC_PAGES, "RATE_LIMIT": (2, 60)}
    path = f"{private_path(campaign)}corriger/"
    codes = [client.post(path, answers(titre=f"Titre {n}")).status_code for n in range(2)]
    refused = client.post(path, answers(titre="Gardez-moi"))
    assert [*codes, refused.status_code] == [303, 303, 429]
    assert "Gardez-moi" in refused.content.decode()
    assert refused["Retry-After"]


def test_files_stay_unless_they_are_removed(client: Any, commit: Any) -> None:
    body = [
        form_block(
            question("short_text", "titre", "Titre", required=True, is_title=True, max_length=120),
            question("file", "plan", "Plan", kinds=["text"], max_mb=1, max_count=3),
        )
    ]
    campaign = CampaignFactory(open=True, body=body)
    sent = SimpleUploadedFile("plan.txt", b"Un plan.", content_type="text/plain")
    contribute(client, campaign, commit, plan=sent)
    path = f"{private_path(campaign)}corriger/"
    page = BeautifulSoup(client.get(path).content, "html.parser")
    token = page.select_one("input[name=plan][type=hidden]")["value"]
    assert client.post(path, {"titre": "Autre titre", "plan": token}).status_code == 303
    assert Contribution.objects.get().uploads.count() == 1
    more = SimpleUploadedFile("suite.txt", b"La suite.", content_type="text/plain")
    assert client.post(path, {"titre": "Autre titre", "plan": [token, more]}).status_code == 303
    assert Contribution.objects.get().uploads.count() == 2
    removed = {"titre": "Autre titre", "plan": token, "plan_remove": token}
    assert client.post(path, removed).status_code == 303
    assert not Contribution.objects.get().uploads.exists()
