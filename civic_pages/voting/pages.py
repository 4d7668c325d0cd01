"""A vote beneath a campaign, and what can be chosen."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.api import APIField
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page
from wagtail.search import index

from civic_blocks.ports import Action
from civic_pages.campaigns import phases
from civic_pages.campaigns.children import CampaignChildMixin
from civic_pages.campaigns.rich_text import FEATURES
from civic_pages.voting import serving
from civic_pages.voting.page_forms import VotePageForm
from civic_pages.voting.routes import VoteRoutes
from civic_pages.voting.rules import Method, Option, Rules, TieRule
from civic_pages.voting.state import VoteState, moment_of, result_of


class AbstractVotePage(CampaignChildMixin, VoteRoutes, Page):
    """Everything of a vote but the table."""

    introduction = RichTextField(blank=True, features=FEATURES, verbose_name=_("introduction"))
    question = models.CharField(max_length=250, blank=True, verbose_name=_("question"))
    method = models.CharField(
        max_length=10, choices=Method, default=Method.SINGLE, verbose_name=_("kind of vote")
    )
    min_choices = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1)], verbose_name=_("least number of choices")
    )
    max_choices = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        verbose_name=_("greatest number of choices"),
        help_text=_("Empty: as many as there are."),
    )
    points = models.PositiveSmallIntegerField(
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(1000)],
        verbose_name=_("points of a voter"),
    )
    # Whole euros, as cities budget.
    budget = models.PositiveIntegerField(
        null=True, blank=True, verbose_name=_("budget of a ballot (euros)")
    )
    max_per_scope = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        verbose_name=_("greatest number of choices of one scope"),
        help_text=_("1 in Nanterre: one project of a neighbourhood, and one of the whole city."),
    )
    winners = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        verbose_name=_("number of winners"),
        help_text=_("Empty: one; with an envelope, as many as it pays for."),
    )
    envelope = models.PositiveIntegerField(
        null=True,
        blank=True,
        verbose_name=_("envelope of the city (euros)"),
        help_text=_(
            "Options win by rank while it pays for them; one that costs more than what is left is "
            "passed over."
        ),
    )
    eligibility = RichTextField(
        blank=True,
        features=FEATURES,
        verbose_name=_("who may vote"),
        help_text=_("The voter attests it: “I live, work or study in Nanterre”."),
    )
    minimal_age = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MaxValueValidator(120)],
        verbose_name=_("minimal age (years)"),
    )
    tie_rule = models.CharField(
        max_length=10, choices=TieRule, default=TieRule.LOT, verbose_name=_("where two are equal")
    )
    lot_number = models.CharField(
        max_length=64,
        blank=True,
        verbose_name=_("number for drawing lots"),
        help_text=_(
            "Published with the vote and fixed from the first ballot on: take one that nobody "
            "chooses, such as the last Loto draw before the opening."
        ),
    )

    base_form_class = VotePageForm
    template = "civic_pages/vote_page.html"
    page_description = _("A vote: one choice, several, points, a ranking, or a budget to spend.")
    question_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("introduction"),
        FieldPanel("question"),
        InlinePanel("options", heading=_("Options"), label=_("Option")),
    ]
    ballot_panels: ClassVar = [
        HelpPanel(template="civic_pages/admin/vote_help.html"),
        FieldPanel("method"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("min_choices"), FieldPanel("max_choices")]),
                FieldPanel("max_per_scope"),
            ],
            heading=_("How many options a ballot names"),
        ),
        MultiFieldPanel([FieldPanel("points")], heading=_("Points to share out")),
        MultiFieldPanel([FieldPanel("budget")], heading=_("A budget to spend")),
        MultiFieldPanel(
            [FieldPanel("eligibility"), FieldPanel("minimal_age")], heading=_("Who may vote")
        ),
    ]
    result_panels: ClassVar = [
        MultiFieldPanel([FieldPanel("winners"), FieldPanel("envelope")], heading=_("Who wins")),
        MultiFieldPanel(
            [FieldPanel("tie_rule"), FieldPanel("lot_number")], heading=_("Where two are equal")
        ),
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(question_panels, heading=_("Question and options")),
            ObjectList(ballot_panels, heading=_("Ballot")),
            ObjectList(result_panels, heading=_("Result")),
            ObjectList(Page.promote_panels, heading=_("Promote")),
        ]
    )
    search_fields: ClassVar = [*Page.search_fields, index.SearchField("introduction")]
    api_fields: ClassVar = [APIField("introduction"), APIField("question")]

    class Meta:
        abstract = True

    @cached_property
    def rules(self) -> Rules:
        """The rules of the vote with its options, in the order of the page; read once."""
        names = (
            "method", "min_choices", "max_choices", "points", "budget", "max_per_scope",
            "winners", "envelope", "tie_rule", "lot_number",
        )  # fmt: skip
        options = tuple(
            Option(str(option.key), option.title, option.cost, option.scope)
            for option in self.shown_options
        )
        return Rules(options=options, **{name: getattr(self, name) for name in names})

    @cached_property
    def shown_options(self) -> list[Any]:
        """The options in order, each with its project."""
        return sorted(self.options.all(), key=lambda option: option.sort_order or 0)

    def civic_actions(self, now: datetime) -> Sequence[Action]:
        if not self.campaign.allows(phases.VOTE, now=now) or result_of(self) is not None:
            return ()
        closes_at = phases.closing(self.campaign.schedule, phases.VOTE, now)
        return [Action(gettext("Vote: %(title)s") % {"title": self.title}, self.url, closes_at)]

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        before_results = [state for state in VoteState if state is not VoteState.RESULTS]
        return [("", _("Today")), *((state.value, state.label) for state in before_results)]

    def serve_preview(self, request: Any, mode_name: str) -> Any:
        self.speak(request)
        request.civic_now = moment_of(self, mode_name)
        request.is_preview = True
        return serving.vote(self, request)

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return {**context, **serving.context(self, request)}


class VotePage(AbstractVotePage):
    """A vote of a campaign."""

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")


class ProjectPanel(FieldPanel):
    """Shows the project of an option, which is set by the button that takes projects over.

    A list of all projects in each of sixty options would help nobody.
    """

    def format_value_for_display(self, value: Any) -> Any:
        return super().format_value_for_display(value) if value is not None else "–"


class VoteOption(Orderable):
    """What can be chosen; ``key`` is what ballots name, whatever becomes of the title."""

    page = ParentalKey(VotePage, on_delete=models.CASCADE, related_name="options")
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    title = models.CharField(max_length=200, verbose_name=_("title"))
    description = models.TextField(blank=True, max_length=2000, verbose_name=_("description"))
    cost = models.PositiveIntegerField(null=True, blank=True, verbose_name=_("cost (euros)"))
    scope = models.CharField(
        max_length=60,
        blank=True,
        verbose_name=_("scope"),
        help_text=_("“Quartier”, “Toute ville”…"),
    )
    project = models.ForeignKey(
        "civic_pages.Project",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="options",
        verbose_name=_("project"),
    )

    panels: ClassVar = [
        FieldPanel("title"),
        FieldPanel("description"),
        FieldRowPanel([FieldPanel("cost"), FieldPanel("scope")]),
        ProjectPanel("project", read_only=True),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("option")
        verbose_name_plural = _("options")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["page", "key"], name="civic_vote_option_key")
        ]

    def __str__(self) -> str:
        return self.title
