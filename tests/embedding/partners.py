"""Another site, and a browser that keeps no cookies of frames: what embedding meets in the open."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

from tests.serving import serving


PREFERENCES = {
    "profile": {
        "block_third_party_cookies": True,
        # 1: block third-party cookies, in the words of Chromium's settings.
        "cookie_controls_mode": 1,
    }
}


class Partner:
    """A site of its own origin: ``url``; its pages are what ``show`` was given."""

    def __init__(self) -> None:
        self.pages: dict[str, str] = {}
        self.headers: dict[str, str] = {}
        partner = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                page = partner.pages.get(self.path.split("?")[0])
                self.send_response(200 if page is not None else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                for name, value in partner.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write((page or "").encode())

            def log_message(self, *args: Any) -> None:
                """Say nothing: the test says it."""

        self.handler, self.url = Handler, ""

    def show(self, html: str, path: str = "/") -> str:
        """Make a page whose body is ``html``; return its address."""
        head = '<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Le blog</title><meta name="viewport" content="width=device-width"></head>'
        self.pages[path] = f"{head}<body><h1>Le blog du quartier</h1>{html}</body></html>"
        return f"{self.url}{path}"


@contextmanager
def partner() -> Iterator[Partner]:
    made = Partner()
    with serving(made.handler) as made.url:
        yield made


def profile(folder: Path) -> Path:
    """Return a folder for a browser's profile that blocks third-party cookies."""
    (folder / "Default").mkdir(parents=True)
    (folder / "Default" / "Preferences").write_text(json.dumps(PREFERENCES))
    return folder
