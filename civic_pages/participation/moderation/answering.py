"""The city's answers in the admin: one to this contribution, all of them, and how they change."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from civic_pages.participation import actions
from civic_pages.participation.models import OfficialAnswer
from civic_pages.participation.moderation.columns import NOWRAP, MomentColumn
from civic_pages.participation.moderation.forms import AnswerForm
from civic_pages.participation.moderation.teamwork import DeskView
from civic_pages.participation.moderation.within_reach import ListWithinReach, OneWithinReach


STATES = {
    "draft": gettext_lazy("Draft"),
    "scheduled": gettext_lazy("Scheduled"),
    "public": gettext_lazy("Public"),
}


class AnswerView(DeskView):
    """A new answer, from the page of the contribution it is about."""

    permission_required = "answer"

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        now = timezone.now()
        form = AnswerForm(request.POST, now=now)
        if not form.is_valid():
            return self.invalid(answer_form=form)
        try:
            made = actions.answer([self.object], reply=form.reply(), by=request.user, now=now)
        except ValidationError as error:
            return self.back(error=error)
        return self.back(done=told(made, now=now))


def told(made: OfficialAnswer, *, now: Any) -> str:
    """Return where an answer stands after it was written, in a sentence."""
    return {
        "draft": _("The answer is kept as a draft."),
        "scheduled": _("The answer will be published at the time you gave."),
        "public": _("The answer is published."),
    }[actions.state_of(made.publish_at, now=now)]


class AnswersView(ListWithinReach, generic.IndexView):
    """All answers, drafts and scheduled ones too, the latest first."""

    page_title = gettext_lazy("Answers of the city")
    any_permission_required = ["change"]
    default_ordering = "-created_at"

    @cached_property
    def columns(self) -> list[Any]:
        now = timezone.now()
        title_column: Any = self._get_title_column_class(TitleColumn)
        return [
            title_column(
                "answer", label=_("Answer"), accessor=str, get_url=self.get_edit_url, width="45%"
            ),
            Column("campaign", label=_("Campaign"), accessor="campaign.title"),
            Column("answered", label=_("Contributions"), accessor="answered"),
            StatusTagColumn(
                "state",
                label=_("Status"),
                accessor=lambda row: STATES[actions.state_of(row.publish_at, now=now)],
                primary=lambda row: actions.state_of(row.publish_at, now=now) == "public",
                classname=NOWRAP,
            ),
            MomentColumn("publish_at", label=_("Published on"), classname=NOWRAP),
        ]

    def get_base_queryset(self) -> QuerySet[OfficialAnswer]:
        known = super().get_base_queryset().select_related("campaign", "outcome")
        return known.annotate(answered=Count("contributions"))

    def order_queryset(self, queryset: Any) -> Any:
        return queryset.order_by("-created_at", "-pk")


class EditAnswerView(OneWithinReach, generic.EditView):
    """Changes, schedules or publishes an answer, for all the contributions it is about."""

    template_name = "civic_pages/admin/answer.html"
    success_message = None

    def get_form(self, form_class: Any = None) -> AnswerForm:
        data = self.request.POST if self.request.method == "POST" else None
        return AnswerForm(data, now=timezone.now(), official=self.object)

    def save_instance(self) -> OfficialAnswer:
        reply = self.form.reply()
        return actions.edit_answer(
            self.object, reply=reply, by=self.request.user, now=self.form.now
        )

    def get_success_url(self) -> str:
        return reverse("civic_answers:edit", args=[self.object.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        state = actions.state_of(self.object.publish_at, now=timezone.now())
        rows = self.object.contributions.order_by("reference").only("reference", "title", "status")
        context: dict[str, Any] = super().get_context_data(
            state=STATES[state], contributions=rows, official=self.object, **kwargs
        )
        return context


class OfficialAnswerViewSet(ModelViewSet):
    """Answers are written from contributions; here they are found again and changed."""

    model = OfficialAnswer
    name = "civic_answers"
    icon = "mail"
    menu_label = gettext_lazy("Answers of the city")
    menu_name = "civic-answers"
    menu_order = 155
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    list_per_page = 50
    exclude_form_fields = ("campaign",)
    index_view_class = AnswersView
    edit_view_class = EditAnswerView
    edit_template_name = EditAnswerView.template_name

    def get_form_class(self, **_kwargs: Any) -> type[AnswerForm]:
        return AnswerForm

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        absent = dict.fromkeys(
            ("add_url_name", "delete_url_name", "usage_url_name", "history_url_name")
        )
        common: dict[str, Any] = super().get_common_view_kwargs(**{**absent, **kwargs})
        return common

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("edit/<int:pk>/", self.edit_view, name="edit"),
        ]
