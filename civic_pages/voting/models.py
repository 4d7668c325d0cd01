"""Votes beneath a campaign: what is asked, who voted, and ballots that do not say whose they are."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page

from civic_pages.campaigns.children import CampaignChildMixin
from civic_pages.campaigns.rich_text import FEATURES
from civic_pages.participation.choices import Source


class Method(TextChoices):
    """What a ballot holds."""

    SINGLE = "single", _("One choice")
    MULTIPLE = "multiple", _("Several choices")
    POINTS = "points", _("Points to share out")
    RANKING = "ranking", _("A ranking")
    BUDGET = "budget", _("A budget to spend")


class TieRule(TextChoices):
    """Who wins where two options have equal results; stated before the vote opens."""

    CHEAPEST = "cheapest", _("The cheaper one, then by lot")
    LOT = "lot", _("By lot, drawn from a number published beforehand")
    ALL = "all", _("All that are equal")


class AbstractVotePage(CampaignChildMixin, RoutablePageMixin, Page):
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
        help_text=_("For budgets, empty: as many as the envelope pays for."),
    )
    envelope = models.PositiveIntegerField(
        null=True, blank=True, verbose_name=_("envelope of the city (euros)")
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
        max_length=64, blank=True, verbose_name=_("number for drawing lots")
    )

    template = "civic_pages/vote_page.html"
    page_description = _("A vote: one choice, several, points, a ranking, or a budget to spend.")
    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("introduction"),
        FieldPanel("question"),
        FieldPanel("method"),
        FieldPanel("min_choices"),
        FieldPanel("max_choices"),
        FieldPanel("points"),
        FieldPanel("budget"),
        FieldPanel("max_per_scope"),
        FieldPanel("winners"),
        FieldPanel("envelope"),
        FieldPanel("eligibility"),
        FieldPanel("minimal_age"),
        FieldPanel("tie_rule"),
        FieldPanel("lot_number"),
        InlinePanel("options", heading=_("Options"), label=_("Option")),
    ]

    class Meta:
        abstract = True


class VotePage(AbstractVotePage):
    """A vote of a campaign."""

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")


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
        FieldPanel("cost"),
        FieldPanel("scope"),
        FieldPanel("project"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("option")
        verbose_name_plural = _("options")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["page", "key"], name="civic_vote_option_key")
        ]

    def __str__(self) -> str:
        return self.title


class Ballot(models.Model):
    """What somebody chose; whose it is, only :class:`Voter` knows, and only until the close.

    ``choices`` by method: ``["key"]`` for one and several and budgets, ``{"key": points}``, or keys
    in order of preference. ``receipt`` is the SHA-256 (hexadecimal) of the code the voter keeps.
    """

    class State(TextChoices):
        UNCONFIRMED = "waiting", _("Not confirmed")
        COUNTED = "counted", _("Counted")
        CANCELLED = "cancelled", _("Cancelled")

    vote = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="civic_ballots")
    choices = models.JSONField(default=list)
    receipt = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.COUNTED)
    source = models.CharField(max_length=12, choices=Source, default=Source.WEB)
    batch = models.CharField(max_length=60, blank=True, verbose_name=_("batch"))
    operator = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # To the day: a ballot must not be found by the minute it was cast.
    cast_on = models.DateField()

    class Meta:
        verbose_name = _("ballot")
        verbose_name_plural = _("ballots")
        default_permissions = ()
        permissions: ClassVar = [
            ("enter_ballot", _("Can enter paper ballots")),
            ("count_ballots", _("Can count and publish votes")),
        ]
        indexes: ClassVar = [models.Index(fields=["vote", "state"], name="civic_ballot_count")]

    def __str__(self) -> str:
        return f"{self.vote_id} {self.receipt[:8]}"


class Voter(models.Model):
    """That somebody has voted: once, under a database constraint.

    ``key`` is an HMAC with the campaign's salt (64 hexadecimal digits). ``ballot`` is emptied at
    the close, when nothing can be changed any more.
    """

    vote = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="civic_voters")
    key = models.CharField(max_length=64)
    participant = models.ForeignKey(
        "civic_pages.Participant",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    ballot = models.OneToOneField(
        Ballot, null=True, blank=True, on_delete=models.SET_NULL, related_name="voter"
    )
    voted_on = models.DateField()

    class Meta:
        verbose_name = _("voter")
        verbose_name_plural = _("voters")
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["vote", "key"], name="civic_voter_once")
        ]

    def __str__(self) -> str:
        return f"{self.vote_id}: {self.key[:8]}"


class VoteResult(models.Model):
    """What was published at the close; a recount must find the same.

    ``rows``: ``[{"key", "title", "score", "rank", "wins", "cost", "scope"}]`` in order of rank.
    """

    vote = models.OneToOneField(
        Page, on_delete=models.CASCADE, primary_key=True, related_name="civic_vote_result"
    )
    ballots = models.PositiveIntegerField()
    blank = models.PositiveIntegerField(default=0)
    paper = models.PositiveIntegerField(default=0)
    rows = models.JSONField(default=list)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("result of a vote")
        verbose_name_plural = _("results of votes")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.vote_id)
