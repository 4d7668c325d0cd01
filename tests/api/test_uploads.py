"""Files through the API: sent first, named by a token in the contribution, refused as on the page."""

import uuid
from typing import Any

import jsonschema
import pytest

from civic_pages.participation.models import Contribution, Upload
from civic_pages.testing import FORM_ID
from tests.api.conftest import ROOT, is_problem
from tests.participation import samples
from tests.participation.samples import campaign_with_files, upload


pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(db: None) -> Any:
    return campaign_with_files()


def send(client: Any, campaign: Any, file: Any = None, **changes: Any) -> Any:
    data = {"form": FORM_ID, "field": "photos", **changes}
    if file is not None:
        data["file"] = file
    return client.post(f"{ROOT}/campaigns/{campaign.pk}/uploads/", data)


def token_for(client: Any, campaign: Any, name: str = "plan.pdf") -> str:
    return str(send(client, campaign, upload(name, samples.PDF)).json()["token"])


def contribution(campaign: Any, *tokens: Any) -> dict[str, Any]:
    answers = {"titre": "Un banc cassé", "photos": list(tokens)}
    return {"campaign": campaign.pk, "form": FORM_ID, "answers": answers}


def test_a_file_is_kept_and_named_by_a_token(client: Any, campaign: Any) -> None:
    response = send(client, campaign, upload("plan.pdf", samples.PDF))
    assert response.status_code == 201
    assert response["Cache-Control"] == "no-store"
    found = response.json()
    assert (found["name"], found["size"], found["type"]) == (
        "plan.pdf", len(samples.PDF), "application/pdf",
    )  # fmt: skip
    assert found["expires_in"] == 24 * 3600
    assert str(Upload.objects.get().uuid) not in response.content.decode()


def test_a_contribution_brings_the_files_of_its_tokens(
    client: Any, post: Any, get: Any, campaign: Any
) -> None:
    tokens = [token_for(client, campaign, name) for name in ("a.pdf", "b.pdf")]
    assert post(contribution(campaign, *tokens)).status_code == 201
    stored = Contribution.objects.get()
    assert stored.uploads.count() == 2
    detail = get(f"contributions/{stored.reference}/").json()
    assert [file["name"] for file in detail["files"]] == ["a.pdf", "b.pdf"]
    assert set(detail["files"][0]) == {"key", "name", "size", "type", "url"}
    response = client.get(detail["files"][0]["url"])
    assert response.status_code == 200
    response.close()


def test_a_retry_brings_the_same_files_and_stores_nothing(
    client: Any, post: Any, campaign: Any
) -> None:
    body = contribution(campaign, token_for(client, campaign))
    first, second = post(body), post(body)
    assert (first.status_code, second.status_code) == (201, 201)
    assert second["Idempotent-Replayed"] == "true"
    is_problem(post(body, key="another-key-of-a-thief"), 422)
    assert Contribution.objects.count() == 1


def test_a_token_of_another_campaign_is_refused(client: Any, post: Any, campaign: Any) -> None:
    other = campaign_with_files()
    found = is_problem(post(contribution(campaign, token_for(client, other))), 422)
    assert found["errors"]["answers.photos"][0]["code"] == "gone"
    assert not Contribution.objects.exists()


@pytest.mark.parametrize("wrong", ["nonsense", 3, None, {"id": "x"}, [["x"]], True])
def test_what_is_no_token_is_refused(post: Any, campaign: Any, wrong: Any) -> None:
    found = is_problem(post(contribution(campaign, wrong)), 422)
    assert "answers.photos" in found["errors"]


def test_a_private_question_keeps_its_files_out_of_the_api(
    client: Any, post: Any, get: Any
) -> None:
    campaign = campaign_with_files(public=False)
    post(contribution(campaign, token_for(client, campaign)))
    stored = Contribution.objects.get()
    response = get(f"contributions/{stored.reference}/")
    assert response.json()["files"] == []
    assert str(stored.uploads.get().uuid) not in response.content.decode()


@pytest.mark.parametrize(
    ("name", "content", "status", "code"),
    [
        ("a.pdf", b"%PDF-" + b"x" * 1_100_000, 413, "too_large"),
        ("a.png", samples.png_bomb(), 413, "pixels"),
        ("a.svg", samples.SVG, 415, "kind"),
        ("a.zip", samples.package(a="b"), 415, "kind"),
        ("a.jpg", samples.HTML, 415, "mismatch"),
        ("a.pdf", b"", 422, "empty"),
    ],
)
def test_a_file_is_refused_by_the_problem_it_is(
    client: Any, campaign: Any, name: str, content: bytes, status: int, code: str
) -> None:
    found = is_problem(send(client, campaign, upload(name, content)), status)
    assert found["errors"]["file"][0]["code"] == code
    assert not Upload.objects.exists()


def test_a_body_that_is_too_large_by_its_own_word_is_not_read(
    client: Any, campaign: Any, settings: Any
) -> None:
    settings.CIVIC_PAGES = {**settings.CIVIC_PAGES, "UPLOAD_MAX_MB": 1}
    is_problem(send(client, campaign, upload("a.pdf", b"%PDF-" + b"x" * 1_200_000)), 413)


def test_the_request_itself_is_checked(client: Any, campaign: Any) -> None:
    file = upload("a.pdf", samples.PDF)
    is_problem(send(client, campaign, file, form=str(uuid.uuid4())), 404)
    assert "field" in is_problem(send(client, campaign, file, field="titre"), 422)["errors"]
    assert "file" in is_problem(send(client, campaign), 422)["errors"]
    address = f"{ROOT}/campaigns/{campaign.pk}/uploads/"
    is_problem(client.post(address, "{}", content_type="application/json"), 415)
    is_problem(client.get(address), 405)
    campaign.phases.all().delete()
    is_problem(send(client, campaign, upload("a.pdf", samples.PDF)), 403)


def test_files_from_one_network_are_counted(client: Any, campaign: Any, settings: Any) -> None:
    settings.CIVIC_PAGES = {**settings.CIVIC_PAGES, "UPLOAD_RATE_LIMIT": (1, 60)}
    assert send(client, campaign, upload("a.pdf", samples.PDF)).status_code == 201
    response = send(client, campaign, upload("a.pdf", samples.PDF))
    is_problem(response, 429)
    assert response["Retry-After"]


def test_the_schema_of_the_form_takes_tokens(client: Any, get: Any) -> None:
    campaign = campaign_with_files(required=True)
    schema = get(f"campaigns/{campaign.pk}/forms/{FORM_ID}/").json()["schema"]
    token = token_for(client, campaign)
    check = jsonschema.Draft202012Validator(schema)
    assert check.is_valid({"titre": "Un banc", "photos": [token]})
    for wrong in ([], [token] * 2, [1], token, ["a", "b", "c", "d"]):
        assert not check.is_valid({"titre": "Un banc", "photos": wrong})
