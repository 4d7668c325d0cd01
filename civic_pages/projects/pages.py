"""The page that shows the projects of a campaign: as a list, on a map, through time."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index

from civic_pages.campaigns.children import CampaignChildMixin
from civic_pages.campaigns.rich_text import FEATURES


class AbstractProjectListPage(CampaignChildMixin, RoutablePageMixin, Page):
    """Everything of a page of projects but the table."""

    introduction = RichTextField(blank=True, features=FEATURES, verbose_name=_("introduction"))
    editions = models.CharField(
        max_length=120,
        blank=True,
        verbose_name=_("editions"),
        help_text=_("“2025”, or several with commas between them. Empty: all of the campaign."),
    )
    shows_figures = models.BooleanField(
        default=True,
        verbose_name=_("show the figures"),
        help_text=_("From the ideas to what is realised: counted, never typed."),
    )
    shows_refused = models.BooleanField(
        default=True,
        verbose_name=_("list what cannot be done or was not chosen"),
        help_text=_("Without it these are found by their address and by the filter only."),
    )

    template = "civic_pages/project_list.html"
    page_description = _("The projects of a participatory budget, until they are realised.")
    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("introduction"),
        FieldPanel("editions"),
        FieldPanel("shows_figures"),
        FieldPanel("shows_refused"),
    ]
    search_fields: ClassVar = [*Page.search_fields, index.SearchField("introduction")]

    class Meta:
        abstract = True

    @property
    def edition_names(self) -> list[str]:
        """The editions it shows; empty: all of the campaign."""
        return [name.strip() for name in self.editions.split(",") if name.strip()]

    def url_of(self, reference: str) -> str:
        """Return the address of one project."""
        return f"{self.url or ''}{reference}/"

    @path("")
    def list_route(self, request: Any) -> Any:
        from civic_pages.projects import serving

        return serving.project_list(self, request)

    @path("carte/", name="map")
    def map_route(self, request: Any) -> Any:
        from civic_pages.projects import serving

        return serving.project_map(self, request)

    @path("chronologie/", name="timeline")
    def timeline_route(self, request: Any) -> Any:
        from civic_pages.projects import serving

        return serving.project_timeline(self, request)

    @path("<str:reference>/", name="project")
    def project_route(self, request: Any, reference: str) -> Any:
        from civic_pages.projects import serving

        return serving.project_detail(self, request, reference)


class ProjectListPage(AbstractProjectListPage):
    """The projects of a campaign."""

    class Meta:
        verbose_name = _("page of projects")
        verbose_name_plural = _("pages of projects")
