"""One form, four ways in: page, API, staff desk and import give one verdict on one answer."""

import csv
import io
import json
import uuid
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from civic_blocks.field_types import all_types, type_of
from civic_pages.participation.desk import importing, targets
from civic_pages.participation.desk.rows import Plan
from civic_pages.participation.models import Contact, Contribution, ExactLocation
from civic_pages.participation.submission import form_input
from civic_pages.testing import FORM_ID, CampaignFactory, definition_of, form_block
from tests.participation.desk import client_of
from tests.participation.forms_and_answers import LEFT_OUT, OPTIONS, answers, groups, questions


pytestmark = pytest.mark.django_db
Verdict = tuple[str, Any]
SAID = (
    "answers", "title", "excerpt", "category", "kind", "group_name", "group_type", "held",
    "represented", "sector", "latitude", "longitude", "precision", "fingerprint",
)  # fmt: skip


def stored() -> Verdict:
    """Return what a contribution came to: its words, and what is kept apart."""
    one = Contribution.objects.get()
    location = ExactLocation.objects.filter(contribution=one).values(
        "latitude", "longitude", "address", "unit", "provenance"
    )
    contact = Contact.objects.filter(contribution=one).values_list("email", flat=True)
    return "stored", ({name: getattr(one, name) for name in SAID}, list(location), list(contact))


def refused(names: Any) -> Verdict:
    return "refused", sorted(set(names))


def wrong_fields(html: str) -> list[str]:
    page = BeautifulSoup(html, "html.parser")
    return [field["data-field"] for field in page.select(".civic-field--error[data-field]")]


def by_page(campaign: Any, payload: dict[str, Any]) -> Verdict:
    data = form_input(definition_of(campaign), payload)
    sent = {**data, "civic_form": FORM_ID, "civic_key": uuid.uuid4().hex}
    response = Client().post(campaign.url, sent)
    return stored() if response.status_code == 303 else refused(wrong_fields(response.text))


def by_api(campaign: Any, payload: dict[str, Any]) -> Verdict:
    body = json.dumps({"campaign": campaign.pk, "form": FORM_ID, **payload})
    response = Client().post(
        "/api/civic/v1/contributions/",
        body,
        content_type="application/json",
        headers={"Idempotency-Key": uuid.uuid4().hex},
    )
    if response.status_code == 201:
        return stored()
    return refused(name.rpartition(".")[2] for name in response.json()["errors"])


def by_desk(campaign: Any, payload: dict[str, Any], client: Client) -> Verdict:
    circumstances = {
        "desk-source": "paper",
        "desk-received": timezone.localdate().isoformat(),
        "civic_key": uuid.uuid4().hex,
    }
    sent = {**form_input(definition_of(campaign), payload), **circumstances}
    response = client.post(f"/admin/civic/desk/{campaign.pk}/{FORM_ID}/", sent)
    return stored() if response.status_code == 303 else refused(wrong_fields(response.text))


def by_import(campaign: Any, payload: dict[str, Any], operator: Any) -> Verdict:
    definition = definition_of(campaign)
    # An empty row is no row: a number of its own makes it one.
    cells: dict[str, Any] = {"@external_id": "1"}
    columns = {"@external_id": "@external_id"}
    for spec in filter(targets.is_importable, definition):
        field_type = type_of(spec)
        names = [name for name, _label in field_type.export_columns(spec)]
        answer = payload["answers"].get(spec.key)
        cells.update(zip(names, field_type.export_values(spec, answer), strict=True))
        columns |= {name: name for name in names}
    for name in ("kind", "group_name", "group_type", "held", "represented"):
        cells[f"@{name}"] = payload.get(name)
        columns[f"@{name}"] = f"@{name}"
    text = io.StringIO()
    writer = csv.DictWriter(text, list(columns.values()), delimiter=";")
    writer.writeheader()
    writer.writerow(cells)
    plan = Plan(campaign, definition, columns, operator, timezone.now())
    report = importing.run(io.BytesIO(text.getvalue().encode()), plan)
    if report.added:
        return stored()
    return refused(_field(definition, problem.column) for problem in report.problems)


def _field(definition: Any, column: str) -> str:
    """Return the form field that a column of the file feeds."""
    if column.startswith("@"):
        return column[1:].replace("kind", "contributor_kind")
    for spec in definition:
        if column in {spec.label, *(name for name, _label in type_of(spec).export_columns(spec))}:
            return spec.key
    raise AssertionError(column)


def one_at_a_time(verdict: Any, *arguments: Any) -> Verdict:
    """Return a verdict and take back what it stored."""
    with transaction.atomic():
        found: Verdict = verdict(*arguments)
        transaction.set_rollback(True)
    return found


def test_every_type_is_tried_but_those_that_are_left_out_for_a_reason() -> None:
    assert set(all_types()) - LEFT_OUT - set(OPTIONS) == set()
    not_importable = {
        slug
        for slug, field_type in all_types().items()
        if field_type.is_question and not field_type.is_importable
    }
    assert not_importable <= LEFT_OUT


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_page_api_desk_and_import_agree(data: Any, client_and_operator: Any) -> None:
    client, operator = client_and_operator
    with transaction.atomic():
        campaign = CampaignFactory(open=True, body=[form_block(*data.draw(questions()))])
        payload = {"answers": data.draw(answers(definition_of(campaign))), **data.draw(groups())}
        page = one_at_a_time(by_page, campaign, payload)
        api = one_at_a_time(by_api, campaign, payload)
        desk = one_at_a_time(by_desk, campaign, payload, client)
        imported = one_at_a_time(by_import, campaign, payload, operator)
        transaction.set_rollback(True)
    event(page[0])
    assert (page, page, page) == (api, desk, imported)


@pytest.fixture
def client_and_operator(settings: Any) -> tuple[Client, Any]:
    from django.contrib.auth.models import User

    settings.CIVIC_PAGES = {
        **settings.CIVIC_PAGES,
        "RATE_LIMIT": (100_000, 60),
        "CAMPAIGN_RATE_LIMIT": (100_000, 60),
    }
    client = client_of("moderator")
    return client, User.objects.get()
