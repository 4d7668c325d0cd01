"""Another site, and a browser that keeps no cookies of frames: what embedding meets in the open."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.serving import serving


# In the words of the DevTools protocol: no cookie of a third party, whatever it claims.
BLOCKED = {
    "enableThirdPartyCookieRestriction": True,
    "disableThirdPartyCookieMetadata": True,
    "disableThirdPartyCookieHeuristics": True,
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
