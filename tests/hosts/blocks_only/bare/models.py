from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from civic_blocks.fields import CivicStreamBlock, OpenStreamField


class InfoPage(Page):
    body = OpenStreamField(CivicStreamBlock, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("body")]
