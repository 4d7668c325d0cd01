"""A discussion in a real browser: with and without JavaScript, and looked at by axe."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from civic_pages.deliberation import counts
from civic_pages.deliberation.models import Comment
from tests.browser.conftest import DESK, PHONE, check_accessibility
from tests.deliberation.discussion import (
    commented,
    discussed,
    discussed_campaign,
    target_of,
    url_of,
)


pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning"),
]


@pytest.fixture
def contribution(transactional_db: None) -> Any:
    made = discussed(discussed_campaign())
    top = commented(made, "Le fil. " * 30)
    answer = commented(made, "Réponse.", parent=top)
    commented(made, "https://exemple.fr/" + "a" * 90, parent=answer)
    commented(made, "La ville étudie.", parent=top, is_official=True, author_name="Espaces verts")
    return made


def test_somebody_comments_answers_and_supports_without_javascript(
    contribution: Any, new_page: Callable[..., Page]
) -> None:
    page = new_page(javascript=False, viewport=PHONE)
    page.goto(url_of(contribution))
    page.fill("#commenter textarea", "Et un abri ?")
    page.fill("#commenter input[name=author_name]", "Awa")
    page.click("#commenter button[type=submit]")
    mine = Comment.objects.get(body="Et un abri ?")
    page.wait_for_selector(f"#comment-{mine.pk}")
    page.click(f"#comment-{mine.pk} a[href*=repondre]")
    page.fill("#repondre textarea", "Devant l'école.")
    page.click("#repondre button[type=submit]")
    answer = Comment.objects.get(parent=mine)
    page.wait_for_selector(f".civic-answers-to #comment-{answer.pk}")
    assert answer.participant == mine.participant
    page.click(f"#comment-{answer.pk} button")
    page.wait_for_selector(f"#comment-{answer.pk} .civic-support__button--on")
    page.click(".civic-support--main button")
    page.wait_for_selector(".civic-support--main .civic-support__button--on")
    assert counts.of_target(target_of(contribution))["support"] == 1
    assert counts.differences() == []


def test_axe_finds_nothing_in_a_discussion(
    contribution: Any, new_page: Callable[..., Page]
) -> None:
    top = Comment.objects.order_by("pk")[0]
    closed = discussed(discussed_campaign(days=(-20, -10)))
    commented(closed)
    page = new_page(viewport=PHONE)

    def look() -> None:
        for size in (DESK, PHONE):
            page.set_viewport_size(size)
            check_accessibility(page)
        page.set_viewport_size({"width": 320, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320

    for path in (
        f"?repondre={top.pk}",
        f"../../commentaires/{top.pk}/signaler/",
    ):
        page.goto(f"{url_of(contribution)}{path}")
        look()
    page.goto(url_of(closed))
    look()
    page.goto(url_of(contribution))
    page.click("#commenter button[type=submit]")
    page.wait_for_selector("#commenter [role=alert]")
    look()
    page.emulate_media(color_scheme="dark")
    look()
