"""Content whose app is gone: shown nowhere, lost nowhere, listed, exported and put back."""

import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, streamfield

from civic_blocks.fields import CivicStreamBlock
from civic_blocks.orphans import ORPHAN
from civic_pages.campaigns.models import CampaignPage
from civic_pages.testing import CampaignFactory, form_block


pytestmark = pytest.mark.django_db
BEFORE = {"type": "text", "id": "t1", "value": {"text": "<p>Avant</p>"}}
PETITION = {"type": "petition", "id": "p1", "value": {"goal": 500, "deep": [{"a": None}]}}
QUESTION = {"type": "postcode", "id": "q9", "value": {"label": "Code postal", "key": "cp"}}


def body() -> list[dict[str, Any]]:
    form = form_block()
    form["value"]["fields"].insert(1, QUESTION)
    return [BEFORE, PETITION, form]


def raw(page: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM civic_pages_campaignpage WHERE page_ptr_id=%s", [page.pk])
        (value,) = cursor.fetchone()
    return json.loads(value) if isinstance(value, str) else value


@pytest.fixture
def campaign() -> CampaignPage:
    page = CampaignFactory(open=True, body=[])
    field = CampaignPage._meta.get_field("body")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE civic_pages_campaignpage SET body=%s WHERE page_ptr_id=%s",
            [json.dumps(body()), page.pk],
        )
    assert field.name == "body"
    return CampaignPage.objects.get(pk=page.pk)


def run(*arguments: str, capsys: Any) -> str:
    call_command("civic_orphan_blocks", *arguments)
    return capsys.readouterr().out


def test_the_public_page_shows_what_is_known_and_nothing_of_the_rest(
    client: Any, campaign: Any
) -> None:
    response = client.get(campaign.url)
    html = response.content.decode()
    assert response.status_code == 200
    assert "Avant" in html
    assert "<form" in html
    for trace in ("petition", "postcode", ORPHAN, "Code postal"):
        assert trace not in html


def test_the_api_gives_what_is_known(client: Any, campaign: Any) -> None:
    found = client.get(f"/api/v2/pages/{campaign.pk}/?fields=body").json()["body"]
    assert [block["type"] for block in found] == ["text", "contribution_form"]
    assert "postcode" not in json.dumps(found)


def test_saving_publishing_and_copying_lose_nothing(campaign: Any) -> None:
    campaign.title = "Autrement"
    campaign.save_revision().publish()
    # As the editor's server does it: the page is read anew from its revision.
    read = CampaignPage.objects.get(pk=campaign.pk).get_latest_revision_as_object()
    read.save_revision().publish()
    assert raw(campaign)[1] == PETITION
    assert raw(campaign)[2]["value"]["fields"][1] == QUESTION
    copy = campaign.copy(update_attrs={"slug": "copie"})
    assert raw(copy)[1]["value"] == PETITION["value"]


def test_what_is_touched_by_code_is_kept_too(campaign: Any) -> None:
    assert [child.block_type for child in campaign.body] == ["text", ORPHAN, "contribution_form"]
    campaign.body[0].value["text"] = campaign.body[0].value["text"]
    campaign.body.insert(0, campaign.body.pop(1))
    campaign.save()
    assert raw(campaign)[0] == PETITION


def post_body(page: Any, change: Any = None) -> list[tuple[str, Any, Any]]:
    """Return what the editor's browser sends of a body, as the form gave it."""
    state = page.body.stream_block.get_form_state(page.body)
    kept = [
        (child["type"], child["value"]) for child in state if child["type"] != "contribution_form"
    ]
    return kept if change is None else change(kept)


@pytest.fixture
def admin(client: Any) -> Any:
    from django.contrib.auth import get_user_model

    user = get_user_model().objects.create_superuser("admin", "a@example.org", "secret")
    client.force_login(user)
    return client


def test_the_editor_sees_that_something_is_kept_and_cannot_add_more(
    admin: Any, campaign: Any
) -> None:
    html = admin.get(reverse("wagtailadmin_pages:edit", args=[campaign.pk])).content.decode()
    assert "civic_blocks.StreamBlock" in html
    assert "js/admin/stream-block.js" in html
    assert ORPHAN in html
    assert "petition" in html
    block = CivicStreamBlock()
    assert ORPHAN not in list(block.child_blocks)
    assert ORPHAN not in [b.name for _group, known in block.grouped_child_blocks() for b in known]


def test_what_comes_back_from_the_editor_is_what_was_there(campaign: Any) -> None:
    block = campaign.body.stream_block
    data = nested_form_data({"body": streamfield(post_body(campaign))})
    data["body-1-id"] = "p1"
    value = block.value_from_datadict(data, {}, "body")
    assert block.get_prep_value(block.clean(value))[1] == PETITION


@pytest.mark.parametrize("sent", ["", "{}", json.dumps({"type": "text", "value": {}})])
def test_what_an_editor_makes_up_in_its_place_is_refused(campaign: Any, sent: str) -> None:
    from django.core.exceptions import ValidationError

    block = campaign.body.stream_block

    def forged(kept: Any) -> Any:
        return [kept[0], (ORPHAN, {"kind": "petition", "kept": sent})]

    data = nested_form_data({"body": streamfield(post_body(campaign, forged))})
    with pytest.raises(ValidationError):
        block.clean(block.value_from_datadict(data, {}, "body"))


def test_the_report_names_page_language_path_and_block(campaign: Any, capsys: Any) -> None:
    revision = campaign.save_revision()
    printed = run(capsys=capsys)
    assert f"civic_pages.campaignpage {campaign.pk} “{campaign.title}” [fr]" in printed
    assert "(current) body / 1: petition" in printed
    assert f"(revision {revision.pk}) body / 1: petition" in printed
    assert "/ fields / 1: postcode" in printed
    assert "petition: 2\npostcode: 2\n4 pieces" in printed


def test_it_fails_where_that_is_asked_only(campaign: Any, capsys: Any) -> None:
    with pytest.raises(CommandError) as raised:
        run("--fail", capsys=capsys)
    assert raised.value.returncode == 1
    CampaignPage.objects.all().delete()
    assert "0 pieces" in run("--fail", capsys=capsys)


def test_what_was_exported_is_put_back_where_it_was_once(
    campaign: Any, capsys: Any, tmp_path: Any
) -> None:
    revision = campaign.save_revision()
    file = tmp_path / "orphans.jsonl"
    run("--export", str(file), capsys=capsys)
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert [line["data"] for line in lines] == [PETITION, QUESTION] * 2
    lost = body()
    del lost[1], lost[1]["value"]["fields"][1]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE civic_pages_campaignpage SET body=%s WHERE page_ptr_id=%s",
            [json.dumps(lost), campaign.pk],
        )
    revision.content["body"] = json.dumps(lost)
    revision.save()
    assert "0 pieces" in run(capsys=capsys)
    assert "4 of 4" in run("--restore", str(file), capsys=capsys)
    assert raw(campaign) == body()
    revision.refresh_from_db()
    assert json.loads(revision.content["body"]) == body()
    assert "0 of 4" in run("--restore", str(file), capsys=capsys)


@pytest.mark.parametrize("text", ["no json", "[]", '{"model": "x"}'])
def test_a_file_that_is_none_of_its_own_is_refused(text: str, tmp_path: Any, capsys: Any) -> None:
    file = tmp_path / "other.jsonl"
    file.write_text(text)
    with pytest.raises(CommandError, match="no file of --export"):
        run("--restore", str(file), capsys=capsys)
    with pytest.raises(CommandError, match="cannot be read"):
        run("--restore", str(tmp_path / "none"), capsys=capsys)
