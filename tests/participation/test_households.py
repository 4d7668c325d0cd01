"""Homes: found or refused, counted once, and nobody learns that a home has answered before."""

import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from civic_pages.participation import actions, households, links
from civic_pages.participation.figures import figures
from civic_pages.participation.geo import publication
from civic_pages.participation.models import (
    Contribution,
    ExactLocation,
    Household,
    PublicAreas,
    Status,
)
from civic_pages.testing import FORM_ID, INSIDE
from tests.api.conftest import ROOT
from tests.participation.homes import (
    GEOCODER,
    Service,
    geocoding,
    home_answers,
    homes_campaign,
    private_path,
)


pytestmark = pytest.mark.django_db


@pytest.fixture
def service(settings: Any) -> Iterator[Service]:
    with geocoding() as state:
        settings.CIVIC_PAGES = {
            **settings.CIVIC_PAGES,
            "GEOCODER": GEOCODER,
            "GEOCODER_URL": state.url,
            "RATE_LIMIT": (10_000, 60),
        }
        yield state


@pytest.fixture
def campaign(db: None) -> Any:
    return homes_campaign()


def contribute(client: Client, campaign: Any, *, confirmed: bool = True, **changes: Any) -> Any:
    """Post an answer of a home, confirm it, and return it."""
    response = client.post(campaign.url, home_answers(**changes))
    assert response.status_code == 303, response.content.decode()
    contribution = Contribution.objects.latest("pk")
    return actions.confirm(contribution, now=timezone.now()) if confirmed else contribution


def errors_of(response: Any, field: str = "foyer") -> str:
    assert response.status_code == 422
    soup = BeautifulSoup(response.content.decode(), "html.parser")
    found = soup.select_one(f"[data-field={field}] .civic-field__error")
    return " ".join(found.get_text().split()) if found else ""


def test_a_home_is_found_and_kept_as_typed_for_staff_only(
    client: Any, campaign: Any, service: Service
) -> None:
    contribution = contribute(client, campaign)
    place = ExactLocation.objects.get()
    assert (place.address, place.unit) == ("12 rue Henri Barbusse, Nanterre", "B, 12")
    assert place.label == "12 Rue Henri Barbusse 92000 Nanterre"
    assert (place.identifier, place.score) == ("92050_4390_00012", 0.97)
    assert place.household == Household.objects.get()
    assert set(contribution.answers) == {"titre", "accord"}
    assert not contribution.is_mapped


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("12 rue Henri Barbuse", "12 Rue Henri Barbusse 92000 Nanterre"),
        ("rue Henri Barbusse", "Rue Henri Barbusse 92000 Nanterre"),
        ("chez moi", ""),
        ("99 rue Henri Barbusse", "99 Rue Henri Barbusse 92000 Nanterre"),
    ],
)
def test_only_a_house_number_that_is_sure_and_inside_is_a_home(
    client: Any, campaign: Any, service: Service, address: str, told: str
) -> None:
    response = client.post(campaign.url, home_answers(foyer_address=address))
    message = errors_of(response)
    assert message
    assert told in message
    assert f'value="{address}"' in response.content.decode()
    assert 'value="B"' in response.content.decode()
    assert Contribution.objects.count() == Household.objects.count() == 0


def test_a_service_that_is_down_keeps_no_home_from_answering(
    client: Any, campaign: Any, service: Service
) -> None:
    service.status = 503
    contribute(client, campaign, foyer_address="12, r. Henri-Barbusse 92000 Nanterre")
    contribute(client, campaign, foyer_address="12 RUE HENRI BARBUSSE, 92000 NANTERRE")
    assert Household.objects.count() == 1
    assert set(ExactLocation.objects.values_list("provenance", flat=True)) == {"typed"}


@pytest.mark.parametrize(
    ("changes", "homes"),
    [
        ({"foyer_staircase": "esc. B", "foyer_flat": "appt 12"}, 1),
        ({"foyer_staircase": "", "foyer_flat": "escalier B, appartement 12"}, 1),
        ({"foyer_address": "12, RUE HENRI-BARBUSSE"}, 1),
        ({"foyer_flat": "13"}, 2),
        ({"foyer_address": "12 bis rue Henri Barbusse"}, 2),
    ],
)
def test_a_home_is_one_however_it_is_written(
    client: Any, campaign: Any, service: Service, changes: dict[str, str], homes: int
) -> None:
    contribute(client, campaign)
    contribute(client, campaign, **changes)
    assert Household.objects.count() == homes


