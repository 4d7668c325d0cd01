"""The moderation queue over the API: the admin's filters, pages, and what is read apart."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.models import ModelLogEntry

from civic_pages.participation.models import Contribution, Note, Upload
from civic_pages.testing import CampaignFactory, ContributionFactory, form_block, question
from tests.access.keys import Program, key_for, staff
from tests.api.conftest import is_problem


pytestmark = pytest.mark.django_db
EMAIL = "habitante@example.org"


@pytest.fixture
def program() -> Program:
    return Program(key_for(staff("moderator")))


def references(response: Any) -> list[str]:
    assert response.status_code == 200, response.content
    return [row["reference"] for row in response.json()["results"]]


def test_the_queue_shows_what_waits_the_oldest_first(program: Program) -> None:
    now = timezone.now()
    late = ContributionFactory(created_at=now)
    early = ContributionFactory(created_at=now - timedelta(days=3))
    ContributionFactory(published=True)
    assert references(program.get("contributions/")) == [early.reference, late.reference]
    newest = program.get("contributions/", ordering="-created_at")
    assert references(newest) == [late.reference, early.reference]
    assert len(references(program.get("contributions/", status="all"))) == 3


def test_the_admins_filters_narrow_it(program: Program) -> None:
    block = form_block(
        question("short_text", "titre", "Titre", required=True, is_title=True),
        question("single_choice", "saison", "Saison", choices=["Été", "Hiver"]),
    )
    campaign = CampaignFactory(open=True, body=[block])
    user = staff("moderator")
    ContributionFactory(
        campaign=campaign, category="Sport", answers={"saison": "Hiver"}, kind="individual"
    )
    theirs = ContributionFactory(campaign=campaign, collective=True, assigned_to=user)
    ContributionFactory(campaign=campaign, category="Nature", flags=["links"])
    ContributionFactory()
    of = {"campaign": campaign.pk}
    assert references(program.get("contributions/", **of, kind="collective")) == [theirs.reference]
    assert references(program.get("contributions/", **of, assigned="mine")) == [theirs.reference]
    assert len(references(program.get("contributions/", **of, category="Nature"))) == 1
    assert len(references(program.get("contributions/", **of, flag="links"))) == 1
    assert len(references(program.get("contributions/", **of, answer_saison="Hiver"))) == 1
    day = timezone.localdate().isoformat()
    assert len(references(program.get("contributions/", **of, created_at_from=day))) == 3
    assert references(program.get("contributions/", q=theirs.reference)) == [theirs.reference]


@pytest.mark.parametrize(
    "query",
    [
        {"status": "nonsense"},
        {"campaign": "x"},
        {"anomaly": "burst"},
        {"misspelt": "1"},
        {"answer_none": "1"},
        {"cursor": "nonsense"},
        {"cursor": "", "page": "1"},
        {"page_size": "101"},
        {"ordering": "secret"},
        {"created_at_from": "tomorrow"},
    ],
    ids=str,
)
def test_a_filter_that_is_none_is_an_error(program: Program, query: dict[str, str]) -> None:
    is_problem(program.get("contributions/", **query), 400)


def test_pages_and_cursors_show_every_row_once(program: Program) -> None:
    now = timezone.now()
    for age in range(7):
        # Some of one moment: the primary key decides.
        ContributionFactory(created_at=now - timedelta(days=age // 2))
    everything = references(program.get("contributions/"))
    first = program.get("contributions/", page_size=3).json()
    assert (first["count"], first["previous"]) == (7, None)
    by_page, by_cursor = [], []
    for start, found in (("page=1", by_page), ("cursor=", by_cursor)):
        path = f"contributions/?page_size=3&{start}"
        while path:
            body = program.get(path).json()
            found += [row["reference"] for row in body["results"]]
            path = (body["next"] or "").removeprefix("/api/civic/v1/staff/")
    assert by_page == by_cursor == everything
    is_problem(program.get("contributions/", page=9), 404)


def test_nothing_shifts_under_a_cursor(program: Program) -> None:
    now = timezone.now()
    rows = [ContributionFactory(created_at=now + timedelta(minutes=n)) for n in range(4)]
    first = program.get("contributions/", page_size=2, cursor="").json()
    program.post(f"contributions/{rows[0].reference}/publish/")
    second = program.get(first["next"].removeprefix("/api/civic/v1/staff/"))
    assert references(second) == [rows[2].reference, rows[3].reference]


@pytest.mark.parametrize("path", ["contributions/", "contributions/?cursor=", "comments/"])
def test_a_list_costs_the_same_at_thirty_rows_as_at_one(
    program: Program, path: str, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    campaign = CampaignFactory(open=True)

    def cost() -> int:
        with CaptureQueriesContext(connection) as context:
            assert (
                program.get(f"{path}{'&' if '?' in path else '?'}page_size=100").status_code == 200
            )
        return len(context)

    ContributionFactory(campaign=campaign, assigned_to=staff("admin"))
    cost()
    one = cost()
    ContributionFactory.create_batch(29, campaign=campaign, assigned_to=staff("admin"))
    assert cost() == one <= 9


def test_one_contribution_is_told_whole_but_for_whom_and_where_it_is_of(program: Program) -> None:
    campaign = CampaignFactory(
        open=True,
        body=[
            form_block(
                question("short_text", "titre", "Titre", required=True, is_title=True),
                question("long_text", "secret", "Pour l'équipe", public=False),
            )
        ],
    )
    row = ContributionFactory(
        campaign=campaign, pinned=True, contact_email=EMAIL,
        answers={"titre": "Un banc", "secret": "Je suis seule"},
    )  # fmt: skip
    Note.objects.create(contribution=row, text="À voir", created_at=timezone.now())
    response = program.get(f"contributions/{row.reference}/")
    found = response.json()
    assert response["Cache-Control"] == "private, no-store"
    assert response["ETag"].removeprefix("W/") == f'"{found["version"]}"'
    assert [(a["key"], a["private"]) for a in found["answers"]] == [
        ("titre", False), ("secret", True),
    ]  # fmt: skip
    assert [note["text"] for note in found["notes"]] == ["À voir"]
    assert (found["has_contact"], found["has_exact_place"]) == (True, True)
    assert set(found["allowed"]) == {"publish", "reject", "withdraw", "merge", "exclude", "redact"}
    assert EMAIL not in response.content.decode()
    assert "rue de la Paix" not in response.content.decode()


def test_reading_whom_and_where_it_is_of_is_logged(program: Program) -> None:
    row = ContributionFactory(pinned=True, contact_email=EMAIL)
    assert program.get(f"contributions/{row.reference}/contact/").json() == {"email": EMAIL}
    place = program.get(f"contributions/{row.reference}/place/").json()
    assert place["address"] == "1 rue de la Paix"
    logged = set(ModelLogEntry.objects.values_list("action", flat=True))
    assert logged == {"civic.contribution.read_contact", "civic.contribution.read_location"}
    for entry in ModelLogEntry.objects.all():
        assert entry.data["api_key"]
        assert EMAIL not in str(entry.data)


def test_private_files_are_sent_to_moderators(program: Program) -> None:
    block = form_block(
        question("short_text", "titre", "Titre", required=True, is_title=True),
        question("file", "photo", "Photo", public=False),
    )
    row = ContributionFactory(campaign=CampaignFactory(open=True, body=[block]))
    upload = Upload(
        campaign_id=row.campaign_id, contribution=row, field_key="photo", name="a.txt",
        content_type="text/plain", extension=".txt", size=4, digest="0" * 64,
        created_at=timezone.now(),
    )  # fmt: skip
    upload.file.save("a.txt", ContentFile(b"secret"))
    row.answers["photo"] = [{"id": str(upload.uuid), "name": "a.txt", "size": 4, "type": "text/plain"}]  # fmt: skip
    row.save()
    [file] = program.get(f"contributions/{row.reference}/").json()["files"]
    assert file["private"]
    response = program.get(file["url"].removeprefix("/api/civic/v1/staff/"))
    assert b"".join(response.streaming_content) == b"secret"
    assert "no-store" in response["Cache-Control"]


def test_counts_and_words_tell_where_things_stand(program: Program) -> None:
    campaign = CampaignFactory(open=True)
    ContributionFactory.create_batch(2, campaign=campaign)
    ContributionFactory(campaign=campaign, published=True)
    [counts] = program.get("counts/", campaign=campaign.pk).json()["results"]
    assert counts["contributions"] == {"pending": 2, "published": 1}
    words = program.get("vocabulary/").json()
    assert "moderator" in {person["username"] for person in words["moderators"]}
    assert words["statuses"]["pending"]
    limited = Program(key_for(staff("moderator"), "contributions:read"))
    assert limited.get("counts/").json()["results"][0]["comments"] is None


def test_nobody_in_a_browser_of_another_site_is_let_in(program: Program, settings: Any) -> None:
    settings.CIVIC_API = {"CORS_ALLOWED_ORIGINS": ["https://app.example.org"]}
    response = program.client.options(
        "/api/civic/v1/staff/me/",
        headers={"Origin": "https://app.example.org", "Access-Control-Request-Method": "GET"},
    )
    assert "authorization" not in response.get("Access-Control-Allow-Headers", "").lower()
    assert Contribution.objects.count() == 0
