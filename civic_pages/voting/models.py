"""Who voted, and ballots that do not say whose they are."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from civic_pages.participation.choices import Source


class BallotBatchQuerySet(models.QuerySet["BallotBatch"]):
    def of(self, vote_id: int) -> "BallotBatchQuerySet":
        """Return the boxes of a vote, each with how many of its ballots are ``entered``."""
        entered = models.Count("ballots")
        return self.filter(vote_id=vote_id).annotate(entered=entered).order_by("name")


class BallotBatch(models.Model):
    """Paper ballots of one box: as many as signatures were counted, typed in without names.

    ``announced`` is that count; no more are taken, and nothing is published while some are missing.
    """

    vote = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="civic_ballot_batches")
    name = models.CharField(
        max_length=60, verbose_name=_("ballot box"), help_text=_("Town hall, 12 June…")
    )
    announced = models.PositiveIntegerField(
        validators=[MinValueValidator(1)],
        verbose_name=_("number of ballots"),
        help_text=_("As many as there are signatures on its list."),
    )

    objects = BallotBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("ballot box")
        verbose_name_plural = _("ballot boxes")
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["vote", "name"], name="civic_ballot_batch_name")
        ]

    def __str__(self) -> str:
        return self.name


class BallotQuerySet(models.QuerySet["Ballot"]):
    def counted(self, vote_id: int) -> "BallotQuerySet":
        """Return the ballots of a vote that count."""
        return self.filter(vote_id=vote_id, state=Ballot.State.COUNTED)


class Ballot(models.Model):
    """What somebody chose; whose it is, only :class:`Voter` knows, and only until the close.

    ``choices`` by method: ``["key"]`` for one and several and budgets, ``{"key": points}``, or keys
    in order of preference. ``receipt`` is the SHA-256 (hexadecimal) of the code the voter keeps.
    A ballot that another replaced keeps its receipt and nothing else.
    """

    class State(models.TextChoices):
        UNCONFIRMED = "waiting", _("Not confirmed")
        COUNTED = "counted", _("Counted")
        CANCELLED = "cancelled", _("Cancelled")

    vote = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="civic_ballots")
    choices = models.JSONField(default=list)
    receipt = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.COUNTED)
    source = models.CharField(max_length=12, choices=Source, default=Source.WEB)
    batch = models.ForeignKey(
        BallotBatch, null=True, blank=True, on_delete=models.PROTECT, related_name="ballots"
    )
    # Whose it will be once its link is followed.
    waits_for = models.ForeignKey(
        "civic_pages.Voter",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="waiting",
    )
    # To the day, and emptied at the close: a ballot must not be found by when it was cast.
    cast_on = models.DateField(null=True, blank=True)

    objects = BallotQuerySet.as_manager()

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

    ``key`` is the participant's: an HMAC with the campaign's salt (64 hexadecimal digits).
    ``ballot`` is empty until it is confirmed, and again at the close, when nothing can be changed.
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


class VoteResultQuerySet(models.QuerySet["VoteResult"]):
    def public(self) -> "VoteResultQuerySet":
        """Return what everybody may see: what was published, and nothing before."""
        return self.filter(published_at__isnull=False)


class VoteResult(models.Model):
    """What was published at the close; a recount must find the same.

    ``rows``: ``[{"key", "title", "score", "rank", "wins", "cost", "scope", "tie", "lot"}]`` in order
    of rank.
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

    objects = VoteResultQuerySet.as_manager()

    class Meta:
        verbose_name = _("result of a vote")
        verbose_name_plural = _("results of votes")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.vote_id)

    @property
    def web(self) -> int:
        """How many ballots were cast on the web."""
        return self.ballots - self.paper

    def figures(self) -> dict[str, Any]:
        """Return how many ballots there were, and of which kind."""
        return {
            "ballots": self.ballots,
            "blank": self.blank,
            "paper": self.paper,
            "web": self.web,
        }
