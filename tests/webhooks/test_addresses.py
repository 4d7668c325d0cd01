"""Nothing is sent into a private network, whatever an address says or a resolver answers."""

import socket
import ssl
import subprocess
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from civic_pages.webhooks import addresses, posting
from tests.webhooks.receiver import Receiver, running


PRIVATE = [
    "127.0.0.1", "127.9.9.9", "0.0.0.1", "10.0.0.1", "172.16.0.1", "172.31.255.255",
    "192.168.1.1", "169.254.169.254", "100.64.0.1", "100.127.255.254", "192.0.0.1", "192.0.2.1",
    "198.18.0.1", "203.0.113.9", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
    "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::", "2001::1",
    "2001:db8::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1", "100::1",
]  # fmt: skip
PUBLIC = ["93.184.216.34", "8.8.8.8", "2606:2800:220:1::1", "::ffff:8.8.8.8", "64:ff9b::808:808"]


@pytest.fixture
def resolver(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[list[str]]]:
    """Fake the resolver of the machine: what each name answers, one list after the other."""
    answers: dict[str, list[list[str]]] = {}
    real = socket.getaddrinfo

    def getaddrinfo(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
        if host not in answers:
            return real(host, port, *args, **kwargs)
        turn = answers[host].pop(0) if len(answers[host]) > 1 else answers[host][0]
        found = []
        for text in turn:
            family = socket.AF_INET6 if ":" in text else socket.AF_INET
            found.append((family, socket.SOCK_STREAM, 6, "", (text, port)))
        return found

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return answers


def allow(settings: Any, *entries: str, **values: Any) -> None:
    settings.CIVIC_PAGES = {**settings.CIVIC_PAGES, "WEBHOOK_ALLOW_PRIVATE": entries, **values}


def post(url: str) -> posting.Answer:
    return posting.post(url, b"{}", {"content-type": "application/json"})


@pytest.mark.parametrize("text", PRIVATE)
def test_a_private_address_is_refused_as_typed_and_as_resolved(
    text: str, resolver: dict[str, Any]
) -> None:
    literal = f"[{text}]" if ":" in text else text
    with pytest.raises(ValidationError):
        addresses.parse(f"https://{literal}/")
    resolver["ville.example"] = [[text]]
    assert post("https://ville.example/").error == "address"


@pytest.mark.parametrize("text", PUBLIC)
def test_a_public_address_is_not(text: str, resolver: dict[str, Any]) -> None:
    resolver["ville.example"] = [[text]]
    receiver = addresses.parse("https://ville.example/")
    assert addresses.resolved(receiver, seconds=2) == [ip_address(text)]


def test_one_private_address_among_public_ones_is_enough(resolver: dict[str, Any]) -> None:
    resolver["ville.example"] = [["8.8.8.8", "10.0.0.1"]]
    assert post("https://ville.example/").error == "address"


@pytest.mark.parametrize(
    "host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "localhost", "LOCALHOST."]
)
def test_other_ways_to_write_this_machine_lead_nowhere(host: str) -> None:
    assert post(f"https://{host}/").error in {"address", "resolving"}


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/", "ftp://example.org/", "file:///etc/passwd", "gopher://example.org/",
        "https://example.org:22/", "https://example.org:6379/", "https://user@example.org/",
        "https://user:password@example.org/", "https://", "https:///path", "example.org", "",
        "https://example.org/#fragment", "https://exa mple.org/", "https://example.org/\r\nX: 1",
        "https://example.org\\@127.0.0.1/", "https://example.org:99999/", "https://[::1%25eth0]/",
        "javascript:alert(1)", " https://example.org/",
    ],
)  # fmt: skip
def test_an_address_that_is_none_or_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(ValidationError):
        addresses.parse(url)


def test_a_name_in_any_script_is_taken_in_ascii() -> None:
    found = addresses.parse("https://mairie-chérie.example/x?a=b")
    assert (found.host, found.port, found.path) == (
        "xn--mairie-chrie-jeb.example", 443, "/x?a=b",
    )  # fmt: skip


