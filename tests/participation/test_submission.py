"""A citizen's contribution, from the posted page to the public list."""

import re
import uuid
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core import mail

from civic_pages.participation.models import Contact, Contribution, ExactLocation, Status, Tally
from civic_pages.testing import FORM_ID, INSIDE, OUTSIDE, CampaignFactory, form_block, question


pytestmark = pytest.mark.django_db


def answers(**changes: Any) -> dict[str, Any]:
    """Return a valid post; a value of ``None`` leaves a field out."""
    data = {
        "civic_form": FORM_ID,
        "civic_key": uuid.uuid4().hex,
        "titre": "Un banc devant l'école",
        "idee": "Les parents attendent debout.",
        "theme": "Voirie",
        "courriel": "habitante@example.org",
        "lieu_address": "12 rue Henri-Barbusse",
        "lieu_latitude": str(INSIDE[0]),
        "lieu_longitude": str(INSIDE[1]),
        "accord": "on",
    }
    return {key: value for key, value in {**data, **changes}.items() if value is not None}


@pytest.fixture
def campaign(db: None) -> Any:
    return CampaignFactory(open=True)


def test_a_valid_contribution_is_stored_and_answered_303_with_a_receipt(
    client: Any, campaign: Any
) -> None:
    response = client.post(campaign.url, answers())
    assert response.status_code == 303
    contribution = Contribution.objects.get()
    assert contribution.title == "Un banc devant l'école"
    assert contribution.category == "Voirie"
    assert contribution.status == Status.PENDING
    receipt = client.get(response["Location"])
    assert contribution.reference in receipt.content.decode()
    assert "no-store" in receipt["Cache-Control"]


def test_contact_and_exact_place_are_kept_apart_from_the_answers(
    client: Any, campaign: Any
) -> None:
    client.post(campaign.url, answers())
    contribution = Contribution.objects.get()
    assert set(contribution.answers) == {"titre", "idee", "theme", "accord"}
    assert Contact.objects.get().email == "habitante@example.org"
    place = ExactLocation.objects.get()
    assert (place.latitude, place.longitude) == INSIDE
    assert place.address == "12 rue Henri-Barbusse"


def test_references_follow_each_other(client: Any, campaign: Any) -> None:
    for _turn in range(3):
        client.post(campaign.url, answers())
    numbers = [
        int(r[-5:]) for r in Contribution.objects.order_by("pk").values_list("reference", flat=True)
    ]
    assert numbers == [1, 2, 3]
    assert re.fullmatch(r"TST-\d{4}-00001", Contribution.objects.earliest("pk").reference)


def test_the_same_post_twice_stores_one_and_shows_the_same_receipt(
    client: Any, campaign: Any
) -> None:
    data = answers()
    first, second = client.post(campaign.url, data), client.post(campaign.url, data)
    assert Contribution.objects.count() == 1
    reference = Contribution.objects.get().reference
    for response in (first, second):
        assert response.status_code == 303
        assert reference in client.get(response["Location"]).content.decode()


def test_a_used_key_with_other_answers_is_refused_and_everything_is_kept(
    client: Any, campaign: Any
) -> None:
    data = answers()
    client.post(campaign.url, data)
    response = client.post(campaign.url, {**data, "titre": "Une autre idée"})
    assert response.status_code == 422
    page = BeautifulSoup(response.content, "html.parser")
    assert page.find(attrs={"name": "titre"})["value"] == "Une autre idée"
    assert page.find(attrs={"name": "civic_key"})["value"] != data["civic_key"]
    assert Contribution.objects.count() == 1


@pytest.mark.parametrize("key", [None, "", "short", "with spaces in it, long enough"])
def test_a_form_without_its_key_is_shown_again(client: Any, campaign: Any, key: str | None) -> None:
    response = client.post(campaign.url, answers(civic_key=key))
    assert response.status_code == 422
    assert not Contribution.objects.exists()


def test_a_place_outside_the_perimeter_is_refused_beside_its_field_and_all_is_kept(
    client: Any, campaign: Any
) -> None:
    latitude, longitude = map(str, OUTSIDE)
    response = client.post(
        campaign.url, answers(lieu_latitude=latitude, lieu_longitude=longitude, theme="Nature")
    )
    assert response.status_code == 422
    page = BeautifulSoup(response.content, "html.parser")
    error = page.find(id=re.compile(r"_lieu_error$"))
    assert error is not None
    assert page.find(attrs={"name": "lieu_latitude"})["value"] == latitude
    assert page.find(attrs={"name": "titre"})["value"] == "Un banc devant l'école"
    assert page.find(attrs={"name": "theme", "value": "Nature"}).has_attr("checked")
    assert not Contribution.objects.exists()


def test_a_place_on_the_border_is_inside(client: Any, campaign: Any) -> None:
    response = client.post(campaign.url, answers(lieu_latitude="48,87", lieu_longitude="2,2"))
    assert response.status_code == 303


@pytest.mark.parametrize(
    ("latitude", "longitude"), [("91", "2.2"), ("nan", "2.2"), ("1e400", "2.2"), ("48.9", ""), ("x", "y")]
)  # fmt: skip
def test_a_place_that_is_none_is_refused(
    client: Any, campaign: Any, latitude: str, longitude: str
) -> None:
    response = client.post(campaign.url, answers(lieu_latitude=latitude, lieu_longitude=longitude))
    assert response.status_code == 422
    assert not Contribution.objects.exists()


