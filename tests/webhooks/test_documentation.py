"""What docs/webhooks.md tells developers is run as it stands there."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from civic_pages.testing import CampaignFactory
from civic_pages.webhooks import actions, delivering, events, outcomes, signing
from civic_pages.webhooks.emitting import emit
from tests.webhooks.receiver import Receiver


pytestmark = pytest.mark.django_db
PAGE = (Path(__file__).resolve().parents[2] / "docs/webhooks.md").read_text()


def code(language: str) -> str:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)[0]


def in_python(secret: str, headers: dict[str, str], body: bytes, now: float) -> bool:
    scope: dict[str, Any] = {}
    exec(compile(code("python"), "webhooks.md", "exec"), scope)  # noqa: S102 - our own page
    return bool(scope["is_genuine"](secret, headers, body, now))


def in_javascript(secret: str, headers: dict[str, str], body: bytes, now: float) -> bool:
    asked = ", ".join(json.dumps(part) for part in (secret, headers, body.decode(), now))
    script = f"{code('js')}\nconsole.log(isGenuine({asked}));"
    done = subprocess.run(
        ["node", "--input-type=module", "-e", script], capture_output=True, text=True, check=True
    )
    return done.stdout.strip() == "true"


@pytest.mark.parametrize("is_genuine", [in_python, in_javascript])
def test_both_examples_tell_what_is_genuine_from_what_is_not(
    is_genuine: Any, receiver: Receiver, listen: Any, boss: Any
) -> None:
    hook = listen()
    emit(
        "vote.opened",
        campaign_id=CampaignFactory(open=True).pk,
        data=lambda page: {"campaign": {"title": "Été à l’école"}},
        at=timezone.now(),
    )
    old = signing.secret(hook.key)
    hook = actions.rotate(hook, by=boss, now=timezone.now())
    new = signing.secret(hook.key)
    delivering.send_due(now=timezone.now())
    got, now = receiver.got[0], timezone.now().timestamp()
    assert is_genuine(new, got.headers, got.body, now)
    assert is_genuine(old, got.headers, got.body, now)
    assert not is_genuine("whsec_" + "A" * 43 + "=", got.headers, got.body, now)
    assert not is_genuine(new, got.headers, got.body + b" ", now)
    assert not is_genuine(new, {**got.headers, "webhook-id": "autre"}, got.body, now)
    assert not is_genuine(new, got.headers, got.body, now + 400)


def test_a_former_secret_key_of_the_site_goes_on_signing(
    receiver: Receiver, listen: Any, settings: Any
) -> None:
    hook = listen()
    before = signing.secret(hook.key)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "z" * 60, [settings.SECRET_KEY]
    now = timezone.now()
    signed = signing.headers(hook, "x", b"{}", now=now)
    assert in_python(before, signed, b"{}", now.timestamp())
    assert in_python(signing.secret(hook.key), signed, b"{}", now.timestamp())


def test_every_event_and_every_wait_is_documented() -> None:
    told = set(re.findall(r"`((?:[a-z]+)?\.[a-z_]+)`", PAGE))
    names = {name for name in told if not name.startswith(".")}
    for line in PAGE.splitlines():
        if line.startswith("| `"):
            first = line.split("|")[1]
            whole = re.findall(r"`([a-z]+)\.", first)[0]
            names |= {f"{whole}{part}" for part in re.findall(r"`(\.[a-z_]+)`", first)}
    assert set(events.EVENTS) - names == set()
    hours = [int(wait.total_seconds() // 3600) for wait in outcomes.BACKOFF[4:]]
    assert hours == [1, 2, 4, 6, 6, 6]
    assert "1, 5, 15, 30 minutes, 1, 2, 4, 6, 6, 6 hours" in PAGE
