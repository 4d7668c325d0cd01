"""A copy for whoever asks, an erasure that leaves nothing, a retention that ends by itself."""

import io
import json
import re
import zipfile
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail import hooks

from civic_blocks.partial_dates import day_label
from civic_pages.participation import tallies
from civic_pages.participation.groups import DATA_OFFICERS, create_groups
from civic_pages.participation.models import (
    CampaignSalt,
    Contact,
    Contribution,
    Edition,
    ExactLocation,
    Household,
    Job,
    MailRecord,
    Note,
    Origin,
    Report,
    Upload,
)
from civic_pages.participation.privacy.base import Eraser, Person, erasers
from civic_pages.testing import CampaignFactory, ContributionFactory, form_block, question
from tests.participation.desk import PASSWORD, client_of, texts


pytestmark = pytest.mark.django_db
DESK = "/admin/civic-personal-data/"
EMAIL = "habitante@example.org"
FORM = form_block(
    question("short_text", "titre", "Titre", required=True, is_title=True, max_length=120),
    question("long_text", "idee", "Votre idée", max_length=2000),
    question("long_text", "secret", "Pour l'équipe", max_length=2000, public=False),
    question("single_choice", "age", "Âge", choices=["Moins de 25", "Plus"], public=False),
    question("email", "courriel", "Courriel"),
)


@pytest.fixture
def officer() -> Client:
    create_groups()
    user = get_user_model().objects.create_user("dpo", "dpo@example.org", PASSWORD)
    user.groups.add(Group.objects.get(name=DATA_OFFICERS))
    client = Client(headers={"accept-language": "en"})
    client.post("/admin/login/", {"username": "dpo", "password": PASSWORD, "next": "/admin/"})
    return client


def everything(**traits: Any) -> Contribution:
    """Return a published contribution of which every store holds something."""
    contribution: Contribution = ContributionFactory(
        published=True,
        pinned=True,
        with_email=True,
        answers={
            "titre": "Des bancs",
            "idee": "Partout.",
            "secret": "Je suis Jeanne",
            "age": "Plus",
        },
        campaign=traits.pop("campaign", None) or CampaignFactory(open=True, body=[FORM]),
        **traits,
    )
    now = timezone.now()
    Origin.objects.create(contribution=contribution, mail_domain="example.org")
    Edition.objects.create(
        contribution=contribution, cause="correction", data={"title": "Avant"}, made_at=now
    )
    Note.objects.create(contribution=contribution, text="À rappeler", created_at=now)
    MailRecord.objects.create(
        contribution=contribution, event="receipt", address=EMAIL, state="sent", at=now
    )
    Report.objects.create(
        contribution=contribution, ground="spam", email=EMAIL, text="Non", created_at=now
    )
    upload = Upload(
        campaign_id=contribution.campaign_id, contribution=contribution, field_key="secret",
        name="lettre.pdf", content_type="application/pdf", extension=".pdf", size=4,
        digest="0" * 64, created_at=now,
    )  # fmt: skip
    upload.file.save("lettre.pdf", ContentFile(b"%PDF"))
    job = Job(kind="export", campaign_id=contribution.campaign_id, created_at=now)
    job.file.save("export.csv", ContentFile(b"x"))
    return contribution


def looked_up(client: Client, query: str) -> str:
    response = client.post(DESK, {"query": query})
    assert response.status_code == 303
    return str(response["Location"])


@pytest.mark.parametrize("role", ["anonymous", "editor", "moderator"])
def test_only_data_officers_look_people_up(role: str) -> None:
    client = client_of(role)
    assert client.get(DESK).status_code in {302, 403}
    assert client.post(DESK, {"query": EMAIL}).status_code in {302, 403}
    assert client.post(f"{DESK}x/copy/").status_code in {302, 403, 404}


def test_an_unknown_address_is_said_beside_its_field(officer: Client) -> None:
    response = officer.post(DESK, {"query": "nobody@example.org"})
    assert response.status_code == 422
    assert "nobody@example.org" in response.content.decode()
    assert texts(response, ".w-field__errors")


def test_the_address_is_in_no_url(officer: Client) -> None:
    everything()
    assert "example" not in looked_up(officer, EMAIL)


def test_a_copy_holds_what_every_store_has(officer: Client) -> None:
    contribution = everything()
    response = officer.post(looked_up(officer, EMAIL) + "copy/")
    assert "no-store" in response["Cache-Control"]
    archive = zipfile.ZipFile(io.BytesIO(response.content))
    names = {re.sub(r"/.*", "", name).removesuffix(".json") for name in archive.namelist()}
    assert names == {
        "contributions", "contacts", "places", "origins", "mails", "editions", "notes", "reports",
        "files",
    }  # fmt: skip
    said = json.loads(archive.read("contributions.json"))[0]
    assert said["reference"] == contribution.reference
    assert said["answers"]["Pour l'équipe"] == "Je suis Jeanne"
    assert json.loads(archive.read("contacts.json"))[0]["email"] == EMAIL


def test_a_reference_finds_all_of_the_same_address(officer: Client) -> None:
    first, second = everything(), everything()
    page = officer.get(looked_up(officer, first.reference.lower()))
    assert second.reference in page.content.decode()


def test_erasing_needs_a_tick(officer: Client) -> None:
    everything()
    response = officer.post(looked_up(officer, EMAIL), {"words": "no"})
    assert response.status_code == 422
    assert Contact.objects.count() == 1


