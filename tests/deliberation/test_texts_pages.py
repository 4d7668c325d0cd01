"""The page of a text: clauses, positions without JavaScript, results when they may be told."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from civic_pages.deliberation import counts, targets, versions
from civic_pages.deliberation.models import Comment, DiscussionCount, Reaction
from civic_pages.participation.choices import Identity, Moderation, Status
from tests.conftest import StrictClient
from tests.deliberation.texts import (
    CLAUSES,
    FIRST,
    SECOND,
    clause,
    discussed_campaign,
    republish,
    text_beneath,
)


pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef-{}"


def soup_of(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def take_position(client: Any, page: Any, stance: str, clause_id: str = FIRST, **data: Any) -> Any:
    """Click a button of the text, as a browser posts it."""
    soup = soup_of(client.get(page.url))
    form = soup.find("form", action=f"{page.discussion_url(clause_id)}#soutenir")
    fields = {i["name"]: i.get("value", "") for i in form.select("input[name]")}
    button = form.select_one(f"button[value={stance}]")
    return client.post(form["action"], {**fields, button["name"]: stance, **data})


def count_of(page: Any, clause_id: str, what: str) -> int:
    found = DiscussionCount.objects.filter(target=f"text:{page.pk}:{clause_id}", what=what)
    return sum(row.count for row in found)


def many_voices(page: Any, count: int, clause_id: str = FIRST) -> None:
    """Let citizens be for a clause."""
    row = DiscussionCount.objects.get_or_create(
        campaign_id=page.campaign.pk, target=f"text:{page.pk}:{clause_id}", what="for"
    )[0]
    row.count += count
    row.save()


@pytest.fixture
def page(db: None) -> Any:
    return text_beneath(discussed_campaign(), introduction="<p>Dites-nous.</p>")


def test_every_clause_has_a_short_anchor_which_the_contents_lead_to(client: Any, page: Any) -> None:
    soup = soup_of(client.get(page.url))
    anchors = [a["href"] for a in soup.select(".civic-text__contents a")]
    assert anchors == [f"#clause-{FIRST[:8]}", f"#clause-{SECOND[:8]}"]
    for anchor in anchors:
        assert soup.select_one(anchor)
    assert "Titre I" in soup.select_one("h2.civic-text__chapter")
    assert "Dites-nous." in soup.get_text()


def test_an_anchor_stays_where_the_editor_moves_and_rewrites_the_clause(
    client: Any, page: Any
) -> None:
    moved = [CLAUSES[2], {**clause("1", "Autre titre", "<p>Autre.</p>")}]
    page = republish(page, moved)
    assert "Autre." in soup_of(client.get(page.url)).find(id=f"clause-{FIRST[:8]}").get_text()


def test_a_position_is_taken_by_one_click_shown_and_changed(client: Any, page: Any) -> None:
    response = take_position(client, page, "for")
    assert response.status_code == 303
    assert response["Location"].startswith(page.url)
    assert response["Location"].endswith(f"#clause-{FIRST[:8]}")
    pressed = soup_of(client.get(page.url)).select('button[aria-pressed="true"]')
    assert [b["value"] for b in pressed] == ["for"]
    take_position(client, page, "against")
    assert Reaction.objects.get().stance == "against"
    assert (count_of(page, FIRST, "for"), count_of(page, FIRST, "against")) == (0, 1)
    take_position(client, page, "against")
    assert count_of(page, FIRST, "against") == 1, "the same click twice is one position"


def withdraw_position(client: Any, page: Any) -> Any:
    """Click the button beside one's own position, as a browser posts it."""
    form = soup_of(client.get(page.url)).find(
        "form", action=f"{page.discussion_url(FIRST)}#soutenir"
    )
    fields = {i["name"]: i.get("value", "") for i in form.select("input[name]")}
    button = form.select_one(".civic-position__back")
    return client.post(form["action"], {**fields, button["name"]: button["value"]})


def test_a_position_is_withdrawn_by_one_click_and_counts_no_more(client: Any, page: Any) -> None:
    assert not soup_of(client.get(page.url)).select(".civic-position__back")
    take_position(client, page, "for")
    take_position(StrictClient(), page, "for")
    response = withdraw_position(client, page)
    assert response.status_code == 303
    assert response["Location"].endswith(f"#clause-{FIRST[:8]}")
    shown = soup_of(client.get(response["Location"]))
    assert "position" in shown.select_one("[role=status]").get_text()
    assert not shown.select('button[aria-pressed="true"], .civic-position__back')
    assert count_of(page, FIRST, "for") == 1, "the other's position stands"
    assert counts.differences() == []
    take_position(client, page, "against")
    assert count_of(page, FIRST, "against") == 1, "whoever withdrew may think again"


