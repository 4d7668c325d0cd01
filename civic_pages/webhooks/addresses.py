"""Where events may be sent: never into a private network, unless a setting names it.

A name is resolved once, every address it has is checked, and the connection goes to one that was:
what the name leads to a moment later (DNS rebinding) does not matter.
"""

import ipaddress
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from civic_pages import conf


Address = ipaddress.IPv4Address | ipaddress.IPv6Address
DEFAULT_PORTS = {"https": 443, "http": 80}
# The IANA registries of special purposes, whatever the version of Python knows of them.
BLOCKED = tuple(
    ipaddress.ip_network(text)
    for text in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
        "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16",
        "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
    )
)  # fmt: skip
# IPv6 networks that stand for an address of IPv4, which is then what is checked.
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class Unreachable(Exception):
    """The name of the receiver has no address, or none in time."""


class Forbidden(Exception):
    """The receiver is where nothing may be sent."""


@dataclass(frozen=True)
class Receiver:
    """A checked address: ``host`` as it is named in ASCII, ``path`` with its query."""

    scheme: str
    host: str
    port: int
    path: str


def parse(url: str) -> Receiver:
    """Take an address apart.

    Raises:
        ValidationError: it is none, or one to which nothing may be sent: another scheme or port
            than the settings name, a name and password in it, a private address.
    """
    receiver = _split(url)
    if receiver.scheme not in conf.get("WEBHOOK_SCHEMES"):
        raise ValidationError(_("The address must begin with https://."), code="scheme")
    ports = conf.get("WEBHOOK_PORTS")
    if ports is not None and receiver.port not in ports:
        raise ValidationError(
            _("Nothing may be sent to port %(port)d.") % {"port": receiver.port}, code="port"
        )
    literal = _literal(receiver.host)
    if literal is not None and is_blocked(literal, receiver.host):
        raise ValidationError(_("This address is in a private network."), code="private")
    return receiver


def _split(url: str) -> Receiver:
    wrong = ValidationError(
        _("Give a whole address, such as https://example.org/webhook."), code="invalid"
    )
    if url != url.strip() or not url.isprintable() or " " in url or "\\" in url:
        raise wrong
    try:
        parts = urlsplit(url)
        port = parts.port or DEFAULT_PORTS.get(parts.scheme, 0)
        host = (parts.hostname or "").rstrip(".")
        host = host if ":" in host else host.encode("idna").decode("ascii").lower()
        path = parts.path.encode("ascii").decode() + (f"?{parts.query}" if parts.query else "")
        path.encode("ascii")
    except ValueError as error:
        raise wrong from error
    if parts.username is not None or parts.password is not None:
        raise ValidationError(
            _("Leave the user name and password out: the signature proves who sends."),
            code="userinfo",
        )
    if not host or not parts.scheme or parts.fragment or "%" in host:
        raise wrong
    return Receiver(parts.scheme, host, port, path or "/")


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def resolved(receiver: Receiver, *, seconds: float) -> list[Address]:
    """Return the addresses of a receiver, in the order to try them.

    Raises:
        Unreachable: the name has none, or the resolver gives no answer in time.
        Forbidden: one of them is in a private network.
    """
    found = _looked_up(receiver, seconds)
    if not found:
        raise Unreachable(receiver.host)
    if any(is_blocked(address, receiver.host) for address in found):
        raise Forbidden(receiver.host)
    return found


def _looked_up(receiver: Receiver, seconds: float) -> list[Address]:
    """Ask the resolver, which has no time limit of its own, in a thread that may be left behind."""
    answers: list[Any] = []

    def ask() -> None:
        try:
            answers.extend(
                socket.getaddrinfo(receiver.host, receiver.port, type=socket.SOCK_STREAM)
            )
        except (OSError, UnicodeError):
            return

    thread = Thread(target=ask, daemon=True)
    thread.start()
    thread.join(seconds)
    # A zone ("fe80::1%eth0") is no part of what is checked.
    texts = dict.fromkeys(str(answer[4][0]).partition("%")[0] for answer in list(answers))
    return [ipaddress.ip_address(text) for text in texts]


def is_blocked(address: Address, host: str = "") -> bool:
    """Tell whether nothing may be sent to an address; ``host`` is the name it was found under."""
    allowed = [str(entry).lower() for entry in conf.get("WEBHOOK_ALLOW_PRIVATE")]
    inner = _inner(address)
    if host.lower() in allowed or any(_within(inner, entry) for entry in allowed):
        return False
    return not inner.is_global or inner.is_multicast or _in_any(inner, BLOCKED)


def _inner(address: Address) -> Address:
    """Return the address of IPv4 that one of IPv6 stands for, where it does."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return address.ipv4_mapped
        if address in NAT64:
            return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def _within(address: Address, entry: str) -> bool:
    try:
        network = ipaddress.ip_network(entry, strict=False)
    except ValueError:
        return False  # It is the name of a host.
    return _in_any(address, [network])


def _in_any(address: Address, networks: Iterable[Any]) -> bool:
    return any(address.version == one.version and address in one for one in networks)
