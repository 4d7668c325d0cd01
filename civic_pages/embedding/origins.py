"""Origins of other sites: what an editor may write, and whether a browser's own is among them.

An origin is scheme, host and port (RFC 6454). What passes :func:`normalised` holds letters, digits,
``.``, ``-``, ``:``, ``/`` and at most one ``*`` at its start: it can be written into a header.
"""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


# RFC 1035, 2.3.1; the last label is no number, so that no address of a machine passes.
LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
HOST = re.compile(rf"(?:{LABEL}\.)+(?=[a-z0-9-]*[a-z]){LABEL}")
# One's own machine, where a developer tries things out.
LOCAL = {"localhost", "127.0.0.1"}
WILDCARD = "*."
DEFAULT_PORTS = {"https": 443, "http": 80}


def normalised(line: str) -> str:
    """Return an origin as browsers write it: lower case, punycode, no usual port, no slash.

    Args:
        line: ``https://www.nanterre.fr``, or ``https://*.nanterre.fr`` for every site beneath.

    Raises:
        ValidationError: it is none, not HTTPS, or its wildcard would hold sites of strangers.
    """
    text = line.strip()
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise _wrong(text) from error
    if parts.scheme not in DEFAULT_PORTS or not host:
        raise ValidationError(
            _("“%(line)s”: begin with https://, as in https://www.nanterre.fr") % {"line": text}
        )
    if parts.path not in {"", "/"} or parts.query or parts.fragment or "@" in parts.netloc:
        message = _("“%(line)s”: the site alone, without the address of a page.")
        raise ValidationError(message % {"line": text})
    host = _host(host, text)
    if parts.scheme != "https" and host not in LOCAL:
        message = _("“%(line)s”: only sites with https:// can be allowed.")
        raise ValidationError(message % {"line": text})
    is_usual = port is None or port == DEFAULT_PORTS[parts.scheme]
    return f"{parts.scheme}://{host}" + ("" if is_usual else f":{port}")


def _host(written: str, text: str) -> str:
    """Return a checked host, with its wildcard."""
    star, name = (WILDCARD, written[2:]) if written.startswith(WILDCARD) else ("", written)
    try:
        host = name.encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise _wrong(text) from error
    if host in LOCAL and not star:
        return host
    if not HOST.fullmatch(host):
        if star and re.fullmatch(LABEL, host):
            message = _("“%(line)s” would allow every site there is: name the domain too.")
            raise ValidationError(message % {"line": text})
        raise _wrong(text)
    return f"{star}{host}"


def _wrong(text: str) -> ValidationError:
    return ValidationError(_("“%(line)s” is no site's address.") % {"line": text})


def is_among(origin: str, allowed: Iterable[str]) -> bool:
    """Tell whether a browser's ``Origin`` is one that was allowed, itself or by a wildcard."""
    return any(_matches(origin, one) for one in allowed)


def _matches(origin: str, allowed: str) -> bool:
    scheme, _separator, rest = allowed.partition("://")
    if not rest.startswith(WILDCARD):
        return origin == allowed
    pattern = rf"{scheme}://(?:{LABEL}\.)+{re.escape(rest[2:])}"
    return re.fullmatch(pattern, origin) is not None


def origin_of(address: str) -> str:
    """Return the origin of any address a person pastes; empty where it is none."""
    try:
        parts = urlsplit(address.strip())
        return normalised(f"{parts.scheme}://{parts.netloc}") if parts.netloc else ""
    except (ValueError, ValidationError):
        return ""
