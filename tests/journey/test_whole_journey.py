"""One citizen, from the form to the withdrawal, over the API alone; the challenge is on."""

import io
import logging
from typing import Any

import jsonschema
import pytest
from django.core import mail
from django.utils import timezone
from PIL import Image

from civic_pages.participation import actions
from civic_pages.participation.models import Contact, Contribution, Edition, ExactLocation, Status
from civic_pages.testing import FORM_ID, CampaignFactory, form_block, question
from tests.abuse.gates import turn_on
from tests.journey.traveller import ME, Traveller, elsewhere, idea, mailed, problem
from tests.participation.homes import GEOCODER, geocoding, homes_campaign


pytestmark = pytest.mark.django_db
QUESTIONS = (
    question("short_text", "titre", "Titre", required=True, is_title=True, max_length=120),
    question("long_text", "idee", "Votre idée", max_length=2000),
    question("single_choice", "theme", "Thème", choices=["Voirie", "Nature"], is_category=True),
    question("email", "courriel", "Courriel"),
    question("point", "lieu", "Lieu"),
    question("file", "photo", "Photo"),
    question("consent", "accord", "J'accepte", required=True),
)


def photo() -> Any:
    data = io.BytesIO()
    Image.new("RGB", (8, 8), "green").save(data, "PNG")
    return io.BytesIO(data.getvalue())


def named(file: Any, name: str) -> Any:
    file.name = name
    return file


