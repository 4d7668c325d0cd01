"""A campaign that counts homes, and a geocoder at the network's edge that knows one street."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

from civic_pages.participation import links
from civic_pages.participation.models import Contribution
from civic_pages.testing import INSIDE, OUTSIDE, CampaignFactory, form_block, question
from tests.participation.test_submission import answers
from tests.serving import serving


HOME = {
    "foyer_address": "12 rue Henri Barbusse, Nanterre",
    "foyer_staircase": "B",
    "foyer_flat": "12",
}
GEOCODER = "civic_pages.participation.geo.geocoders.GeoplateformeGeocoder"


def homes_campaign(**traits: Any) -> Any:
    """Return an open campaign that counts homes and confirms e-mail addresses."""
    body = [
        form_block(
            question("short_text", "titre", "Titre", required=True, is_title=True, max_length=120),
            question("home", "foyer", "Votre logement", required=True),
            question("email", "courriel", "Courriel", required=True),
            question("consent", "accord", "J'accepte", required=True),
            allow_collective=False,
        )
    ]
    defaults = {"open": True, "homes": True, "households": True, "identity": "email", "body": body}
    return CampaignFactory(**{**defaults, **traits})


def home_answers(**changes: Any) -> dict[str, Any]:
    """Return a valid post of somebody at the usual home."""
    unasked = dict.fromkeys(
        ("idee", "theme", "lieu_address", "lieu_latitude", "lieu_longitude"), None
    )
    return answers(**{**unasked, **HOME, **changes})


def private_path(campaign: Any, contribution: Contribution) -> str:
    return f"{campaign.url}suivi/{links.follow_token(contribution)}/"


def _house(number: int, *, suffix: str = "", score: float = 0.97) -> dict[str, Any]:
    at = OUTSIDE if number == 99 else (INSIDE[0], round(INSIDE[1] + number * 1e-5, 6))
    name = f"{number}{f' {suffix}' if suffix else ''} Rue Henri Barbusse"
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [at[1], at[0]]},
        "properties": {
            "label": f"{name} 92000 Nanterre", "score": score, "type": "housenumber",
            "id": f"92050_4390_{number:05d}{f'_{suffix}' if suffix else ''}", "name": name,
        },
    }  # fmt: skip


def _street() -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [INSIDE[1], INSIDE[0]]},
        "properties": {
            "label": "Rue Henri Barbusse 92000 Nanterre", "score": 0.95, "type": "street",
            "id": "92050_4390", "name": "Rue Henri Barbusse",
        },
    }  # fmt: skip


def places(query: str) -> list[dict[str, Any]]:
    """Return what the service knows of a query; "barbuse", misspelt, it is not sure of."""
    number = re.search(r"\d{1,3}(?!\d)", query)
    if "barbus" not in query.lower():
        return []
    if number is None:
        return [_street()]
    suffix = "bis" if "bis" in query.lower() else ""
    score = 0.97 if "barbusse" in query.lower() else 0.55
    return [_house(int(number[0]), suffix=suffix, score=score)]


class Service:
    """The geocoder: ``status`` is what it answers with, ``asked`` what it was asked."""

    def __init__(self) -> None:
        self.status = 200
        self.asked: list[str] = []
        self.url = ""


@contextmanager
def geocoding() -> Iterator[Service]:
    """Run the service on a port of its own."""
    state = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            query = parse_qs(urlsplit(self.path).query)["q"][0]
            state.asked.append(query)
            self.send_response(state.status)
            self.end_headers()
            reply = {"type": "FeatureCollection", "features": places(query)}
            self.wfile.write(json.dumps(reply).encode())

        def log_message(self, *args: Any) -> None:
            """Stay silent."""

    with serving(Handler) as origin:
        state.url = f"{origin}/search"
        yield state
