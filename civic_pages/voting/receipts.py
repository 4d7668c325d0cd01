"""The code a voter keeps, and what is stored of it.

A code is made of the secret of the site, the vote, the voter's key and the idempotency key of the
form: a retry brings the same code, and nobody else can make it. Only its SHA-256 is stored.
"""

import hashlib

from django.utils.crypto import salted_hmac


SALT = "civic_pages.ballot"
# No I, L, O, U, nor 0 and 1: read aloud and copied by hand without mistakes.
ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS, LETTERS = 4, 4


def code(vote_id: int, voter_key: str, key: str) -> str:
    """Return a code in groups: "KDRW-PTZA-MQHB-XNCE" (71 bits)."""
    number = int.from_bytes(
        salted_hmac(SALT, f"{vote_id}:{voter_key}:{key}", algorithm="sha256").digest()
    )
    letters = ""
    for _place in range(GROUPS * LETTERS):
        number, rest = divmod(number, len(ALPHABET))
        letters += ALPHABET[rest]
    return grouped(letters)


def grouped(letters: str) -> str:
    return "-".join(letters[start : start + LETTERS] for start in range(0, len(letters), LETTERS))


def normalised(text: str) -> str:
    """Return a typed code as it was given out; "" where it can be none."""
    letters = "".join(letter for letter in text.upper() if letter.isalnum())
    is_one = len(letters) == GROUPS * LETTERS and set(letters) <= set(ALPHABET)
    return grouped(letters) if is_one else ""


def digest(given: str) -> str:
    """Return what is stored of a code, and listed after the vote: SHA-256, hexadecimal."""
    return hashlib.sha256(given.encode()).hexdigest()
