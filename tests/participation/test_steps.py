"""A form of several pages: page by page, kept whole, sent once, without any script."""

import re
import uuid
from typing import Any

import pytest
from bs4 import BeautifulSoup

from civic_pages.participation.models import Contribution, ExactLocation, Upload
from civic_pages.participation.submission import form_input
from civic_pages.testing import FORM_ID, INSIDE, CampaignFactory, form_block, question
from tests.participation import samples
from tests.participation.samples import upload


pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(db: None) -> Any:
    return CampaignFactory(open=True, body=[samples.bicycle_form()])


class Visitor:
    """Somebody with a browser that runs no script: sends what the form holds, and what they add."""

    def __init__(self, client: Any, campaign: Any) -> None:
        self.client, self.campaign = client, campaign
        self.response = client.get(campaign.url)

    @property
    def form(self) -> Any:
        return BeautifulSoup(self.response.content.decode(), "html.parser").select_one(
            ".civic-form"
        )

    def held(self) -> dict[str, list[Any]]:
        """Return what the form would post as it is."""
        data: dict[str, list[Any]] = {}
        for tag in self.form.select("input[name], select[name], textarea[name]"):
            if tag.get("type") in {"radio", "checkbox"} and not tag.has_attr("checked"):
                continue
            if tag.get("type") == "file":
                continue
            value = (
                tag.get_text().removeprefix("\n")
                if tag.name == "textarea"
                else tag.get("value", "")
            )
            if tag.name == "select":
                chosen = tag.select("option[selected]")
                value = chosen[0].get("value", "") if chosen else ""
            data.setdefault(str(tag["name"]), []).append(value)
        return data

    def go(self, where: str, **typed: Any) -> Any:
        self.response = self.client.post(
            self.campaign.url, {**self.held(), **typed, "civic_go": where}
        )
        return self.response

    @property
    def title(self) -> str:
        return " ".join(self.form.select_one(".civic-progress__title").get_text().split())

    @property
    def asked(self) -> list[str]:
        return [str(tag["data-field"]) for tag in self.form.select("[data-field]")]

    @property
    def summary(self) -> dict[str, str]:
        return {
            row.dt.get_text(strip=True): row.dd.get_text(" ", strip=True)
            for row in self.form.select(".civic-answers > div")
        }


@pytest.fixture
def visitor(client: Any, campaign: Any) -> Visitor:
    return Visitor(client, campaign)


def to_summary(visitor: Visitor, **changes: Any) -> Visitor:
    """Fill in all pages as somebody who rides, with a file."""
    visitor.go("next", titre="Une piste", velo="yes")
    visitor.go("next", trajets=["Travail", "École"])
    place = {"lieu_latitude": str(INSIDE[0]), "lieu_longitude": str(INSIDE[1])}
    visitor.go("next", photos=[upload("plan.pdf", samples.PDF)], **place)
    visitor.go("next", courriel="anne@example.org", accord="on", **changes)
    return visitor


def test_one_page_is_asked_at_a_time(visitor: Visitor) -> None:
    assert visitor.asked[-2:] == ["titre", "velo"]
    assert re.search(r"1.*4", visitor.title)
    assert visitor.go("next", titre="Une piste", velo="yes").status_code == 200
    assert visitor.asked == ["trajets"]
    assert not visitor.form.select("[data-asked-if], [data-asked-if-note]")
    assert re.search(r"2.*4.*Votre vélo", visitor.title)
    assert visitor.response["Cache-Control"] == "no-store, private"
    window = BeautifulSoup(visitor.response.content.decode(), "html.parser").title.get_text()
    assert "Votre vélo" in window
    assert visitor.campaign.title in window
    assert not Contribution.objects.exists()


def test_a_page_on_which_nothing_is_asked_is_skipped_both_ways(visitor: Visitor) -> None:
    visitor.go("next", titre="Une piste", velo="no")
    assert visitor.asked == ["lieu", "photos"]
    assert re.search(r"2.*3.*Le lieu", visitor.title)
    visitor.go("back")
    assert visitor.asked[-2:] == ["titre", "velo"]
    assert visitor.held()["titre"] == ["Une piste"]


def test_only_the_page_that_is_left_is_checked(visitor: Visitor) -> None:
    response = visitor.go("next", titre="", velo="yes")
    assert response.status_code == 422
    assert visitor.asked[-2:] == ["titre", "velo"]
    links = [tag["href"] for tag in visitor.form.select(".civic-errors a")]
    assert [link.endswith("_titre") for link in links] == [True]
    assert visitor.go("next", titre="Une piste").status_code == 200
    assert not visitor.form.select(".civic-errors")
    assert visitor.go("next").status_code == 422


