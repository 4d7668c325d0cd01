"""What a key looks like: ``civic_<prefix>_<secret><checksum>``.

The prefix is public and finds the row; the secret is 256 bits of chance. The checksum is a CRC-32, by
which secret scanners and our own front door tell a key from any other word without asking anybody.
"""

import hashlib
import hmac
import re
import secrets
import string
import zlib
from dataclasses import dataclass


LETTERS = string.digits + string.ascii_letters
PREFIX_LENGTH = 10
SECRET_LENGTH = 43  # of 62 letters: 256 bits
CHECK_LENGTH = 6
# For secret scanners: this pattern, then the checksum.
PATTERN = re.compile(
    rf"civic_(?P<prefix>[0-9a-z]{{{PREFIX_LENGTH}}})_"
    rf"(?P<secret>[0-9A-Za-z]{{{SECRET_LENGTH}}})(?P<check>[0-9A-Za-z]{{{CHECK_LENGTH}}})"
)


@dataclass(frozen=True)
class Token:
    """A key in two parts; ``str()`` gives it whole."""

    prefix: str
    secret: str

    def __str__(self) -> str:
        body = f"civic_{self.prefix}_{self.secret}"
        return f"{body}{_checksum(body)}"

    def __repr__(self) -> str:
        # What is logged or shown in a traceback never holds the secret.
        return f"Token({self.prefix!r})"

    @property
    def digest(self) -> str:
        """What is stored of the secret.

        A plain hash is enough for 256 bits of chance, and outlives a change of ``SECRET_KEY``.
        """
        return hashlib.sha256(f"civic:{self.prefix}:{self.secret}".encode()).hexdigest()

    def matches(self, digest: str) -> bool:
        """Tell, in a time that does not depend on it, whether a stored digest is of this token."""
        return hmac.compare_digest(self.digest, digest)


def new() -> Token:
    """Return a token that nobody has seen yet."""
    prefix = "".join(secrets.choice(LETTERS[:36]) for _ in range(PREFIX_LENGTH))
    return Token(prefix, _written(secrets.randbits(256), SECRET_LENGTH))


def read(text: str) -> Token | None:
    """Return the token of a text; ``None`` where it is none, or was mistyped."""
    found = PATTERN.fullmatch(text)
    if found is None:
        return None
    token = Token(found["prefix"], found["secret"])
    return token if hmac.compare_digest(str(token), text) else None


def _checksum(body: str) -> str:
    return _written(zlib.crc32(body.encode()), CHECK_LENGTH)


def _written(number: int, length: int) -> str:
    """Return a number in base 62, padded."""
    written = ""
    while number:
        number, rest = divmod(number, len(LETTERS))
        written = LETTERS[rest] + written
    return written.rjust(length, LETTERS[0])