def test_a_staircase_without_an_address_is_asked_for_its_address(
    client: Any, campaign: Any, service: Service
) -> None:
    assert errors_of(client.post(campaign.url, home_answers(foyer_address="")))


def test_another_campaign_makes_another_key(client: Any, campaign: Any, service: Service) -> None:
    contribute(client, campaign)
    contribute(client, homes_campaign(code="AUT"))
    keys = Household.objects.values_list("key", flat=True)
    assert len(set(keys)) == 2


def without_tokens(text: str) -> str:
    """Return a page without what differs by itself: references, tokens, keys."""
    text = re.sub(r"TST-\d{4}-\d{5}", "REFERENCE", text)
    text = re.sub(r"/suivi/[^/\"]+/", "/suivi/TOKEN/", text)
    text = re.sub(r"[0-9a-f]{32}", "KEY", text)
    return re.sub(r'(name="csrfmiddlewaretoken" value=|nonce=)"[^"]+"', r'\1"TOKEN"', text)


def seen(client: Client, campaign: Any, **changes: Any) -> list[Any]:
    """Return everything one is shown who sends an answer: status, headers, pages."""
    posted = client.post(campaign.url, home_answers(**changes))
    receipt = client.get(posted["Location"])
    headers = [
        {
            k: without_tokens(v)
            for k, v in response.headers.items()
            if k not in {"Location", "Content-Length"}
        }
        for response in (posted, receipt)
    ]
    return [
        posted.status_code,
        receipt.status_code,
        headers,
        without_tokens(receipt.content.decode()),
    ]


def test_the_receipt_is_the_same_whether_or_not_the_home_is_known(
    client: Any, campaign: Any, service: Service
) -> None:
    contribute(client, campaign, foyer_flat="1")
    unknown = seen(Client(), campaign, foyer_flat="2")
    known = seen(Client(), campaign, foyer_flat="1")
    assert known == unknown


def test_a_known_home_costs_as_much_work_as_an_unknown_one(
    client: Any, campaign: Any, service: Service
) -> None:
    contribute(client, campaign, foyer_flat="1")
    counts = []
    for flat in ("2", "1", "3", "1"):
        with CaptureQueriesContext(connection) as queries:
            client.post(campaign.url, home_answers(foyer_flat=flat))
        counts.append(len(queries))
    # A new home is one row more, in a savepoint of its own.
    assert max(counts) - min(counts) <= 3


def test_the_api_answers_the_same_whether_or_not_the_home_is_known(
    client: Any, campaign: Any, service: Service
) -> None:
    def sent(flat: str) -> tuple[int, dict[str, str], str]:
        payload = {
            "campaign": campaign.pk,
            "form": FORM_ID,
            "answers": {
                "titre": "La fibre",
                "foyer": {"address": "12 rue Henri Barbusse", "flat": flat},
                "courriel": "a@example.org",
                "accord": True,
            },
        }
        response = client.post(
            f"{ROOT}/contributions/",
            payload,
            content_type="application/json",
            headers={"Idempotency-Key": uuid.uuid4().hex},
        )
        body = re.sub(
            r'"(reference|created_at|follow|token)":\s*"[^"]+"', "", response.content.decode()
        )
        return response.status_code, dict(response.headers), body

    first, unknown, known = sent("1"), sent("2"), sent("1")
    assert first[0] == 201, first
    assert known == unknown
    assert Household.objects.count() == 2


def test_the_mail_to_confirm_is_the_same_whether_or_not_the_home_is_known(
    client: Any, campaign: Any, service: Service, django_capture_on_commit_callbacks: Any
) -> None:
    bodies = []
    for flat in ("1", "2", "1"):
        with django_capture_on_commit_callbacks(execute=True):
            client.post(campaign.url, home_answers(foyer_flat=flat))
        message = mail.outbox[-1]
        text = re.sub(r"https?://\S+", "LINK", f"{message.subject}\n{message.body}")
        flats = re.sub(r"\bB, \d\b", "B, N", text)
        bodies.append(without_tokens(flats))
    assert bodies[1] == bodies[2]


# What a second answer of one home means.


def test_whoever_came_second_is_asked_by_the_private_link_and_nobody_else(
    client: Any, campaign: Any, service: Service
) -> None:
    first = contribute(client, campaign, courriel="a@example.org")
    second = contribute(client, campaign, courriel="b@example.org")
    assert 'name="choice"' in client.get(private_path(campaign, second)).content.decode()
    assert 'name="choice"' not in client.get(private_path(campaign, first)).content.decode()
    page = client.get(private_path(campaign, second)).content.decode()
    assert first.reference not in page
    assert "a@example.org" not in page


