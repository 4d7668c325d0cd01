"""What a moderator's program does: the admin's own verbs, versions, repeats, and many at once."""

from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from wagtail.models import ModelLogEntry

from civic_pages.deliberation.models import Comment
from civic_pages.participation import actions
from civic_pages.participation.models import (
    Contribution,
    Note,
    OfficialAnswer,
    OutboxMessage,
    Outcome,
    RejectionReason,
    Tally,
)
from civic_pages.testing import CampaignFactory, ContributionFactory
from tests.access.keys import Program, key_for, staff
from tests.api.conftest import is_problem


pytestmark = pytest.mark.django_db


@pytest.fixture
def program() -> Program:
    return Program(key_for(staff("moderator")))


def status_of(row: Contribution) -> str:
    return str(Contribution.objects.get(pk=row.pk).status)


def test_publishing_counts_it_tells_its_author_and_is_done_once(program: Program) -> None:
    row = ContributionFactory(contact_email="a@example.org")
    first = program.post(f"contributions/{row.reference}/publish/")
    assert (first.status_code, first.json()["status"]) == (200, "published")
    again = program.post(f"contributions/{row.reference}/publish/")
    assert again.json() == first.json()
    assert again["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first
    assert sum(Tally.objects.values_list("count", flat=True)) == 1
    assert OutboxMessage.objects.filter(event="published").count() == 1
    assert ModelLogEntry.objects.filter(action="civic.contribution.published").count() == 1
    assert mail.outbox == [] or len(mail.outbox) == 1


def test_a_reason_is_required_and_may_be_one_of_the_citys(program: Program) -> None:
    row = ContributionFactory()
    path = f"contributions/{row.reference}/reject/"
    assert "reason" in is_problem(program.post(path), 422)["errors"]
    assert "reason" in is_problem(program.post(path, {"reason": "  "}), 422)["errors"]
    assert "reason" in is_problem(program.post(path, {"reason": 12}), 422)["errors"]
    assert "ready" in is_problem(program.post(path, {"ready": 99}), 422)["errors"]
    ready = RejectionReason.objects.create(name="Hors sujet", text="Hors de la charte.")
    found = program.post(path, {"ready": ready.pk, "reason": "Voir l'article 3."}).json()
    assert found["reason"] == "Hors de la charte.\n\nVoir l'article 3."
    assert status_of(row) == "rejected"


def test_what_changed_since_it_was_read_is_not_decided(program: Program) -> None:
    row = ContributionFactory()
    read = program.get(f"contributions/{row.reference}/")
    actions.assign(row, to=staff("moderator"), by=staff("moderator"))
    path = f"contributions/{row.reference}/publish/"
    found = is_problem(program.post(path, {}, If_Match=read["ETag"]), 412)
    assert status_of(row) == "pending"
    assert program.post(path, {}, If_Match=f'W/"{found["version"]}"').status_code == 200
    # A retry of what is done is no conflict.
    assert program.post(path, {}, If_Match=read["ETag"]).status_code == 200


def test_somebody_elses_decision_and_lock_are_conflicts(program: Program) -> None:
    row = ContributionFactory()
    actions.hold(row, by=staff("admin"), now=timezone.now())
    path = f"contributions/{row.reference}/publish/"
    assert is_problem(program.post(path), 409)["type"].endswith(":held")
    assert program.get(f"contributions/{row.reference}/").json()["held_by"] == "admin"
    gone = ContributionFactory(status="withdrawn")
    found = is_problem(program.post(f"contributions/{gone.reference}/publish/"), 409)
    assert found["type"].endswith(":illegal-transition")


def test_a_decision_is_put_back_into_the_queue_and_out_of_the_counts(program: Program) -> None:
    row = ContributionFactory(published=True)
    found = program.post(f"contributions/{row.reference}/restore/").json()
    assert found["status"] == "pending"
    assert sum(Tally.objects.values_list("count", flat=True)) == 0
    assert program.post(f"contributions/{row.reference}/restore/").status_code == 200
    merged = ContributionFactory(status="excluded")
    is_problem(program.post(f"contributions/{merged.reference}/restore/"), 409)


def test_merging_and_excluding_are_taken_back(program: Program) -> None:
    campaign = CampaignFactory(open=True)
    stays, other = ContributionFactory.create_batch(2, campaign=campaign)
    path = f"contributions/{other.reference}/"
    found = program.post(f"{path}merge/", {"into": stays.reference}).json()
    assert (found["status"], found["merged_into"]) == ("merged", stays.reference)
    assert program.post(f"{path}merge/", {"into": stays.reference}).status_code == 200
    assert program.post(f"{path}unmerge/").json()["status"] == "pending"
    assert program.post(f"{path}unmerge/")["Idempotent-Replayed"] == "true"
    assert program.post(f"{path}exclude/", {"reason": "Fraude"}).json()["status"] == "excluded"
    assert program.post(f"{path}readmit/").json()["status"] == "pending"
    elsewhere = ContributionFactory()
    refused = program.post(f"{path}merge/", {"into": elsewhere.reference})
    assert "into" in is_problem(refused, 422)["errors"]


def test_the_team_works_around_a_contribution(program: Program) -> None:
    row = ContributionFactory(answers={"titre": "Banc", "idee": "Appelez Jeanne Dupont."})
    path = f"contributions/{row.reference}/"
    for _ in range(2):
        assert program.post(f"{path}note/", {"text": "À voir"}).status_code == 200
        assert program.post(f"{path}theme/", {"name": "Mobilier"}).status_code == 200
        assert program.post(f"{path}assign/", {"to": "moderator"}).status_code == 200
        assert program.post(f"{path}redact/", {"texts": ["Jeanne Dupont"]}).status_code == 200
    found = program.get(path).json()
    assert Note.objects.count() == 1
    assert found["themes"] == ["Mobilier"]
    assert found["assigned_to"] == "moderator"
    assert "Jeanne" not in str(found)
    assert program.post(f"{path}assign/", {"to": None}).json()["assigned_to"] is None
    staff("analyst")
    assert "to" in is_problem(program.post(f"{path}assign/", {"to": "analyst"}), 422)["errors"]


def test_many_are_decided_each_on_its_own(program: Program) -> None:
    campaign = CampaignFactory(open=True)
    rows = ContributionFactory.create_batch(2, campaign=campaign)
    known = ContributionFactory(campaign=campaign, published=True)
    gone = ContributionFactory(campaign=campaign, status="withdrawn")
    asked = [*(row.reference for row in rows), known.reference, gone.reference, "NONE-1"]
    found = program.post("bulk/contributions/", {"verb": "publish", "references": asked}).json()
    assert found["done"] == [row.reference for row in rows]
    assert found["unchanged"] == [known.reference]
    assert [refused["id"] for refused in found["refused"]] == [gone.reference, "NONE-1"]
    entries = ModelLogEntry.objects.filter(action="civic.contribution.published")
    assert len({entry.uuid for entry in entries}) == 2
    body = {"verb": "reject", "references": asked}
    assert "reason" in is_problem(program.post("bulk/contributions/", body), 422)["errors"]
    too_many = {"verb": "publish", "references": ["a"] * 101}
    assert "references" in is_problem(program.post("bulk/contributions/", too_many), 422)["errors"]


def test_the_city_answers_once_and_changes_its_answer(program: Program) -> None:
    campaign = CampaignFactory(open=True)
    rows = ContributionFactory.create_batch(2, campaign=campaign, published=True)
    Outcome.objects.create(name="Retenu", slug="retenu")
    said = {
        "references": [row.reference for row in rows], "outcome": "retenu",
        "text": "Deux bancs sont posés.", "signed": "Voirie", "when": "draft",
    }  # fmt: skip
    first, second = program.post("answers/", said), program.post("answers/", said)
    assert (first.status_code, second.status_code) == (201, 200)
    assert OfficialAnswer.objects.count() == 1
    found = first.json()
    assert (found["state"], found["outcome"]["slug"]) == ("draft", "retenu")
    path = first["Location"].removeprefix("/api/civic/v1/staff/")
    now = {**said, "when": "now"}
    changed = program.put(path, now, If_Match=first["ETag"])
    assert changed.json()["state"] == "public"
    is_problem(program.put(path, now, If_Match=first["ETag"]), 412)
    [listed] = program.get("answers/", campaign=campaign.pk).json()["results"]
    assert listed["references"] == sorted(said["references"])
    shown = program.get(f"contributions/{rows[0].reference}/").json()["answers_of_city"]
    assert [each["text"] for each in shown] == ["Deux bancs sont posés."]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"when": "later"}, "publish_at"),
        ({"outcome": "nothing"}, "outcome"),
        ({"text": ""}, "text"),
        ({"references": ["NONE-1"]}, "references"),
        ({"when": "sometime"}, "when"),
    ],
    ids=str,
)
def test_an_answer_that_is_wrong_is_told_by_field(
    program: Program, changes: dict[str, Any], field: str
) -> None:
    row = ContributionFactory(published=True)
    said = {"references": [row.reference], "text": "Oui.", "when": "now", **changes}
    found = is_problem(program.post("answers/", said), 422)["errors"]
    assert field in found or "__all__" in found
    assert not OfficialAnswer.objects.exists()


