"""Excluding many contributions at once, with one reason, and taking them back in."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy, ngettext
from wagtail.log_actions import LogActionRegistry, LogFormatter

from civic_pages.participation import actions
from civic_pages.participation.models import Contribution, Report, Status
from civic_pages.participation.moderation.bulk import OneByOne
from civic_pages.participation.moderation.bulk_actions import ContributionBulkAction
from civic_pages.participation.moderation.forms import MAX_REASON


class ExcludeForm(forms.Form):
    """Why contributions are left out: read by the team and told in the report, never mailed."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy(
            "For the team and for the campaign's report, for instance: sent by a robot. "
            "Nobody receives it by e-mail."
        ),
        max_length=MAX_REASON,
        widget=forms.Textarea({"rows": 4}),
    )


class ExcludeBulkAction(OneByOne, ContributionBulkAction):
    display_name = gettext_lazy("Exclude")
    action_type = "exclude"
    aria_label = gettext_lazy("Exclude the selected contributions")
    button_label = gettext_lazy("Exclude")
    explained = gettext_lazy(
        "What is excluded is shown nowhere and counted nowhere. It can be taken back in."
    )
    action_priority = 60
    classes: ClassVar = {"serious"}
    form_class: type[forms.Form] = ExcludeForm

    def left_out(self, rows: list[Contribution]) -> tuple[int, str]:
        count = sum(not row.may_become(Status.EXCLUDED) for row in rows)
        text = ngettext(
            "%(n)d is left as it is: it is excluded, withdrawn or merged already.",
            "%(n)d are left as they are: they are excluded, withdrawn or merged already.",
            count,
        )
        return count, text % {"n": count}

    @classmethod
    def do(cls, row: Contribution, *, by: Any, now: datetime, **typed: Any) -> None:
        actions.exclude(row, by=by, now=now, reason=typed["reason"])

    @classmethod
    def done_message(cls, count: int) -> str:
        text = ngettext(
            "%(n)d contribution is excluded.", "%(n)d contributions are excluded.", count
        )
        return text % {"n": count}


class ReadmitBulkAction(OneByOne, ContributionBulkAction):
    display_name = gettext_lazy("Take back in")
    action_type = "readmit"
    aria_label = gettext_lazy("Take the selected contributions back in")
    button_label = gettext_lazy("Take back in")
    explained = gettext_lazy("Each is again as it was before it was excluded, and counts again.")
    action_priority = 70

    def left_out(self, rows: list[Contribution]) -> tuple[int, str]:
        count = sum(row.status != Status.EXCLUDED for row in rows)
        text = ngettext(
            "%(n)d is not excluded: it is left as it is.",
            "%(n)d are not excluded: they are left as they are.",
            count,
        )
        return count, text % {"n": count}

    @classmethod
    def do(cls, row: Contribution, *, by: Any, now: datetime, **_typed: Any) -> None:
        actions.readmit(row, by=by, now=now)

    @classmethod
    def done_message(cls, count: int) -> str:
        text = ngettext(
            "%(n)d contribution is back as it was.", "%(n)d contributions are back as they were.",
            count,
        )  # fmt: skip
        return text % {"n": count}


class Excluded(LogFormatter):
    label = gettext_lazy("Exclude a contribution")

    def format_message(self, log_entry: Any) -> str:
        told = gettext_lazy("Excluded: %(reason)s")
        return str(told) % {"reason": log_entry.data.get("reason", "")}


class Reported(LogFormatter):
    label = gettext_lazy("Report a contribution")

    def format_message(self, log_entry: Any) -> str:
        grounds = dict(Report.Ground.choices)
        told = gettext_lazy("Reported by a citizen: %(ground)s")
        ground = log_entry.data.get("ground", "")
        return str(told) % {"ground": grounds.get(ground, ground)}


def register_log_actions(registry: LogActionRegistry) -> None:
    """Register what exclusions and reports by citizens write."""
    registry.register_action("civic.contribution.excluded")(Excluded)
    registry.register_action("civic.contribution.report")(Reported)
    registry.register_action(
        "civic.contribution.readmitted",
        gettext_lazy("Take an excluded contribution back in"),
        gettext_lazy("Taken back in"),
    )
    registry.register_action(
        "civic.contribution.hidden",
        gettext_lazy("Take a reported contribution back"),
        gettext_lazy("Waits again, because citizens reported it"),
    )
    registry.register_action(
        "civic.contribution.settle_reports",
        gettext_lazy("Deal with reports"),
        gettext_lazy("Reports dealt with"),
    )
