"""Which other sites may show a site's campaigns; an editor's setting, one a site."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Site

from civic_pages.embedding import origins


# A header holds them all: beyond this, servers in between begin to refuse it.
MOST = 60


@register_setting(icon="code")
class EmbeddingSettings(BaseSiteSetting):
    """Other sites that may show, and call, this one; nobody by default."""

    allowed_sites = models.TextField(
        blank=True,
        max_length=6000,
        verbose_name=_("sites that may show our campaigns and their forms"),
        help_text=_(
            "One a line: https://www.nanterre.fr. With a star, every site beneath a domain of "
            "yours: https://*.nanterre.fr. Programs of these sites may also call the API."
        ),
    )
    everywhere = models.BooleanField(
        default=False,
        verbose_name=_("any site may show what is only read"),
        help_text=_(
            "Maps, timelines, figures and lists. Forms stay with the sites named above: "
            "a form in a stranger's page could be hidden beneath something else."
        ),
    )

    panels: ClassVar = [FieldPanel("allowed_sites"), FieldPanel("everywhere")]

    class Meta:
        verbose_name = _("other sites")

    def clean(self) -> None:
        super().clean()
        found, wrong = self._read()
        if len(found) > MOST:
            message = _("At most %(most)d sites; a star stands for many.") % {"most": MOST}
            wrong.append(ValidationError(message))
        if wrong:
            raise ValidationError({"allowed_sites": wrong})
        self.allowed_sites = "\n".join(found)

    def _read(self) -> tuple[list[str], list[ValidationError]]:
        """Return the sites once each, in the order they were written, and what is wrong."""
        found: dict[str, None] = {}
        wrong: list[ValidationError] = []
        for line in filter(str.strip, self.allowed_sites.splitlines()):
            try:
                found[origins.normalised(line)] = None
            except ValidationError as error:
                wrong.append(error)
        return list(found), wrong

    @property
    def origins(self) -> tuple[str, ...]:
        """The allowed sites as origins; a line that is none, whoever stored it, counts for nothing."""
        return tuple(self._read()[0])

    def ancestors(self, *, takes_part: bool) -> tuple[str, ...]:
        """Return the sources of CSP's ``frame-ancestors`` for a part (CSP Level 3, 6.4.2).

        Args:
            takes_part: something is sent from it, so that "any site" is not meant.
        """
        if self.everywhere and not takes_part:
            return ("*",)
        return ("'self'", *self.origins)

    def admits(self, origin: str, *, takes_part: bool) -> bool:
        """Tell whether pages of an origin may show a part."""
        is_any = self.everywhere and not takes_part
        return is_any or origins.is_among(origin, self.origins)


def settings_of(request: HttpRequest) -> EmbeddingSettings:
    """Return the settings of the site that is asked; nobody is allowed where none are stored.

    Reads only: ``BaseSiteSetting.for_request`` would store a row on a first GET.
    """
    return settings_of_site(Site.find_for_request(request))


def settings_of_site(site: Site | None) -> EmbeddingSettings:
    """Return the settings of a site; empty ones outside of any."""
    found: Any = site and EmbeddingSettings.objects.filter(site=site).first()
    return found or EmbeddingSettings(site=site)
