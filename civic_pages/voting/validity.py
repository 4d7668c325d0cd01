"""What a ballot may hold. Pure."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from civic_pages.voting.rules import Choices, Method, Rules
from civic_pages.voting.wording import euros


def valid(choices: Any, rules: Rules) -> Choices:
    """Return what a ballot holds, as it is stored; an empty one is a blank vote.

    Keys that are a set are put in the order of the page, so that no order of clicks is kept.

    Raises:
        ValidationError: all that is wrong with it, each error with a code.
    """
    if rules.method == Method.POINTS:
        return _valid_points(choices, rules)
    if not isinstance(choices, list) or not all(isinstance(key, str) for key in choices):
        raise ValidationError(_("A list of options is needed."), code="type")
    _raise(_unknown(choices, rules))
    if choices:
        _raise([*_count_errors(choices, rules), *_scope_errors(choices, rules)])
        _raise(_budget_errors(choices, rules))
    if rules.method == Method.RANKING:
        return choices
    return [option.key for option in rules.options if option.key in choices]


def _raise(errors: Iterator[ValidationError] | list[ValidationError]) -> None:
    found = list(errors)
    if found:
        raise ValidationError(found)


def _unknown(keys: list[str], rules: Rules) -> Iterator[ValidationError]:
    if set(keys) - set(rules.by_key):
        yield ValidationError(_("This vote has no such option."), code="unknown")
    elif len(set(keys)) < len(keys):
        yield ValidationError(_("Each option can be named once only."), code="twice")


def _count_errors(keys: list[str], rules: Rules) -> Iterator[ValidationError]:
    if len(keys) > rules.most:
        text = ngettext(
            "Choose %(most)d option at most: you chose %(number)d.",
            "Choose %(most)d options at most: you chose %(number)d.",
            rules.most,
        ) % {"most": rules.most, "number": len(keys)}
        yield ValidationError(text, code="too_many")
    if len(keys) < rules.least:
        text = ngettext(
            "Choose %(least)d option at least: you chose %(number)d.",
            "Choose %(least)d options at least: you chose %(number)d.",
            rules.least,
        ) % {"least": rules.least, "number": len(keys)}
        yield ValidationError(text, code="too_few")


def _scope_errors(keys: list[str], rules: Rules) -> Iterator[ValidationError]:
    if rules.max_per_scope is None:
        return
    chosen = Counter(rules.by_key[key].scope for key in keys)
    for scope, number in sorted(chosen.items()):
        if scope and number > rules.max_per_scope:
            text = ngettext(
                "“%(scope)s”: choose %(most)d option at most, you chose %(number)d.",
                "“%(scope)s”: choose %(most)d options at most, you chose %(number)d.",
                rules.max_per_scope,
            ) % {"scope": scope, "most": rules.max_per_scope, "number": number}
            yield ValidationError(text, code="scope")


def _budget_errors(keys: list[str], rules: Rules) -> Iterator[ValidationError]:
    if rules.method != Method.BUDGET or rules.budget is None:
        return
    spent = sum(rules.by_key[key].cost or 0 for key in keys)
    if spent > rules.budget:
        text = _("Your choices cost %(spent)s: that is %(over)s more than the %(budget)s you have.")
        values = {
            "spent": euros(spent),
            "over": euros(spent - rules.budget),
            "budget": euros(rules.budget),
        }
        yield ValidationError(text % values, code="budget")


def _valid_points(choices: Any, rules: Rules) -> dict[str, int]:
    """Return points by key, in the order of the page and without zeros."""
    if not isinstance(choices, dict) or not all(_is_points(value) for value in choices.values()):
        raise ValidationError(_("Give whole numbers of points, 0 or more."), code="type")
    _raise(_unknown(list(choices), rules))
    given = {o.key: choices[o.key] for o in rules.options if choices.get(o.key)}
    if given:
        _raise([*_count_errors(list(given), rules), *_scope_errors(list(given), rules)])
        _raise(_points_errors(sum(given.values()), rules.points))
    return given


def _is_points(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _points_errors(total: int, points: int) -> Iterator[ValidationError]:
    if total > points:
        text = _("You gave %(total)d points: that is %(over)d more than the %(points)d you have.")
        values = {"total": total, "over": total - points, "points": points}
        yield ValidationError(text % values, code="points")
