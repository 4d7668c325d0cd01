"""Two cities, two languages: pages, mails, API and teams that keep to their own."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from visiting import (
    administrator,
    campaign_values,
    contribute,
    create_page,
    editor_form,
    fields_of,
    saved,
    shown,
    signed_in,
    stream,
)
from wagtail.models import Locale, Page, Site

from civic_pages.models import CampaignIndexPage, CampaignPage, Contribution


HOSTS = {"aunay": "aunay.test", "berge": "berge.test"}


def found_city(browser: Client, name: str) -> Any:
    """Found a city through the admin: portal, site, its name on the pages, a campaign, a team."""
    root = Page.objects.get(depth=1)
    portal = create_page(browser, CampaignIndexPage, root, title=name.title(), slug=name)
    site = {"hostname": HOSTS[name], "port": 80, "root_page": portal.pk, "site_name": name.title()}
    assert browser.post(reverse("wagtailsites:add"), site).status_code == 302
    row = Site.objects.get(hostname=HOSTS[name])
    settings = reverse("wagtailsettings:edit", args=["civic_pages", "civicsitesettings", row.pk])
    named = {**fields_of(shown(browser.get(settings)).select_one("form[data-edit-form]"))}
    answer = browser.post(settings, {**named, "city_name": f"Ville de {name.title()}"})
    assert answer.status_code == 302
    code = name[:3].upper()
    values = campaign_values(CampaignPage, f"Le parc de {name}", "parc", code=code)
    campaign = create_page(browser, CampaignPage, portal, **values)
    return SimpleNamespace(portal=portal, campaign=campaign, host=HOSTS[name], site=row)


def give_team(browser: Client, city: Any, name: str) -> Client:
    """Make a group that moderates in one city, by the editor of groups; return its member's browser."""
    url = reverse("wagtailusers_groups:add")
    form = fields_of(shown(browser.get(url)).select_one("form[data-edit-form]"))
    rows = "civic_campaign_permissions"
    wanted = ["moderate_contribution", "answer_contribution", "export_contribution", "view_contact"]
    from django.contrib.auth.models import Permission

    enter = Permission.objects.get(codename="access_admin").pk
    form |= {
        "name": f"Modération {name}",
        "permissions": [enter],
        f"{rows}-TOTAL_FORMS": 1,
        f"{rows}-0-page": city.portal.pk,
        f"{rows}-0-permissions": wanted,
        f"{rows}-0-DELETE": "",
    }
    answer = browser.post(url, form)
    assert answer.status_code == 302, answer.context["form"].errors
    users = type(administrator()).objects
    user = users.create_user(name, f"{name}@example.org", "x")
    user.groups.add(Group.objects.get(name=f"Modération {name}"))
    return signed_in(user)


@pytest.fixture(scope="module")
def cities() -> dict[str, Any]:
    browser = signed_in(administrator())
    return {name: found_city(browser, name) for name in HOSTS}


@pytest.fixture(scope="module")
def rows(cities: dict[str, Any]) -> dict[str, Contribution]:
    """A contribution in each city, sent at its own address."""
    for name, city in cities.items():
        path = city.campaign.get_url(None).removeprefix(f"http://{city.host}")
        contribute(path, f"Idée de {name}", host=city.host, courriel=f"{name}@example.org")
    return {name: Contribution.objects.get(title=f"Idée de {name}") for name in cities}


@pytest.fixture(scope="module")
def team(cities: dict[str, Any]) -> Client:
    return give_team(signed_in(administrator()), cities["aunay"], "aunay")


def test_each_city_shows_its_own_campaign_under_its_own_name(cities: dict[str, Any]) -> None:
    for name, city in cities.items():
        page = shown(Client(headers={"host": city.host}).get("/fr/"))
        other = next(n for n in cities if n != name)
        assert f"Ville de {name.title()}" in page.text
        assert f"Le parc de {name}" in page.text
        assert f"Le parc de {other}" not in page.text


def test_mails_lead_to_the_host_of_their_city(cities: dict[str, Any], rows: Any) -> None:
    # Mails of the first visit lie in the outbox of its own test: they are read from the database.
    from civic_pages.models import OutboxMessage

    for name, city in cities.items():
        texts = [m.body for m in OutboxMessage.objects.filter(recipient=f"{name}@example.org")]
        assert texts
        assert all(f"http://{city.host}/fr/" in text for text in texts)
        assert not any(
            other in text for text in texts for other in HOSTS.values() if other != city.host
        )


