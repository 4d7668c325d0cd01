"""What the team does with votes: the editor's checks, boxes of paper, the count, projects."""

import re
import uuid
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from civic_pages.models import Ballot, BallotBatch, Project, VoteOption, VotePage, VoteResult
from civic_pages.participation.groups import EDITORS, MODERATORS
from civic_pages.testing import CampaignFactory
from tests.voting import votes


pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Any, django_user_model: Any) -> Any:
    user = django_user_model.objects.create_user("moderation", "m@example.org", "x")
    user.groups.add(Group.objects.get(name=MODERATORS))
    client.force_login(user)
    return client


def options(vote: Any, **changes: Any) -> list[dict[str, Any]]:
    return [
        {"id": o.pk, "title": o.title, "cost": o.cost or "", "scope": o.scope, "project": "",
         "description": "", "ORDER": n, **changes.get(o.title, {})}
        for n, o in enumerate(vote.shown_options, 1)
    ]  # fmt: skip


def edit(client: Any, vote: Any, rows: Any = None, **changes: Any) -> Any:
    """Post the page editor to publish; the answer leads away where it is published."""
    rows = options(vote) if rows is None else rows
    form = {
        "title": vote.title, "slug": vote.slug, "introduction": rich_text(""), "question": "",
        "method": vote.method, "min_choices": 1, "max_choices": "", "points": 10, "budget": "",
        "max_per_scope": "", "winners": "", "envelope": "", "eligibility": rich_text(""),
        "minimal_age": "", "tie_rule": "lot", "lot_number": vote.lot_number, "seo_title": "",
        "search_description": "", "show_in_menus": "",
        "options": inline_formset(rows, initial=len([r for r in rows if r.get("id")])),
        "comments": inline_formset([]),
        "action-publish": "1",
    }  # fmt: skip
    url = reverse("wagtailadmin_pages:edit", args=[vote.pk])
    return client.post(url, nested_form_data({**form, **changes}))


def draft_only(vote: Any) -> Any:
    """Take a vote offline, as an editor has it before publishing."""
    vote.unpublish()
    return votes.again(vote)


@pytest.mark.parametrize(
    ("changes", "is_right"),
    [
        ({}, True),
        ({"lot_number": ""}, False),
        ({"tie_rule": "all", "lot_number": ""}, True),
        ({"tie_rule": "all", "envelope": 50_000}, False),
        ({"method": "budget"}, False),
        ({"method": "budget", "budget": 60_000}, False),
        ({"method": "budget", "budget": 60_000, "envelope": 90_000}, True),
        ({"method": "budget", "budget": 40_000, "envelope": 90_000}, False),
        ({"method": "multiple", "min_choices": 3, "max_choices": 2}, False),
        ({"method": "multiple", "min_choices": 9}, False),
        ({"winners": 4}, False),
        ({"max_per_scope": 1}, True),
    ],
)
def test_a_vote_is_published_only_where_it_can_be_cast_and_counted(
    admin_client: Any, changes: dict[str, Any], is_right: bool
) -> None:
    vote = draft_only(votes.make())
    edit(admin_client, vote, **changes)
    assert votes.again(vote).live is is_right


def test_options_need_what_the_rules_count_by(admin_client: Any) -> None:
    vote = draft_only(votes.make())
    free = options(vote, **{"Piste cyclable": {"cost": ""}})
    budget = {"method": "budget", "budget": 60_000, "envelope": 90_000}
    edit(admin_client, vote, free, **budget)
    assert not votes.again(vote).live
    anywhere = options(vote, **{"Piste cyclable": {"scope": ""}})
    edit(admin_client, vote, anywhere, max_per_scope=1)
    assert not votes.again(vote).live
    edit(admin_client, vote, [*options(vote)[:1]])
    assert not votes.again(vote).live


def test_where_one_person_could_vote_many_times_nothing_is_published(admin_client: Any) -> None:
    vote = draft_only(votes.make(identity="anonymous"))
    edit(admin_client, vote)
    assert not votes.again(vote).live


def test_once_somebody_voted_only_wording_changes(admin_client: Any) -> None:
    vote = votes.make()
    keys = votes.keys(vote)
    votes.cast(vote, keys[:1])
    edit(admin_client, vote, winners=2)
    edit(admin_client, vote, options(vote)[:3])
    edit(admin_client, vote, options(vote, **{"Piste cyclable": {"cost": 1}}))
    edit(admin_client, vote, [*options(vote), {"id": "", "title": "Neuf", "ORDER": 9}])
    assert votes.again(vote).rules == vote.rules
    edit(admin_client, vote, options(vote, **{"Piste cyclable": {"title": "Piste Joliot"}}))
    again = votes.again(vote)
    assert [option.title for option in again.shown_options][2] == "Piste Joliot"
    assert votes.keys(again) == keys


def paper(client: Any, vote: Any, batch: Any, *chosen: str, **changes: Any) -> Any:
    url = reverse("civic_vote_paper", args=[vote.pk, batch.pk])
    return client.post(url, {"civic_key": uuid.uuid4().hex, "choix": list(chosen), **changes})