def test_a_position_that_asks_for_a_proof_says_so_there_and_not_at_the_comment(
    client: Any, page: Any, settings: Any
) -> None:
    settings.CIVIC_PAGES = {**settings.CIVIC_PAGES, "CHALLENGE": "always"}
    shown = soup_of(take_position(client, page, "for"))
    assert shown.select_one("#commenter")
    assert shown.select_one("#soutenir [name=civic_answer]")
    assert not shown.select("[data-error-summary], [aria-invalid]"), "nothing was asked yet"
    form = shown.select_one("form#soutenir")
    fields = {field["name"]: field.get("value", "") for field in form.select("input[name]")}
    again = soup_of(client.post(form["action"], {**fields, "civic_answer": "mille"}))
    (summary,) = again.select("[data-error-summary]")
    assert summary.find_parent("form")["id"] == "soutenir"
    assert again.select_one("#soutenir [name=civic_answer][aria-invalid=true]")


def test_nobody_withdraws_the_position_of_somebody_else(client: Any, page: Any) -> None:
    take_position(client, page, "for")
    posted = {"civic_do": "retract", "civic_key": KEY.format("b")}
    StrictClient().post(page.discussion_url(FIRST), posted)
    assert count_of(page, FIRST, "for") == 1
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    assert strict.post(page.discussion_url(FIRST), posted).status_code == 403
    assert count_of(page, FIRST, "for") == 1


def test_whoever_cannot_be_known_is_told_that_nothing_was_taken_back(client: Any) -> None:
    page = text_beneath(discussed_campaign(identity=Identity.EMAIL))
    posted = {"civic_do": "retract", "civic_key": KEY.format("c"), "email": "h@example.org"}
    response = client.post(page.discussion_url(FIRST), posted)
    assert "fait=inchange" in response["Location"]


def test_a_position_stands_once_the_discussion_is_closed(client: Any, page: Any) -> None:
    take_position(client, page, "for")
    page.campaign.phases.update(end_date=timezone.localdate() - timedelta(days=1))
    posted = {"civic_do": "retract", "civic_key": KEY.format("d")}
    assert client.post(page.discussion_url(FIRST), posted).status_code == 403
    assert not soup_of(client.get(page.url)).select(".civic-position__back")
    assert count_of(page, FIRST, "for") == 1


def test_positions_are_taken_on_the_whole_text_too(client: Any, page: Any) -> None:
    response = take_position(client, page, "abstain", "")
    assert response["Location"].endswith("#whole-text")
    assert count_of(page, "", "abstain") == 1


def test_two_browsers_are_two_persons(client: Any, page: Any) -> None:
    take_position(client, page, "for")
    take_position(StrictClient(), page, "for")
    assert count_of(page, FIRST, "for") == 2


def test_a_double_click_of_somebody_new_is_one_position(client: Any, page: Any) -> None:
    soup = soup_of(client.get(page.url))
    form = soup.find("form", action=f"{page.discussion_url(FIRST)}#soutenir")
    fields = {i["name"]: i.get("value", "") for i in form.select("input[name]")}
    for _click in range(2):
        # Neither request has the cookie that the first answer sets.
        assert StrictClient().post(form["action"], {**fields, "civic_do": "for"}).status_code == 303
    assert count_of(page, FIRST, "for") == 1


def test_where_addresses_are_confirmed_one_is_asked_and_nothing_counts_before(
    client: Any, mailoutbox: Any
) -> None:
    page = text_beneath(discussed_campaign(identity=Identity.EMAIL))
    asked = take_position(client, page, "for")
    assert asked.status_code == 422
    assert soup_of(asked).select_one('input[name="email"]')
    form = soup_of(asked).select_one('form:has(input[name="email"])')
    fields = {i["name"]: i.get("value", "") for i in form.select("input[name]")}
    sent = client.post(form["action"], {**fields, "email": "h@example.org"})
    assert sent.status_code == 303
    assert count_of(page, FIRST, "for") == 0


