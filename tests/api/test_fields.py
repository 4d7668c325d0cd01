"""``fields`` and ``expand``: what is told is what is asked for, at the cost of one row."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from civic_api import selecting
from civic_api.exceptions import Problem
from civic_pages.models import Project
from civic_pages.participation.models import Contribution
from civic_pages.testing import CampaignFactory, ContributionFactory, form_block
from tests.api.conftest import ROOT, is_problem
from tests.api.test_problems import ROUTES, filled


pytestmark = pytest.mark.django_db
ROW = {"id": 1, "title": "A", "phases": [{"name": "x", "start": 1}, {"name": "y", "start": 2}], "body": "b"}  # fmt: skip


@pytest.fixture
def campaign(db: None) -> Any:
    return CampaignFactory(open=True, comments=True, supports=True, body=[form_block()])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("*", ROW),
        ("_", {}),
        ("id,title", {"id": 1, "title": "A"}),
        ("_,title", {"title": "A"}),
        ("-body", {key: ROW[key] for key in ("id", "title", "phases")}),
        ("*,-body,-id", {key: ROW[key] for key in ("title", "phases")}),
        ("phases(name)", {"phases": [{"name": "x"}, {"name": "y"}]}),
        ("*,phases(-start)", {**ROW, "phases": [{"name": "x"}, {"name": "y"}]}),
        (" id , phases( name , start ) ", {"id": 1, "phases": ROW["phases"]}),
    ],
)
def test_fields_choose_as_in_wagtail(text: str, told: Any) -> None:
    assert selecting.parse(text).of(ROW) == told


@pytest.mark.parametrize(
    "text",
    ["", ",", "a,", "a,,b", "a(", "a(b", "a)", "a(b))", "()", "a b", "-", "é", "*(a)", "-a(b)", "_(a)", "a()", "a'b", "a(b(c(d(e(f(g))))))", "a," * 600],
)  # fmt: skip
def test_what_is_no_choice_is_a_problem(text: str) -> None:
    with pytest.raises(Problem) as refused:
        selecting.parse(text)
    assert refused.value.status_code == 400


def test_a_list_tells_the_members_asked_for(get: Any, campaign: Any) -> None:
    ContributionFactory(campaign=campaign, published=True, title="Un banc")
    answer = get("contributions/", fields="title,outcome(slug)").json()
    assert answer["results"] == [{"title": "Un banc", "outcome": None}]
    assert answer["count"] == 1
    assert get("campaigns/", fields="id,state(status)").json()["results"] == [
        {"id": campaign.pk, "state": {"status": "open"}}
    ]
    one = get(f"campaigns/{campaign.pk}/", fields="-blocks,-figures").json()
    assert "blocks" not in one
    assert one["forms"]


def test_what_is_not_asked_for_is_not_looked_up(get: Any, campaign: Any) -> None:
    def cost(**query: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert get(f"campaigns/{campaign.pk}/", **query).status_code == 200
        return len(captured)

    cost()
    assert cost(fields="id,title") <= cost()


SHAPED = sorted(path for path, each in ROUTES.items() if getattr(each.cls, "shape", None))


def test_lists_and_details_can_be_narrowed() -> None:
    assert len(SHAPED) >= 13


@pytest.mark.parametrize("route", SHAPED)
@pytest.mark.parametrize(("name", "value"), [("fields", "nothing_of_ours"), ("expand", "nothing")])
def test_an_unknown_name_is_a_problem_with_those_there_are(
    client: Any, route: str, name: str, value: str
) -> None:
    answer = client.get(filled(route), {name: value})
    told = is_problem(answer, 400)
    if name == "fields":
        known = ROUTES[route].cls.shape().fields
        rows = known["results"].child.fields if hasattr(known.get("results"), "child") and hasattr(known["results"].child, "fields") else known  # fmt: skip
        assert all(member in told["detail"] for member in rows if not getattr(rows[member], "help_text", None)) or "results" in known  # fmt: skip


def test_the_problem_names_what_there_is(get: Any, campaign: Any) -> None:
    told = is_problem(get("contributions/", fields="titel"), 400)
    assert "title" in told["detail"]
    assert told["errors"]["fields"]
    told = is_problem(get("contributions/", expand="answer"), 400)
    assert "answers, answers_of_city" in told["detail"]
    is_problem(get("contributions/", fields="outcome(name,colour)"), 400)
    # Told only where it is asked for.
    is_problem(get("contributions/", fields="answers"), 400)
    assert get("contributions/", fields="answers", expand="answers").status_code == 200


def test_the_document_names_them(client: Any) -> None:
    document = json.loads(client.get(f"{ROOT}/schema/?format=json").content)
    listed = document["paths"]["/api/civic/v1/contributions/"]["get"]["parameters"]
    told = {each["name"]: each for each in listed}
    assert "answers_of_city" in told["expand"]["schema"]["items"]["enum"]
    assert "Wagtail" in told["fields"]["description"]
    one = document["paths"]["/api/civic/v1/campaigns/{id}/"]["get"]["parameters"]
    assert "fields" in {each["name"] for each in one}


EVERYTHING = {
    "contributions/": "answers,answers_of_city,campaign_summary,comments_count,supports_count",
    "campaigns/": "phases,forms,perimeter",
    "campaigns/{}/projects/": "description,steps,contributions",
}


@pytest.mark.parametrize("path", EVERYTHING)
def test_thirty_rows_expanded_cost_what_one_does(get: Any, campaign: Any, path: str) -> None:
    def more(count: int) -> None:
        ContributionFactory.create_batch(count, campaign=campaign, published=True)
        made = Project.objects.count()
        for number in range(made, made + count):
            project = Project.objects.create(
                campaign_id=campaign.pk, reference=f"TST-P-{number}", title=f"Projet {number}",
                created_at="2026-01-01T00:00Z", updated_at="2026-01-01T00:00Z",
            )  # fmt: skip
            project.steps.create(status="study", on="2026-01-01", note="Étudié")
            project.contributions.set(Contribution.objects.all()[:2])

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            answer = get(path.format(campaign.pk), expand=EVERYTHING[path], page_size=100) if "camp" not in path or "proj" in path else get(path, expand=EVERYTHING[path])  # fmt: skip
        assert answer.status_code == 200
        for row in answer.json()["results"]:
            assert set(EVERYTHING[path].split(",")) <= set(row)
        return len(captured)

    more(1)
    cost()
    few = cost()
    more(29)
    if path == "campaigns/":
        CampaignFactory.create_batch(9, open=True, body=[form_block()])
    assert cost() == few


def test_answers_of_a_list_are_those_of_each(get: Any, campaign: Any) -> None:
    made = ContributionFactory.create_batch(3, campaign=campaign, published=True, with_email=True)
    listed = get("contributions/", expand="answers,comments_count").json()["results"]
    for row in listed:
        one = get(f"contributions/{row['reference']}/").json()
        assert row["answers"] == one["answers"]
        assert row["comments_count"] == 0
    text = json.dumps(listed)
    assert "habitante@example.org" not in text
    assert len(made) == len(listed)