def test_the_api_names_each_campaign_by_its_own_address(cities: dict[str, Any]) -> None:
    for asked in HOSTS.values():
        answer = Client(headers={"host": asked}).get("/api/civic/v1/campaigns/").json()
        addresses = {row["url"] for row in answer["results"]}
        assert {f"http://{city.host}/fr/parc/" for city in cities.values()} <= addresses


def test_a_moderator_sees_their_own_city_only(team: Client, rows: Any) -> None:
    text = shown(team.get(reverse("civic_contributions:index"))).text
    assert rows["aunay"].reference in text
    assert rows["berge"].reference not in text
    assert "Le parc de berge" not in text
    home = shown(team.get(reverse("wagtailadmin_home"))).text
    assert rows["berge"].reference not in home
    assert "(1)" in team.get(reverse("wagtailadmin_home")).content.decode()


@pytest.mark.parametrize(
    ("method", "name"),
    [("get", "inspect"), ("get", "history"), ("get", "history_results"), ("post", "publish"),
     ("post", "reject"), ("post", "note"), ("post", "assign"), ("post", "take-over"),
     ("post", "redact"), ("post", "answer"), ("get", "editions"), ("post", "location")],
)  # fmt: skip
def test_nothing_of_the_other_city_opens(team: Client, rows: Any, method: str, name: str) -> None:
    url = reverse(f"civic_contributions:{name}", args=[rows["berge"].pk])
    before = Contribution.objects.filter(pk=rows["berge"].pk).values().get()
    # The middleware of languages looks for what is not found under /fr/ before it says so.
    answer = getattr(team, method)(url, {"reason": "non", "text": "non"}, follow=True)
    assert answer.status_code in {403, 404, 405} or answer.request["PATH_INFO"] == "/admin/"
    assert "Idée de berge" not in answer.content.decode()
    assert Contribution.objects.filter(pk=rows["berge"].pk).values().get() == before
    assert not rows["berge"].notes.exists()


def test_a_bulk_decision_leaves_the_other_city_alone(team: Client, rows: Any) -> None:
    url = reverse("wagtail_bulk_action", args=["civic_pages", "contribution", "publish"])
    answer = team.post(f"{url}?id={rows['berge'].pk}")
    assert "Idée de berge" not in answer.content.decode()
    assert Contribution.objects.get(pk=rows["berge"].pk).status == "pending"


def test_they_export_their_own_city_only(team: Client, cities: Any, rows: Any) -> None:
    url, form = reverse("civic_exports"), {"format": "csv", "purpose": "people", "cell": "200"}
    assert "Le parc de berge" not in shown(team.get(url)).text
    theirs = team.post(f"{url}?campaign={cities['aunay'].campaign.pk}", form)
    assert "Idée de aunay" in b"".join(theirs.streaming_content).decode()
    query = f"?campaign={cities['aunay'].campaign.pk}&status=all"
    narrowed = b"".join(team.post(f"{url}{query}", form).streaming_content).decode()
    assert "Idée de aunay" in narrowed
    other = team.post(f"{url}?campaign={cities['berge'].campaign.pk}", form, follow=True)
    assert other.status_code == 404


@pytest.mark.parametrize(
    "name",
    ["civic_duplicates", "civic_merged", "civic_homes_report", "civic_queue_report",
     "civic_citizen_reports", "civic_demand_index", "civic_themes_index", "civic_mails_report",
     "civic_followers_report", "civic_coverage_report", "civic_answers:index"],
)  # fmt: skip
def test_desks_and_reports_tell_nothing_of_the_other_city(
    team: Client, rows: Any, name: str
) -> None:
    answer = team.get(reverse(name))
    assert answer.status_code == 200
    for word in ("Le parc de berge", "Idée de berge", rows["berge"].reference):
        assert word not in answer.content.decode()


@pytest.mark.parametrize(
    "name",
    ["civic_anomaly_report", "civic_data_protection", "civic_desk", "civic_comments:index",
     "civic_votes", "civic_projects:index", "civic_webhooks:index", "civic_api_keys"],
)  # fmt: skip
def test_what_is_not_ticked_stays_shut(team: Client, name: str) -> None:
    answer = team.get(reverse(name))
    assert answer.status_code == 403 or answer["Location"] == "/admin/"


