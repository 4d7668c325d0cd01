"""What the pages of the desk have in common, and the page that leads to them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from civic_pages.participation import policy
from civic_pages.participation.desk.campaigns import entrances
from civic_pages.participation.files import Job


RECENT_JOBS = 10


class DeskView(WagtailAdminTemplateMixin, View):
    """A page for those who may enter contributions; never kept by a browser or a proxy."""

    header_icon = "edit"
    page_title: str | Promise = gettext_lazy("Entry desk")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        policy.require_somewhere(request.user, policy.ENTER)
        response = super().dispatch(request, *args, **kwargs)
        patch_cache_control(response, no_store=True, private=True)
        return response

    @property
    def operator(self) -> Any:
        """The member of staff, whom ``dispatch`` has let in."""
        return self.request.user

    def crumbs(self) -> list[dict[str, Any]]:
        """Return what stands between the desk and this page, (url, label) each."""
        return []

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        desk = {"url": reverse("civic_desk"), "label": _("Entry desk")}
        items = [*self.breadcrumbs_items, desk, *self.crumbs()]
        return [*items[:-1], {**items[-1], "url": ""}]

    def page(self, status: int = 200, **context: Any) -> HttpResponse:
        response: HttpResponse = self.render_to_response(
            self.get_context_data(**context), status=status
        )
        return response


class IndexView(DeskView):
    """Campaigns and their forms: enter, print, import."""

    template_name = "civic_pages/admin/desk_index.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        known = Job.objects.filter(kind=Job.Kind.IMPORT, user=self.operator)
        jobs = policy.theirs(known, self.operator, policy.ENTER)
        return self.page(
            entrances=entrances(self.operator), jobs=jobs.select_related("campaign")[:RECENT_JOBS]
        )
