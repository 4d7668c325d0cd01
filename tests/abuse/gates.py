"""Ways to meet a challenge, or to fail it."""

import base64
import hashlib
import json
from typing import Any

from bs4 import BeautifulSoup

from civic_pages.participation.abuse import question as asking


def turn_on(settings: Any, **changes: Any) -> None:
    """Ask challenges, quick ones; ``changes`` are of CIVIC_PAGES."""
    usual = {"CHALLENGE": "always", "CHALLENGE_DIFFICULTY": 200}
    settings.CIVIC_PAGES = {**settings.CIVIC_PAGES, **usual, **changes}


def solved(work: dict[str, Any], **changes: Any) -> str:
    """Return the proof of a piece of work, as a browser posts it, by a solver of our own."""
    number = next(
        n for n in range(work["maxnumber"] + 1)
        if hashlib.sha256(f"{work['salt']}{n}".encode()).hexdigest() == work["challenge"]
    )  # fmt: skip
    names = ("algorithm", "challenge", "salt", "signature")
    payload = {**{name: work[name] for name in names}, "number": number, **changes}
    return base64.b64encode(json.dumps(payload).encode()).decode()


def shown(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content.decode(), "html.parser")


def work_on(response: Any) -> dict[str, Any]:
    """Return the work that a page asks for."""
    found: dict[str, Any] = json.loads(shown(response).select_one("civic-proof")["data-challenge"])
    return found


def hidden(response: Any, name: str) -> str:
    tag = shown(response).select_one(f"input[name={name}]")
    return str(tag["value"]) if tag else ""


def question_on(response: Any) -> str:
    """Return the question in words, wherever it stands in the page."""
    return str(shown(response).select_one("label[for$=civic_answer]").contents[0]).strip()


def right_answer(text: str) -> str:
    """Return the answer to a question in French or English, by reading its words."""
    numbers = {str(word): n for n, word in enumerate(asking.WORDS)}
    said = [numbers[word] for word in text.rstrip(" ?\u00a0\u202f").split() if word in numbers]
    is_minus = any(word in {"minus", "moins"} for word in text.split())
    return str(said[0] - said[1] if is_minus else said[0] + said[1])
