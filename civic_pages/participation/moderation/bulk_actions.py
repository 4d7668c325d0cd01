"""Deciding about many contributions at once: each is asked, decided and logged on its own."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.admin.views.bulk_action.registry import bulk_action_registry as registry
from wagtail.log_actions import LogContext
from wagtail.permissions import policy_registry

from civic_pages.participation import actions, policy
from civic_pages.participation.models import Contribution
from civic_pages.participation.moderation import listing
from civic_pages.participation.moderation.forms import RejectForm


# Each decision writes a log entry and may send a mail: more than this would outlast a request.
MOST_AT_ONCE = 500
MOST_NAMED = 10


@dataclass
class Outcome:
    """What came of a bulk action: how many were done, and why each of the others was not."""

    done: int = 0
    refused: list[str] = field(default_factory=list)


class ContributionBulkAction(BulkAction):
    """Base of the bulk actions on contributions; moderators only, whatever they select."""

    models: ClassVar = [Contribution]
    template_name = "civic_pages/admin/bulk_action.html"
    button_label: str | Promise = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not policy.may_somewhere(request.user, policy.MODERATE):
            raise PermissionDenied
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    @classmethod
    def get_queryset(cls, _model: type[Contribution], object_ids: Any) -> list[Contribution]:
        keys = [int(key) for key in object_ids if str(key).isdigit()][:MOST_AT_ONCE]
        found = list(Contribution.objects.filter(pk__in=keys).order_by("created_at", "pk"))
        if not found:
            raise Http404("None of these contributions exists.")
        return found

    def get_all_objects_in_listing_query(self, _parent_id: Any) -> Any:
        queryset = listing.listed(self.request).order_by("created_at", "pk")
        return queryset.values_list("pk", flat=True)[:MOST_AT_ONCE]

    def check_perm(self, obj: Contribution) -> bool:
        rules = policy_registry.get_by_type(Contribution)
        return bool(rules.user_has_permission_for_instance(self.request.user, "moderate", obj))

    def object_context(self, obj: Contribution) -> dict[str, Any]:
        return {"item": obj, "url": reverse("civic_contributions:inspect", args=[obj.pk])}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {
            **context,
            "heading": self.aria_label,
            "button_label": self.button_label,
            "most": MOST_AT_ONCE,
            "is_cut": len(context["items"]) >= MOST_AT_ONCE,
        }

    def get_execution_context(self) -> dict[str, Any]:
        self.outcome = Outcome()
        return {
            "by": self.request.user,
            "now": timezone.now(),
            "outcome": self.outcome,
            **(self.cleaned_form.cleaned_data if self.cleaned_form else {}),
        }

    @classmethod
    def execute_action(
        cls,
        objects: list[Contribution],
        *,
        by: Any = None,
        now: datetime | None = None,
        outcome: Outcome | None = None,
        **typed: Any,
    ) -> tuple[int, int]:
        outcome = outcome or Outcome()
        for contribution in objects:
            try:
                # A context of its own: Wagtail's history shows one entry for each context.
                with LogContext(user=by):
                    cls.decide(contribution, by=by, now=now or timezone.now(), **typed)
                outcome.done += 1
            except (ValidationError, PermissionDenied) as error:
                outcome.refused.append(_reason(contribution, error))
        return outcome.done, 0

    @classmethod
    def decide(cls, contribution: Contribution, *, by: Any, now: datetime, **typed: Any) -> None:
        raise NotImplementedError

    @classmethod
    def done_message(cls, count: int) -> str:
        raise NotImplementedError

    def get_success_message(self, done: int, _children: int) -> str | None:
        if refused := self.outcome.refused:
            told = " ".join(refused[:MOST_NAMED]) + (" …" if len(refused) > MOST_NAMED else "")
            left = ngettext(
                "%(n)d was left as it is.", "%(n)d were left as they are.", len(refused)
            )
            messages.warning(self.request, f"{left % {'n': len(refused)}} {told}")
        return self.done_message(done) if done else None


def links(contributions: Iterable[Contribution]) -> list[tuple[str, str]]:
    """Return (label, address) of each bulk action on contributions: what a link needs no script for."""
    ids = urlencode([("id", contribution.pk) for contribution in contributions])
    found = registry.get_bulk_actions_for_model("civic_pages", "contribution")
    return [
        (
            str(action.aria_label),
            f"{reverse('wagtail_bulk_action', args=['civic_pages', 'contribution', action.action_type])}?{ids}",
        )
        for action in sorted(found, key=lambda action: action.action_priority)
    ]


def _reason(contribution: Contribution, error: Exception) -> str:
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    return _("%(reference)s: you may not decide about it.") % {"reference": contribution.reference}


class PublishBulkAction(ContributionBulkAction):
    display_name = gettext_lazy("Publish")
    action_type = "publish"
    aria_label = gettext_lazy("Publish the selected contributions")
    button_label = gettext_lazy("Yes, publish")
    action_priority = 10

    @classmethod
    def decide(cls, contribution: Contribution, *, by: Any, now: datetime, **_typed: Any) -> None:
        actions.publish(contribution, by=by, now=now)

    @classmethod
    def done_message(cls, count: int) -> str:
        text = ngettext(
            "%(n)d contribution is published.", "%(n)d contributions are published.", count
        )
        return text % {"n": count}


class RejectBulkAction(ContributionBulkAction):
    display_name = gettext_lazy("Do not publish")
    action_type = "reject"
    aria_label = gettext_lazy("Do not publish the selected contributions")
    button_label = gettext_lazy("Do not publish")
    action_priority = 20
    classes: ClassVar = {"serious"}
    form_class: type[forms.Form] = RejectForm

    @classmethod
    def decide(cls, contribution: Contribution, *, by: Any, now: datetime, **typed: Any) -> None:
        actions.reject(contribution, by=by, now=now, reason=typed["reason"])

    @classmethod
    def done_message(cls, count: int) -> str:
        text = ngettext(
            "%(n)d contribution is not published.", "%(n)d contributions are not published.", count
        )
        return text % {"n": count}
