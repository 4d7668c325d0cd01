"""A citizen whose front end speaks to the API alone: no cookies, no page, a challenge before each post."""

import json
import re
import uuid
from typing import Any

from django.core import mail
from django.test import Client

from civic_pages.testing import FORM_ID
from tests.abuse.gates import solved


ROOT = "/api/civic/v1"
FRONT = "https://front.example"
LINKS = {
    purpose: f"{FRONT}/{purpose}#{{token}}"
    for purpose in ("confirm", "follow", "act", "subscribe", "subscriptions", "unsubscribe")
}
LINK = re.compile(rf"{FRONT}/(\w+)#(\S+)")
ME = "habitante@example.org"


class Traveller:
    """Sends what a front end sends; checks that no answer sets a cookie and no address holds a token."""

    def __init__(self, commit: Any) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.commit = commit
        self.paths: list[str] = []

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        token: str = "",
        key: str = "",
        **headers: str,
    ) -> Any:
        """Return the answer to a request beneath the API's root, its mails gone."""
        sent = {"X-Civic-Token": token, "Idempotency-Key": key, **headers}
        text = "" if body is None else json.dumps(body)
        self.paths.append(path)
        with self.commit(execute=True):
            response = self.client.generic(
                method,
                f"{ROOT}/{path}",
                text,
                content_type="application/json",
                headers={name.replace("_", "-"): value for name, value in sent.items() if value},
            )
        assert not response.cookies, "the API needs no cookies"
        return response

    def get(self, path: str, **more: Any) -> Any:
        return self.ask("GET", path, **more)

    def post(self, path: str, body: Any = None, **more: Any) -> Any:
        """Post, under a new key where none is given."""
        return self.ask("POST", path, body, **{"key": uuid.uuid4().hex, **more})

    def proof(self, campaign: int) -> str:
        """Return the answer to a fresh challenge."""
        return solved(self.get(f"campaigns/{campaign}/challenge/").json()["proof"])

    def upload(self, campaign: int, field: str, file: Any) -> Any:
        self.paths.append(f"campaigns/{campaign}/uploads/")
        data = {"form": FORM_ID, "field": field, "file": file}
        return self.client.post(f"{ROOT}/campaigns/{campaign}/uploads/", data)

    def own(self, token: str) -> Any:
        """Return one's own contribution; the answer, for its ETag."""
        response = self.get("own/contribution/", token=token)
        assert response.status_code == 200, response.content
        assert "no-store" in response["Cache-Control"]
        return response


def mailed(purpose: str) -> str:
    """Return the token of the last link of a purpose in the mails that went."""
    found = [t for m in mail.outbox for name, t in LINK.findall(m.body) if name == purpose]
    return found[-1]


def elsewhere(settings: Any, **changes: Any) -> None:
    """Have mailed links lead to the other front end."""
    settings.CIVIC_PAGES = {**settings.CIVIC_PAGES, "FRONT_END_LINKS": {"*": LINKS}, **changes}


def idea(campaign: Any, **changes: Any) -> dict[str, Any]:
    """Return a valid contribution to a campaign of places."""
    answers = {
        "titre": "Un banc devant l'école",
        "idee": "Les parents attendent debout.",
        "theme": "Voirie",
        "courriel": ME,
        "lieu": {"latitude": 48.892, "longitude": 2.206, "address": "12 rue Henri-Barbusse"},
        "accord": True,
    }
    return {
        "campaign": campaign.pk,
        "form": FORM_ID,
        "answers": {**answers, **changes.pop("answers", {})},
        **changes,
    }


def problem(response: Any, status: int, kind: str = "") -> dict[str, Any]:
    """Assert that an answer is a problem of a status and a kind, and return it."""
    assert response.status_code == status, response.content
    assert response["Content-Type"].startswith("application/problem+json")
    found: dict[str, Any] = json.loads(response.content)
    assert found["status"] == status
    assert not kind or found["type"].rpartition(":")[2] == kind, found
    return found