def test_what_a_name_leads_to_a_moment_later_does_not_matter(
    settings: Any, resolver: dict[str, Any]
) -> None:
    """DNS rebinding: public while it is checked, private when one connects."""
    allow(settings, WEBHOOK_SCHEMES=("http",), WEBHOOK_PORTS=None)
    with running() as inside:
        resolver["rebinding.example"] = [["192.0.0.8"], ["127.0.0.1"]]
        assert post(f"http://rebinding.example:{inside.port}/").error == "address"
        # The first answer is the only one that is asked for: the connection goes to it.
        allow(settings, "192.0.2.1", WEBHOOK_SCHEMES=("http",), WEBHOOK_PORTS=None)
        resolver["rebinding.example"] = [["192.0.2.1"], ["127.0.0.1"]]
        posting_connect = posting.CONNECT
        posting.CONNECT = 0.3
        try:
            assert post(f"http://rebinding.example:{inside.port}/").error in {"timeout", "refused"}
        finally:
            posting.CONNECT = posting_connect
        assert inside.got == []
        assert resolver["rebinding.example"] == [["127.0.0.1"]]


def test_a_setting_allows_hosts_and_networks_by_name(
    settings: Any, resolver: dict[str, Any], receiver: Receiver
) -> None:
    resolver["crm.ville.example"] = [["127.0.0.1"]]
    url = f"http://crm.ville.example:{receiver.port}/"
    web = {"WEBHOOK_SCHEMES": ("http",), "WEBHOOK_PORTS": None}
    for entries, error in (
        ([], "address"),
        (["ville.example"], "address"),
        (["10.0.0.0/8"], "address"),
        (["crm.ville.example"], ""),
        (["127.0.0.0/8"], ""),
    ):
        allow(settings, *entries, **web)
        assert post(url).error == error, entries
    assert [got.headers["host"] for got in receiver.got] == [
        f"crm.ville.example:{receiver.port}"
    ] * 2


def test_no_proxy_of_the_environment_is_used(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    assert post(receiver.url).error == ""


def test_a_resolver_that_never_answers_costs_seconds_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from threading import Event
    from time import monotonic

    stuck = Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: stuck.wait(30) and [])
    monkeypatch.setattr(posting, "RESOLVE", 0.3)
    began = monotonic()
    assert post("https://ville.example/").error == "resolving"
    # Without the limit of this test it were four.
    assert monotonic() - began < 3.5
    stuck.set()


def test_a_port_where_nobody_listens_is_no_connection(receiver: Receiver) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        assert post(f"http://127.0.0.1:{free.getsockname()[1]}/").error == "refused"


@pytest.fixture
def secured(
    settings: Any, tmp_path: Path, resolver: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Any]:
    """Run a receiver with TLS, whose certificate is for ``crm.ville.example``."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        [
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
            "-keyout", key, "-out", certificate, "-subj", "/CN=crm.ville.example",
            "-addext", "subjectAltName=DNS:crm.ville.example",
        ],
        check=True,
        capture_output=True,
    )  # fmt: skip
    names: list[str | None] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    context.sni_callback = lambda _socket, name, _context: names.append(name)
    resolver["crm.ville.example"] = resolver["other.example"] = [["127.0.0.1"]]
    allow(settings, "127.0.0.1", WEBHOOK_PORTS=None)
    with running(lambda sock: context.wrap_socket(sock, server_side=True)) as found:
        yield found, names, certificate, monkeypatch


def test_the_certificate_is_checked_against_the_name_though_the_address_is_pinned(
    secured: Any,
) -> None:
    receiver, names, certificate, monkeypatch = secured
    assert post(f"https://crm.ville.example:{receiver.port}/").error == "tls"
    assert receiver.got == []
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert post(f"https://crm.ville.example:{receiver.port}/").error == ""
    assert names[-1] == "crm.ville.example"
    assert post(f"https://other.example:{receiver.port}/").error == "tls"
    assert len(receiver.got) == 1
