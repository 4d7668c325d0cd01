"""What a sender proves before a contribution is taken, without any third party.

A proof of work (ALTCHA, whose first scheme a script of 40 lines solves): find the number whose
SHA-256 with a salt is given. Who comes without JavaScript answers a sum in words instead. Both are
signed, bound to one campaign, and expire. Each serves one contribution: it is marked with that
contribution's idempotency key, so that the retry of a lost answer passes again and nothing else.
"""

import base64
import binascii
import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from altcha.v1 import create_challenge, extract_params, verify_solution
from django.core import signing
from django.core.cache import cache
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from civic_pages import conf
from civic_pages.participation.abuse.question import new_sum, number_of


QUESTION_SALT = "civic_pages.question"
MAX_POSTED = 2000
# How many times the usual work is asked while a campaign receives far more than usual.
HARDER = 4


@dataclass(frozen=True)
class Answered:
    """What somebody sent to a challenge: a proof, or a question's token with their answer."""

    proof: str = ""
    question: str = ""
    answer: str = ""


@dataclass(frozen=True)
class Refusal:
    """Why a challenge is not met: "missing", "expired", "used" or "wrong"."""

    code: str

    @property
    def message(self) -> str:
        """The same in words for whoever sent it."""
        messages = {
            "missing": _("Answer the question below: it tells people from robots."),
            "expired": _("The question had expired. Answer the new one."),
            "used": _("This answer has served already. Answer the new question."),
            "wrong": _("This was not the right answer. Answer the new question."),
        }
        return messages[self.code]


@dataclass(frozen=True)
class Challenge:
    """A fresh challenge: ``proof`` for a script, ``question`` and its ``token`` for people."""

    proof: dict[str, Any]
    question: str
    token: str


@dataclass(frozen=True)
class Met:
    """A challenge that is met, under the name its use is marked by."""

    name: str
    by_proof: bool


def _key(kind: str) -> str:
    return salted_hmac(f"civic_pages.{kind}", "challenge", algorithm="sha256").hexdigest()


def issue(campaign_id: int, *, now: datetime, harder: bool = False) -> Challenge:
    """Return a new challenge for one campaign; nothing of it is kept."""
    expires = now + timedelta(minutes=conf.get("CHALLENGE_MINUTES"))
    most = conf.get("CHALLENGE_DIFFICULTY") * (HARDER if harder else 1)
    made = create_challenge(
        algorithm="SHA-256",
        max_number=most,
        salt_length=12,
        hmac_key=_key("proof"),
        salt="",
        number=secrets.randbelow(most + 1),
        expires=expires,
        params={"campaign": str(campaign_id)},
    )
    asked = new_sum()
    nonce = secrets.token_hex(8)
    token = {"c": campaign_id, "n": nonce, "e": int(expires.timestamp())}
    token["h"] = _digest(nonce, asked.result)
    proof = {
        "algorithm": made.algorithm,
        "challenge": made.challenge,
        "salt": made.salt,
        "signature": made.signature,
        "maxnumber": made.max_number,
        "expires": int(expires.timestamp()),
    }
    return Challenge(proof, asked.text, signing.dumps(token, salt=QUESTION_SALT))


def _digest(nonce: str, result: int | None) -> str:
    """Return what tells a right answer without telling it; needs the site's secret key."""
    # Django 6.1 wants the algorithm named.
    return salted_hmac("civic_pages.sum", f"{nonce}:{result}", algorithm="sha256").hexdigest()


def _proved(proof: str, campaign_id: int, now: datetime) -> Met | Refusal:
    payload = _payload(proof)
    try:
        good, _reason = verify_solution(payload, _key("proof"), check_expires=False)
        params = extract_params(payload)
        campaigns, expires = params["campaign"], int(params["expires"][0])
    except (TypeError, ValueError, AttributeError, KeyError):
        return Refusal("wrong")
    if not good or campaigns != [str(campaign_id)] or len(params["expires"]) != 1:
        return Refusal("wrong")
    if datetime.fromtimestamp(expires, UTC) <= now:
        return Refusal("expired")
    return Met(str(payload["challenge"]), by_proof=True)


def _payload(proof: str) -> Any:
    """Return the JSON object of a proof as it is posted (base64); empty where there is none."""
    try:
        payload = json.loads(base64.b64decode(proof, validate=True))
    except (binascii.Error, ValueError):
        return {}
    return payload if isinstance(payload, dict) else {}


def _replied(answered: Answered, campaign_id: int, now: datetime) -> Met | Refusal:
    try:
        token = signing.loads(answered.question, salt=QUESTION_SALT)
    except signing.BadSignature:
        return Refusal("wrong")
    if token["c"] != campaign_id:
        return Refusal("wrong")
    if datetime.fromtimestamp(token["e"], UTC) <= now:
        return Refusal("expired")
    if not answered.answer.strip():
        return Refusal("missing")
    given = _digest(token["n"], number_of(answered.answer))
    if not constant_time_compare(given, token["h"]):
        _mark(token["n"], "wrong")
        return Refusal("wrong")
    return Met(token["n"], by_proof=False)


def _kept(name: str) -> str:
    return f"civic:challenge:{name}"


def _mark(name: str, key: str) -> bool:
    """Mark a challenge as used by a contribution's key; whether it had served no other."""
    kept = _kept(name)
    seconds = conf.get("CHALLENGE_MINUTES") * 60 + 60
    return bool(cache.add(kept, key, seconds)) or cache.get(kept) == key


def check(answered: Answered, *, campaign_id: int, key: str, now: datetime) -> Met | Refusal:
    """Use a challenge up, or say why it is not met.

    Args:
        key: the idempotency key of the contribution that it lets in.
    """
    met = _met(answered, campaign_id, now)
    if isinstance(met, Met) and not _mark(met.name, key):
        return Refusal("used")
    return met


def is_met(answered: Answered, *, campaign_id: int, now: datetime) -> bool:
    """Tell whether a challenge is met and still unused, without using it up."""
    met = _met(answered, campaign_id, now)
    return isinstance(met, Met) and cache.get(_kept(met.name)) is None


def _met(answered: Answered, campaign_id: int, now: datetime) -> Met | Refusal:
    if max(len(answered.proof), len(answered.question), len(answered.answer)) > MAX_POSTED:
        return Refusal("wrong")
    if answered.proof:
        proved = _proved(answered.proof, campaign_id, now)
        if isinstance(proved, Met) or not answered.answer.strip():
            return proved
    if answered.question:
        return _replied(answered, campaign_id, now)
    return Refusal("missing")
