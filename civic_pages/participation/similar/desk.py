"""Sorting into themes in Wagtail's admin: suggested piles, the piles there are, each of them."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from civic_pages.participation import policy
from civic_pages.participation.models import Contribution, Precision, Theme
from civic_pages.participation.moderation import listing
from civic_pages.participation.paging import UncountedPaginator
from civic_pages.participation.similar import piles, sorting


PER_PAGE = 50


def campaign_of(pk: int, user: Any) -> Any:
    """Return a campaign whose contributions a user can sort.

    Raises:
        Http404: there is none of theirs, or it is one of homes.
    """
    page = (
        policy.theirs(Page.objects.all(), user, policy.MODERATE, campaign="").filter(pk=pk).first()
    )
    campaign: Any = page.specific if page is not None else None
    if not hasattr(campaign, "territory") or campaign.public_precision == Precision.AREAS:
        raise Http404("No such campaign.")
    return campaign


def chosen(request: HttpRequest, name: str, campaign_id: int) -> list[Contribution]:
    """Return the posted contributions of a campaign, in the order they were posted."""
    numbers = [int(text) for text in request.POST.getlist(name) if text.isdecimal()][:200]
    known = Contribution.objects.of(campaign_id).in_bulk(numbers)
    return [known[pk] for pk in dict.fromkeys(numbers) if pk in known]


class SortingBase(WagtailAdminTemplateMixin, TemplateView):
    """Shared by the pages of sorting; for moderators only."""

    page_title = gettext_lazy("Sort into themes")
    header_icon = "tag"
    _show_breadcrumbs = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        policy.require_somewhere(request.user, policy.MODERATE)
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "no-store, private")
        return response

    @cached_property
    def campaign(self) -> Any:
        return campaign_of(self.kwargs["campaign_id"], self.request.user)

    def trail(self) -> list[dict[str, Any]]:
        """Return the way from the index to here."""
        return []

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        label, trail = str(SortingBase.page_title), self.trail()
        index = {"url": reverse("civic_themes_index") if trail else "", "label": label}
        return [*self.breadcrumbs_items, index, *trail]

    def done(self, message: str, target: str, *arguments: Any) -> HttpResponse:
        messages.success(self.request, message)
        return redirect(target, *arguments)

    def failed(self, error: ValidationError, target: str, *arguments: Any) -> HttpResponse:
        for message in error.messages:
            messages.error(self.request, message)
        return redirect(target, *arguments)


class SortingIndex(SortingBase):
    """The campaigns whose contributions can be sorted."""

    template_name = "civic_pages/admin/themes_index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        pages: Any = listing.campaigns_with_contributions(self.request.user)
        sortable = [
            page
            for page in pages.specific()
            if getattr(page, "public_precision", Precision.AREAS) != Precision.AREAS
        ]
        return {**context, "campaigns": sortable}


class SortingPage(SortingBase):
    """The suggested piles of a campaign and its themes; what is posted takes or refuses a pile."""

    template_name = "civic_pages/admin/themes.html"

    def get_page_subtitle(self) -> str:
        return str(self.campaign.title)

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": "", "label": self.campaign.title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        themes = Theme.objects.filter(campaign_id=self.campaign.pk)
        return {
            **context,
            "campaign": self.campaign,
            "suggested": piles.suggested(self.campaign.pk),
            "themes": themes.annotate(times=Count("contributions")),
        }

    def post(self, request: HttpRequest, campaign_id: int) -> HttpResponse:
        campaign, now = self.campaign, timezone.now()
        members = chosen(request, "member", campaign.pk)
        shown = chosen(request, "shown", campaign.pk)
        try:
            if "refuse" in request.POST:
                sorting.refuse(shown, by=request.user, now=now)
                done = _("This pile is not suggested again.")
            else:
                out = [each for each in shown if each not in members]
                name = request.POST.get("name", "")
                theme = sorting.sort_into(
                    campaign, name, members, by=request.user, now=now, left_out=out
                )
                done = _("Sorted into “%(theme)s”.") % {"theme": theme.name}
        except ValidationError as error:
            return self.failed(error, "civic_themes", campaign_id)
        return self.done(done, "civic_themes", campaign_id)


class ThemePage(SortingBase):
    """One theme: its contributions, its name; what is posted renames, moves, takes out or merges."""

    template_name = "civic_pages/admin/theme.html"

    @cached_property
    def theme(self) -> Theme:
        return get_object_or_404(Theme, campaign_id=self.campaign.pk, pk=self.kwargs["theme_id"])

    def get_page_subtitle(self) -> str:
        return self.theme.name

    def trail(self) -> list[dict[str, Any]]:
        up = {"url": reverse("civic_themes", args=[self.campaign.pk]), "label": self.campaign.title}
        return [up, {"url": "", "label": self.theme.name}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        rows = self.theme.contributions.order_by("pk").only(
            "reference", "title", "excerpt", "status"
        )
        pages = UncountedPaginator(rows, PER_PAGE)
        return {
            **context,
            "campaign": self.campaign,
            "theme": self.theme,
            "results": pages.get_page(self.request.GET.get("p")),
            "others": Theme.objects.filter(campaign_id=self.campaign.pk).exclude(pk=self.theme.pk),
        }

    def post(self, request: HttpRequest, campaign_id: int, theme_id: int) -> HttpResponse:
        try:
            return self._act(request)
        except ValidationError as error:
            return self.failed(error, "civic_theme", campaign_id, theme_id)

    def _act(self, request: HttpRequest) -> HttpResponse:
        theme, user, here = self.theme, request.user, (self.campaign.pk, self.theme.pk)
        if "rename" in request.POST:
            sorting.rename(theme, request.POST.get("name", ""), by=user)
            return self.done(_("The theme has a new name."), "civic_theme", *here)
        if "merge" in request.POST:
            into = self._other(request)
            if into is None:
                raise ValidationError(_("Choose another theme of the same campaign."))
            sorting.merge_themes(theme, into=into, by=user)
            return self.done(_("The themes are one."), "civic_theme", here[0], into.pk)
        members = chosen(request, "member", self.campaign.pk)
        into = self._other(request) if "move" in request.POST else None
        if "move" in request.POST and into is None:
            raise ValidationError(_("Choose another theme of the same campaign."))
        sorting.move(theme, members, into=into, by=user)
        return self.done(_("Done."), "civic_theme", *here)

    def _other(self, request: HttpRequest) -> Theme | None:
        number = request.POST.get("into", "")
        others = Theme.objects.filter(campaign_id=self.campaign.pk).exclude(pk=self.theme.pk)
        return others.filter(pk=int(number)).first() if number.isdecimal() else None


class OnContribution(SortingBase):
    """Something decided from the page of one contribution: not alike another, or into a theme."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        mine = policy.theirs(Contribution.objects.all(), request.user, policy.MODERATE)
        contribution = get_object_or_404(mine, pk=pk)
        back = ("civic_contributions:inspect", pk)
        now = timezone.now()
        try:
            if "name" in request.POST:
                campaign = campaign_of(contribution.campaign_id, request.user)
                name = request.POST["name"]
                theme = sorting.sort_into(campaign, name, [contribution], by=request.user, now=now)
                done = _("Sorted into “%(theme)s”.") % {"theme": theme.name}
            else:
                others = chosen(request, "other", contribution.campaign_id)
                sorting.refuse([contribution, *others[:1]], by=request.user, now=now)
                done = _("These two are not suggested together again.")
        except ValidationError as error:
            return self.failed(error, *back)
        return self.done(done, *back)


class SortingMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return policy.may_somewhere(request.user, policy.MODERATE)


def menu_item() -> MenuItem:
    return SortingMenuItem(
        gettext_lazy("Sort into themes"), reverse("civic_themes_index"),
        name="civic-themes", icon_name="tag", order=118,
    )  # fmt: skip


def page_buttons(page: Any, user: Any, view_name: str, **_kwargs: Any) -> list[Button]:
    """Return the button of a campaign's menu in the editor."""
    if page.pk is None or not hasattr(page, "territory"):
        return []
    if not policy.may(user, policy.MODERATE, page):
        return []
    if page.public_precision == Precision.AREAS:
        return []
    url = reverse("civic_themes", args=[page.pk])
    return [Button(_("Sort into themes"), url, icon_name="tag", priority=67)]


def urls() -> list[URLPattern]:
    one = "civic-themes/<int:campaign_id>/"
    return [
        path("civic-themes/", SortingIndex.as_view(), name="civic_themes_index"),
        path(one, SortingPage.as_view(), name="civic_themes"),
        path(f"{one}<int:theme_id>/", ThemePage.as_view(), name="civic_theme"),
        path("civic-themes/of/<int:pk>/", OnContribution.as_view(), name="civic_sort_one"),
    ]