def test_they_publish_in_their_own_city(team: Client, cities: Any, rows: Any) -> None:
    row = rows["aunay"]
    assert shown(team.get(reverse("civic_contributions:inspect", args=[row.pk])))
    assert team.post(reverse("civic_contributions:publish", args=[row.pk])).status_code == 302
    city = cities["aunay"]
    page = shown(Client(headers={"host": city.host}).get("/fr/parc/"))
    assert "Idée de aunay" in page.text


def test_a_group_loses_its_city_when_it_is_unticked(team: Client, cities: Any, rows: Any) -> None:
    browser = signed_in(administrator())
    group = Group.objects.get(name="Modération aunay")
    url = reverse("wagtailusers_groups:edit", args=[group.pk])
    form = fields_of(shown(browser.get(url)).select_one("form[data-edit-form]"))
    shut = {**form, "civic_campaign_permissions-0-DELETE": "on"}
    assert browser.post(url, shut).status_code == 302
    assert team.get(reverse("civic_contributions:index")).status_code == 302
    assert (
        browser.post(url, {**form, "civic_campaign_permissions-INITIAL_FORMS": 0}).status_code
        == 302
    )
    assert team.get(reverse("civic_contributions:index")).status_code == 200


@pytest.fixture(scope="module")
def english(cities: dict[str, Any]) -> Any:
    """The English version of a campaign, made by Wagtail's own translation of pages."""
    browser, city = signed_in(administrator()), cities["aunay"]
    form = fields_of(
        shown(browser.get(reverse("wagtaillocales:add"))).select_one("form[data-edit-form]")
    )
    assert (
        browser.post(reverse("wagtaillocales:add"), {**form, "language_code": "en"}).status_code
        == 302
    )
    locale = Locale.objects.get(language_code="en")
    url = reverse("simple_translation:submit_page_translation", args=[city.portal.pk])
    asked = {"locales": [locale.pk], "include_subtree": "on"}
    assert browser.post(url, asked).status_code == 302
    page = city.campaign.get_translation(locale)
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    body = stream(CampaignPage, "body", list(page.body.raw_data))
    values = {**editor_form(browser.get(edit)), **body, "title": "The park", "slug": "park"}
    saved(browser.post(edit, {**values, "action-publish": "1"}))
    portal = city.portal.get_translation(locale)
    edit = reverse("wagtailadmin_pages:edit", args=[portal.pk])
    saved(browser.post(edit, {**editor_form(browser.get(edit)), "action-publish": "1"}))
    return CampaignPage.objects.get(pk=page.pk)


def test_a_translated_campaign_speaks_its_language(english: Any, cities: Any) -> None:
    page = shown(Client(headers={"host": cities["aunay"].host}).get("/en/park/"))
    assert page.select_one("html")["lang"] == "en"
    assert "Send my contribution" in page.text
    assert "Envoyer" not in page.select_one("main").text


def test_each_version_has_contributions_of_its_own(english: Any, cities: Any, rows: Any) -> None:
    host = cities["aunay"].host
    contribute("/en/park/", "Benches", host=host, courriel="ann@example.org")
    row = Contribution.objects.get(title="Benches")
    assert row.campaign_id == english.pk
    assert row.language == "en"
    from civic_pages.models import OutboxMessage

    (mailed,) = OutboxMessage.objects.filter(recipient="ann@example.org")
    assert f"http://{host}/en/park/" in mailed.body
    assert "Bonjour" not in mailed.body
    french = shown(Client(headers={"host": host}).get("/fr/parc/contributions/"))
    assert "Benches" not in french.text


def test_the_api_answers_in_the_language_that_is_asked_for(english: Any, cities: Any) -> None:
    visitor = Client(headers={"host": cities["aunay"].host, "accept-language": "en"})
    lost = visitor.get("/api/civic/v1/campaigns/999999/").json()
    assert lost["detail"] == "No such campaign."
    assert visitor.get("/api/civic/v1/nowhere/").json()["status"] == 404
    one = visitor.get(f"/api/civic/v1/campaigns/{english.pk}/").json()
    assert one["url"] == f"http://{cities['aunay'].host}/en/park/"


def test_a_permission_on_the_french_portal_is_none_on_the_english_one(
    team: Client, english: Any
) -> None:
    """The portal of a language is a page of its own: a permission is given on each."""
    row = Contribution.objects.get(title="Benches")
    assert row.reference not in shown(team.get(reverse("civic_contributions:index"))).text
