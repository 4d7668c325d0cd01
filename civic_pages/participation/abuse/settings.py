"""What sends a contribution to a moderator first, set by the city for each site."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting


@register_setting(icon="warning")
class ModerationRules(BaseSiteSetting):
    """Rules of a site: whatever breaks one waits for a moderator, even where all is published."""

    words = models.TextField(
        blank=True,
        max_length=20_000,
        verbose_name=_("words"),
        help_text=_("One word or expression a line; case and accents do not matter."),
    )
    max_links = models.PositiveSmallIntegerField(
        default=1,
        verbose_name=_("links allowed"),
        help_text=_("A contribution with more links than this waits for a moderator."),
    )
    reports_to_hide = models.PositiveSmallIntegerField(
        default=0,
        verbose_name=_("reports that take a contribution back"),
        help_text=_(
            "After this many reports by citizens it waits for a moderator again. 0: never."
        ),
    )

    panels: ClassVar = [
        FieldPanel("words"),
        FieldPanel("max_links"),
        FieldPanel("reports_to_hide"),
    ]

    class Meta:
        verbose_name = _("moderation rules")