def comment(row: Contribution, **columns: Any) -> Comment:
    values = {"body": "D'accord.", "idempotency_key": str(timezone.now()), "status": "pending"}
    return Comment.objects.create(
        campaign_id=row.campaign_id, contribution=row, target=f"contribution:{row.pk}",
        created_at=timezone.now(), **{**values, **columns},
    )  # fmt: skip


def test_comments_are_moderated_and_answered(program: Program) -> None:
    row = ContributionFactory(published=True, campaign=CampaignFactory(open=True, comments=True))
    said, other = comment(row), comment(row)
    listed = program.get("comments/").json()["results"]
    assert [each["id"] for each in listed] == [said.pk, other.pk]
    assert listed[0]["contribution"] == row.reference
    path = f"comments/{said.pk}/"
    first = program.post(f"{path}publish/", {}, If_Match=program.get(path)["ETag"])
    assert first.json()["status"] == "published"
    assert program.post(f"{path}publish/")["Idempotent-Replayed"] == "true"
    is_problem(program.post(f"comments/{other.pk}/reject/"), 422)
    rejected = program.post(f"comments/{other.pk}/reject/", {"reason": "Injures"}).json()
    assert (rejected["status"], rejected["reason"]) == ("rejected", "Injures")
    words = {"body": "Merci.", "signed": "Les parcs"}
    spoken = [program.post(f"{path}speak/", words).json() for _ in range(2)]
    assert spoken[0]["id"] == spoken[1]["id"]
    assert (spoken[0]["official"], spoken[0]["parent"]) == (True, said.pk)
    bulk = program.post("bulk/comments/", {"verb": "restore", "ids": [said.pk, other.pk, 99]})
    assert bulk.json()["done"] == [str(said.pk), str(other.pk)]
    assert [refused["id"] for refused in bulk.json()["refused"]] == ["99"]


def test_a_moderator_of_contributions_alone_reads_no_comments() -> None:
    user = staff("moderator")
    comment(ContributionFactory(published=True))
    program = Program(key_for(user, "contributions:read", "contributions:moderate"))
    is_problem(program.get("comments/"), 403)


@pytest.mark.parametrize("body", ["[]", "1", '"x"', "null", "{"])
def test_a_body_that_is_no_object_is_a_clear_error(program: Program, body: str) -> None:
    row = ContributionFactory()
    path = f"/api/civic/v1/staff/contributions/{row.reference}/note/"
    response = program.client.post(
        path, body, content_type="application/json", headers=program.headers()
    )
    is_problem(response, 400 if body == "{" else 422)
