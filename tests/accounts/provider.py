"""A fake OpenID Connect provider, at the edge of the network: a real server on this machine."""

import json
from contextlib import AbstractContextManager
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs

from tests.serving import serving


ADDRESS = ("127.0.0.1", 18741)
ISSUER = f"http://{ADDRESS[0]}:{ADDRESS[1]}"
PERSON = {
    "sub": "u-0001",
    "email": "habitante@example.org",
    "email_verified": True,
    "given_name": "Ada",
    "family_name": "Lovelace",
}


class Handler(BaseHTTPRequestHandler):
    """Answers discovery, token and userinfo; refuses a code or a token it has not given."""

    def answer(self, body: dict[str, Any], status: int = 200) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def do_GET(self) -> None:
        if self.path == "/.well-known/openid-configuration":
            self.answer(
                {
                    "issuer": ISSUER,
                    "authorization_endpoint": f"{ISSUER}/authorize",
                    "token_endpoint": f"{ISSUER}/token",
                    "userinfo_endpoint": f"{ISSUER}/userinfo",
                    "jwks_uri": f"{ISSUER}/jwks",
                }
            )
        elif self.path == "/userinfo" and self.headers["Authorization"] == "Bearer a-token":
            self.answer(PERSON)
        else:
            self.answer({"error": "invalid_request"}, 401)

    def do_POST(self) -> None:
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        good = sent.get("code") == ["a-code"] and sent.get("code_verifier")
        if self.path == "/token" and good:
            self.answer({"access_token": "a-token", "token_type": "Bearer", "expires_in": 60})
        else:
            self.answer({"error": "invalid_grant"}, 400)

    def log_message(self, format: str, *args: Any) -> None:
        """Stay quiet."""


def serve() -> AbstractContextManager[str]:
    """Run the provider where the settings look for it."""
    return serving(Handler, ADDRESS)
