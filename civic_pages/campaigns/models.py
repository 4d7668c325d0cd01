"""Campaign pages and the portal that lists them."""

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.fields import RichTextField
from wagtail.images import get_image_model_string
from wagtail.models import Page
from wagtail.search import index

from civic_blocks.fields import CivicStreamBlock, OpenStreamField
from civic_pages.campaigns import headless, serving
from civic_pages.campaigns.calendar import AbstractPhase
from civic_pages.campaigns.codes import initials
from civic_pages.campaigns.forms import CampaignPageForm
from civic_pages.campaigns.geojson import PerimeterField, SectorsField
from civic_pages.campaigns.home_filters import PublicFiltersField
from civic_pages.campaigns.languages import InItsLanguage
from civic_pages.campaigns.map_panel import MapCheckPanel
from civic_pages.campaigns.mixins import PREVIEW_MODES, CampaignMixin
from civic_pages.campaigns.rich_text import FEATURES
from civic_pages.campaigns.routes import CampaignRoutes, PortalRoutes
from civic_pages.campaigns.tabs import give_own_tabs
from civic_pages.participation.choices import Identity, Licence, Moderation, Precision


class AbstractCampaignPage(CampaignMixin, CampaignRoutes, Page):
    """Everything of a campaign page but the table: hosts subclass it to bring their own.

    A subclass adds to ``content_panels`` and its like, as on any page; each list is a tab.
    """

    introduction = RichTextField(blank=True, features=FEATURES, verbose_name=_("introduction"))
    image = models.ForeignKey(
        get_image_model_string(),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("image"),
    )
    image_alt = models.CharField(
        max_length=200,
        blank=True,
        verbose_name=_("text alternative of the image"),
        help_text=_("Empty where the image only decorates."),
    )
    body = OpenStreamField(CivicStreamBlock, blank=True, verbose_name=_("content"))
    code = models.CharField(
        max_length=6,
        blank=True,
        validators=[RegexValidator(r"^[A-Z][A-Z0-9]{1,5}$", _("Two to six capitals or digits."))],
        verbose_name=_("code"),
        help_text=_("Begins the reference of every contribution: ASV-2026-00042."),
    )
    perimeter = PerimeterField(
        null=True,
        blank=True,
        verbose_name=_("perimeter"),
        help_text=_("GeoJSON polygon. Points outside of it are refused."),
    )
    sectors = SectorsField(
        null=True,
        blank=True,
        verbose_name=_("sectors"),
        help_text=_("GeoJSON polygons with a property “name”: neighbourhoods, districts…"),
    )
    public_precision = models.CharField(
        max_length=8,
        choices=Precision,
        default=Precision.EXACT,
        verbose_name=_("what the public sees of places"),
    )
    area_threshold = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(5), MaxValueValidator(1000)],
        verbose_name=_("least number of answers in an area"),
        help_text=_(
            "For homes: an area is published once it holds this many answers. "
            "Empty: eleven, the rule of Insee for homes."
        ),
    )
    public_filters = PublicFiltersField(
        default=list,
        blank=True,
        verbose_name=_("filters of the map of homes"),
        help_text=_(
            "The only questions by which the map of areas can be filtered. "
            "Each makes areas larger: choose few, before the campaign opens."
        ),
    )
    moderation = models.CharField(
        max_length=6, choices=Moderation, default=Moderation.BEFORE, verbose_name=_("moderation")
    )
    identity = models.CharField(
        max_length=10,
        choices=Identity,
        default=Identity.ANONYMOUS,
        verbose_name=_("who may contribute"),
    )
    households = models.BooleanField(
        default=False,
        verbose_name=_("count homes"),
        help_text=_(
            "One answer a home: the form asks for an address with staircase and flat, "
            "and each home counts once. For campaigns whose places are homes."
        ),
    )
    live_totals = models.BooleanField(
        default=False,
        verbose_name=_("show totals while it is open"),
        help_text=_("A live counter invites to push it: leave it off where numbers decide."),
    )
    comments = models.BooleanField(
        default=False,
        verbose_name=_("discuss contributions"),
        help_text=_(
            "Citizens comment published contributions while a phase of discussion is open."
        ),
    )
    supports = models.BooleanField(
        default=False,
        verbose_name=_("support contributions"),
        help_text=_("One support a person, while contributions are taken or discussed."),
    )
    suggest_similar = models.BooleanField(
        default=False,
        verbose_name=_("show what is close before sending"),
        help_text=_(
            "Who writes a contribution is shown up to three published ones that say something "
            "close, and may support one of them instead. Nobody is kept from sending."
        ),
    )
    licence = models.CharField(
        max_length=10,
        choices=Licence,
        default=Licence.LOV2,
        verbose_name=_("licence of the open data"),
    )
    contact_email = models.EmailField(blank=True, verbose_name=_("contact"))
    legal_text = RichTextField(
        blank=True,
        features=FEATURES,
        verbose_name=_("legal information"),
        help_text=_("Who processes the data, on which legal basis, and how to object (GDPR)."),
    )
    retention_months = models.PositiveSmallIntegerField(
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        verbose_name=_("retention (months)"),
        help_text=_(
            "E-mail addresses and exact places are erased this long after the last phase ends."
        ),
    )

    base_form_class = CampaignPageForm
    template = "civic_pages/campaign_page.html"

    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("introduction"),
        MultiFieldPanel([FieldPanel("image"), FieldPanel("image_alt")], heading=_("Image")),
        FieldPanel("body"),
    ]
    calendar_panels: ClassVar = [InlinePanel("phases", heading=_("Phases"), label=_("Phase"))]
    territory_panels: ClassVar = [
        MapCheckPanel(),
        FieldPanel("ready_territory"),
        FieldPanel(
            "perimeter",
            help_text=_(
                "A polygon or a closed line, pasted or from a file. Points outside of it are refused."
            ),
        ),
        FieldPanel(
            "sectors",
            help_text=_(
                "Polygons with a name each, pasted or from a file: neighbourhoods, districts…"
            ),
        ),
        FieldPanel("public_precision"),
        FieldPanel("area_threshold"),
        FieldPanel("public_filters"),
    ]
    rule_panels: ClassVar = [
        FieldPanel("code"),
        FieldPanel("moderation"),
        FieldPanel("identity"),
        FieldPanel("households"),
        FieldPanel("live_totals"),
        FieldPanel("comments"),
        FieldPanel("supports"),
        FieldPanel("suggest_similar"),
        FieldPanel("licence"),
        FieldPanel("contact_email"),
        FieldPanel("legal_text"),
        FieldPanel("retention_months"),
    ]
    search_fields: ClassVar = [
        *Page.search_fields,
        index.SearchField("introduction"),
        index.SearchField("body"),
    ]
    # Nothing of citizens, and nothing of how the city works: only what the page shows.
    api_fields: ClassVar = [
        APIField("introduction"),
        APIField("body"),
        APIField("code"),
        APIField("public_precision"),
    ]

    class Meta:
        abstract = True

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        give_own_tabs(cls)

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        return [*PREVIEW_MODES, *headless.modes()]

    def clean(self) -> None:
        super().clean()
        self.code = self.code or initials(self.title)

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return {**context, **serving.campaign_context(self, request)}

    def serve_preview(self, request: Any, mode_name: str) -> Any:
        if mode_name == headless.MODE and (answer := headless.preview(self, request)) is not None:
            return answer
        self.speak(request)
        request.civic_now = self.moment_of(mode_name)
        request.is_preview = True
        return serving.campaign(self, request)


