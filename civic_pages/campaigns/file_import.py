"""What every page of the admin shares that reads a file into a campaign."""

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import FormView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.models import Page

from civic_pages.campaigns.mixins import CampaignMixin


class CampaignFileView(WagtailAdminTemplateMixin, FormView):  # type: ignore[type-arg]
    """A file for a campaign, read by a form; what is wrong with it is said beside it (422).

    Attributes:
        needs: the permission on the campaign's page, as ``permissions_for_user`` names it.
    """

    needs: ClassVar[str] = "can_edit"
    _show_breadcrumbs = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not getattr(self.campaign.permissions_for_user(request.user), self.needs)():
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    @cached_property
    def campaign(self) -> Any:
        page = get_object_or_404(Page, pk=self.kwargs["pk"]).specific
        return page if isinstance(page, CampaignMixin) else get_object_or_404(Page, pk=0)

    def get_page_subtitle(self) -> str:
        return str(self.campaign.title)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        url = reverse("wagtailadmin_pages:edit", args=[self.campaign.pk])
        items = [{"url": url, "label": self.campaign.title}, {"url": "", "label": self.page_title}]
        return [*self.breadcrumbs_items, *items]

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)
