"""A synthesis' citations in Wagtail's admin: overview, picker, commitments."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.models import Page

from civic_pages.synthesis import access, actions, picking, standing
from civic_pages.synthesis.coverage import coverage
from civic_pages.synthesis.models import AbstractSynthesisPage
from civic_pages.synthesis.places import plain
from civic_pages.synthesis.statements import themes


PAGE_SIZE = 50


class SynthesisView(WagtailAdminTemplateMixin, TemplateView):
    """Shared by the pages around a synthesis; for those who may edit it and see contributions."""

    header_icon = "openquote"
    _show_breadcrumbs = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        access.require_edit(self.page, request.user)
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    @cached_property
    def page(self) -> Any:
        page = get_object_or_404(Page, pk=self.kwargs["pk"]).specific
        if not isinstance(page, AbstractSynthesisPage):
            raise Http404("No such synthesis.")
        return page

    @cached_property
    def draft(self) -> Any:
        return actions.draft_of(self.page)

    def get_page_subtitle(self) -> str:
        return str(self.page.title)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        edit = reverse("wagtailadmin_pages:edit", args=[self.page.pk])
        items = [
            {"url": edit, "label": self.page.title},
            {"url": self.url("civic_citations"), "label": _("Citations")},
            {"url": "", "label": self.get_page_title()},
        ]
        return [*self.breadcrumbs_items, *items]

    def url(self, name: str) -> str:
        return reverse(name, args=[self.page.pk])

    def refuse(self, error: ValidationError) -> None:
        messages.error(self.request, " ".join(error.messages))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "synthesis": self.page}


class OverviewView(SynthesisView):
    """Themes and statements with their numbers of citations, what is left over, whom to tell."""

    template_name = "civic_pages/synthesis/admin/overview.html"
    page_title = gettext_lazy("Citations")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items = super().get_breadcrumbs_items()
        return [*items[:-2], {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        numbers = standing.numbers(self.draft)
        may_tell = access.may_tell(self.page, self.request.user)
        return {
            **super().get_context_data(**kwargs),
            "coverage": coverage(self.draft),
            "sections": standing.sections(self.draft),
            "orphans": standing.orphans(self.draft, self.page),
            "numbers": numbers.items(),
            "may_cite": True,
            "may_tell": may_tell,
            "to_tell": actions.recipients(self.page).count() if self.page.live else 0,
        }

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        try:
            self._do(request)
        except ValidationError as error:
            self.refuse(error)
        return redirect(self.url("civic_citations"))

    def _do(self, request: HttpRequest) -> None:
        source, target = request.POST.get("source", ""), request.POST.get("target", "")
        if "tell" in request.POST:
            count = actions.tell(self.page, by=request.user, now=timezone.now())
            text = ngettext("%(n)d contributor is told.", "%(n)d contributors are told.", count)
        elif "move" in request.POST:
            count = actions.move(self.page, source, target, by=request.user)
            text = ngettext("%(n)d citation moved.", "%(n)d citations moved.", count)
        else:
            count = actions.uncite(self.page, source, by=request.user)
            text = ngettext("%(n)d citation removed.", "%(n)d citations removed.", count)
        _say(request, text, count)


class PickView(SynthesisView):
    """The campaign's public contributions, filtered, to cite in a statement or take back from it."""

    template_name = "civic_pages/synthesis/admin/pick.html"
    page_title = gettext_lazy("Choose contributions")

    @property
    def statement(self) -> str:
        return str(self.request.GET.get("statement", ""))

    @cached_property
    def numbers(self) -> dict[str, str]:
        return standing.numbers(self.draft)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        filtered = picking.picked(self.draft, self.statement, self.request.GET, now=timezone.now())
        listed = picking.found(filtered).select_related(None)
        results = Paginator(listed, PAGE_SIZE).get_page(self.request.GET.get("p"))
        rows = list(results.object_list)
        cited = picking.numbers_of(self.draft, [row.pk for row in rows], self.numbers)
        every = [s for theme in themes(self.draft, with_citations=False) for s in theme.statements]
        return {
            **super().get_context_data(**kwargs),
            "filter_form": filtered.form,
            "results": results,
            "rows": [(row, cited.get(row.pk, [])) for row in rows],
            "pages": results.paginator.get_elided_page_range(results.number),
            "statements": [(s, plain(s.text)) for s in every if s.id],
            "statement": next((s for s in every if s.id and s.id == self.statement), None),
            "querystring": self._query().urlencode(),
            "where": self.page.campaign.contributions_url,
        }

    def _query(self) -> QueryDict:
        query = self.request.GET.copy()
        query.pop("p", None)
        return query

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        statement = request.POST.get("statement", "")
        try:
            self._do(request, statement)
        except ValidationError as error:
            self.refuse(error)
        query = self._query()
        if self.statement and statement:
            query["statement"] = statement
        return redirect(f"{self.url('civic_cite')}?{query.urlencode()}")

    def _do(self, request: HttpRequest, statement: str) -> None:
        keys = [int(key) for key in request.POST.getlist("contribution") if key.isdecimal()]
        if "all" in request.POST:
            filtered = picking.picked(
                self.draft, self.statement, self.request.GET, now=timezone.now()
            )
            keys = list(picking.found(filtered).values_list("pk", flat=True))
        if not keys:
            raise ValidationError(_("Select contributions first."))
        if "uncite" in request.POST:
            count = actions.uncite(self.page, statement, keys, by=request.user)
            text = ngettext("%(n)d citation removed.", "%(n)d citations removed.", count)
        else:
            count = actions.cite(self.page, statement, keys, by=request.user, now=timezone.now())
            text = ngettext(
                "%(n)d contribution is now cited in statement %(number)s.",
                "%(n)d contributions are now cited in statement %(number)s.",
                count,
            )
        _say(request, text, count, number=self.numbers.get(statement, ""))


def _say(request: HttpRequest, text: str, count: int, **values: str) -> None:
    """Tell how many were done, or that there was nothing to do: a second click, two at work."""
    if count:
        messages.success(request, text % {"n": count, **values})
    else:
        messages.warning(request, _("Nothing changed: it was done already."))