def test_erased_anonymously_the_words_stay_and_nothing_leads_to_their_author(
    officer: Client, client: Any
) -> None:
    contribution = everything()
    path = Upload.objects.get().file.path
    response = officer.post(looked_up(officer, EMAIL), {"words": "no", "sure": "on"})
    assert response.status_code == 303
    for model in (Contact, ExactLocation, Origin, Edition, Note, MailRecord, Upload):
        assert not model.objects.exists(), model
    assert not Job.objects.exclude(file="").exists()
    assert (Report.objects.get().email, Report.objects.get().text) == ("", "")
    contribution.refresh_from_db()
    assert contribution.answers == {"titre": "Des bancs", "idee": "Partout.", "age": "Plus"}
    page: Any = contribution.campaign.specific
    assert client.get(f"{page.contributions_url}{contribution.reference}/").status_code == 200
    with pytest.raises(FileNotFoundError):
        open(path)  # noqa: SIM115 - the test is that it is not there


def test_who_erases_reads_what_is_gone_and_not_what_stays(officer: Client) -> None:
    everything()
    url = looked_up(officer, EMAIL)
    page = officer.post(url, {"words": "no", "sure": "on"}, follow=True)
    told = " ".join(texts(page, ".messages li"))
    assert "E-mail addresses: 1, Exact places and addresses: 1" in told
    assert "Contributions: " not in told


def test_erased_with_its_words_a_contribution_leaves_every_public_place(
    officer: Client, client: Any
) -> None:
    contribution = everything()
    page: Any = contribution.campaign.specific
    assert tallies.totals(page.pk)["all"] == 1
    officer.post(looked_up(officer, EMAIL), {"words": "yes", "sure": "on"})
    contribution.refresh_from_db()
    assert (contribution.status, contribution.title, contribution.answers) == ("withdrawn", "", {})
    assert contribution.cell_key is None
    assert tallies.totals(page.pk)["all"] == 0
    assert tallies.differences(page.pk) == []
    assert client.get(f"{page.contributions_url}{contribution.reference}/").status_code == 404


def test_the_end_of_retention_takes_every_store_and_leaves_words_and_totals() -> None:
    campaign = CampaignFactory(phase_days=(-800, -500), body=[FORM])
    contribution = everything(campaign=campaign)
    salt = CampaignSalt.objects.create(campaign_id=campaign.pk)
    Household.objects.create(campaign_id=campaign.pk, key="0" * 64, created_at=timezone.now())
    out = io.StringIO()
    call_command("civic_purge", "--dry-run", stdout=out)
    for told in ("1 contacts", "1 exact places", "1 private answers", "1 earlier texts", "1 notes"):
        assert told in out.getvalue()
    assert Contact.objects.count() == 1
    call_command("civic_purge", stdout=io.StringIO())
    for model in (Contact, ExactLocation, Origin, Edition, Note, MailRecord, Upload, Household):
        assert not model.objects.exists(), model
    assert not CampaignSalt.objects.filter(salt=salt.salt).exists()
    contribution.refresh_from_db()
    assert "secret" not in contribution.answers
    assert contribution.answers["age"] == "Plus"
    assert tallies.totals(campaign.pk)["all"] == 1


def test_the_report_tells_what_goes_when(officer: Client) -> None:
    everything(campaign=CampaignFactory(phase_days=(-800, -500), title="Ancienne", body=[FORM]))
    everything(campaign=CampaignFactory(open=True, title="Ouverte", body=[FORM]))
    rows = texts(officer.get(DESK), "table tbody tr")
    assert len(rows) == 2
    assert rows[0].startswith("Ancienne")
    assert "due" in rows[0]
    assert "due" not in rows[1]


def test_a_postponed_campaign_keeps_its_private_data() -> None:
    campaign = CampaignFactory(phase_days=(-800, -500), body=[FORM])
    campaign.phases.update(override="postponed", reason="Travaux")
    everything(campaign=campaign)
    call_command("civic_purge", stdout=io.StringIO())
    assert Contact.objects.count() == 1


def test_a_citizen_reads_until_which_day(client: Any) -> None:
    campaign = CampaignFactory(open=True)
    page = BeautifulSoup(client.get(campaign.url).content.decode(), "html.parser")
    legal = page.select_one(".civic-legal")
    assert legal is not None
    day = timezone.localtime(campaign.private_data_until)
    assert day_label(day) in legal.get_text()


class Loans(Eraser):
    """What a host keeps of people besides: the example of the documentation."""

    slug, label, told_as = "velo_loans", "Prêts de vélos", "bicycle loans"
    rows = {EMAIL: 2}

    def held(self, who: Person) -> int:
        return self.rows.get(who.email, 0)

    def erase(self, who: Person) -> int:
        return self.rows.pop(who.email, 0)


def test_an_eraser_of_another_app_takes_part(officer: Client) -> None:
    with hooks.register_temporarily("register_civic_erasers", Loans):
        url = looked_up(officer, EMAIL)
        assert "Prêts de vélos 2" in texts(officer.get(url), "tbody tr")
        officer.post(url, {"words": "no", "sure": "on"})
    assert Loans.rows == {}


def test_two_erasers_of_one_name_stop_the_start() -> None:
    with (
        hooks.register_temporarily("register_civic_erasers", lambda: [Loans(), Loans()]),
        pytest.raises(ImproperlyConfigured),
    ):
        erasers()
