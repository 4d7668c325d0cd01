"""A body that other apps add blocks to: no migration, and nothing of it is ever lost."""

import json
from copy import deepcopy
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.writer import MigrationWriter
from hypothesis import given
from hypothesis import strategies as st
from wagtail import blocks, hooks
from wagtail.models import Page

from civic_blocks.fields import CivicStreamBlock, OpenStreamField, RawStream
from civic_pages.campaigns.models import CampaignPage
from civic_pages.testing import CampaignFactory, form_block


QUOTE = {"type": "quote", "id": "q1", "value": {"text": "Oui.", "author": "Léa", "role": ""}}
FAQ_ITEM = {"question": "Qui ?", "answer": "<p>Tout le monde.</p>"}
FAQ = {
    "type": "faq",
    "id": "f1",
    "value": {"title": "Questions", "items": [{"type": "item", "id": "i1", "value": FAQ_ITEM}]},
}
BODY = [QUOTE, form_block(), FAQ]
PETITION = {"type": "petition", "id": "p1", "value": {"goal": 500}}

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
streams = st.lists(
    st.fixed_dictionaries({"type": st.text(min_size=1), "id": st.text(), "value": json_values})
)


def stored(page: Any) -> Any:
    """Return the JSON of a page's body as the database holds it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT body FROM civic_pages_campaignpage WHERE page_ptr_id = %s", [page.pk]
        )
        (value,) = cursor.fetchone()
    return json.loads(value) if isinstance(value, str) else value


def historical_model() -> Any:
    """Return CampaignPage as a data migration is given it."""
    loader = MigrationExecutor(connection).loader
    return loader.project_state(loader.graph.leaf_nodes()).apps.get_model(
        "civic_pages", "CampaignPage"
    )


@pytest.fixture
def campaign(db):
    return CampaignFactory(body=deepcopy(BODY))


def test_what_a_page_holds_is_stored_as_it_was_given(campaign):
    assert [block["id"] for block in stored(campaign)] == ["q1", BODY[1]["id"], "f1"]
    assert stored(campaign)[0] == QUOTE


def test_a_migration_sees_no_block_at_all():
    field = CampaignPage._meta.get_field("body")
    _name, path, args, kwargs = field.deconstruct()
    assert (path, args) == ("civic_blocks.fields.OpenStreamField", [])
    assert not {"block_lookup", "block_types"} & set(kwargs)
    assert "quote" not in MigrationWriter.serialize(field)[0]


def test_a_block_of_another_app_changes_nothing_in_migrations():
    before = CampaignPage._meta.get_field("body").deconstruct()
    with hooks.register_temporarily(
        "register_civic_blocks", lambda: ("petition", blocks.CharBlock())
    ):
        field = OpenStreamField(
            CivicStreamBlock, blank=True, verbose_name=before[3]["verbose_name"]
        )
        assert "petition" in field.stream_block.child_blocks
        assert field.deconstruct()[1:] == before[1:]


def test_options_that_shape_the_field_are_kept_in_migrations():
    field = OpenStreamField(CivicStreamBlock, max_num=3, null=True)
    assert field.deconstruct()[3] == {"max_num": 3, "null": True}
    assert field.clone().stream_block.meta.max_num == 3


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_a_save_in_a_data_migration_keeps_the_page(campaign):
    before = stored(campaign)
    old = historical_model().objects.get(pk=campaign.pk)
    assert isinstance(old.body, RawStream)
    old.contact_email = "ville@example.org"
    old.save()
    assert stored(campaign) == before
    fresh = CampaignPage.objects.get(pk=campaign.pk)
    assert fresh.contact_email == "ville@example.org"
    assert [block.block_type for block in fresh.body] == ["quote", "contribution_form", "faq"]


def test_a_data_migration_can_change_the_page(campaign):
    old = historical_model().objects.get(pk=campaign.pk)
    old.body[0]["value"]["author"] = "Léa M."
    old.body = [*old.body, PETITION]
    old.save(update_fields=["body"])
    assert [block["type"] for block in stored(campaign)][-1] == "petition"
    assert CampaignPage.objects.get(pk=campaign.pk).body[0].value["author"] == "Léa M."


def test_a_data_migration_creates_a_page_without_content(campaign):
    history = historical_model()
    assert history().body == []
    history.objects.filter(pk=campaign.pk).update(body=[QUOTE])
    assert stored(campaign) == [QUOTE]


def test_bulk_updates_of_a_data_migration_keep_the_page(campaign):
    before = stored(campaign)
    history = historical_model()
    old = list(history.objects.filter(pk=campaign.pk))
    history.objects.bulk_update(old, ["body"])
    assert stored(campaign) == before


@given(streams)
def test_a_historical_field_gives_back_whatever_it_reads(stream):
    field = OpenStreamField()
    field.set_attributes_from_name("body")
    for given_value in (stream, json.dumps(stream), RawStream(stream)):
        assert field.get_prep_value(field.to_python(given_value)) == stream


def test_the_historical_field_reads_a_value_of_the_live_one():
    live = CivicStreamBlock().to_python([QUOTE])
    assert OpenStreamField().to_python(live) == [QUOTE]


def test_the_live_field_reads_a_value_of_the_historical_one():
    live = OpenStreamField(CivicStreamBlock).to_python(RawStream([QUOTE]))
    assert live[0].value["author"] == "Léa"


def test_the_migration_of_a_table_copies_the_content(campaign):
    """SQLite alters a table by copying it, with fields cloned from the migration's."""
    old = historical_model()._meta.get_field("body")
    assert isinstance(old.clone(), OpenStreamField)
    assert old.clone().to_python([QUOTE]) == [QUOTE]


def test_a_revision_published_shows_the_same_blocks(campaign):
    campaign.body = [
        *campaign.body.raw_data,
        PETITION | {"type": "text", "value": {"text": "<p>A</p>"}},
    ]
    revision = campaign.save_revision()
    assert len(stored(campaign)) == 3
    revision.publish()
    assert [block["id"] for block in stored(campaign)] == ["q1", BODY[1]["id"], "f1", "p1"]
    live = CampaignPage.objects.get(pk=campaign.pk)
    assert live.body[3].value["text"].source == "<p>A</p>"
    assert live.form_definitions()[0].form_id == BODY[1]["id"]


def test_a_copy_of_the_page_holds_the_same_blocks(campaign):
    copy = campaign.copy(update_attrs={"slug": "copie", "title": "Copie"})
    assert stored(copy) == stored(campaign)
    assert Page.objects.get(slug="copie").specific.body[0].value["author"] == "Léa"


def test_dumped_and_loaded_the_page_is_the_same(campaign, tmp_path):
    before, dump = stored(campaign), tmp_path / "dump.json"
    call_command("dumpdata", "civic_pages.campaignpage", output=str(dump))
    CampaignPage.objects.filter(pk=campaign.pk).update(body=[])
    assert stored(campaign) == []
    call_command("loaddata", str(dump), verbosity=0)
    assert stored(campaign) == before


def test_a_page_fetched_without_its_body_reads_it_when_asked(campaign):
    page = CampaignPage.objects.defer("body").get(pk=campaign.pk)
    assert page.body[0].value["author"] == "Léa"


def test_the_database_can_be_asked_about_the_body(campaign):
    assert CampaignPage.objects.filter(body__0__type="quote").get().pk == campaign.pk
    assert isinstance(CampaignPage._meta.get_field("body"), models.Field)