def test_paper_ballots_are_typed_in_up_to_the_count_of_their_box(desk: Any) -> None:
    vote = votes.make()
    first, second, *_rest = votes.keys(vote)
    boxes = reverse("civic_vote_boxes", args=[vote.pk])
    assert desk.post(boxes, {"name": "Mairie", "announced": "0"}).status_code == 422
    assert desk.post(boxes, {"name": "Mairie", "announced": "3"}).status_code == 302
    batch = BallotBatch.objects.get()
    key = uuid.uuid4().hex
    stored = [paper(desk, vote, batch, first, civic_key=key) for _twice in range(2)]
    assert [response.status_code for response in stored] == [302, 302]
    assert Ballot.objects.count() == 1, "a double click is one ballot"
    assert paper(desk, vote, batch).status_code == 422, "nothing is not blank"
    assert paper(desk, vote, batch, first, second).status_code == 422
    assert paper(desk, vote, batch, blanc="on").status_code == 302
    assert paper(desk, vote, batch, second).status_code == 302
    assert paper(desk, vote, batch, second).status_code == 422, "the box is empty"
    assert desk.post(boxes, {"name": "Mairie", "announced": "2"}).status_code == 422
    page = BeautifulSoup(desk.get(stored[0]["Location"]).content, "html.parser")
    assert page.select_one("progress")["value"] == "3"
    last = page.select_one("input[name=undo]")["value"]
    desk.post(reverse("civic_vote_paper", args=[vote.pk, batch.pk]), {"undo": last})
    assert sorted(votes.counted(vote)) == sorted([[], [second]])


def test_nothing_is_published_while_paper_is_missing(desk: Any, close: Any) -> None:
    vote = close(votes.make())
    desk.post(reverse("civic_vote_boxes", args=[vote.pk]), {"name": "Mairie", "announced": "1"})
    detail = reverse("civic_vote", args=[vote.pk])
    assert desk.post(detail, {"verb": "publish"}).status_code == 422
    assert not VoteResult.objects.exists()
    batch = BallotBatch.objects.get()
    assert paper(desk, vote, batch, votes.keys(vote)[0]).status_code == 302
    assert desk.post(detail, {"verb": "publish"}).status_code == 302
    result = VoteResult.objects.get()
    assert (result.ballots, result.paper, result.published_by.username) == (1, 1, "moderation")
    assert paper(desk, vote, batch, votes.keys(vote)[0]).status_code == 422
    assert desk.post(detail, {"verb": "publish"}).status_code == 409


def test_the_desk_does_not_publish_an_open_vote(desk: Any, open_vote: Any) -> None:
    detail = reverse("civic_vote", args=[open_vote.pk])
    assert b'value="publish"' not in desk.get(detail).content
    assert desk.post(detail, {"verb": "publish"}).status_code == 409


def test_editors_neither_enter_nor_count(client: Any, django_user_model: Any, close: Any) -> None:
    vote = close(votes.make())
    user = django_user_model.objects.create_user("redaction", "r@example.org", "x")
    user.groups.add(Group.objects.get(name=EDITORS))
    client.force_login(user)
    for name in ("civic_vote", "civic_vote_boxes"):
        assert client.get(reverse(name, args=[vote.pk])).status_code == 302
    client.post(reverse("civic_vote", args=[vote.pk]), {"verb": "publish"})
    assert not VoteResult.objects.exists()