def test_an_idea_on_the_map_is_sent_confirmed_corrected_and_withdrawn(
    traveller: Traveller, settings: Any, admin_user: Any, caplog: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    turn_on(settings)
    campaign = CampaignFactory(open=True, identity="email", body=[form_block(*QUESTIONS)])
    pk = campaign.pk

    form = traveller.get(f"campaigns/{pk}/forms/{FORM_ID}/").json()
    assert (form["open"], form["identity"]) == (True, "email")
    uploaded = traveller.upload(pk, "photo", named(photo(), "banc.png"))
    assert uploaded.status_code == 201, uploaded.content
    sent = idea(campaign, answers={"photo": [uploaded.json()["token"]]})
    jsonschema.validate(sent["answers"], form["schema"])

    asked = problem(traveller.post("contributions/", sent), 428, "challenge-required")
    assert asked["challenge"]["proof"]["challenge"]
    sent["proof"] = traveller.proof(pk)
    made = traveller.post("contributions/", sent, key="k" * 20)
    assert (made.status_code, made.json()["status"]) == (201, "unconfirmed"), made.content
    token = made.json()["token"]
    assert made.json()["follow"] == f"https://front.example/follow#{token}"
    assert traveller.post("contributions/", sent, key="k" * 20).json() == made.json()

    waiting = traveller.get("confirmations/", token=mailed("confirm")).json()
    assert waiting == {
        "kind": "contribution", "campaign": pk, "label": sent["answers"]["titre"], "waits": True,
    }  # fmt: skip
    assert traveller.own(token).json()["may"]["confirm"] is True
    for _twice in range(2):
        confirmed = traveller.post("confirmations/", token=mailed("confirm")).json()
        assert (confirmed["status"], confirmed["token"]) == ("pending", token)

    actions.publish(Contribution.objects.get(), by=admin_user, now=timezone.now())
    followed = traveller.own(token)
    mine = followed.json()
    assert mine["status"] == "published"
    assert [moment["what"] for moment in mine["history"]] == ["received", "confirmed", "published"]
    assert mine["standing"]["url"].endswith(f"/contributions/{mine['reference']}/")
    assert {a["key"]: a["private"] for a in mine["answers"]}["courriel"] is True
    assert mine["files"][0]["name"] == "banc.png"

    given = mine["given"]
    given["answers"]["titre"] = "Deux bancs"
    corrected = traveller.ask(
        "PUT", "own/contribution/", given, token=token, If_Match=followed["ETag"]
    )
    assert corrected.status_code == 200, corrected.content
    after = corrected.json()
    # This campaign reads before it publishes.
    assert (after["title"], after["status"]) == ("Deux bancs", "pending")
    assert [file["name"] for file in after["files"]] == ["banc.png"]
    assert "corrected" in [moment["what"] for moment in after["history"]]
    assert Edition.objects.get().data["title"] == "Un banc devant l'école"
    assert corrected["ETag"] != followed["ETag"]

    gone = traveller.ask("DELETE", "own/contribution/", token=token)
    assert gone.status_code == 204
    assert traveller.ask("DELETE", "own/contribution/", token=token).status_code == 204
    last = traveller.own(token).json()
    assert (last["status"], last["may"]["withdraw"], last["may"]["correct"]) == (
        "withdrawn", False, False,
    )  # fmt: skip
    assert not Contact.objects.exists()
    assert not ExactLocation.objects.exists()

    tokens = [token, mailed("confirm")]
    assert not any(secret in path for secret in tokens for path in traveller.paths)
    logged = [record for record in caplog.records if not record.name.startswith("django.db")]
    assert not any(secret in record.getMessage() for secret in tokens for record in logged)


def test_a_home_is_pinned_its_second_answer_explained_and_withdrawn(
    traveller: Traveller, settings: Any
) -> None:
    with geocoding() as service:
        turn_on(settings, GEOCODER=GEOCODER, GEOCODER_URL=service.url)
        elsewhere(settings)
        campaign = homes_campaign()
        tokens = [send_home(traveller, campaign, address) for address in (ME, "voisin@example.org")]
        for token in tokens:
            # Before an address is confirmed, nobody is told anything of a home.
            assert traveller.own(token).json()["may"]["household"] == []
            problem(choose(traveller, token, "add"), 409, "nothing-to-choose")
        for message in list(mail.outbox):
            link = message.body.split("/confirm#")[1].split()[0]
            assert traveller.post("confirmations/", token=link).status_code == 200
        first, second = tokens
        assert traveller.own(first).json()["may"]["household"] == []
        problem(choose(traveller, first, "add"), 409, "nothing-to-choose")
        offered = [c["value"] for c in traveller.own(second).json()["may"]["household"]]
        assert offered == ["add", "update", "not_mine"]
        problem(choose(traveller, second, "perhaps"), 422)
        chosen = choose(traveller, second, "add")
        assert (chosen.status_code, chosen.json()["household"]) == (200, "add")
        problem(choose(traveller, second, "add"), 409, "nothing-to-choose")

        followed = traveller.own(second)
        given = followed.json()["given"]
        given["answers"]["titre"] = "Dès que possible"
        sent = {"token": second, "If_Match": followed["ETag"]}
        corrected = traveller.ask("PUT", "own/contribution/", given, **sent)
        assert corrected.status_code == 200, corrected.content
        # The same home: what was said of it stays.
        assert corrected.json()["household"] == "add"
        assert traveller.ask("DELETE", "own/contribution/", token=second).status_code == 204
    assert Contribution.objects.filter(status=Status.WITHDRAWN).count() == 1
    assert ExactLocation.objects.count() == 1


def send_home(traveller: Traveller, campaign: Any, address: str) -> str:
    answers = {
        "titre": "La fibre",
        "foyer": {"address": "12 rue Henri Barbusse, Nanterre", "staircase": "B", "flat": "12"},
        "courriel": address,
        "accord": True,
    }
    made = traveller.post(
        "contributions/",
        {
            "campaign": campaign.pk,
            "form": FORM_ID,
            "answers": answers,
            "proof": traveller.proof(campaign.pk),
        },
    )
    assert made.status_code == 201, made.content
    return str(made.json()["token"])


def choose(traveller: Traveller, token: str, choice: str) -> Any:
    return traveller.ask("PUT", "own/contribution/household/", {"choice": choice}, token=token)
