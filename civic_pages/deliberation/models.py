"""Texts that are discussed clause by clause; comments, supports and positions."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.models import Page

from civic_pages.deliberation.choices import COMMENT_STATUSES, Position, Stance
from civic_pages.deliberation.querysets import CommentQuerySet
from civic_pages.participation.choices import Status
from civic_pages.participation.participants.models import Participant


__all__ = [
    "Comment",
    "CommentReport",
    "DiscussionCount",
    "Position",
    "Reaction",
    "Stance",
    "TextVersion",
]

# How deep an answer to an answer may be: 0 is a comment on the clause itself.
MOST_DEPTH = 2
# Longest name of what is discussed: "text:", a key, and the id of a clause.
TARGET_LENGTH = 80


class TextVersion(models.Model):
    """A text as it was published; a new one begins when an editor publishes other clauses.

    ``clauses``: a list of ``{"id", "number", "heading", "html", "chapter"}``, all texts, in order.
    """

    text = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="civic_text_versions")
    number = models.PositiveSmallIntegerField(verbose_name=_("version"))
    clauses = models.JSONField(default=list)
    note = models.CharField(max_length=250, blank=True, verbose_name=_("what changed"))
    published_at = models.DateTimeField(verbose_name=_("published"))

    class Meta:
        verbose_name = _("version of a text")
        verbose_name_plural = _("versions of texts")
        default_permissions = ()
        ordering = ("text", "-number")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["text", "number"], name="civic_text_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.text_id} v{self.number}"


class Comment(models.Model):
    """What somebody said of a clause, of a whole text, of a contribution, or in answer to a comment.

    ``target`` names what is discussed (see ``targets``); ``text`` or ``contribution`` is the same as
    a key, so that the database deletes with it. ``root`` is the comment on top of its thread, empty
    on top; ``depth`` is 0 there and at most :data:`MOST_DEPTH`. ``position`` is what its author
    thought of the clause when they wrote it. ``body`` is plain text.
    """

    campaign = models.ForeignKey(
        Page, on_delete=models.CASCADE, related_name="civic_comments", verbose_name=_("campaign")
    )
    target = models.CharField(max_length=TARGET_LENGTH, editable=False)
    text = models.ForeignKey(
        Page, null=True, blank=True, on_delete=models.CASCADE, related_name="civic_text_comments"
    )
    contribution = models.ForeignKey(
        "civic_pages.Contribution",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="comments",
    )
    clause = models.CharField(max_length=36, blank=True, editable=False)
    version = models.ForeignKey(
        TextVersion, null=True, blank=True, on_delete=models.SET_NULL, related_name="comments"
    )
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="answers"
    )
    root = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="thread"
    )
    depth = models.PositiveSmallIntegerField(default=0, editable=False)
    participant = models.ForeignKey(
        Participant, null=True, blank=True, on_delete=models.SET_NULL, related_name="comments"
    )
    # A copy, so that a list needs no other table; emptied when the person is erased.
    author_name = models.CharField(max_length=60, blank=True, verbose_name=_("name shown"))
    # The city speaks in its own name.
    is_official = models.BooleanField(default=False, verbose_name=_("from the city"))
    position = models.CharField(max_length=8, blank=True, choices=Position)
    body = models.TextField(max_length=4000, verbose_name=_("comment"))
    status = models.CharField(max_length=12, choices=COMMENT_STATUSES, default=Status.PENDING)
    flags = models.JSONField(default=list, blank=True)
    reason = models.CharField(max_length=2000, blank=True, verbose_name=_("reason"))
    supports = models.PositiveIntegerField(default=0, editable=False)
    idempotency_key = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField(verbose_name=pgettext_lazy("comment", "received"))
    published_at = models.DateTimeField(
        null=True, blank=True, verbose_name=pgettext_lazy("comment", "published")
    )
    decided_at = models.DateTimeField(
        null=True, blank=True, verbose_name=pgettext_lazy("comment", "decided")
    )

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        default_permissions = ("view",)
        permissions: ClassVar = [("moderate_comment", _("Can moderate comments"))]
        ordering = ("-created_at", "-pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["campaign", "idempotency_key"], name="civic_comment_once"
            ),
            models.CheckConstraint(
                name="civic_comment_one_target",
                condition=models.Q(text__isnull=False, contribution=None)
                | models.Q(text=None, contribution__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            # The threads of a clause, newest or most supported first, without a sort.
            models.Index(
                fields=["target", "status", "depth", "-published_at", "-id"],
                name="civic_comment_recent",
            ),
            models.Index(
                fields=["target", "status", "depth", "-supports", "-id"],
                name="civic_comment_supports",
            ),
            models.Index(fields=["status", "created_at"], name="civic_comment_queue"),
        ]

    def __str__(self) -> str:
        return f"{self.target} {self.body[:40]}"


class Reaction(models.Model):
    """A support, or a position for, against or abstaining; one a person and target.

    Counts only once ``confirmed_at`` is set. ``wanted`` is what somebody who did not prove who they
    are would change it to: the stance becomes that once they follow the link.
    """

    campaign = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="civic_reactions")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="reactions")
    target = models.CharField(max_length=TARGET_LENGTH)
    text = models.ForeignKey(
        Page, null=True, blank=True, on_delete=models.CASCADE, related_name="civic_text_reactions"
    )
    contribution = models.ForeignKey(
        "civic_pages.Contribution",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="reactions",
    )
    comment = models.ForeignKey(
        Comment, null=True, blank=True, on_delete=models.CASCADE, related_name="reactions"
    )
    stance = models.CharField(max_length=8, choices=Stance)
    wanted = models.CharField(max_length=8, blank=True, choices=Stance, editable=False)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("reaction")
        verbose_name_plural = _("reactions")
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["participant", "target"], name="civic_reaction_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["target", "stance", "confirmed_at"], name="civic_reaction_target")
        ]

    def __str__(self) -> str:
        return f"{self.target} {self.stance}"


class DiscussionCount(models.Model):
    """How many public comments, supports or positions a target has, kept in the transaction.

    ``what`` is "comment" or a :class:`Stance`. Rebuilt and checked by a command.
    """

    campaign = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    target = models.CharField(max_length=TARGET_LENGTH)
    what = models.CharField(max_length=8)
    count = models.IntegerField(default=0)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["target", "what"], name="civic_discussion_count_once")
        ]

    def __str__(self) -> str:
        return f"{self.target} {self.what}: {self.count}"


class CommentReport(models.Model):
    """A citizen's notice that a published comment breaks a rule (DSA, article 16)."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="reports")
    ground = models.CharField(max_length=12, verbose_name=_("reason"))
    text = models.TextField(max_length=2000, blank=True, verbose_name=_("details"))
    email = models.EmailField(max_length=254, blank=True, verbose_name=_("e-mail"))
    network = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(verbose_name=_("received"))
    handled_at = models.DateTimeField(null=True, blank=True, verbose_name=_("handled"))

    class Meta:
        verbose_name = _("report of a comment")
        verbose_name_plural = _("reports of comments")
        default_permissions = ()
        ordering = ("created_at", "pk")

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.ground}"