def test_nothing_can_be_posted_while_the_discussion_is_closed(client: Any) -> None:
    page = text_beneath(discussed_campaign((-20, -10)))
    html = soup_of(client.get(page.url))
    assert not html.select("form button[value=for]")
    assert html.select_one(".civic-badge--closed")
    response = client.post(
        page.discussion_url(FIRST), {"civic_do": "for", "civic_key": KEY.format("a")}
    )
    assert response.status_code == 403
    assert not Reaction.objects.exists()


def test_before_it_opens_the_text_says_when(client: Any) -> None:
    page = text_beneath(discussed_campaign((10, 20)))
    soup = soup_of(client.get(page.url))
    assert soup.select_one(".civic-badge--upcoming")
    assert str((timezone.localdate() + timedelta(days=10)).year) in soup.get_text()


def test_totals_are_hidden_while_positions_are_taken(client: Any, page: Any) -> None:
    many_voices(page, 41_739)
    assert "739" not in soup_of(client.get(page.url)).select_one("main").get_text()
    assert (
        "739" not in soup_of(client.get(page.discussion_url(FIRST))).select_one("main").get_text()
    )


@pytest.mark.parametrize("days", [(-20, -10), (-5, 5)])
def test_totals_are_told_after_the_close_and_before_only_where_the_campaign_says_so(
    client: Any, days: Any
) -> None:
    page = text_beneath(discussed_campaign(days, live_totals=True))
    many_voices(page, 3)
    DiscussionCount.objects.create(
        campaign_id=page.campaign.pk, target=f"text:{page.pk}:{FIRST}", what="against", count=1
    )
    soup = soup_of(client.get(page.url))
    bar = soup.find(id=f"clause-{FIRST[:8]}").select(".civic-tally__bar rect")
    assert [(part["x"], part["width"]) for part in bar] == [("0", "750"), ("750", "250")]
    row = soup.select(".civic-text__table tbody tr")[1]
    assert [td.get_text(strip=True).split("(")[0].strip() for td in row.select("td")] == [
        "3", "1", "0", "4", "0",
    ]  # fmt: skip


def test_a_comment_says_on_which_version_it_was_written(client: Any) -> None:
    page = text_beneath(discussed_campaign(moderation=Moderation.AFTER))
    response = client.post(
        page.discussion_url(FIRST),
        {"civic_do": "comment", "body": "Trop peu.", "civic_key": KEY.format("b")},
    )
    assert response.status_code == 303
    assert Comment.objects.get().version.number == 1
    before = soup_of(client.get(page.discussion_url(FIRST)))
    assert not before.select(".civic-comment__version")
    page = republish(page, [clause("1", "Les arbres", "<p>Plus.</p>")])
    after = soup_of(client.get(page.discussion_url(FIRST)))
    assert after.select_one(".civic-comment__version a")["href"] == f"{page.url}versions/1/"


def test_a_comment_with_its_position_is_refused_with_all_that_was_typed(
    client: Any, page: Any
) -> None:
    data = {"civic_do": "comment", "position": "against", "author_name": "Samira", "body": ""}
    response = client.post(page.discussion_url(FIRST), {**data, "civic_key": KEY.format("c")})
    assert response.status_code == 422
    soup = soup_of(response)
    assert soup.select_one('input[name="author_name"]')["value"] == "Samira"
    assert soup.select_one('input[name="position"][value="against"]').has_attr("checked")
    assert "Les arbres" in soup.select_one("h1").get_text()


def test_the_discussion_of_the_whole_text_has_its_own_page(client: Any, page: Any) -> None:
    soup = soup_of(client.get(f"{page.url}discussion/"))
    assert soup.select_one("textarea")
    assert soup.select_one("h1")


def test_an_open_text_is_an_action_of_its_campaign(client: Any, page: Any) -> None:
    assert f'href="{page.url}"' in client.get(page.campaign.url).content.decode()
    assert text_beneath(discussed_campaign((-20, -10))).civic_actions(timezone.now()) == ()


def test_what_is_asked_is_the_editors_choice(client: Any) -> None:
    page = text_beneath(discussed_campaign(), positions=False, whole_position=False, comments=False)
    soup = soup_of(client.get(page.url))
    assert not soup.select("button[value=for]")
    assert not soup.select(".civic-clause__discuss")
    assert page.civic_actions(timezone.now()) == ()