def test_nothing_is_asked_before_the_address_is_confirmed(
    client: Any, campaign: Any, service: Service
) -> None:
    contribute(client, campaign)
    second = contribute(client, campaign, confirmed=False)
    path = private_path(campaign, second)
    assert 'name="choice"' not in client.get(path).content.decode()
    assert client.post(f"{path}foyer/", {"choice": "update"}).status_code == 303
    assert ExactLocation.objects.get(pk=second.pk).choice == ""
    assert Contribution.objects.filter(status=Status.MERGED).count() == 0


def choose(client: Client, campaign: Any, contribution: Any, choice: str) -> Any:
    return client.post(f"{private_path(campaign, contribution)}foyer/", {"choice": choice})


def publish(campaign: Any, user: Any) -> None:
    for contribution in Contribution.objects.filter(status=Status.PENDING):
        actions.publish(contribution, by=user, now=timezone.now())


def test_adding_mine_keeps_one_home_and_two_people(
    client: Any, campaign: Any, service: Service, admin_user: Any
) -> None:
    contribute(client, campaign, courriel="a@example.org")
    second = contribute(client, campaign, courriel="b@example.org")
    response = choose(client, campaign, second, "add")
    assert (response.status_code, response["Location"]) == (303, private_path(campaign, second))
    assert 'name="choice"' not in client.get(response["Location"]).content.decode()
    publish(campaign, admin_user)
    counts = households.counts(campaign.pk)
    assert (counts.homes, counts.persons) == (1, 2)
    assert counts.sectors == {"est": (1, 2)}


