"""A real receiver on this machine: it answers well, fails, hangs, is late, or cuts the connection."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from time import sleep
from typing import Any
from urllib.parse import urlsplit

from tests.serving import serving


@dataclass
class Got:
    """One request as it came."""

    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]


@dataclass
class Receiver:
    """What it got, and how it behaves: ``behave`` is given (number of the request, request)."""

    url: str = ""
    port: int = 0
    got: list[Got] = field(default_factory=list)
    behave: Callable[[int, "Handler"], None] = lambda _number, handler: handler.answer(200)
    released: threading.Event = field(default_factory=threading.Event)

    @property
    def ids(self) -> list[str]:
        return [one.id for one in self.got]

    @property
    def types(self) -> list[str]:
        return [one.json["type"] for one in self.got]


class Handler(BaseHTTPRequestHandler):
    receiver: Receiver

    def do_POST(self) -> None:
        length = int(self.headers["content-length"])
        got = Got({k.lower(): v for k, v in self.headers.items()}, self.rfile.read(length))
        self.receiver.got.append(got)
        self.receiver.behave(len(self.receiver.got), self)

    def answer(self, status: int, body: bytes = b"ok", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def hang(self, seconds: float = 60) -> None:
        self.receiver.released.wait(seconds)

    def drip(self, seconds: float, pause: float = 0.05) -> None:
        """Answer a byte at a time, for ever."""
        for _turn in range(int(seconds / pause)):
            try:
                self.wfile.write(b"H")
                self.wfile.flush()
            except OSError:
                return
            sleep(pause)

    def cut(self) -> None:
        self.connection.shutdown(socket.SHUT_RDWR)
        self.close_connection = True

    def log_message(self, *args: Any) -> None:
        """Say nothing."""

    def handle(self) -> None:
        try:
            super().handle()
        except OSError:
            return  # The sender has hung up.

    def finish(self) -> None:
        try:
            super().finish()
        except OSError:
            return


@contextmanager
def running(wrap: Callable[[Any], Any] | None = None) -> Iterator[Receiver]:
    """Run a receiver on a free port; ``wrap`` puts TLS around its socket."""
    receiver = Receiver()
    handler = type("Mine", (Handler,), {"receiver": receiver})
    with serving(handler, wrap=wrap) as origin:
        receiver.port = urlsplit(origin).port or 0
        receiver.url = f"{origin}/recu?ville=nanterre"
        try:
            yield receiver
        finally:
            receiver.released.set()
