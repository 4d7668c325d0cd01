"""Ways to ask the API."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from civic_pages.testing import FORM_ID


ROOT = "/api/civic/v1"
KEY = "0123456789abcdef-first"


def body(page: Any, **changes: Any) -> dict[str, Any]:
    """Return a valid contribution; answers given as ``answers={…}`` are merged in."""
    answers = {
        "titre": "Un banc devant l'école",
        "idee": "Les parents attendent debout.",
        "theme": "Voirie",
        "courriel": "habitante@example.org",
        "lieu": {"latitude": 48.892, "longitude": 2.206, "address": "12 rue Henri-Barbusse"},
        "accord": True,
    }
    merged = {**answers, **changes.pop("answers", {})}
    return {"campaign": page.pk, "form": FORM_ID, "answers": merged, **changes}


@pytest.fixture
def get(client: Any, db: None) -> Callable[..., Any]:
    """Return a function that gets a path beneath the API's root."""
    return lambda path, **query: client.get(f"{ROOT}/{path}", query)


@pytest.fixture
def post(client: Any, db: None) -> Callable[..., Any]:
    """Return a function that posts a contribution under an idempotency key."""

    def send(data: Any, key: str | None = KEY, **extra: Any) -> Any:
        headers = {"Idempotency-Key": key} if key is not None else {}
        text = data if isinstance(data, str) else json.dumps(data)
        extra.setdefault("content_type", "application/json")
        return client.post(f"{ROOT}/contributions/", text, headers=headers, **extra)

    return send


def is_problem(response: Any, status: int) -> dict[str, Any]:
    """Assert that an answer is a problem of a status, and return it."""
    assert response.status_code == status, response.content
    assert response["Content-Type"].startswith("application/problem+json")
    found: dict[str, Any] = json.loads(response.content)
    assert found["status"] == status
    assert found["type"].startswith("urn:wagtail-civic:problem:")
    assert found["title"]
    assert found["detail"]
    return found
