"""A discussion on the page of a contribution, as a browser without JavaScript sees it."""

import re
import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.test import Client
from django.utils import timezone

from civic_pages.deliberation import actions, counts, threads
from civic_pages.deliberation.models import Comment, Reaction
from civic_pages.participation.choices import Status
from tests.deliberation.discussion import (
    commented,
    discussed,
    discussed_campaign,
    target_of,
    url_of,
)


pytestmark = pytest.mark.django_db


def soup_of(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def typed(**values: Any) -> dict[str, Any]:
    """Return what the comment form posts."""
    return {
        "civic_section": "discussion",
        "civic_do": "comment",
        "civic_key": uuid.uuid4().hex,
        "civic_parent": "",
        "body": "Et un abri pour la pluie ?",
        "author_name": "Awa",
        **values,
    }


def clicked(pk: Any = "", **values: Any) -> dict[str, Any]:
    """Return what the support button of a comment, or of the contribution, posts."""
    return {
        "civic_section": "discussion",
        "civic_do": "support",
        "civic_key": uuid.uuid4().hex,
        "civic_support": str(pk),
        **values,
    }


def test_a_comment_is_sent_and_read_where_it_is_sent(client: Client) -> None:
    contribution = discussed()
    response = client.post(url_of(contribution), typed())
    assert response.status_code == 303
    made = Comment.objects.get()
    assert made.author_name == "Awa"
    assert response["Location"].endswith(f"#comment-{made.pk}")
    page = client.get(response["Location"])
    article = soup_of(page).find(id=f"comment-{made.pk}")
    assert "Et un abri pour la pluie ?" in article.get_text()
    assert soup_of(page).select_one("[role=status]").get_text(strip=True)
    assert "no-store" in page["Cache-Control"]


def test_what_was_typed_is_kept_beside_what_is_wrong(client: Client) -> None:
    response = client.post(url_of(discussed()), typed(body=" ", author_name="Awa B."))
    assert response.status_code == 422
    soup = soup_of(response)
    assert soup.find(id="id_comment_author_name")["value"] == "Awa B."
    assert soup.find(id="id_comment_body_error")
    assert soup.select_one("[role=alert]")
    assert not Comment.objects.exists()


def test_a_comment_waits_for_the_moderator_and_says_so(client: Client) -> None:
    contribution = discussed(discussed_campaign(moderation="before"))
    response = client.post(url_of(contribution), typed())
    assert "fait=lecture" in response["Location"]
    assert "abri" not in client.get(response["Location"]).content.decode()


def test_an_answer_is_asked_beneath_the_comment_and_shown_there(client: Client) -> None:
    contribution = discussed()
    top = commented(contribution)
    commented(contribution, "Autre fil.")
    soup = soup_of(client.get(f"{url_of(contribution)}?repondre={top.pk}"))
    form = soup.find("form", id="repondre")
    assert form.find("input", {"name": "civic_parent"})["value"] == str(top.pk)
    assert soup.find("form", id="commenter") is None
    response = client.post(url_of(contribution), typed(civic_parent=top.pk, body="Oui !"))
    answer = Comment.objects.get(body="Oui !")
    assert answer.parent == top
    page = soup_of(client.get(response["Location"]))
    assert page.select_one(f".civic-answers-to #comment-{answer.pk}")
    assert "Autre fil." not in page.get_text()


def test_a_wrong_answer_is_shown_again_beneath_what_it_answers(client: Client) -> None:
    contribution = discussed()
    top = commented(contribution)
    response = client.post(url_of(contribution), typed(civic_parent=top.pk, body=""))
    assert response.status_code == 422
    assert soup_of(response).find("form", id="repondre")


def test_what_people_type_is_shown_as_text(client: Client) -> None:
    contribution = discussed()
    client.post(
        url_of(contribution),
        typed(body="<script>alert(1)</script> <b>gras</b>", author_name="<i>Awa</i>"),
    )
    html = client.get(url_of(contribution)).content.decode()
    assert "<script>alert" not in html
    assert "&lt;b&gt;gras&lt;/b&gt;" in html
    assert "&lt;i&gt;Awa&lt;/i&gt;" in html


def test_the_same_form_sent_twice_is_one_comment(client: Client) -> None:
    contribution, data = discussed(), typed()
    first = client.post(url_of(contribution), data)
    second = Client().post(url_of(contribution), data)
    assert (first.status_code, second.status_code) == (303, 303)
    assert Comment.objects.count() == 1
    other = client.post(url_of(contribution), {**data, "body": "Autre chose."})
    assert other.status_code == 422
    assert Comment.objects.count() == 1


def test_a_filled_trap_and_a_missing_key_are_refused(client: Client) -> None:
    contribution = discussed()
    for wrong in ({"website": "http://spam.example"}, {"civic_key": ""}):
        assert client.post(url_of(contribution), typed(**wrong)).status_code == 422
    assert not Comment.objects.exists()


@pytest.mark.parametrize(("days", "words"), [((-20, -10), "closed"), ((10, 20), "later")])
def test_outside_of_the_phase_the_discussion_is_read_only(
    client: Client, days: tuple[int, int], words: str
) -> None:
    contribution = discussed(discussed_campaign(days=days))
    top = commented(contribution)
    response = client.get(url_of(contribution))
    soup = soup_of(response)
    assert soup.find(id=f"comment-{top.pk}")
    assert soup.find("form", id="commenter") is None
    assert not soup.select("button.civic-support__button")
    assert soup.select_one("#discussion .civic-notice").get_text(strip=True)
    assert "max-age" in response["Cache-Control"]
    refused = client.post(url_of(contribution), typed())
    assert refused.status_code == 403
    assert "Et un abri" in refused.content.decode()
    assert client.post(url_of(contribution), clicked()).status_code == 403
    assert Comment.objects.count() == 1


def test_where_the_campaign_wants_none_there_is_no_discussion(client: Client) -> None:
    contribution = discussed(discussed_campaign(comments=False, supports=False))
    assert soup_of(client.get(url_of(contribution))).find(id="discussion") is None
    assert client.post(url_of(contribution), typed()).status_code == 403


def test_supports_are_given_while_contributions_are_taken(client: Client) -> None:
    contribution = discussed(discussed_campaign("collect", comments=False))
    assert client.post(url_of(contribution), clicked()).status_code == 303
    assert counts.of_target(target_of(contribution))["support"] == 1


def test_a_double_click_supports_once_and_a_second_button_takes_it_back(client: Client) -> None:
    contribution = discussed()
    client.post(url_of(contribution), clicked())
    client.post(url_of(contribution), clicked())
    assert counts.of_target(target_of(contribution))["support"] == 1
    button = soup_of(client.get(url_of(contribution))).select_one("button.civic-support__button")
    assert button["name"] == "civic_unsupport"
    back = clicked()
    back["civic_unsupport"] = back.pop("civic_support")
    client.post(url_of(contribution), back)
    assert counts.of_target(target_of(contribution))["support"] == 0


def test_a_comment_is_supported_and_the_list_stays_as_it_was(client: Client) -> None:
    contribution = discussed()
    top = commented(contribution)
    response = client.post(f"{url_of(contribution)}?ordre=recents&page=1", clicked(top.pk))
    assert "ordre=recents" in response["Location"]
    assert response["Location"].endswith(f"#comment-{top.pk}")
    top.refresh_from_db()
    assert top.supports == 1
    own = soup_of(client.get(url_of(contribution))).select_one(f"#comment-{top.pk} button")
    assert own["name"] == "civic_unsupport"
    assert counts.differences() == []


def test_a_support_of_what_is_not_public_is_not_found(client: Client) -> None:
    contribution = discussed()
    hidden = commented(contribution, status=Status.PENDING, published_at=None)
    elsewhere = commented(discussed(contribution.campaign.specific))
    for pk in (hidden.pk, elsewhere.pk, "9" * 30, "x"):
        assert client.post(url_of(contribution), clicked(pk)).status_code == 404
    assert not Reaction.objects.exists()


def link_in(message: Any) -> str:
    found = re.search(r"https?://[^/]+(/\S+/participation/\S+)", message.body)
    assert found
    return found[1]


def test_an_unproven_comment_counts_once_its_link_is_followed(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    contribution = discussed(discussed_campaign(identity="email"))
    assert client.post(url_of(contribution), typed()).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(url_of(contribution), typed(email="awa@example.org"))
    assert "fait=lien" in response["Location"]
    made = Comment.objects.get()
    assert made.status == Status.UNCONFIRMED
    link = link_in(mail.outbox[-1])
    assert client.get(link).status_code == 200
    assert Comment.objects.get().status == Status.UNCONFIRMED
    followed = client.post(link)
    assert followed.status_code == 303
    assert followed["Location"].endswith(f"#comment-{made.pk}")
    assert Comment.objects.get().status == Status.PUBLISHED
    assert counts.of_target(target_of(contribution))["comment"] == 1
    # The browser is known now: the next one needs no address.
    again = client.post(url_of(contribution), typed(body="Encore ceci."))
    assert "fait=publie" in again["Location"]


def test_a_support_asks_for_an_address_where_the_campaign_confirms_them(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    contribution = discussed(discussed_campaign(identity="email"))
    asked = client.post(url_of(contribution), clicked())
    assert asked.status_code == 422
    assert soup_of(asked).find(id="id_support_email")
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url_of(contribution), clicked(email="awa@example.org"))
    assert counts.of_target(target_of(contribution))["support"] == 0
    client.post(link_in(mail.outbox[-1]))
    assert counts.of_target(target_of(contribution))["support"] == 1


def test_an_account_is_asked_where_the_campaign_asks_for_one(
    client: Client, django_user_model: Any
) -> None:
    contribution = discussed(discussed_campaign(identity="account"))
    soup = soup_of(client.get(url_of(contribution)))
    assert soup.find("form", id="commenter") is None
    assert client.post(url_of(contribution), typed()).status_code == 403
    client.force_login(django_user_model.objects.create(username="awa"))
    assert client.post(url_of(contribution), typed()).status_code == 303
    assert client.post(url_of(contribution), clicked()).status_code == 303
    assert counts.of_target(target_of(contribution)) == {
        "comment": 1,
        "support": 1,
        "for": 0,
        "against": 0,
        "abstain": 0,
    }


def test_too_much_from_one_network_is_told_to_wait_with_all_kept(
    client: Client, settings: Any
) -> None:
    settings.CIVIC_PAGES = {**settings.CIVIC_PAGES, "RATE_LIMIT": (1, 60), "CHALLENGE": "never"}
    contribution = discussed()
    client.post(url_of(contribution), typed())
    refused = client.post(url_of(contribution), typed(body="Encore ceci."))
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
    assert "Encore ceci." in refused.content.decode()


def test_a_challenge_is_asked_of_comments_and_supports(client: Client, settings: Any) -> None:
    settings.CIVIC_PAGES = {**settings.CIVIC_PAGES, "CHALLENGE": "always"}
    contribution = discussed()
    for data in (typed(), clicked()):
        refused = client.post(url_of(contribution), data)
        assert refused.status_code == 422
        assert soup_of(refused).find("civic-proof")
    assert not Comment.objects.exists()
    assert not Reaction.objects.exists()


def test_a_page_holds_twenty_threads_and_the_first_answers_of_each(client: Client) -> None:
    contribution = discussed()
    top = commented(contribution, "Le fil.")
    for number in range(12):
        commented(contribution, f"Réponse {number}.", parent=top)
    for number in range(22):
        commented(contribution, f"Fil {number}.")
    first = soup_of(client.get(f"{url_of(contribution)}?ordre=recents"))
    assert len(first.select(".civic-threads > li")) == 20
    second = soup_of(client.get(f"{url_of(contribution)}?ordre=recents&page=2"))
    assert len(second.select(".civic-threads > li")) == 3
    assert len(second.select(".civic-answers-to > li")) == 10
    more = second.select_one(".civic-threads__more a")["href"]
    assert f"fil={top.pk}" in more
    alone = soup_of(client.get(url_of(contribution) + more))
    assert len(alone.select(".civic-answers-to > li")) == 12


def test_the_link_to_a_late_answer_opens_its_page() -> None:
    contribution = discussed()
    top = commented(contribution)
    answers = [commented(contribution, f"{n}", parent=top) for n in range(threads.ANSWERS_PER_PAGE)]
    beneath = commented(contribution, "En dessous.", parent=answers[0])
    late = answers[-1]
    target = target_of(contribution)
    for comment in (top, answers[0], beneath, answers[50], late):
        found = threads.thread_of(target, str(comment.pk))
        assert found is not None
        shown = [found[0].pk, *(answer.pk for answer in found[0].answers)]
        assert comment.pk in shown
    assert threads.page_of_answer(late) == 2


def test_the_random_order_holds_for_a_day_and_changes_the_next() -> None:
    contribution = discussed()
    for number in range(15):
        commented(contribution, f"Fil {number}.")
    target = target_of(contribution)

    def order(day: date) -> list[int]:
        return [said.pk for said in threads.threads(target, order="random", page=1, day=day)]

    day = date(2026, 11, 28)
    assert order(day) == order(day)
    days = {tuple(order(day + timedelta(days=n))) for n in range(5)}
    assert len(days) == 5
    assert len({tuple(sorted(one)) for one in days}) == 1


def test_the_other_orders_are_newest_and_most_supported() -> None:
    contribution, now = discussed(), timezone.now()
    old = commented(contribution, published_at=now - timedelta(days=2), supports=3)
    new = commented(contribution, published_at=now, supports=1)
    middle = commented(contribution, published_at=now - timedelta(days=1), supports=7)
    target = target_of(contribution)

    def order(name: str) -> list[int]:
        return [s.pk for s in threads.threads(target, order=name, page=1, day=now.date())]

    assert order("recent") == [new.pk, middle.pk, old.pk]
    assert order("supported") == [middle.pk, old.pk, new.pk]


def test_the_page_costs_the_same_with_one_and_with_thirty_threads(
    client: Client, django_assert_num_queries: Any
) -> None:
    campaign = discussed_campaign()
    few, many = discussed(campaign), discussed(campaign)
    commented(few, parent=commented(few))
    for _number in range(30):
        top = commented(many)
        for _answer in range(3):
            commented(many, parent=top)
    client.post(url_of(few), clicked())
    client.get(url_of(few))
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as cost:
        client.get(url_of(few))
    with django_assert_num_queries(len(cost)):
        client.get(url_of(many))


def test_nothing_of_what_is_not_published_is_on_the_page(client: Client, admin_user: Any) -> None:
    contribution = discussed()
    top = commented(contribution, "Visible.")
    answer = commented(contribution, "Secret un.", parent=top)
    commented(contribution, "Secret deux.", parent=answer)
    commented(contribution, "Secret trois.", status=Status.UNCONFIRMED, published_at=None)
    actions.reject(answer, by=admin_user, now=timezone.now(), reason="Insulte privée.")
    html = client.get(url_of(contribution)).content.decode()
    assert "Visible." in html
    assert "Secret" not in html
    assert "Insulte" not in html
    assert client.get(f"{url_of(contribution)}?fil={answer.pk}").status_code == 200
