"""What the admin's pages about one campaign share, beside the page editor."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.models import Page

from civic_pages.campaigns.mixins import CampaignMixin


class CampaignAdminMixin(WagtailAdminTemplateMixin):
    """Of a view whose route names a campaign's page by ``pk``; 404 for any other page."""

    _show_breadcrumbs = True
    kwargs: dict[str, Any]

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
