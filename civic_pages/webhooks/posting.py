"""One POST to another program: to an address that was checked, within ten seconds, followed nowhere."""

import contextlib
import http.client
import io
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any

from django.core.exceptions import ValidationError

from civic_pages.webhooks import addresses
from civic_pages.webhooks.models import Failure


# Seconds: for all of an attempt, for its connection, and for the resolver.
TOTAL, CONNECT, RESOLVE = 10.0, 4.0, 4.0
# How much of an answer is read, and how much of it is kept, in bytes and characters.
READ, KEPT = 2048, 500


@dataclass(frozen=True)
class Answer:
    """What came of a POST: ``error`` is empty where it was taken. ``retry_after`` in seconds."""

    status: int | None = None
    error: str = ""
    text: str = ""
    milliseconds: int = 0
    retry_after: int = 0


def post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Send a body; whatever happens is told in the answer, nothing is raised.

    No proxy of the environment is used, no cookie kept, no redirect followed.
    """
    began = monotonic()
    status, text, retry_after = None, "", 0
    try:
        status, text, retry_after = _exchanged(url, body, headers, _Deadline(began + TOTAL))
        error = _verdict(status)
    except Exception as problem:  # noqa: BLE001 - whatever a network, a name or a peer may cause
        error = _failure(problem)
    milliseconds = int((monotonic() - began) * 1000)
    return Answer(status, error, text, milliseconds, retry_after)


def _verdict(status: int) -> str:
    if 200 <= status < 300:
        return ""
    if status == http.HTTPStatus.GONE:
        return Failure.GONE
    return Failure.REDIRECT if 300 <= status < 400 else Failure.STATUS


def _failure(problem: Exception) -> str:
    kinds: tuple[tuple[Any, str], ...] = (
        ((addresses.Forbidden, ValidationError), Failure.ADDRESS),
        (addresses.Unreachable, Failure.RESOLVING),
        (TimeoutError, Failure.TIMEOUT),
        (ssl.SSLCertVerificationError, Failure.TLS),
        (_NotConnected, Failure.REFUSED),
    )
    return next((name for kind, name in kinds if isinstance(problem, kind)), Failure.BROKEN)


class _NotConnected(OSError):
    """None of the addresses takes a connection."""


class _Deadline:
    """A moment by which all has to be over, however slowly the other side drips its bytes."""

    def __init__(self, at: float) -> None:
        self.at = at

    def left(self, most: float = TOTAL) -> float:
        """Return the seconds that are left.

        Raises:
            TimeoutError: none.
        """
        left = min(self.at - monotonic(), most)
        if left <= 0:
            raise TimeoutError
        return left


class _Reading(io.RawIOBase):
    """Reads a socket until a deadline, where a plain one would wait anew for every byte."""

    def __init__(self, sock: socket.socket, deadline: _Deadline) -> None:
        self.sock, self.deadline = sock, deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.sock.settimeout(self.deadline.left())
        return self.sock.recv_into(buffer)


class _Wire:
    """What ``http.client`` uses of a socket, under a deadline."""

    def __init__(self, sock: socket.socket, deadline: _Deadline) -> None:
        self.sock, self.deadline = sock, deadline

    def sendall(self, data: bytes) -> None:
        self.sock.settimeout(self.deadline.left())
        self.sock.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Reading(self.sock, self.deadline))

    def close(self) -> None:
        """Do nothing: ``http.client`` closes before the answer is read; ``hang_up`` ends it."""


class _Connection(http.client.HTTPConnection):
    """A connection to one of the addresses that were checked, under the name of the receiver."""

    def __init__(self, receiver: addresses.Receiver, deadline: _Deadline) -> None:
        self.default_port = addresses.DEFAULT_PORTS[receiver.scheme]
        super().__init__(receiver.host, receiver.port)
        self.receiver, self.deadline = receiver, deadline
        self.raw: socket.socket | None = None

    def hang_up(self) -> None:
        if self.raw is not None:
            self.raw.close()

    def connect(self) -> None:
        seconds = self.deadline.left(RESOLVE)
        found = addresses.resolved(self.receiver, seconds=seconds)
        self.raw = self._first_that_takes(found)
        if self.receiver.scheme == "https":
            self.raw = self._secured(self.raw)
        self.sock: Any = _Wire(self.raw, self.deadline)

    def _first_that_takes(self, found: list[addresses.Address]) -> socket.socket:
        problem: OSError | None = None
        for address in found:
            try:
                pinned = (str(address), self.receiver.port)
                return socket.create_connection(pinned, self.deadline.left(CONNECT))
            except OSError as error:
                problem = error
        if isinstance(problem, TimeoutError):
            raise problem
        raise _NotConnected from problem

    def _secured(self, sock: socket.socket) -> socket.socket:
        """Speak TLS: certificate and SNI are those of the name, never of the address."""
        sock.settimeout(self.deadline.left(CONNECT))
        context = ssl.create_default_context()
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context.wrap_socket(sock, server_hostname=self.receiver.host)


def _exchanged(
    url: str, body: bytes, headers: Mapping[str, str], deadline: _Deadline
) -> tuple[int, str, int]:
    receiver = addresses.parse(url)
    connection = _Connection(receiver, deadline)
    try:
        connection.request("POST", receiver.path, body, {**headers, "Connection": "close"})
        with contextlib.closing(connection.getresponse()) as response:
            text = _beginning(response)
            return response.status, text, _seconds(response.getheader("Retry-After", ""))
    finally:
        connection.hang_up()


def _beginning(response: http.client.HTTPResponse) -> str:
    """Return the first characters of an answer; that it breaks off after its status is no matter."""
    try:
        found = response.read(READ)
    except (OSError, http.client.HTTPException):
        return ""
    text = found.decode("utf-8", "replace").replace("\x00", "")
    return " ".join(text.split())[:KEPT]


def _seconds(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else 0
