"""What every bulk action of the team's lists shares: each row is asked, done and logged on its own."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.admin.views.bulk_action.registry import bulk_action_registry as registry
from wagtail.log_actions import LogContext

from civic_pages.participation import policy, reach
from civic_pages.participation.moderation.listing import is_key


# Each decision writes a log entry and may send a mail: more than this would outlast a request.
MOST_AT_ONCE = 500
MOST_NAMED = 10


@dataclass
class Outcome:
    """What came of it: how many were done, what was made of them, why each other was not done."""

    done: int = 0
    made: Any = None
    refused: list[str] = field(default_factory=list)


class CivicBulkAction(BulkAction, ABC):
    """Base of our bulk actions.

    Attributes:
        permissions: who lacks one of them in all campaigns gets no further, whatever is selected;
            rows where somebody lacks one of them are not found.
        listed: static; the rows of the list as the request filters it, for "all of this list".
        order: in which rows are done.
        row_route: name of the route of one row's page.
    """

    permissions: ClassVar[tuple[str, ...]]
    listed: Any
    order: ClassVar[tuple[str, ...]] = ("created_at", "pk")
    row_route: ClassVar[str]
    template_name = "civic_pages/admin/bulk_action.html"
    button_label: str | Promise = ""
    explained: str | Promise = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        for permission in self.permissions:
            policy.require_somewhere(request.user, permission)
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    @classmethod
    def get_queryset(cls, model: Any, object_ids: Any) -> list[Any]:
        keys = [int(key) for key in object_ids if is_key(str(key))][:MOST_AT_ONCE]
        return list(model.objects.filter(pk__in=keys).order_by(*cls.order))

    def get_actionable_objects(self) -> tuple[list[Any], dict[str, Any]]:
        chosen, _none = super().get_actionable_objects()
        theirs = self.model.objects.filter(pk__in=[row.pk for row in chosen])
        for permission in self.permissions:
            theirs = reach.within(theirs, self.request.user, permission)
        keys = set(theirs.values_list("pk", flat=True))
        rows = [row for row in chosen if row.pk in keys]
        if not rows:
            raise Http404("None of these exists.")
        return rows, {"items_with_no_access": []}

    def get_all_objects_in_listing_query(self, _parent_id: Any) -> Any:
        queryset = self.listed(self.request).order_by(*self.order)
        return queryset.values_list("pk", flat=True)[:MOST_AT_ONCE]

    def object_context(self, obj: Any) -> dict[str, Any]:
        return {"item": obj, "url": reverse(self.row_route, args=[obj.pk])}

    def left_out(self, rows: list[Any]) -> tuple[int, str]:
        """Return how many of the rows will be left as they are, and the sentence that says why.

        Told before somebody writes: what they typed for none of them would be lost.
        """
        return 0, ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        count, why = self.left_out([each["item"] for each in context["items"]])
        return {
            **context,
            "left_out": why if count else "",
            "is_idle": count >= len(context["items"]),
            "heading": self.aria_label,
            "explained": self.explained,
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
    @abstractmethod
    def done_message(cls, count: int) -> str:
        """Return the sentence that tells how many were done."""

    def get_success_message(self, done: int, _children: int) -> str | None:
        if refused := self.outcome.refused:
            told = " ".join(refused[:MOST_NAMED]) + (" …" if len(refused) > MOST_NAMED else "")
            left = ngettext(
                "%(n)d was left as it is.", "%(n)d were left as they are.", len(refused)
            )
            messages.warning(self.request, f"{left % {'n': len(refused)}} {told}")
        return self.done_message(done) if done else None


class OneByOne(ABC):
    """Mixin of the bulk actions that do the same to each row, and tell which they could not."""

    @classmethod
    def execute_action(
        cls, objects: list[Any], *, by: Any, now: datetime, outcome: Outcome, **typed: Any
    ) -> tuple[int, int]:
        for row in objects:
            try:
                # A context of its own: Wagtail's history shows one entry for each context.
                with LogContext(user=by):
                    cls.do(row, by=by, now=now, **typed)
                outcome.done += 1
            except ValidationError as error:
                outcome.refused.extend(error.messages)
            except PermissionDenied:
                told = _("%(reference)s: you may not decide about it.")
                outcome.refused.append(told % {"reference": getattr(row, "reference", row)})
        return outcome.done, 0

    @classmethod
    @abstractmethod
    def do(cls, row: Any, *, by: Any, now: datetime, **typed: Any) -> None:
        """Do it to one row.

        Raises:
            ValidationError: why it cannot be done to this one.
            PermissionDenied: the user may not do it to this one.
        """


def links(model: str, rows: Iterable[Model]) -> list[tuple[str, str]]:
    """Return (label, address) of each bulk action on rows: what a link needs no script for.

    Args:
        model: its name in lower case, as "comment".
    """
    ids = urlencode([("id", row.pk) for row in rows])
    found = registry.get_bulk_actions_for_model("civic_pages", model)
    return [
        (
            str(action.aria_label),
            f"{reverse('wagtail_bulk_action', args=['civic_pages', model, action.action_type])}?{ids}",
        )
        for action in sorted(found, key=lambda action: action.action_priority)
    ]