def queries_of(client: Any, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_the_page_costs_the_same_with_one_clause_and_with_thirty(client: Any) -> None:
    campaign = discussed_campaign((-20, -10))
    few = text_beneath(campaign, [clause("1")])
    many = text_beneath(campaign, [clause(str(n)) for n in range(1, 31)], title="Long")
    for row in many.clause_list:
        many_voices(many, 3, row.id)
    assert queries_of(client, few.url) == queries_of(client, many.url)
    assert queries_of(client, f"{few.url}versions/1/") == queries_of(
        client, f"{many.url}versions/1/"
    )


def test_ten_thousand_comments_and_positions_cost_what_one_costs(client: Any) -> None:
    from civic_pages.deliberation import counts
    from civic_pages.participation.participants.models import Participant

    page = text_beneath(discussed_campaign(live_totals=True))
    url, now = page.discussion_url(FIRST), timezone.now()
    target = targets.of_clause(page, FIRST, versions.of(page).first())
    common = {**target.keys(), "created_at": now}

    def say(first: int, count: int) -> None:
        people = Participant.objects.bulk_create(
            Participant(campaign_id=page.campaign.pk, key=f"k{first + n}", created_at=now)
            for n in range(count)
        )
        Comment.objects.bulk_create(
            Comment(
                **common, clause=FIRST, version=target.version, participant=person,
                body=f"Avis {n}", status=Status.PUBLISHED, published_at=now,
                idempotency_key=f"c{first + n}",
            )
            for n, person in enumerate(people)
        )  # fmt: skip
        Reaction.objects.bulk_create(
            Reaction(**common, participant=person, stance="for", confirmed_at=now)
            for person in people
        )
        counts.rebuild(page.campaign.pk)

    say(0, 1)
    one = [queries_of(client, page.url), queries_of(client, url)]
    say(1, 29)
    thirty = [queries_of(client, page.url), queries_of(client, url)]
    say(30, 9970)
    assert one == thirty == [queries_of(client, page.url), queries_of(client, url)]
    response = client.get(url)
    assert len(response.content) < 400_000
    assert "10" in soup_of(response).select_one(".civic-tally__figures").get_text()


@pytest.fixture
def admin(client: Any) -> Any:
    user = get_user_model().objects.create_superuser("admin", "a@example.org", "secret")
    client.force_login(user)
    return client


@pytest.mark.parametrize("mode", ["", "upcoming", "open", "closed", "results"])
def test_the_editor_previews_every_moment(admin: Any, page: Any, mode: str, rf: Any) -> None:
    response = page.make_preview_request(rf.get("/"), mode)
    assert response.status_code == 200
    soup = BeautifulSoup(
        response.rendered_content if hasattr(response, "rendered_content") else response.content,
        "html.parser",
    )
    assert len(soup.select("h1")) == 1
    assert bool(soup.select("button[value=for]")) == (mode in {"", "open"})


def edited(page: Any, **changes: Any) -> dict[str, Any]:
    from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

    clauses = changes.pop("clauses", [])
    return nested_form_data(
        {
            "title": page.title,
            "slug": page.slug,
            "introduction": rich_text("<p>Bonjour</p>"),
            "clauses": streamfield(
                [
                    ("clause", {"number": number, "heading": "", "text": rich_text("<p>x</p>")})
                    for number in clauses
                ]
            ),
            "version_note": "",
            "positions": "on",
            "comments": "on",
            **changes,
        }
    )


def test_a_draft_without_clauses_is_saved_but_not_published(admin: Any) -> None:
    page = text_beneath(discussed_campaign(), [])
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert admin.post(url, edited(page)).status_code == 302
    refused = admin.post(url, edited(page, **{"action-publish": "1"}))
    assert refused.status_code == 200
    assert "clauses" in refused.context["form"].errors
    taken = admin.post(url, edited(page, clauses=["1"], **{"action-publish": "1"}))
    assert taken.status_code == 302
    assert versions.of(page).count() == 1


def test_a_text_stands_beneath_a_campaign_only(page: Any) -> None:
    from civic_pages.campaigns.models import CampaignIndexPage

    assert type(page).can_exist_under(page.get_parent())
    assert not type(page).can_exist_under(CampaignIndexPage.objects.get())


def test_a_text_leads_to_the_form_that_follows_it(client: Any) -> None:
    page = text_beneath(discussed_campaign())
    link = soup_of(client.get(page.url)).select_one(".civic-follow-link a")
    assert link is not None
    form = soup_of(client.get(link["href"])).select_one("form input[type=email]")
    assert form is not None
