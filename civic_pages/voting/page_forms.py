"""What must be true before a vote is published, and what no longer changes once somebody voted."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from civic_pages.participation.choices import Identity
from civic_pages.voting.models import Ballot, VoteResult
from civic_pages.voting.rules import Method, TieRule


LEAST_OPTIONS = 2
RULES = (
    "method", "min_choices", "max_choices", "points", "budget", "max_per_scope", "winners",
    "envelope", "minimal_age", "tie_rule", "lot_number",
)  # fmt: skip
OPTION_RULES = ("cost", "scope")
Problem = tuple[str | None, ValidationError]


class VotePageForm(WagtailAdminPageForm):
    """Checks, when publishing, that the vote can be cast and counted by the rules it states."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if self.is_deferred_validation:
            return cleaned
        options = self._options()
        for name, error in [
            *_problems(cleaned, options),
            *self._identity(),
            *self._locked(options),
        ]:
            if name is None or name not in self.errors:
                self.add_error(name if name in self.fields else None, error)
        return cleaned

    def _options(self) -> list[dict[str, Any]]:
        """Return what the form holds of each option that stays; ``id`` is the one stored."""
        formset = self.formsets.get("options")
        if formset is None:
            return []
        # The page's own form is cleaned before those of its options.
        formset.is_valid()
        return [
            row.cleaned_data
            for row in formset.forms
            if getattr(row, "cleaned_data", None) and not row.cleaned_data.get("DELETE")
        ]

    def _identity(self) -> Iterator[Problem]:
        campaign = getattr(self.parent_page, "specific", None)
        if getattr(campaign, "identity", "") == Identity.ANONYMOUS:
            text = _(
                "The campaign asks nobody who they are: one person could vote many times. Choose "
                "“e-mail confirmed” or “account” in its rules before publishing a vote."
            )
            yield None, ValidationError(text, code="anonymous")

    def _locked(self, options: list[dict[str, Any]]) -> Iterator[Problem]:
        """Yield what was changed though ballots name it already."""
        if self.instance.pk is None or not has_begun(self.instance.pk):
            return
        live: Any = type(self.instance).objects.get(pk=self.instance.pk)
        for name in RULES:
            if name in self.cleaned_data and self.cleaned_data[name] != getattr(live, name):
                text = _("Somebody has voted by this rule: it does not change any more.")
                yield name, ValidationError(text, code="locked")
        stored = {option.pk: option for option in live.options.all()}
        kept = {row["id"].pk: row for row in options if row.get("id")}
        if kept.keys() != stored.keys() or len(kept) != len(options):
            text = _("Somebody has voted: options are neither added nor taken away any more.")
            yield None, ValidationError(text, code="locked_options")
        elif any(kept[pk][n] != getattr(o, n) for pk, o in stored.items() for n in OPTION_RULES):
            text = _("Somebody has voted: of an option only title, description and project change.")
            yield None, ValidationError(text, code="locked_options")


def has_begun(vote_id: int) -> bool:
    """Tell whether somebody has voted, on paper or not."""
    has_ballots = Ballot.objects.filter(vote_id=vote_id).exists()
    return has_ballots or VoteResult.objects.filter(vote_id=vote_id).exists()


def _problems(values: dict[str, Any], options: list[dict[str, Any]]) -> Iterator[Problem]:
    if len(options) < LEAST_OPTIONS:
        yield None, ValidationError(_("A vote needs two options at least."), code="options")
    titles = [row.get("title", "").strip().casefold() for row in options]
    if len(set(titles)) < len(titles):
        yield None, ValidationError(_("Two options have the same title."), code="titles")
    yield from _number_problems(values, options)
    yield from _money_problems(values, options)
    yield from _tie_problems(values)


def _number_problems(values: dict[str, Any], options: list[dict[str, Any]]) -> Iterator[Problem]:
    least, most = values.get("min_choices") or 1, values.get("max_choices")
    if most is not None and most < least:
        text = _("The greatest number of choices is less than the least.")
        yield "max_choices", ValidationError(text, code="max_choices")
    if least > max(len(options), 1):
        text = _("There are fewer options than a ballot must name.")
        yield "min_choices", ValidationError(text, code="min_choices")
    if values.get("max_per_scope") and not all(row.get("scope") for row in options):
        text = _("Give each option its scope: the ballot is limited by it.")
        yield "max_per_scope", ValidationError(text, code="scopes")
    winners = values.get("winners")
    if winners is not None and options and winners >= len(options):
        text = _("As many winners as options: nothing would be decided.")
        yield "winners", ValidationError(text, code="winners")


def _money_problems(values: dict[str, Any], options: list[dict[str, Any]]) -> Iterator[Problem]:
    costs = [row.get("cost") for row in options]
    if values.get("method") == Method.BUDGET:
        budget = values.get("budget")
        if not budget:
            text = _("Say how many euros a ballot may spend.")
            yield "budget", ValidationError(text, code="budget")
        elif any(cost and cost > budget for cost in costs):
            text = _("An option costs more than a ballot may spend: nobody could choose it.")
            yield "budget", ValidationError(text, code="unaffordable")
        if not values.get("envelope") and not values.get("winners"):
            text = _("Say what the city spends in all, or how many options win.")
            yield "envelope", ValidationError(text, code="envelope")
    asks_costs = (
        values.get("method") == Method.BUDGET
        or values.get("envelope")
        or values.get("tie_rule") == TieRule.CHEAPEST
    )
    if asks_costs and None in costs:
        text = _("Give each option its cost: the vote is counted by it.")
        yield None, ValidationError(text, code="costs")


def _tie_problems(values: dict[str, Any]) -> Iterator[Problem]:
    rule = values.get("tie_rule")
    if rule in {TieRule.LOT, TieRule.CHEAPEST} and not values.get("lot_number", "").strip():
        text = _("Give the number for drawing lots: it is published before the vote opens.")
        yield "lot_number", ValidationError(text, code="lot_number")
    if rule == TieRule.ALL and values.get("envelope"):
        text = _("An envelope cannot always pay for all that are equal: choose another rule.")
        yield "tie_rule", ValidationError(text, code="all_envelope")
