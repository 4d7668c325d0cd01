"""Deciding about many contributions at once."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy, ngettext

from civic_pages.participation import actions, policy
from civic_pages.participation.models import Contribution
from civic_pages.participation.moderation import listing
from civic_pages.participation.moderation.bulk import CivicBulkAction, OneByOne
from civic_pages.participation.moderation.forms import RejectForm


class ContributionBulkAction(CivicBulkAction):
    """Base of the bulk actions on contributions, of those whom their user moderates."""

    models: ClassVar = [Contribution]
    permissions: ClassVar[tuple[str, ...]] = (policy.MODERATE,)
    listed = staticmethod(listing.listed)
    row_route = "civic_contributions:inspect"


class PublishBulkAction(OneByOne, ContributionBulkAction):
    display_name = gettext_lazy("Publish")
    action_type = "publish"
    aria_label = gettext_lazy("Publish the selected contributions")
    button_label = gettext_lazy("Yes, publish")
    action_priority = 10

    @classmethod
    def do(cls, row: Contribution, *, by: Any, now: datetime, **_typed: Any) -> None:
        actions.publish(row, by=by, now=now)

    @classmethod
    def done_message(cls, count: int) -> str:
        text = ngettext(
            "%(n)d contribution is published.", "%(n)d contributions are published.", count
        )
        return text % {"n": count}


class RejectBulkAction(OneByOne, ContributionBulkAction):
    display_name = gettext_lazy("Do not publish")
    action_type = "reject"
    aria_label = gettext_lazy("Do not publish the selected contributions")
    button_label = gettext_lazy("Do not publish")
    action_priority = 20
    classes: ClassVar = {"serious"}
    form_class: type[forms.Form] = RejectForm

    @classmethod
    def do(cls, row: Contribution, *, by: Any, now: datetime, **typed: Any) -> None:
        actions.reject(row, by=by, now=now, reason=typed["reason"])

    @classmethod
    def done_message(cls, count: int) -> str:
        text = ngettext(
            "%(n)d contribution is not published.", "%(n)d contributions are not published.", count
        )
        return text % {"n": count}
