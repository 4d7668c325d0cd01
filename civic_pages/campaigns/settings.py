"""The city's name, logo, colours and legal links, set in the Wagtail admin for each site."""

import re
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import RichTextField
from wagtail.images import get_image_model_string


HEX = re.compile(r"^#[0-9a-fA-F]{6}$")
DEFAULT_PRIMARY, DEFAULT_ACCENT = "#0b4a56", "#c8451b"
# WCAG 2.2, 1.4.3: text needs 4.5:1; both colours carry white text.
LEAST_CONTRAST = 4.5


def contrast_with_white(color: str) -> float:
    """Return the WCAG contrast ratio of white text on a ``#rrggbb`` colour, from 1 to 21."""

    def linear(channel: int) -> float:
        value = channel / 255
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(color[i : i + 2], 16)) for i in (1, 3, 5))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


_is_hex = RegexValidator(HEX, _("Give a colour as #rrggbb."))


@register_setting(icon="site")
class CivicSiteSettings(BaseSiteSetting):
    """What a city changes of the public site without a developer."""

    city_name = models.CharField(max_length=100, blank=True, verbose_name=_("name of the site"))
    logo = models.ForeignKey(
        get_image_model_string(),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("logo"),
    )
    primary_color = models.CharField(
        max_length=7, default=DEFAULT_PRIMARY, validators=[_is_hex], verbose_name=_("main colour")
    )
    accent_color = models.CharField(
        max_length=7, default=DEFAULT_ACCENT, validators=[_is_hex], verbose_name=_("accent colour")
    )
    footer_text = RichTextField(
        blank=True, features=["bold", "italic", "link"], verbose_name=_("text of the footer")
    )
    contact_email = models.EmailField(blank=True, verbose_name=_("contact"))
    legal_page = models.ForeignKey(
        "wagtailcore.Page", null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        verbose_name=_("legal notice"),
    )  # fmt: skip
    accessibility_page = models.ForeignKey(
        "wagtailcore.Page", null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        verbose_name=_("accessibility statement"),
    )  # fmt: skip
    privacy_page = models.ForeignKey(
        "wagtailcore.Page", null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        verbose_name=_("personal data"),
    )  # fmt: skip

    select_related: ClassVar = ["logo", "legal_page", "accessibility_page", "privacy_page"]
    panels: ClassVar = [
        MultiFieldPanel([FieldPanel("city_name"), FieldPanel("logo")], heading=_("Identity")),
        MultiFieldPanel(
            [FieldPanel("primary_color"), FieldPanel("accent_color")], heading=_("Colours")
        ),
        MultiFieldPanel(
            [
                FieldPanel("footer_text"),
                FieldPanel("contact_email"),
                FieldPanel("legal_page"),
                FieldPanel("accessibility_page"),
                FieldPanel("privacy_page"),
            ],
            heading=_("Footer"),
        ),
    ]

    class Meta:
        verbose_name = _("appearance of the site")

    def clean(self) -> None:
        super().clean()
        errors: dict[str, Any] = {}
        for name in ("primary_color", "accent_color"):
            color = getattr(self, name)
            if HEX.match(color) and (ratio := contrast_with_white(color)) < LEAST_CONTRAST:
                errors[name] = ValidationError(
                    _("White text on this colour has a contrast of %(ratio)s:1; 4.5:1 is needed."),
                    params={"ratio": f"{ratio:.1f}"},
                )
        if errors:
            raise ValidationError(errors)

    @property
    def overrides(self) -> dict[str, str]:
        """The tokens this site changes: CSS custom property → checked colour."""
        chosen = {
            "--civic-color-primary": (self.primary_color, DEFAULT_PRIMARY),
            "--civic-color-accent": (self.accent_color, DEFAULT_ACCENT),
        }
        return {
            token: color.lower()
            for token, (color, default) in chosen.items()
            if HEX.match(color) and color.lower() != default
        }
