"""Rules of other apps on when citizens may act, beside the phases of a campaign.

An app adds one with the hook ``register_civic_phase_rules``: a function without arguments that
returns a :class:`PhaseRule` or a list of them. A rule only ever closes what a phase has opened: in a
school's holidays, during the period before an election, once a budget of answers is used up.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from civic_blocks.extension import ExtensionPoint


@dataclass(frozen=True)
class PhaseRule:
    """May an act happen now?

    Attributes:
        name: unique.
        reason: a function of campaign, act ("contribute", "comment", "support", "vote") and moment
            (aware) that returns why not, in words for citizens, or ``None``. It is asked several
            times a page: it should not ask the database each time.
        changes: a function of campaign and moment that returns when its answer may next change;
            pages are kept in caches until then. Without it, for as long as the phases stand.
    """

    name: str
    reason: Callable[[Any, str, datetime], str | Promise | None]
    changes: Callable[[Any, datetime], datetime | None] | None = None


def _wrong(name: str, rule: PhaseRule) -> str | None:
    for attribute in ("reason", "changes"):
        given = getattr(rule, attribute)
        if not callable(given) and not (attribute == "changes" and given is None):
            return f"{attribute} of the phase rule {name!r} is no function: {given!r}."
    return None


PHASE_RULES: ExtensionPoint[PhaseRule] = ExtensionPoint(
    "register_civic_phase_rules",
    PhaseRule,
    "phase rule",
    name_of=lambda rule: getattr(rule, "name", None),
    wrong=_wrong,
)


def refusal(campaign: Any, act: str, now: datetime) -> str:
    """Return why citizens may not do something now, in the words of the first rule that says so."""
    for rule in PHASE_RULES.collect().values():
        if reason := rule.reason(campaign, act, now):
            return str(reason)
    return ""


def next_change(campaign: Any, now: datetime) -> datetime | None:
    """Return when the answer of some rule may next change; ``None`` where none says."""
    rules = [rule.changes for rule in PHASE_RULES.collect().values() if rule.changes]
    moments = [moment for changes in rules if (moment := changes(campaign, now))]
    return min((moment for moment in moments if moment > now), default=None)
