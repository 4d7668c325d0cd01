"""A form of several pages with a file: filled in and sent with a script, and without."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from civic_pages.participation.models import Contribution
from civic_pages.testing import INSIDE, CampaignFactory
from tests.browser.conftest import DESK, PHONE, check_accessibility
from tests.participation import samples
from tests.participation.desk import user_of


pytestmark = pytest.mark.django_db(transaction=True)
PHOTO = {"name": "banc.jpg", "mimeType": "image/jpeg", "buffer": samples.jpeg(size=(600, 400))}


@pytest.fixture
def campaign(transactional_db: None) -> Any:
    return CampaignFactory(open=True, published_at_once=True, body=[samples.bicycle_form()])


class Journey:
    """Goes through the form, and has axe look at each page of it."""

    def __init__(self, page: Page, *, javascript: bool) -> None:
        self.page, self.javascript = page, javascript

    def go(self, where: str) -> None:
        self.page.locator(
            f".civic-form button:visible[name=civic_go][value='{where}']"
        ).first.click()

    def sees(self, title: str) -> None:
        heading = self.page.locator(".civic-progress__title")
        expect(heading).to_contain_text(title)
        expect(self.page).to_have_url(re.compile("#contribution-form-"))
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        if self.javascript:
            expect(heading).to_be_focused()
            check_accessibility(self.page)

    def place(self) -> None:
        details = self.page.locator("details:has([name=lieu_latitude])")
        if details.count() and not self.page.locator("[name=lieu_latitude]").is_visible():
            details.locator("summary").click()
        self.page.locator("[name=lieu_latitude]").fill(str(INSIDE[0]))
        self.page.locator("[name=lieu_longitude]").fill(str(INSIDE[1]))


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("viewport", [PHONE, DESK])
def test_somebody_goes_through_all_pages_and_sends(
    campaign: Any, new_page: Callable[..., Page], javascript: bool, viewport: Any
) -> None:
    page = new_page(javascript=javascript, viewport=viewport)
    journey = Journey(page, javascript=javascript)
    page.goto(campaign.url)
    page.locator("[name=titre]").fill("Une piste")
    page.locator("[name=velo][value=yes]").check()
    journey.go("next")
    journey.sees("Votre vélo")
    journey.go("next")
    expect(page.locator(".civic-errors")).to_be_visible()
    if javascript:
        check_accessibility(page)
    page.locator("[name=trajets][value=École]").check()
    journey.go("next")
    journey.sees("Le lieu")
    journey.place()
    page.locator("[name=photos][type=file]").set_input_files(PHOTO)
    journey.go("next")
    journey.sees("Vous")
    journey.go("back")
    journey.sees("Le lieu")
    expect(page.locator(".civic-files__name")).to_contain_text("banc.jpg")
    journey.go("next")
    page.locator("[name=accord]").check()
    journey.go("next")
    journey.sees("")
    expect(page.locator(".civic-answers").first).to_contain_text("Une piste")
    journey.go("1")
    page.locator("[name=titre]").fill("Deux pistes")
    journey.go("summary")
    expect(page.locator(".civic-answers").first).to_contain_text("Deux pistes")
    journey.go("send")
    page.wait_for_url(re.compile("merci="))
    contribution = Contribution.objects.get()
    assert contribution.answers["trajets"] == ["École"]
    page.goto(f"{campaign.contributions_url}{contribution.reference}/")
    image = page.locator(".civic-attached img")
    expect(image).to_be_visible()
    if javascript:
        image.scroll_into_view_if_needed()
        expect(image).to_have_js_property("complete", True)
        assert image.evaluate("image => image.naturalHeight") == 600
        check_accessibility(page)


def test_enter_goes_on_and_a_double_click_on_the_last_page_sends_once(
    campaign: Any, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    journey = Journey(page, javascript=True)
    page.goto(campaign.url)
    page.locator("[name=titre]").fill("Une piste")
    page.locator("[name=titre]").press("Enter")
    journey.sees("Le lieu")
    page.keyboard.press("Tab")
    journey.go("next")
    page.locator("[name=accord]").check()
    journey.go("next")
    journey.sees("")
    page.locator("button:visible[value=send]").dblclick()
    page.wait_for_url(re.compile("merci="))
    assert Contribution.objects.count() == 1


def test_an_editor_publishes_a_form_with_pages_and_files_as_it_was(
    campaign: Any, logged_in: Callable[..., Page]
) -> None:
    user_of("admin")
    before = campaign.form_definitions()[0].as_dict()
    page = logged_in("admin")
    page.goto(f"/admin/pages/{campaign.pk}/edit/")
    kinds = page.locator("[name$='value-kinds'][value=text]")
    expect(kinds).to_be_checked()
    page.locator("[name=action-publish]").evaluate("button => button.click()")
    page.wait_for_url(re.compile(r"/admin/pages/\d+/$"))
    campaign.refresh_from_db()
    after = type(campaign).objects.get(pk=campaign.pk).form_definitions()[0].as_dict()
    assert after == before
