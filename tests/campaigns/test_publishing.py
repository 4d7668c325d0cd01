"""What the admin asks of a campaign before it is published, and what a draft may lack."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from civic_pages.models import CampaignPage, CampaignPhase
from civic_pages.participation.groups import EDITORS
from civic_pages.testing import PERIMETER, SECTORS, CampaignFactory, portal


pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client: Any, django_user_model: Any) -> Any:
    user = django_user_model.objects.create_user("redaction", "r@example.org", "x")
    user.groups.add(Group.objects.get(name=EDITORS))
    portal()
    client.force_login(user)
    return user


def edit_form(page: CampaignPage, **changes: Any) -> dict[str, Any]:
    """Return the editor's post for a page, with what is changed."""
    form = {
        "title": page.title,
        "slug": page.slug,
        "introduction": rich_text("<p>Bonjour</p>"),
        "image": "",
        "body": streamfield([]),
        "phases": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000},
        "perimeter": json.dumps(PERIMETER),
        "sectors": json.dumps(SECTORS),
        "public_precision": "exact",
        "code": "TST",
        "moderation": "before",
        "identity": "anonymous",
        "licence": "lov2",
        "contact_email": "",
        "legal_text": rich_text("<p>Mission d'intérêt public.</p>"),
        "retention_months": "12",
        "comments": {
            "TOTAL_FORMS": 0,
            "INITIAL_FORMS": 0,
            "MIN_NUM_FORMS": 0,
            "MAX_NUM_FORMS": 1000,
        },
    }
    return nested_form_data({**form, **changes})


def post_edit(client: Any, page: CampaignPage, *, publish: bool, **changes: Any) -> Any:
    data = edit_form(page, **changes)
    if publish:
        data["action-publish"] = "1"
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)


def with_point() -> Any:
    question = {
        "label": "Lieu", "help_text": "", "required": "", "key": "lieu", "public": "on",
    }  # fmt: skip
    fields = streamfield([("point", question)])
    form = {
        "title": "Avis",
        "introduction": rich_text("<p></p>"),
        "fields": fields,
        "allow_collective": "on",
        "submit_label": "",
    }
    return streamfield([("contribution_form", form)])


def test_an_editor_publishes_a_campaign_that_is_complete(client: Any, editor: Any) -> None:
    page = CampaignFactory(live=False)
    response = post_edit(client, page, publish=True, body=with_point())
    assert response.status_code == 302
    page.refresh_from_db()
    assert page.live
    assert page.perimeter["type"] == "Polygon"


@pytest.mark.parametrize(
    ("missing", "field"),
    [({"legal_text": rich_text("<p></p>")}, "legal_text"), ({"perimeter": ""}, "perimeter")],
)
def test_a_form_without_its_legal_text_or_perimeter_is_not_published_but_saved_as_a_draft(
    client: Any, editor: Any, missing: dict[str, Any], field: str
) -> None:
    page = CampaignFactory(live=False)
    refused = post_edit(client, page, publish=True, body=with_point(), **missing)
    assert refused.status_code == 200
    assert refused.context["form"].errors[field]
    saved = post_edit(client, page, publish=False, body=with_point(), **missing)
    assert saved.status_code == 302


@pytest.mark.parametrize("text", ["{", '{"type": "Point", "coordinates": [2, 48]}'])
def test_a_perimeter_that_is_none_is_refused_beside_its_field_and_kept(
    client: Any, editor: Any, text: str
) -> None:
    page = CampaignFactory(live=False)
    response = post_edit(client, page, publish=False, perimeter=text)
    assert response.context["form"].errors["perimeter"]
    assert text.replace('"', "&quot;") in response.content.decode()


def test_a_phase_that_ends_before_it_starts_is_refused(client: Any, editor: Any) -> None:
    page = CampaignFactory(live=False)
    phase = {
        "name": "Recueil", "kind": "collect", "start_date": "2026-05-10", "start_precision": "day",
        "end_date": "2026-05-01", "end_precision": "day", "may_contribute": "", "description": "",
        "override": "", "reason": "", "ORDER": "1", "DELETE": "", "id": "",
    }  # fmt: skip
    phases = {
        "TOTAL_FORMS": 1,
        "INITIAL_FORMS": 0,
        "MIN_NUM_FORMS": 0,
        "MAX_NUM_FORMS": 1000,
        "0": phase,
    }
    response = post_edit(client, page, publish=False, phases=phases)
    errors = response.context["form"].formsets["phases"].errors
    assert errors[0]["end_date"]


def test_a_code_is_made_of_the_title_where_the_editor_gives_none(client: Any, editor: Any) -> None:
    page = CampaignFactory(title="Les Assises de la ville", live=False, code="")
    assert post_edit(client, page, publish=False, code="").status_code == 302
    assert CampaignPage.objects.get(pk=page.pk).get_latest_revision_as_object().code == "AV"


def test_a_preview_of_the_results_shows_the_phase_that_reports(client: Any, editor: Any) -> None:
    page = CampaignFactory(open=True)
    start = timezone.localdate() + timedelta(days=40)
    CampaignPhase.objects.create(page=page, name="Restitution", kind="report", start_date=start)
    fresh = CampaignPage.objects.get(pk=page.pk)
    html = fresh.make_preview_request(preview_mode="results").content.decode()
    assert 'data-state="running"' in html
    assert "Restitution" in html
    assert 'name="civic_key"' not in html


@pytest.mark.parametrize("mode", ["", "upcoming", "open", "closed"])
def test_a_preview_shows_the_campaign_at_its_day(client: Any, editor: Any, mode: str) -> None:
    page = CampaignFactory(open=True)
    request = page.make_preview_request(preview_mode=mode)
    html = request.content.decode()
    expected = mode or "open"
    assert f'data-state="{expected}"' in html
    assert ("<form" in html and 'name="civic_key"' in html) == (expected == "open")
