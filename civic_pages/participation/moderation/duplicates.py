"""The report of suspected duplicates: compare, merge into the one that stays, take it back."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView
from wagtail.admin.widgets.button import HeaderButton

from civic_pages.participation import actions, policy, reach
from civic_pages.participation.exports.base import harmless
from civic_pages.participation.models import Contribution, ExactLocation, Status
from civic_pages.participation.suspects import Reason, Suspects, suspects


@dataclass
class Suspicion:
    """A group of suspects as its row shows it; ``places`` by primary key, where they are shown."""

    reason: str
    campaign: str
    members: list[Contribution]
    places: Mapping[int, ExactLocation | None]

    @property
    def references(self) -> str:
        return ", ".join(member.reference for member in self.members)


class FormColumn(Column):
    """A cell that holds a form; Wagtail's cells know no token against forged requests."""

    def get_cell_context_data(
        self, instance: Any, parent_context: Mapping[str, Any]
    ) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        return {**context, "csrf_token": get_token(context["request"])}


class SuspectsColumn(FormColumn):
    cell_template_name = "civic_pages/admin/suspects_cell.html"


class UnmergeColumn(FormColumn):
    cell_template_name = "civic_pages/admin/unmerge_cell.html"


class DuplicatesReportView(ReportView):
    """Groups of suspects; by POST with their exact addresses, because that reading is logged."""

    model = Contribution
    permission_required = "view"
    page_title = gettext_lazy("Suspected duplicates")
    header_icon = "copy"
    index_url_name = "civic_duplicates"
    index_results_url_name = "civic_duplicates_results"
    template_name = "civic_pages/admin/duplicates.html"
    paginate_by = 20
    http_method_names = ("get", "post")
    list_export = ["campaign", "reason", "references"]
    export_headings = {
        "campaign": gettext_lazy("Campaign"),
        "reason": gettext_lazy("Why"),
        "references": gettext_lazy("Contributions"),
    }
    custom_field_preprocess = {"campaign": {"csv": harmless, "xlsx": harmless}}
    shows_places = False

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        policy.require_somewhere(request.user, policy.VIEW_EXACT)
        self.shows_places = True
        response: HttpResponse = self.get(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store, private"
        return response

    @cached_property
    def columns(self) -> list[Column]:
        return [
            Column("campaign", label=_("Campaign"), width="20%"),
            Column("reason", label=_("Why"), width="20%"),
            SuspectsColumn("references", label=_("Contributions")),
        ]

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        url = reverse("civic_merged")
        return [HeaderButton(_("Merged contributions"), url=url, icon_name="history")]

    def get_queryset(self) -> list[Suspects]:
        return suspects(reach.of(self.request.user, policy.MODERATE))

    def get_filename(self) -> str:
        return f"duplicates-{timezone.localdate().isoformat()}"

    def get_table(self, object_list: Any) -> Any:
        return super().get_table(self._suspicions(object_list))

    def decorate_paginated_queryset(self, object_list: Any) -> Any:
        return self._suspicions(object_list) if self.is_export else object_list

    def _suspicions(self, object_list: Iterable[Suspects]) -> list[Suspicion]:
        """Return the rows of one page, read in a query or two."""
        groups = list(object_list)
        wanted = {pk for group in groups for pk in group.members}
        known = Contribution.objects.select_related("campaign").in_bulk(wanted)
        places = self._places(known) if self.shows_places else {}
        return [
            Suspicion(
                str(Reason(group.reason).label),
                known[group.members[0]].campaign.title,
                [known[pk] for pk in group.members],
                places,
            )
            for group in groups
            if all(pk in known for pk in group.members)
        ]

    def _places(self, known: Mapping[int, Contribution]) -> dict[int, ExactLocation | None]:
        user = self.request.user
        return {
            pk: actions.read_exact_location(contribution, by=user)
            for pk, contribution in known.items()
            if policy.may(user, policy.VIEW_EXACT, contribution.campaign)
        }

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        offered = (
            policy.may_somewhere(self.request.user, policy.VIEW_EXACT) and not self.shows_places
        )
        return {**context, "offers_places": offered and bool(self.object_list)}

    @cached_property
    def no_results_message(self) -> str:
        return _("No two contributions look like one.")


class MergedReportView(ReportView):
    """What was merged, the latest first, and the way back."""

    model = Contribution
    permission_required = "view"
    page_title = gettext_lazy("Merged contributions")
    header_icon = "history"
    index_url_name = "civic_merged"
    index_results_url_name = "civic_merged_results"
    list_export = ["reference", "merged_into.reference", "campaign.title", "decided_at"]
    custom_field_preprocess = {"campaign.title": {"csv": harmless, "xlsx": harmless}}

    @cached_property
    def columns(self) -> list[Column]:
        return [
            Column("reference", label=_("Reference")),
            Column("campaign", label=_("Campaign"), accessor="campaign.title"),
            UnmergeColumn("merged_into", label=_("Merged into")),
        ]

    def get_queryset(self) -> Any:
        known = Contribution.objects.filter(status=Status.MERGED)
        merged = reach.within(known, self.request.user, policy.MODERATE)
        return merged.select_related("campaign", "merged_into").order_by("-decided_at", "-pk")

    @cached_property
    def no_results_message(self) -> str:
        return _("Nothing is merged.")


class _Decision(View, ABC):
    """A moderator's POST that leads back where it came from, with a message."""

    http_method_names = ("post",)
    known: Any

    @abstractmethod
    def decide(self, request: HttpRequest, pk: int) -> str:
        """Do what was decided and return the message that says so.

        Raises:
            ValidationError: it cannot be done.
        """

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.known = policy.theirs(Contribution.objects.all(), request.user, policy.MODERATE)
        try:
            messages.success(request, self.decide(request, pk))
        except ValidationError as error:
            for message in error.messages:
                messages.error(request, message)
        if request.POST.get("back") == "report":
            return redirect("civic_duplicates")
        return redirect("civic_contributions:inspect", pk)


class MergeView(_Decision):
    """Merges the posted ``members`` into ``stays``; all of them or none."""

    def decide(self, request: HttpRequest, pk: int) -> str:
        numbers = [int(text) for text in request.POST.getlist("members") if text.isdecimal()]
        stays_pk = request.POST.get("stays", "")
        if not stays_pk.isdecimal() or int(stays_pk) not in numbers:
            raise ValidationError(_("Choose the contribution that stays."), code="stays")
        stays = get_object_or_404(self.known, pk=int(stays_pk))
        others = self.known.filter(pk__in=numbers).exclude(pk=stays.pk).order_by("pk")
        if not others:
            raise ValidationError(_("Choose what is to be merged into it."), code="alone")
        count = 0
        with transaction.atomic():
            for other in others:
                actions.merge(other, into=stays, by=request.user, now=timezone.now())
                count += 1
        return ngettext(
            "%(count)d contribution merged into %(reference)s.",
            "%(count)d contributions merged into %(reference)s.",
            count,
        ) % {"count": count, "reference": stays.reference}


class UnmergeView(_Decision):
    def decide(self, request: HttpRequest, pk: int) -> str:
        contribution = get_object_or_404(self.known, pk=pk)
        actions.unmerge(contribution, by=request.user, now=timezone.now())
        return _("%(reference)s is no longer merged.") % {"reference": contribution.reference}


class ChooseHouseholdView(_Decision):
    """Notes at the desk what a second answer of one home means."""

    def decide(self, request: HttpRequest, pk: int) -> str:
        contribution = get_object_or_404(self.known, pk=pk)
        choice = request.POST.get("choice", "")
        actions.choose_household(contribution, choice, now=timezone.now(), by=request.user)
        return _("Noted for %(reference)s.") % {"reference": contribution.reference}


class DuplicatesMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return policy.may_somewhere(request.user, policy.MODERATE)


def menu_item() -> MenuItem:
    return DuplicatesMenuItem(
        gettext_lazy("Suspected duplicates"),
        reverse("civic_duplicates"),
        name="civic-duplicates",
        icon_name="copy",
        order=120,
    )


def urls() -> list[URLPattern]:
    results = DuplicatesReportView.as_view(results_only=True)
    merged = MergedReportView.as_view(results_only=True)
    root = "reports/civic-duplicates"
    return [
        path(f"{root}/", DuplicatesReportView.as_view(), name="civic_duplicates"),
        path(f"{root}/results/", results, name="civic_duplicates_results"),
        path(f"{root}/merged/", MergedReportView.as_view(), name="civic_merged"),
        path(f"{root}/merged/results/", merged, name="civic_merged_results"),
        path(f"{root}/<int:pk>/merge/", MergeView.as_view(), name="civic_merge"),
        path(f"{root}/<int:pk>/unmerge/", UnmergeView.as_view(), name="civic_unmerge"),
        path(f"{root}/<int:pk>/household/", ChooseHouseholdView.as_view(), name="civic_household"),
    ]
