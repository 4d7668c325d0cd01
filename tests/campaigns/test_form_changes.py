"""What the editor is told, and what answers keep, when a form changes after it was answered."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.test.utils.form_data import rich_text, streamfield

from civic_pages.models import CampaignPage
from civic_pages.participation.groups import EDITORS
from civic_pages.participation.models import FormVersion
from civic_pages.testing import (
    FORM_ID,
    CampaignFactory,
    ContributionFactory,
    definition_of,
    form_block,
    portal,
    question,
)
from tests.participation.desk import client_of, texts

from .test_publishing import post_edit


pytestmark = pytest.mark.django_db
CHOICES = ["Voirie", "Nature", "Sport"]


@pytest.fixture
def editor(django_user_model: Any) -> Client:
    user = django_user_model.objects.create_user("redaction", "r@example.org", "x")
    portal()
    user.groups.add(Group.objects.get(name=EDITORS))
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


@pytest.fixture
def campaign() -> Any:
    asked = [
        question("long_text", "avis", "Votre avis", max_length=2000),
        question("single_choice", "theme", "Thème", choices=CHOICES, is_category=True),
        question("multiple_choice", "modes", "Vos trajets", choices=["Vélo", "Bus", "Marche"]),
    ]
    return CampaignFactory(open=True, body=[form_block(*asked)])


def asked(slug: str, key: str, label: str, **more: Any) -> tuple[str, dict[str, Any]]:
    """Return a question as the editor posts it."""
    always = {"key": "", "operator": "is", "values": ""}
    common = {"label": label, "help_text": "", "required": "", "key": key, "public": "on"}
    return slug, {**common, "condition": always, **more}


def choices(*names: str) -> dict[str, Any]:
    rows = {str(i): {"value": n, "order": str(i), "deleted": ""} for i, n in enumerate(names)}
    return {"choices": {"count": str(len(names)), **rows}}


def form(*questions: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    """Return the body as the editor posts it: one form, under the id it always had."""
    value = {
        "title": "Votre proposition", "introduction": rich_text("<p></p>"),
        "fields": streamfield(questions), "allow_collective": "on", "submit_label": "",
    }  # fmt: skip
    body = streamfield([("contribution_form", value)])
    body["0"]["id"] = FORM_ID
    return body


AVIS = asked("long_text", "avis", "Votre avis", max_length="2000")
THEME = asked("single_choice", "theme", "Thème", is_category="on", **choices(*CHOICES))
MODES = asked("multiple_choice", "modes", "Vos trajets", **choices("Vélo", "Bus", "Marche"))


def told(client: Client, campaign: Any, body: dict[str, Any], *, publish: bool) -> list[str]:
    """Save the page; return the warnings the editor sees on the next page."""
    response = post_edit(client, campaign, publish=publish, body=body)
    assert response.status_code == 302, response.context["form"].errors
    return texts(client.get(response.url), ".messages .warning")


def published_keys(campaign: Any) -> list[tuple[str, str]]:
    page = CampaignPage.objects.get(pk=campaign.pk)
    return [(spec.key, spec.type) for spec in definition_of(page)]


@pytest.mark.parametrize("publish", [False, True])
def test_the_editor_is_told_how_many_answers_a_deleted_question_keeps(
    editor: Client, campaign: Any, publish: bool
) -> None:
    ContributionFactory.create_batch(3, campaign=campaign, answers={"avis": "Oui"})
    ContributionFactory(campaign=campaign, answers={"theme": "Sport"})
    (warning,) = told(editor, campaign, form(THEME, MODES), publish=publish)
    assert "“Votre avis” is archived: 3 answers keep it." in warning


def test_a_question_nobody_answered_goes_without_a_word(editor: Client, campaign: Any) -> None:
    ContributionFactory(campaign=campaign, answers={"theme": "Sport"})
    assert told(editor, campaign, form(THEME, MODES), publish=True) == []


def test_moving_and_rewording_a_question_archives_nothing(editor: Client, campaign: Any) -> None:
    ContributionFactory(campaign=campaign, answers={"avis": "Oui"})
    reworded = asked("long_text", "avis", "Qu'en pensez-vous ?", max_length="2000")
    assert told(editor, campaign, form(THEME, MODES, reworded), publish=True) == []
    assert ("avis", "long_text") in published_keys(campaign)


def test_a_retyped_question_gets_a_name_of_its_own_when_it_is_published(
    editor: Client, campaign: Any
) -> None:
    ContributionFactory(campaign=campaign, published=True, answers={"avis": "Oui, mais"})
    retyped = asked("number", "avis", "Votre avis", minimum="", maximum="")
    body = form(retyped, THEME, MODES)
    (draft,) = told(editor, campaign, body, publish=False)
    (warning,) = told(editor, campaign, body, publish=True)
    assert draft == warning
    assert "another type" in warning
    assert published_keys(campaign)[0] == ("avis_2", "number")
    page = CampaignPage.objects.get(pk=campaign.pk)
    ContributionFactory(campaign=page, published=True, answers={"avis_2": 7})
    contribution = page.civic_contributions.order_by("pk").first()
    assert contribution.answered(public_only=True) == [("Votre avis", "Oui, mais")]
    text = editor.get(f"/api/civic/v1/campaigns/{page.pk}/export.csv?headers=keys")
    header = b"".join(text.streaming_content).decode().splitlines()[0].split(",")
    assert {"avis", "avis_2"} <= set(header)


def test_a_question_that_is_retyped_before_any_answer_keeps_its_name(
    editor: Client, campaign: Any
) -> None:
    ContributionFactory(campaign=campaign, answers={"theme": "Sport"})
    retyped = asked("number", "avis", "Votre avis", minimum="", maximum="")
    assert told(editor, campaign, form(retyped, THEME, MODES), publish=True) == []
    assert published_keys(campaign)[0] == ("avis", "number")


def test_a_condition_follows_the_question_that_gets_another_name(
    editor: Client, campaign: Any
) -> None:
    ContributionFactory(campaign=campaign, answers={"theme": "Sport"})
    retyped = asked("yes_no", "theme", "Thème")
    only_if = {"key": "theme", "operator": "is", "values": "yes"}
    then = asked("long_text", "pourquoi", "Pourquoi ?", max_length="100", condition=only_if)
    told(editor, campaign, form(retyped, then), publish=True)
    first, second = definition_of(CampaignPage.objects.get(pk=campaign.pk))
    assert first.key == "theme_2"
    assert second.condition is not None
    assert second.condition.key == "theme_2"


def test_a_name_that_was_given_up_is_not_given_again(editor: Client, campaign: Any) -> None:
    ContributionFactory(campaign=campaign, answers={"avis": "Oui"})
    retyped = asked("number", "avis", "Votre avis", minimum="", maximum="")
    told(editor, campaign, form(retyped, THEME, MODES), publish=True)
    ContributionFactory(campaign=CampaignPage.objects.get(pk=campaign.pk), answers={"avis_2": 7})
    back = asked("yes_no", "avis_2", "Votre avis")
    told(editor, campaign, form(back, THEME, MODES), publish=True)
    assert published_keys(campaign)[0] == ("avis_3", "yes_no")


def test_the_editor_is_told_how_many_answers_a_dropped_choice_keeps(
    editor: Client, campaign: Any
) -> None:
    ContributionFactory.create_batch(2, campaign=campaign, answers={"modes": ["Vélo", "Bus"]})
    ContributionFactory(campaign=campaign, answers={"modes": ["Bus"], "theme": "Sport"})
    fewer = asked("multiple_choice", "modes", "Vos trajets", **choices("Vélo", "Marche"))
    theme = asked("single_choice", "theme", "Thème", is_category="on", **choices(*CHOICES[:2]))
    warnings = told(editor, campaign, form(AVIS, theme, fewer), publish=True)
    assert any("“Bus”" in warning and "3 answers" in warning for warning in warnings)
    assert any("“Sport”" in warning and "1 answer " in warning for warning in warnings)
    assert len(warnings) == 2


def test_versions_are_told_with_their_answers_and_what_changed(
    editor: Client, campaign: Any
) -> None:
    ContributionFactory.create_batch(2, campaign=campaign, answers={"avis": "Oui"})
    fewer = asked("single_choice", "theme", "Thème", is_category="on", **choices(*CHOICES[:2]))
    told(editor, campaign, form(fewer, MODES), publish=True)
    ContributionFactory(campaign=CampaignPage.objects.get(pk=campaign.pk), answers={})
    response = editor.get(f"/admin/civic-form-versions/{campaign.pk}/")
    assert texts(response, ".civic-versions__list h3") == ["Version 2", "Version 1"]
    newest, oldest = texts(response, ".civic-versions__list > li")
    assert "1 answer" in newest
    assert "“Votre avis” removed" in newest
    assert "choices removed: Sport" in newest
    assert "2 answers" in oldest
    assert texts(response, ".civic-versions td")[:1] == ["Votre avis"]
    edit = editor.get(f"/admin/pages/{campaign.pk}/edit/").content.decode()
    assert f"/admin/civic-form-versions/{campaign.pk}/" in edit


@pytest.mark.parametrize(("role", "status"), [("moderator", 200), ("anonymous", 302)])
def test_versions_are_for_those_who_moderate_or_edit(campaign: Any, role: str, status: int) -> None:
    ContributionFactory(campaign=campaign)
    response = client_of(role).get(f"/admin/civic-form-versions/{campaign.pk}/")
    assert response.status_code == status


def test_the_page_of_versions_costs_the_same_queries_at_any_size(
    editor: Client, campaign: Any
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert editor.get(f"/admin/civic-form-versions/{campaign.pk}/").status_code == 200
        return len(captured)

    ContributionFactory(campaign=campaign)
    queries()
    one = queries()
    for number in range(5):
        campaign.body = [form_block(question("long_text", f"q{number}", "Q", max_length=10))]
        ContributionFactory.create_batch(6, campaign=campaign)
    campaign.body = CampaignPage.objects.get(pk=campaign.pk).body
    assert FormVersion.objects.count() == 6
    assert queries() <= one + 1  # how many answers the archived questions have


def test_a_category_that_is_no_longer_offered_still_filters_what_has_it(
    editor: Client, campaign: Any
) -> None:
    old = ContributionFactory(campaign=campaign, published=True, category="Sport")
    ContributionFactory(campaign=campaign, published=True, category="Nature")
    fewer = question("single_choice", "theme", "Thème", choices=CHOICES[:1], is_category=True)
    campaign.body = [form_block(fewer)]
    campaign.save()
    listed = Client().get(campaign.contributions_url + "?category=Sport")
    offered = texts(listed, "select[name=category] option")
    assert offered[1:] == ["Voirie", "Nature", "Sport"]
    assert old.title in listed.content.decode()
    ContributionFactory(campaign=campaign, category="Sport")
    queue = client_of("moderator").get(
        f"/admin/civic_contributions/?campaign={campaign.pk}&category=Sport&status=all"
    )
    assert len(queue.context["object_list"]) == 2


@pytest.mark.parametrize("archived", [False, True])
def test_the_queue_is_filtered_by_a_choice_archived_questions_too(
    campaign: Any, archived: bool
) -> None:
    wanted = ContributionFactory(campaign=campaign, answers={"modes": ["Vélo", "Bus"]})
    ContributionFactory(campaign=campaign, answers={"modes": ["Marche"]})
    if archived:
        number = question("number", "modes", "Combien ?", minimum=None, maximum=None)
        campaign.body = [form_block(number)]
        campaign.save()
        ContributionFactory(campaign=campaign, answers={"modes": 4})
    client = client_of("moderator")
    url = f"/admin/civic_contributions/?campaign={campaign.pk}"
    found = client.get(f"{url}&answer_modes=Bus")
    assert [row.pk for row in found.context["object_list"]] == [wanted.pk]
    assert len(client.get(url).context["object_list"]) == 2 + archived
    posted = {"format": "csv", "purpose": "machines"}
    query = f"?campaign={campaign.pk}&status=pending&answer_modes=Bus"
    export = client.post(f"/admin/civic-exports/{query}", posted)
    assert wanted.reference in b"".join(export.streaming_content).decode()
