"""Rules that send a contribution to a moderator first. None of them ever loses one.

An app adds rules of its own with the hook ``register_civic_moderation_rules``: a function without
arguments that returns a list of :class:`Rule`.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from civic_blocks.extension import ExtensionPoint
from civic_pages.participation.abuse.settings import ModerationRules
from civic_pages.participation.protocols import Campaign
from civic_pages.participation.searching import fold
from civic_pages.participation.submission import Submission


LINK = re.compile(
    r"(?:https?://|www\.)\S+"
    r"|(?<![\w@.-])[a-z0-9-]+(?:\.[a-z0-9-]+)*"
    r"\.(?:com|net|org|info|biz|fr|eu|io|ru|cn|xyz|top|shop|online|site|store)\b(?:/\S*)?",
    re.IGNORECASE,
)
WORD = re.compile(r"\w+")
LEAST_LETTERS, SHARE_OF_CAPITALS = 30, 0.7
# The same long text that comes a third time within a week is no coincidence.
LEAST_REPEATED, TIMES_REPEATED, WEEK = 30, 3, 7 * 24 * 3600


@dataclass(frozen=True)
class Rule:
    """A rule: its name as stored, in words for moderators, and what tells that it is broken."""

    name: str
    label: str | Promise
    is_broken: Callable[[Submission, Campaign, ModerationRules], bool]


def texts(submission: Submission) -> Iterator[str]:
    """Yield all that was typed, wherever it stands in the answers."""
    yield submission.group_name
    pending: list[Any] = [submission.answers]
    while pending:
        value = pending.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            pending.extend(value.values())
        elif isinstance(value, list | tuple):
            pending.extend(value)


def _words(text: str) -> str:
    """Return folded words with a space before, between and after, so that whole ones are found."""
    return f" {' '.join(WORD.findall(fold(text)))} "


def _has_links(submission: Submission, _campaign: Campaign, settings: ModerationRules) -> bool:
    found = sum(len(LINK.findall(text)) for text in texts(submission))
    return bool(found > settings.max_links)


def _has_words(submission: Submission, _campaign: Campaign, settings: ModerationRules) -> bool:
    listed = [words for line in settings.words.splitlines() if (words := _words(line)).strip()]
    said = [_words(text) for text in texts(submission)] if listed else []
    return any(words in text for words in listed for text in said)


def _shouts(submission: Submission, _campaign: Campaign, _settings: ModerationRules) -> bool:
    letters = [c for text in texts(submission) for c in text if c.isalpha()]
    capitals = sum(c.isupper() for c in letters)
    return len(letters) >= LEAST_LETTERS and capitals > SHARE_OF_CAPITALS * len(letters)


def _is_repeated(submission: Submission, campaign: Campaign, _settings: ModerationRules) -> bool:
    """Tell whether the same text has come to the campaign again and again; remembers it."""
    said = " ".join(submission.search_text.split())
    if len(said) < LEAST_REPEATED:
        return False
    digest = hashlib.sha256(said.encode()).hexdigest()
    key = f"civic:said:{campaign.pk}:{digest}"
    cache.add(key, 0, WEEK)
    try:
        return cache.incr(key) >= TIMES_REPEATED
    except ValueError:
        # Forgotten between the two calls: it counts as new.
        return False


BUILT_IN = (
    Rule("links", _("Many links"), _has_links),
    Rule("words", _("Words of the list"), _has_words),
    Rule("capitals", _("All in capitals"), _shouts),
    Rule("repeated", _("Same text again"), _is_repeated),
)
# Flags that come from how it was sent, or from citizens, and not from a rule on its words.
CIRCUMSTANCES = {
    "fast": _("Filled in very fast"),
    "burst": _("Sent in a rush"),
    "crowd": _("Many from one network"),
    "reported": _("Reported by citizens"),
    "home": _("Home in doubt"),
}


def _wrong(name: str, rule: Any) -> str | None:
    if not callable(rule.is_broken):
        return f"is_broken of the moderation rule {name!r} is no function: {rule.is_broken!r}."
    return None


RULES: ExtensionPoint[Rule] = ExtensionPoint(
    "register_civic_moderation_rules",
    Rule,
    "moderation rule",
    name_of=lambda rule: getattr(rule, "name", None),
    built_in=lambda: BUILT_IN,
    reserved=lambda: CIRCUMSTANCES,
    labelled=True,
    wrong=_wrong,
)


def all_rules() -> list[Rule]:
    """Return our own rules and those of other apps.

    Raises:
        ImproperlyConfigured: two rules have one name, or something is no rule.
    """
    return list(RULES.collect().values())


def broken(submission: Submission, campaign: Any) -> list[str]:
    """Return the names of the rules that a submission breaks, under its site's settings."""
    site = campaign.get_site()
    settings = ModerationRules.for_site(site) if site is not None else ModerationRules()
    return [rule.name for rule in all_rules() if rule.is_broken(submission, campaign, settings)]


def labels() -> dict[str, str]:
    """Return every flag a contribution may bear, in words, by name."""
    named: Iterable[tuple[str, Any]] = [
        *((rule.name, rule.label) for rule in all_rules()),
        *CIRCUMSTANCES.items(),
    ]
    return {name: str(label) for name, label in named}
