"""Limits by network and campaign, and rules that make a contribution wait."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import signing
from django.utils import timezone
from wagtail import hooks
from wagtail.models import Site

from civic_pages.participation.abuse import challenges, gate
from civic_pages.participation.abuse.rules import Rule
from civic_pages.participation.abuse.settings import ModerationRules
from civic_pages.participation.models import Contribution, Origin, Status
from civic_pages.testing import CampaignFactory
from tests.abuse.gates import hidden, right_answer, shown, solved, turn_on
from tests.participation.test_submission import answers


pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(db: None) -> Any:
    return CampaignFactory(open=True, published_at_once=True)


def proof(campaign: Any) -> str:
    return solved(challenges.issue(campaign.pk, now=timezone.now()).proof)


def codes_of(client: Any, campaign: Any, count: int, **extra: Any) -> list[int]:
    """Send ``count`` contributions with proofs, and return the statuses of the answers."""
    return [
        client.post(
            campaign.url, answers(titre=f"Idée {n}", idee=f"Texte {n}", civic_proof=proof(campaign)), **extra
        ).status_code
        for n in range(count)
    ]  # fmt: skip


def test_a_school_behind_one_address_gets_through(
    client: Any, campaign: Any, settings: Any
) -> None:
    turn_on(settings, CHALLENGE_DIFFICULTY=10)
    assert codes_of(client, campaign, 200) == [303] * 200
    assert Contribution.objects.filter(status=Status.PUBLISHED).count() == 200
    assert Origin.objects.values("network").distinct().count() == 1


def test_where_it_asks_when_busy_nothing_is_asked_below_the_limit(
    client: Any, campaign: Any, settings: Any
) -> None:
    turn_on(settings, CHALLENGE="when_busy", RATE_LIMIT=(2, 60))
    assert not shown(client.get(campaign.url)).select("civic-proof")
    codes = [client.post(campaign.url, answers()).status_code for _turn in range(3)]
    assert codes == [303, 303, 422]
    assert shown(client.get(campaign.url)).select("civic-proof")
    assert client.post(campaign.url, answers(civic_proof=proof(campaign))).status_code == 303


def test_proofs_let_ten_times_the_limit_through_and_no_more(
    client: Any, campaign: Any, settings: Any
) -> None:
    turn_on(settings, RATE_LIMIT=(2, 60), CHALLENGE_DIFFICULTY=10)
    assert codes_of(client, campaign, 21) == [303] * 20 + [429]
    response = client.post(campaign.url, answers(civic_proof=proof(campaign), titre="Gardez-moi"))
    assert response["Retry-After"]
    assert "Gardez-moi" in response.content.decode()


def test_guesses_count_as_posts(client: Any, campaign: Any, settings: Any) -> None:
    turn_on(settings, RATE_LIMIT=(1, 60))
    codes = []
    for _turn in range(11):
        made = challenges.issue(campaign.pk, now=timezone.now())
        wrong = {"civic_question": made.token, "civic_answer": "99"}
        codes.append(client.post(campaign.url, answers(**wrong)).status_code)
    assert codes == [422] * 10 + [429]


def test_each_network_behind_our_proxy_is_counted_apart(
    client: Any, campaign: Any, settings: Any
) -> None:
    turn_on(settings, CHALLENGE="never", RATE_LIMIT=(1, 60), TRUSTED_PROXIES=1)
    seen = [
        client.post(campaign.url, answers(), HTTP_X_FORWARDED_FOR=f"1.1.1.1, {address}").status_code
        for address in ("9.9.9.1", "9.9.9.2", "9.9.9.1")
    ]
    assert seen == [303, 303, 429]


def test_one_ipv6_home_is_one_network(client: Any, campaign: Any, settings: Any) -> None:
    turn_on(settings, CHALLENGE="never", RATE_LIMIT=(1, 60))
    seen = [
        client.post(campaign.url, answers(), REMOTE_ADDR=address).status_code
        for address in (
            "2001:db8::1",
            "2001:db8::2",
            "2001:db8:0:1::1",
            "::ffff:9.9.9.9",
            "9.9.9.9",
        )
    ]
    assert seen == [303, 429, 303, 303, 429]


def test_a_rush_on_the_campaign_waits_for_a_moderator_and_works_harder(
    client: Any, campaign: Any, settings: Any
) -> None:
    turn_on(settings, CAMPAIGN_RATE_LIMIT=(2, 60))
    usual = gate.fresh(campaign.pk, now=timezone.now()).proof["maxnumber"]
    for n in range(3):
        codes_of(client, campaign, 1, REMOTE_ADDR=f"9.9.9.{n}")
    flags = list(Contribution.objects.order_by("pk").values_list("flags", "status"))
    assert flags == [([], "published"), ([], "published"), (["burst"], "pending")]
    assert gate.fresh(campaign.pk, now=timezone.now()).proof["maxnumber"] == 4 * usual


def test_many_sums_from_one_network_wait_for_a_moderator(
    client: Any, campaign: Any, settings: Any
) -> None:
    turn_on(settings, RATE_LIMIT=(1, 60))
    for _turn in range(2):
        made = challenges.issue(campaign.pk, now=timezone.now())
        given = {"civic_question": made.token, "civic_answer": right_answer(made.question)}
        assert client.post(campaign.url, answers(**given)).status_code == 303
    flags = [c.flags for c in Contribution.objects.order_by("pk")]
    assert flags == [[], ["crowd"]]


def started_ago(campaign: Any, seconds: int) -> str:
    moment = timezone.now() - timedelta(seconds=seconds)
    return gate.started(campaign.pk, now=moment)


@pytest.mark.parametrize(("seconds", "flags"), [(0, ["fast"]), (60, [])])
def test_what_no_person_fills_in_that_fast_waits(
    client: Any, campaign: Any, settings: Any, seconds: int, flags: list[str]
) -> None:
    turn_on(settings, CHALLENGE="never", MIN_FILL_SECONDS=3)
    sent = answers(civic_started=started_ago(campaign, seconds))
    assert client.post(campaign.url, sent).status_code == 303
    made = Contribution.objects.get()
    assert made.flags == flags
    assert made.status == ("pending" if flags else "published")
    assert made.origin.seconds in {seconds, seconds + 1}


@pytest.mark.parametrize(
    "started",
    ["", "forged", signing.dumps([1, 2], salt="other")],
    ids=["absent", "forged", "of another form"],
)
def test_who_never_saw_the_form_waits(
    client: Any, campaign: Any, settings: Any, started: str
) -> None:
    turn_on(settings, CHALLENGE="never", MIN_FILL_SECONDS=3)
    assert client.post(campaign.url, answers(civic_started=started)).status_code == 303
    assert Contribution.objects.get().flags == ["fast"]


def test_the_time_of_the_first_showing_is_kept(client: Any, campaign: Any, settings: Any) -> None:
    turn_on(settings, CHALLENGE="never", MIN_FILL_SECONDS=3)
    first = started_ago(campaign, 100)
    response = client.post(campaign.url, answers(titre="", civic_started=first))
    assert hidden(response, "civic_started") == first


def rules_of(campaign: Any, **changes: Any) -> None:
    site = Site.objects.get(is_default_site=True)
    ModerationRules.objects.update_or_create(site=site, defaults=changes)


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("Voyez https://example.org", []),
        ("https://a.example www.b.example", ["links"]),
        ("casino-en-ligne.xyz et autre-site.com/page", ["links"]),
        ("Écrivez à a.b@mairie.fr et c@mairie.fr", None),
        ("Ce projet est NUL comme la lune", ["words"]),
        ("Un canular annulé", []),
        ("Du grand remplacément de bancs", ["words"]),
        ("POURQUOI PERSONNE NE RÉPOND À NOS COURRIERS", ["capitals"]),
        ("Plus de SNCF, de RATP et de CPAM près de la gare", []),
    ],
)
def test_rules_send_to_a_moderator(
    client: Any, campaign: Any, text: str, flags: list[str] | None
) -> None:
    rules_of(campaign, words="nul\ngrand remplacement\n\n", max_links=1)
    assert client.post(campaign.url, answers(titre="Idée", idee=text)).status_code == 303
    made = Contribution.objects.get()
    if flags is None:
        assert "links" not in made.flags
    else:
        assert made.flags == flags
        assert made.status == (Status.PENDING if flags else Status.PUBLISHED)


def test_the_same_text_again_and_again_waits(client: Any, campaign: Any) -> None:
    for _turn in range(3):
        client.post(campaign.url, answers(idee="Achetez nos superbes montres à petits prix."))
    assert [c.flags for c in Contribution.objects.order_by("pk")] == [[], [], ["repeated"]]


def test_an_app_adds_a_rule(client: Any, campaign: Any) -> None:
    rule = Rule("banc", "Bancs", lambda said, _campaign, _settings: "banc" in said.search_text)
    with hooks.register_temporarily("register_civic_moderation_rules", lambda: [rule]):
        client.post(campaign.url, answers(titre="Un banc"))
    assert Contribution.objects.get().flags == ["banc"]