def test_an_update_replaces_the_earlier_answer_and_tells_who_gave_it(
    client: Any,
    campaign: Any,
    service: Service,
    admin_user: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    first = contribute(client, campaign, courriel="a@example.org")
    second = contribute(client, campaign, courriel="b@example.org")
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        choose(client, campaign, second, "update")
    first.refresh_from_db()
    assert (first.status, first.merged_into) == (Status.MERGED, second)
    assert [message.to for message in mail.outbox] == [["a@example.org"]]
    assert second.reference not in mail.outbox[0].body
    assert "b@example.org" not in mail.outbox[0].body
    back = actions.unmerge(first, by=admin_user, now=timezone.now())
    assert (back.status, back.merged_into) == (Status.PENDING, None)


def test_an_answer_of_another_home_leaves_this_one_and_waits(
    client: Any, service: Service, admin_user: Any
) -> None:
    campaign = homes_campaign(published_at_once=True)
    contribute(client, campaign, courriel="a@example.org")
    second = contribute(client, campaign, courriel="b@example.org")
    assert second.status == Status.PUBLISHED
    choose(client, campaign, second, "not_mine")
    second.refresh_from_db()
    assert (second.status, second.flags) == (Status.PENDING, [households.FLAG])
    assert ExactLocation.objects.get(pk=second.pk).household is None
    assert households.counts(campaign.pk).homes == 1
    publish(campaign, admin_user)
    assert households.counts(campaign.pk).homes == 2


@pytest.mark.parametrize("choice", ["", "nothing", "<script>"])
def test_a_choice_that_is_none_is_asked_again(
    client: Any, campaign: Any, service: Service, choice: str
) -> None:
    contribute(client, campaign)
    second = contribute(client, campaign)
    response = choose(client, campaign, second, choice)
    assert response.status_code == 422
    assert "civic-field__error" in response.content.decode()
    assert "no-store" in response["Cache-Control"]


def test_a_choice_is_made_once(client: Any, campaign: Any, service: Service) -> None:
    first = contribute(client, campaign)
    second = contribute(client, campaign)
    choose(client, campaign, second, "add")
    assert choose(client, campaign, second, "update").status_code == 303
    first.refresh_from_db()
    assert first.status == Status.PENDING


def test_the_link_of_another_campaign_chooses_nothing(
    client: Any, campaign: Any, service: Service
) -> None:
    other = homes_campaign(code="AUT")
    contribute(client, campaign)
    second = contribute(client, campaign)
    url = f"{other.url}suivi/{links.follow_token(second)}/foyer/"
    assert client.post(url, {"choice": "update"}).status_code == 404
    assert client.get(f"{campaign.url}suivi/wrong/foyer/").status_code == 404


def test_what_was_said_of_a_home_survives_a_correction(
    client: Any, campaign: Any, service: Service
) -> None:
    contribute(client, campaign)
    second = contribute(client, campaign, courriel="b@example.org")
    choose(client, campaign, second, "not_mine")
    path = f"{private_path(campaign, second)}corriger/"
    posted = home_answers(titre="Autre titre", courriel="b@example.org")
    assert client.post(path, posted).status_code == 303
    place = ExactLocation.objects.get(pk=second.pk)
    assert (place.household, place.choice) == (None, "not_mine")


# What the public is told.


def test_each_home_counts_once_in_the_daily_batch(
    client: Any, service: Service, admin_user: Any
) -> None:
    campaign = homes_campaign(published_at_once=True)
    for number in range(1, 12):
        for person in range(2):
            contribute(
                client,
                campaign,
                foyer_address=f"{number} rue Henri Barbusse",
                courriel=f"p{number}-{person}@example.org",
            )
    batch = publication.compute(campaign.pk, now=timezone.now())
    assert (batch.total, batch.households, batch.persons) == (11, 11, 22)
    assert batch.sector_counts == {"est+ouest": 11}
    assert sum(f["properties"]["count"] for f in batch.features) == 11
    assert [(figure.name, figure.value) for figure in figures(campaign)] == [("homes", 11)]


def test_ten_homes_of_two_people_are_not_published(client: Any, service: Service) -> None:
    campaign = homes_campaign(published_at_once=True)
    for number in range(1, 11):
        for person in range(2):
            contribute(
                client,
                campaign,
                foyer_address=f"{number} rue Henri Barbusse",
                courriel=f"p{number}-{person}@example.org",
            )
    batch = publication.compute(campaign.pk, now=timezone.now())
    assert (batch.total, batch.households, batch.persons) == (0, 0, 0)
    assert (batch.features, batch.sector_counts) == ([], {})


def test_an_answer_of_today_changes_nothing_until_tomorrow(client: Any, service: Service) -> None:
    campaign = homes_campaign(published_at_once=True)
    before = publication.current(campaign.pk, now=timezone.now())
    contribute(client, campaign)
    assert publication.current(campaign.pk, now=timezone.now()).computed_at == before.computed_at
    assert PublicAreas.objects.get().households == 0


def test_a_home_is_no_public_point_even_where_an_editor_asks_for_one(
    client: Any, service: Service
) -> None:
    campaign = homes_campaign(public_precision="exact", households=False, published_at_once=True)
    contribution = contribute(client, campaign)
    assert contribution.status == Status.PUBLISHED
    assert not contribution.is_mapped
    assert ExactLocation.objects.get().latitude == INSIDE[0]


@pytest.mark.parametrize(
    "answer",
    [
        "12 rue Henri Barbusse",
        {"address": 12},
        {"address": "12 rue Henri Barbusse", "floor": "3"},
        {"flat": "12"},
        {"address": ""},
        [],
    ],
)
def test_the_api_refuses_a_home_that_is_none_beside_its_question(
    client: Any, campaign: Any, service: Service, answer: Any
) -> None:
    known = {"titre": "La fibre", "courriel": "a@example.org", "accord": True}
    payload = {"campaign": campaign.pk, "form": FORM_ID, "answers": {**known, "foyer": answer}}
    response = client.post(
        f"{ROOT}/contributions/",
        payload,
        content_type="application/json",
        headers={"Idempotency-Key": uuid.uuid4().hex},
    )
    assert response.status_code == 422
    assert "foyer" in response.content.decode()
    assert Contribution.objects.count() == 0


# Nobody tries one home after another.


def test_who_corrects_which_home_it_is_is_not_told_and_waits(client: Any, service: Service) -> None:
    campaign = homes_campaign(published_at_once=True)
    contribute(client, campaign, foyer_flat="1", courriel="a@example.org")
    prober = contribute(client, campaign, foyer_flat="9", courriel="b@example.org")
    posted = home_answers(foyer_flat="1", courriel="b@example.org")
    assert client.post(f"{private_path(campaign, prober)}corriger/", posted).status_code == 303
    prober.refresh_from_db()
    assert (prober.status, prober.flags) == (Status.PENDING, [households.FLAG])
    assert 'name="choice"' not in client.get(private_path(campaign, prober)).content.decode()
    assert households.needs_choice(prober, by_staff=True)


def test_who_answers_for_one_home_after_another_is_told_of_none(
    client: Any, campaign: Any, service: Service
) -> None:
    contribute(client, campaign, foyer_flat="1", courriel="a@example.org")
    contribute(client, campaign, foyer_flat="9", courriel="b@example.org")
    second = contribute(client, campaign, foyer_flat="1", courriel="b@example.org")
    assert 'name="choice"' not in client.get(private_path(campaign, second)).content.decode()
