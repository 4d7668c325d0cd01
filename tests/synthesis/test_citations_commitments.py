"""Commitments: where each stands, said with its day, and shown with its history."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from civic_pages.synthesis import actions
from civic_pages.synthesis.models import CommitmentStep
from civic_pages.synthesis.statements import themes
from tests.participation.desk import client_of, soup, user_of
from tests.synthesis.citing import FIRST, SECOND, THIRD, synthesis_of


pytestmark = pytest.mark.django_db


@pytest.fixture
def synthesis() -> Any:
    return synthesis_of()


def days_ago(days: int) -> Any:
    return timezone.localdate() - timedelta(days=days)


def standing_of(synthesis: Any) -> dict[str, Any]:
    return {s.number: s.commitment for theme in themes(synthesis) for s in theme.statements}


def posted(statement: str, **values: Any) -> dict[str, Any]:
    fields = {"status": "started", "on": days_ago(1).isoformat(), "note": "", **values}
    return {"commitment": statement, **{f"{statement}-{k}": v for k, v in fields.items()}}


def test_the_latest_step_says_where_a_commitment_stands(synthesis: Any) -> None:
    by, now = user_of("admin"), timezone.now()
    assert standing_of(synthesis)["1.1"].status == "planned"
    for status, days in (("done", 1), ("started", 30)):
        entered = actions.Standing(status, days_ago(days))
        actions.add_step(synthesis, FIRST, entered, by=by, now=now)
    found = standing_of(synthesis)
    assert found["1.1"].status == "done"
    assert [step.status for step in found["1.1"].steps] == ["started", "done"]
    assert found["1.2"] is None
    assert found["2.1"].status == "planned"


@pytest.mark.parametrize(
    ("status", "days", "note", "field"),
    [
        ("nonsense", 1, "", "status"),
        ("started", -1, "", "on"),
        ("delayed", 1, " ", "note"),
        ("dropped", 1, "", "note"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    synthesis: Any, status: str, days: int, note: str, field: str
) -> None:
    entered = actions.Standing(status, days_ago(days), note)
    with pytest.raises(ValidationError) as refused:
        actions.add_step(synthesis, FIRST, entered, by=user_of("admin"), now=timezone.now())
    assert set(refused.value.message_dict) == {field}
    assert not CommitmentStep.objects.exists()


def test_a_moderator_of_contributions_enters_no_step(synthesis: Any) -> None:
    entered = actions.Standing("done", days_ago(1))
    with pytest.raises(PermissionDenied):
        actions.add_step(synthesis, FIRST, entered, by=user_of("moderator"), now=timezone.now())


def test_every_commitment_is_in_one_table_and_only_those(synthesis: Any) -> None:
    page = soup(client_of("admin").get(reverse("civic_commitments", args=[synthesis.pk])))
    ids = [section["id"] for section in page.select(".civic-synthesis__commitment")]
    assert ids == [f"commitment-{FIRST}", f"commitment-{THIRD}"]
    assert SECOND not in page.get_text()


def test_a_step_is_added_and_taken_back_in_the_admin(synthesis: Any) -> None:
    client, url = client_of("admin"), reverse("civic_commitments", args=[synthesis.pk])
    answer = client.post(url, posted(FIRST, status="delayed", note="Le marché est infructueux."))
    assert answer.status_code == 302
    step = CommitmentStep.objects.get()
    assert (step.status, step.on, step.commitment) == ("delayed", days_ago(1), FIRST)
    assert "Le marché est infructueux." in client.get(url).content.decode()
    client.post(url, {"remove": str(step.pk)})
    assert not CommitmentStep.objects.exists()


def test_a_refused_step_is_told_beside_its_field_and_kept(synthesis: Any) -> None:
    client: Client = client_of("admin")
    url = reverse("civic_commitments", args=[synthesis.pk])
    tomorrow = days_ago(-1).isoformat()
    answer = client.post(url, posted(THIRD, on=tomorrow, note="Bientôt"))
    assert answer.status_code == 422
    opened = soup(answer).select_one(f"#commitment-{THIRD} details[open]")
    assert opened is not None
    assert opened.select_one("textarea").get_text().strip() == "Bientôt"  # type: ignore[union-attr]
    assert opened.select(f"#id_{THIRD}-on_error")


def test_a_step_of_another_synthesis_is_not_taken_back(synthesis: Any) -> None:
    other = synthesis_of(slug="autre")
    by, now = user_of("admin"), timezone.now()
    step = actions.add_step(other, FIRST, actions.Standing("done", days_ago(1)), by=by, now=now)
    assert not actions.remove_step(synthesis, step.pk, by=by)
    assert CommitmentStep.objects.exists()