def test_the_list_of_votes_costs_the_same_however_many(
    desk: Any, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    vote = votes.make()
    url = reverse("civic_votes")
    desk.get(url)
    with django_assert_max_num_queries(40) as one:
        desk.get(url)
    for number in range(5):
        vote.campaign.add_child(instance=VotePage(title=f"V{number}", slug=f"v{number}"))
    with django_assert_num_queries(len(one)):
        page = BeautifulSoup(desk.get(url).content, "html.parser")
    assert len(page.select("tr[data-vote]")) == 6


def test_the_page_costs_the_same_for_two_options_and_for_thirty(
    client: Any, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    vote = votes.make()
    for number in range(2):
        project(vote, number)
    VoteOption.objects.filter(page=vote).update(project=Project.objects.first())
    client.get(vote.url)
    with django_assert_max_num_queries(40) as few:
        client.get(vote.url)
    for number in range(28):
        VoteOption.objects.create(
            page=vote, title=f"Projet {number}", project=Project.objects.last()
        )
    with django_assert_num_queries(len(few)):
        page = BeautifulSoup(client.get(vote.url).content, "html.parser")
    assert len(page.select(".civic-option")) == 32


def project(vote: Any, number: int, **values: Any) -> Project:
    now = timezone.now()
    defaults = {"title": f"Projet {number}", "reference": f"BP-{number}", "status": "vote",
                "cost": 1000 * number, "created_at": now, "updated_at": now}  # fmt: skip
    return Project.objects.create(campaign=vote.campaign, **{**defaults, **values})


def test_the_projects_at_the_vote_become_options_of_a_draft(admin_client: Any) -> None:
    vote = votes.make()
    wanted = [project(vote, 1), project(vote, 2)]
    project(vote, 3, status="study")
    project(vote, 4, is_public=False)
    url = reverse("civic_vote_projects", args=[vote.pk])
    assert "BP-1" in admin_client.get(url).content.decode()
    assert VoteOption.objects.count() == 4
    admin_client.post(url)
    admin_client.post(url)
    assert VoteOption.objects.count() == 4, "an editor looks at it first"
    draft = votes.again(vote).get_latest_revision_as_object()
    added = [option for option in draft.options.all() if option.project_id]
    assert [option.project for option in added] == wanted
    assert [option.cost for option in added] == [1000, 2000]
    votes.cast(vote, votes.keys(vote)[:1])
    project(vote, 5)
    admin_client.post(url)
    again = votes.again(vote).get_latest_revision_as_object()
    assert again.options.count() == 6, "somebody has voted"


def test_a_vote_with_ballots_is_not_deleted(admin_client: Any) -> None:
    vote = votes.make()
    votes.cast(vote, votes.keys(vote)[:1])
    for page in (vote, vote.campaign):
        admin_client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
        assert Page.objects.filter(pk=page.pk).exists()
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    admin_client.post(f"{bulk}?id={vote.pk}")
    assert Page.objects.filter(pk=vote.pk).exists()


def teaser(vote: Any) -> dict[str, Any]:
    value = {"title": "", "text": "", "page": vote.pk}
    return {"type": "vote", "id": str(uuid.uuid4()), "value": value}


def test_a_campaign_leads_to_its_vote(client: Any, close: Any, admin_user: Any) -> None:
    vote = votes.make()
    other = CampaignFactory(open=True, body=[teaser(vote)])
    page = BeautifulSoup(client.get(other.url).content, "html.parser")
    assert page.select_one(f"[data-vote='{vote.pk}'] a")["href"] == vote.url
    links = BeautifulSoup(client.get(vote.campaign.url).content, "html.parser")
    assert vote.url in [a["href"] for a in links.select(".civic-hero__actions a")]
    assert close(vote).civic_actions(timezone.now()) == ()
    api = client.get(f"/api/v2/pages/{other.pk}/?fields=body").json()
    assert api["body"][0]["value"]["vote"]["state"] == "counting"
    for_a_few = PageViewRestriction.objects.create(page=vote, restriction_type="login")
    assert not re.search("data-vote", client.get(other.url).content.decode())
    for_a_few.delete()
    vote.unpublish()
    assert not re.search("data-vote", client.get(other.url).content.decode())


def test_a_campaign_for_a_few_leads_those_few_to_its_vote(admin_client: Any) -> None:
    vote = votes.make()
    campaign = vote.campaign
    campaign.body = [teaser(vote)]
    campaign.save()
    PageViewRestriction.objects.create(page=campaign, restriction_type="login")
    assert re.search("data-vote", admin_client.get(campaign.url).content.decode())


@pytest.mark.parametrize("mode", ["", "upcoming", "open", "counting"])
def test_an_editor_sees_each_state_beforehand(admin_client: Any, mode: str) -> None:
    vote = votes.make(days=(3, 9))
    key = reverse("wagtailadmin_pages:preview_on_edit", args=[vote.pk])
    rows = {
        "title": "Brouillon", "slug": "vote", "introduction": rich_text(""), "method": "multiple",
        "min_choices": 1, "points": 10, "eligibility": rich_text(""), "tie_rule": "lot",
        "options": inline_formset(options(vote), initial=4), "comments": inline_formset([]),
    }  # fmt: skip
    assert admin_client.post(key, nested_form_data(rows)).json()["is_valid"]
    page = BeautifulSoup(admin_client.get(f"{key}?mode={mode}").content, "html.parser")
    assert page.h1.text == "Brouillon"
    assert page.article["data-state"] == (mode or "upcoming")
    assert len(page.select(".civic-option")) == 4


def test_an_editor_sees_a_vote_before_it_is_saved(admin_client: Any) -> None:
    parent = votes.make().campaign
    args = ["civic_pages", "votepage", parent.pk]
    url = reverse("wagtailadmin_pages:preview_on_add", args=args)
    new = [{"title": "A", "cost": "", "scope": "", "project": "", "ORDER": 1}]
    form = {
        "title": "Nouveau", "slug": "nouveau", "introduction": rich_text(""), "method": "single",
        "min_choices": 1, "points": 10, "eligibility": rich_text(""), "tie_rule": "lot",
        "options": inline_formset(new), "comments": inline_formset([]),
    }  # fmt: skip
    assert admin_client.post(url, nested_form_data(form)).json()["is_valid"]
    page = BeautifulSoup(admin_client.get(f"{url}?mode=open").content, "html.parser")
    assert page.h1.text == "Nouveau"


def test_an_editor_sees_an_options_project_and_no_list_of_all(admin_client: Any) -> None:
    vote = votes.make()
    VoteOption.objects.filter(title="Piste cyclable").update(project=project(vote, 1))
    html = admin_client.get(reverse("wagtailadmin_pages:edit", args=[vote.pk])).content.decode()
    assert html.count("BP-1 Projet 1") == 1
    assert not re.search(r">\s*None\s*<", html)
