from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.models import Page

from civic_pages.models import AbstractCampaignPage, AbstractPhase


class Picture(AbstractImage):
    photographer = models.CharField(max_length=100, blank=True)
    admin_form_fields = ("title", "file", "photographer", "focal_point_x", "focal_point_y",
                         "focal_point_width", "focal_point_height")  # fmt: skip


class PictureRendition(AbstractRendition):
    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = [("image", "filter_spec", "focal_point_key")]


class HomePage(Page):
    subpage_types = ["town.NewsPage", "town.ConsultationPage"]


class NewsPage(Page):
    text = models.TextField(blank=True)
    content_panels = [*Page.content_panels, FieldPanel("text")]


class ConsultationPage(AbstractCampaignPage):
    """The town's own campaign: all of ours, and the service that leads it."""

    service = models.CharField(max_length=100)
    parent_page_types = ["town.HomePage"]
    template = "town/consultation_page.html"
    content_panels = [*AbstractCampaignPage.content_panels, FieldPanel("service")]


class ConsultationPhase(AbstractPhase):
    page = ParentalKey(ConsultationPage, on_delete=models.CASCADE, related_name="phases")
