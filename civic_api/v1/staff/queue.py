"""The moderation queue: the admin's own list, with its own filters."""

from typing import Any

from django.contrib.auth import get_user_model
from django.http import QueryDict
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from civic_api.exceptions import Problem
from civic_api.v1.staff import docs, paging
from civic_api.v1.staff.base import StaffView
from civic_pages.access import scopes
from civic_pages.participation.exports.tables import PREFIX
from civic_pages.participation.models import Contribution
from civic_pages.participation.moderation import listing


# Of the admin's filters, all but the report of anomalies: it tells where contributions come from.
FILTERS = (
    *("status", "campaign", "kind", "assigned", "answered", "category", "sector", "source", "flag"),
    *("created_at_from", "created_at_to", "q"),
)
COLUMNS = (
    *("reference", "campaign_id", "title", "excerpt", "category", "kind", "group_name"),
    *("group_type", "represented", "source", "sector", "status", "flags"),
    *("created_at", "edited_at", "decided_at", "published_at"),
)


def row_of(contribution: Contribution) -> dict[str, Any]:
    """Return a contribution as lists of the staff tell it; ``assigned_to`` is read."""
    row = {name: getattr(contribution, name) for name in COLUMNS}
    user: Any = contribution.assigned_to
    row["campaign"] = row.pop("campaign_id")
    return {**row, "assigned_to": user.get_username() if user else None}


def filtered(query: QueryDict, rows: Any, *, user: Any, campaigns: Any) -> Any:
    """Return the rows of the queue at a query string of ``FILTERS`` and answers.

    Args:
        campaigns: the pages that can be filtered by: those the key reaches.

    Raises:
        Problem: 400 for a value that is none, or an answer that no campaign asks for.
    """
    request: Any = Asked(user)
    filters = listing.QueueFilterSet(query, rows, request=request, campaigns=campaigns)
    strange = [name for name in query if name.startswith(PREFIX) and name not in filters.filters]
    if strange:
        detail = _("No question by choice of the campaign is called so: %(names)s.")
        raise Problem(400, "unknown-parameter", detail % {"names": ", ".join(strange)})
    if not filters.is_valid():
        errors = filters.form.errors.get_json_data()
        raise Problem(400, "bad-parameter", _("Some filters are not right."), errors=errors)
    words = query.get("q", "").strip()[:100].replace("\x00", "")
    return listing.search(filters.qs, words) if words else filters.qs


class Asked:
    """What the admin's filters ask of a request: who it is."""

    def __init__(self, user: Any) -> None:
        self.user = user


class QueueView(StaffView):
    """Contributions, what waits and the oldest first unless one asks for others."""

    scopes = (scopes.READ,)

    @property
    def parameters(self) -> Any:  # type: ignore[override]
        answers = [name for name in self.request.query_params if name.startswith(PREFIX)]
        return (*paging.PARAMETERS, *FILTERS, *answers)

    @extend_schema(
        operation_id="staff_contributions",
        description="The admin's queue. With a campaign, `answer_<key>` filters by the answer to a "
        "question by choice.",
        parameters=[*docs.QUEUE, *docs.PAGING],
        responses={200: docs.page_of(docs.StaffContribution), **docs.READING},
    )
    def get(self, request: Request) -> Response:
        rows = self.within(Contribution.objects.select_related("assigned_to"))
        username = f"assigned_to__{get_user_model().USERNAME_FIELD}"
        wanted = rows.only(*COLUMNS, username)
        campaigns = self.within(listing.campaigns_with_contributions(), campaign="")
        found = filtered(request.query_params, wanted, user=request.user, campaigns=campaigns)
        return Response(paging.listed(request, found, lambda page: [row_of(each) for each in page]))