def test_going_back_checks_nothing_and_keeps_everything(visitor: Visitor) -> None:
    visitor.go("next", titre="Une piste", velo="yes")
    visitor.go("next", trajets=["Travail", "École"])
    response = visitor.go("back", lieu_latitude="abc", lieu_address="12 rue de Paris")
    assert response.status_code == 200
    assert visitor.held()["trajets"] == ["Travail", "École"]
    visitor.go("next")
    held = visitor.held()
    assert (held["lieu_latitude"], held["lieu_address"]) == (["abc"], ["12 rue de Paris"])
    assert visitor.go("next").status_code == 422


def test_the_summary_lists_every_answer_and_leads_to_each_page(visitor: Visitor) -> None:
    to_summary(visitor)
    assert visitor.response.status_code == 200
    summary = visitor.summary
    assert summary["Titre"] == "Une piste"
    assert summary["Trajets"] == "Travail, École"
    assert summary["Vos photos"].startswith("plan.pdf")
    assert summary["Courriel"] == "anne@example.org"
    assert summary["Lieu"].endswith("Est")
    assert len(summary) == 8
    changes = [tag["value"] for tag in visitor.form.select(".civic-summary button")]
    assert changes == ["1", "2", "3", "4"]
    assert not Contribution.objects.exists()


def test_what_was_checked_page_by_page_is_sent_whole(visitor: Visitor) -> None:
    response = to_summary(visitor).go("send")
    assert response.status_code == 303
    contribution = Contribution.objects.get()
    assert contribution.title == "Une piste"
    assert contribution.answers["trajets"] == ["Travail", "École"]
    assert contribution.contact.email == "anne@example.org"
    assert ExactLocation.objects.get().latitude == INSIDE[0]
    assert contribution.uploads.get().name == "plan.pdf"


def test_one_key_leads_through_all_pages_so_that_two_sendings_store_one(visitor: Visitor) -> None:
    key = visitor.held()["civic_key"]
    to_summary(visitor)
    assert visitor.held()["civic_key"] == key
    data = {**visitor.held(), "civic_go": "send"}
    first, second = (visitor.client.post(visitor.campaign.url, data) for _time in range(2))
    assert first.status_code == second.status_code == 303
    assert Contribution.objects.count() == Upload.objects.count() == 1


def test_a_key_that_is_used_for_something_else_is_replaced_on_the_summary(
    visitor: Visitor,
) -> None:
    to_summary(visitor)
    key = visitor.held()["civic_key"]
    data = {**visitor.held(), "civic_go": "send", "titre": "Autre chose", "photos": []}
    assert visitor.client.post(visitor.campaign.url, data).status_code == 303
    assert visitor.go("send").status_code == 422
    assert visitor.summary["Titre"] == "Une piste"
    assert visitor.form.select(".civic-errors")
    assert visitor.held()["civic_key"] != key
    assert visitor.go("send").status_code == 303


def test_a_page_is_changed_from_the_summary_which_is_then_one_step_away(visitor: Visitor) -> None:
    to_summary(visitor)
    assert visitor.go("1").status_code == 200
    assert visitor.asked[-2:] == ["titre", "velo"]
    assert visitor.go("summary", titre="").status_code == 422
    assert visitor.go("summary", titre="Deux pistes").status_code == 200
    assert visitor.summary["Titre"] == "Deux pistes"
    assert visitor.go("send").status_code == 303


def test_a_changed_answer_that_asks_more_leads_to_what_it_asks(visitor: Visitor) -> None:
    visitor.go("next", titre="Une piste", velo="no")
    visitor.go("next")
    visitor.go("next", accord="on")
    assert "Trajets" not in visitor.summary
    visitor.go("1")
    assert visitor.go("summary", velo="yes").status_code == 422
    assert visitor.asked == ["trajets"]
    visitor.go("summary", trajets="École")
    assert visitor.summary["Trajets"] == "École"


def test_an_answer_that_is_not_asked_any_more_is_not_stored(visitor: Visitor) -> None:
    to_summary(visitor)
    visitor.go("1")
    visitor.go("summary", velo="no")
    assert "Trajets" not in visitor.summary
    visitor.go("send")
    assert "trajets" not in Contribution.objects.get().answers


def test_sending_what_is_wrong_leads_to_the_first_page_with_a_mistake(visitor: Visitor) -> None:
    to_summary(visitor)
    data = {**visitor.held(), "civic_go": "send", "courriel": "anne", "trajets": []}
    visitor.response = visitor.client.post(visitor.campaign.url, data)
    assert visitor.response.status_code == 422
    assert visitor.asked == ["trajets"]
    assert visitor.form.select(".civic-errors")
    assert not Contribution.objects.exists()