class CampaignPage(AbstractCampaignPage):
    """A consultation campaign of the city."""

    page_description = _("A consultation: what is decided, when, and how citizens take part.")

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")


class CampaignPhase(AbstractPhase):
    page = ParentalKey(CampaignPage, on_delete=models.CASCADE, related_name="phases")

    class Meta(AbstractPhase.Meta):
        verbose_name = _("phase")
        verbose_name_plural = _("phases")


class CampaignIndexPage(InItsLanguage, PortalRoutes, Page):
    """The portal: every campaign of the city, those one can take part in first."""

    introduction = RichTextField(blank=True, features=FEATURES, verbose_name=_("introduction"))

    template = "civic_pages/campaign_index_page.html"
    page_description = _("The portal: lists the campaigns beneath it.")
    content_panels: ClassVar = [*Page.content_panels, FieldPanel("introduction")]
    search_fields: ClassVar = [*Page.search_fields, index.SearchField("introduction")]

    class Meta:
        verbose_name = _("campaign portal")
        verbose_name_plural = _("campaign portals")

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return {**context, **serving.index_context(self, request)}


class ContentPage(InItsLanguage, Page):
    """A plain page: legal notice, accessibility statement, privacy."""

    body = OpenStreamField(CivicStreamBlock, blank=True, verbose_name=_("content"))

    template = "civic_pages/content_page.html"
    page_description = _("Legal notice, accessibility statement, privacy…")
    content_panels: ClassVar = [*Page.content_panels, FieldPanel("body")]
    search_fields: ClassVar = [*Page.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = _("content page")
        verbose_name_plural = _("content pages")
