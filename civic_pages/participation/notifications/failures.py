"""Why a message did not leave, in words; what is stored is the kind of the error alone."""

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


# Names of the errors of Python's smtplib, socket and ssl; a channel of another app may raise any.
_UNREACHABLE = _("The server cannot be reached.")
_BROKEN_OFF = _("The server broke off the connection.")
_LATE = _("The server did not answer in time.")
_INSECURE = _("No secure connection to the server could be made.")
_REFUSED = _("The mail server refused the message.")
WORDS: dict[str, str | Promise] = {
    "SMTPRecipientsRefused": _(
        "The mail server refused the address: it may be mistyped, or exist no longer."
    ),
    "SMTPSenderRefused": _("The mail server refused the address that this site sends from."),
    "SMTPAuthenticationError": _("The mail server refused the user name or password of this site."),
    "SMTPDataError": _REFUSED,
    "SMTPHeloError": _REFUSED,
    "SMTPNotSupportedError": _REFUSED,
    "SMTPResponseException": _REFUSED,
    "SMTPException": _REFUSED,
    "SMTPConnectError": _UNREACHABLE,
    "ConnectionRefusedError": _UNREACHABLE,
    "ConnectionError": _UNREACHABLE,
    "gaierror": _UNREACHABLE,
    "herror": _UNREACHABLE,
    "OSError": _UNREACHABLE,
    "URLError": _UNREACHABLE,
    "SMTPServerDisconnected": _BROKEN_OFF,
    "ConnectionResetError": _BROKEN_OFF,
    "ConnectionAbortedError": _BROKEN_OFF,
    "BrokenPipeError": _BROKEN_OFF,
    "TimeoutError": _LATE,
    "SSLError": _INSECURE,
    "SSLEOFError": _INSECURE,
    "SSLZeroReturnError": _INSECURE,
    "SSLCertVerificationError": _INSECURE,
}


def in_words(error: str) -> str:
    """Return what an error means to the team; empty for none.

    Args:
        error: the name of its class.
    """
    if not error:
        return ""
    known = WORDS.get(error)
    return str(known) if known else gettext("It could not be sent; why is for the technical team.")