def test_a_file_is_kept_from_page_to_page_and_removed_on_its_own(visitor: Visitor) -> None:
    visitor.go("next", titre="Une piste", velo="no")
    visitor.go("next", photos=[upload("a.pdf", samples.PDF), upload("b.pdf", samples.PDF)])
    visitor.go("back")
    assert len(visitor.form.select(".civic-files__item")) == 2
    token = visitor.form.select_one(".civic-files__item input[type=hidden]")["value"]
    visitor.go("next", photos_remove=token)
    visitor.go("next", accord="on")
    assert visitor.summary["Vos photos"].startswith("b.pdf")
    visitor.go("send")
    assert Contribution.objects.get().uploads.get().name == "b.pdf"


def test_a_group_is_asked_on_the_first_page_and_listed(visitor: Visitor) -> None:
    group = {"contributor_kind": "collective", "group_name": "Amicale", "represented": "12"}
    visitor.go("next", titre="Une piste", velo="no", contributor_kind="collective")
    assert visitor.response.status_code == 422
    visitor.go("next", **group)
    visitor.go("next")
    visitor.go("next", accord="on")
    assert "Amicale" in visitor.summary.values()
    visitor.go("send")
    assert Contribution.objects.get().represented == 12


def test_a_whole_form_posted_at_once_is_taken_too(client: Any, campaign: Any) -> None:
    data = {
        "civic_form": FORM_ID,
        "civic_key": uuid.uuid4().hex,
        "titre": "Une piste",
        "velo": "no",
        "accord": "on",
    }
    assert client.post(campaign.url, data).status_code == 303


@pytest.mark.parametrize(("here", "go"), [("99", "next"), ("-1", "back"), ("x", "0"), ("²", "77")])
def test_nonsense_about_pages_is_no_error(visitor: Visitor, here: str, go: str) -> None:
    visitor.go("next", titre="Une piste", velo="yes")
    response = visitor.go(go, civic_step=here)
    assert response.status_code in {200, 422}
    assert "Une piste" in str(visitor.form)


def test_who_pretends_to_be_at_the_summary_is_led_to_what_is_missing(visitor: Visitor) -> None:
    assert visitor.go("send", civic_step="summary").status_code == 422
    assert visitor.asked[-2:] == ["titre", "velo"]


def test_a_form_of_one_page_has_no_steps(client: Any) -> None:
    page = client.get(CampaignFactory(open=True).url).content.decode()
    assert "civic_step" not in page
    assert "civic_go" not in page


def test_every_kind_of_answer_is_carried_from_page_to_page(client: Any) -> None:
    choices = ["Bancs", "Arbres", "Jeux"]
    several = [
        question("single_choice", "choix", "Choix", choices=choices, allow_other=True),
        question("multiple_choice", "gouts", "Goûts", choices=choices, allow_other=True),
        question("rating", "note", "Note", maximum=5, low="", high=""),
        question("ranking", "ordre", "Ordre", choices=choices),
        question("matrix", "table", "Table", rows=["Matin", "Soir"], columns=["Oui", "Non"]),
        question("long_text", "idee", "Idée", max_length=500),
        question("number", "age", "Âge", minimum=None, maximum=None),
        question("date", "jour", "Jour"),
        question("phone", "tel", "Téléphone"),
    ]
    last = question("short_text", "choix_2", "Encore", max_length=50)
    body = [form_block(*several, samples.step("suite", "Suite"), last, allow_collective=False)]
    campaign = CampaignFactory(open=True, body=body)
    answers = {
        "choix": "Autre chose", "gouts": ["Bancs", "Jeux"], "note": 4,
        "ordre": ["Jeux", "Bancs", "Arbres"], "table": {"Matin": "Oui", "Soir": "Non"},
        "idee": "Deux lignes,\nune idée.", "age": 42.5, "jour": "2026-03-01", "tel": "01 47 29 50 50",
    }  # fmt: skip
    definition = campaign.form_definitions()[0]
    data = form_input(definition, {"answers": answers})
    visitor = Visitor(client, campaign)
    visitor.go("next", **data)
    assert visitor.asked == ["choix_2"]
    held = visitor.held()
    assert {name: held[name] for name in data if data[name]} == {
        name: values for name, values in data.items() if values
    }
    visitor.go("back")
    visitor.go("next")
    visitor.go("next", choix_2="Fin")
    assert len(visitor.summary) == len(answers) + 1
    assert all(visitor.summary.values())
    assert visitor.go("send").status_code == 303
    stored = Contribution.objects.get().answers
    assert stored["ordre"] == answers["ordre"]
    assert stored["gouts"] == answers["gouts"]
    assert stored["choix_2"] == "Fin"
    assert set(stored) == {*answers, "choix_2"}