def test_missing_answers_are_named_one_by_one(client: Any, campaign: Any) -> None:
    response = client.post(campaign.url, answers(titre="", accord=None))
    page = BeautifulSoup(response.content, "html.parser")
    for name in ("titre", "accord"):
        field = page.find(attrs={"name": name})
        assert field["aria-invalid"] == "true"
        described = field["aria-describedby"].split()
        assert any(
            page.find(id=part).get_text(strip=True) for part in described if part.endswith("_error")
        )


def test_a_group_contributes_with_its_name_and_number(client: Any, campaign: Any) -> None:
    group = {
        "contributor_kind": "collective",
        "group_name": "Amicale du Parc",
        "represented": "120",
    }
    assert client.post(campaign.url, answers(**group)).status_code == 303
    contribution = Contribution.objects.get()
    assert (contribution.kind, contribution.group_name, contribution.represented) == (
        "collective", "Amicale du Parc", 120,
    )  # fmt: skip


@pytest.mark.parametrize("missing", ["group_name", "represented"])
def test_a_group_without_name_or_number_is_asked_for_it(
    client: Any, campaign: Any, missing: str
) -> None:
    group = {"contributor_kind": "collective", "group_name": "Amicale", "represented": "12"}
    response = client.post(campaign.url, answers(**{**group, missing: ""}))
    assert response.status_code == 422
    assert not Contribution.objects.exists()


def test_a_bot_that_fills_the_hidden_field_is_refused(client: Any, campaign: Any) -> None:
    assert client.post(campaign.url, answers(website="http://spam.example")).status_code == 422
    assert not Contribution.objects.exists()


@pytest.mark.parametrize("trait", ["closed", "upcoming"])
def test_nobody_contributes_outside_the_phase(client: Any, trait: str) -> None:
    campaign = CampaignFactory(**{trait: True})
    assert client.post(campaign.url, answers()).status_code == 403
    assert not Contribution.objects.exists()


def test_an_unknown_form_is_not_found(client: Any, campaign: Any) -> None:
    assert client.post(campaign.url, answers(civic_form="another")).status_code == 404


def test_too_many_posts_from_one_network_wait_and_keep_what_was_typed(
    client: Any, campaign: Any, settings: Any
) -> None:
    settings.CIVIC_PAGES = {**settings.CIVIC_PAGES, "RATE_LIMIT": (2, 60)}
    codes = [client.post(campaign.url, answers()).status_code for _turn in range(3)]
    assert codes == [303, 303, 429]
    response = client.post(campaign.url, answers(titre="Gardez-moi"))
    assert response["Retry-After"]
    assert "Gardez-moi" in response.content.decode()


def test_only_our_own_proxies_are_believed(client: Any, campaign: Any, settings: Any) -> None:
    settings.CIVIC_PAGES = {**settings.CIVIC_PAGES, "RATE_LIMIT": (1, 60), "TRUSTED_PROXIES": 1}
    codes = [
        client.post(campaign.url, answers(), HTTP_X_FORWARDED_FOR=f"{n}.1.1.1, 9.9.9.9").status_code
        for n in range(1, 3)
    ]
    assert codes == [303, 429]


@pytest.mark.django_db(transaction=True)
def test_the_contributor_gets_a_receipt_and_moderators_a_notice_once_it_is_stored(
    client: Any, django_user_model: Any
) -> None:
    from django.contrib.auth.models import Group

    from civic_pages.participation.groups import MODERATORS, create_groups

    create_groups()
    moderator = django_user_model.objects.create_user("m", "moderation@example.org", "x")
    moderator.groups.add(Group.objects.get(name=MODERATORS))
    campaign = CampaignFactory(open=True, contact_email="agora@example.org")
    client.post(campaign.url, answers(idee="Les parents attendent debout.\n\nIls sont vingt."))
    receipt, notice = sorted(mail.outbox, key=lambda message: message.to)
    assert receipt.to == ["habitante@example.org"]
    assert Contribution.objects.get().reference in receipt.subject
    # Every line of an answer stands beneath its question.
    assert re.search(
        r"\n\nVotre idée\n  Les parents attendent debout\.\n *\n  Ils sont vingt\.\n\n",
        receipt.body,
    )
    assert receipt.reply_to == ["agora@example.org"]
    assert notice.to == ["moderation@example.org"]
    assert "habitante@example.org" not in notice.body


def test_moderation_afterwards_publishes_at_once_and_counts(client: Any) -> None:
    campaign = CampaignFactory(open=True, published_at_once=True)
    client.post(campaign.url, answers())
    assert Contribution.objects.public().count() == 1
    assert Tally.objects.get().count == 1


def test_a_question_the_editor_keeps_private_is_not_shown(client: Any) -> None:
    campaign = CampaignFactory(
        open=True,
        published_at_once=True,
        body=[form_block(
            question("short_text", "titre", "Titre", is_title=True, max_length=100),
            question("long_text", "secret", "Pour la ville", public=False, max_length=100),
        )],
    )  # fmt: skip
    client.post(campaign.url, answers(secret="Mon numéro est le 06"))
    contribution = Contribution.objects.get()
    page = client.get(f"{campaign.contributions_url}{contribution.reference}/").content.decode()
    assert "Un banc devant" in page
    assert "Mon numéro" not in page
    assert "06" not in contribution.search_text
