"""What a discussion keeps of people: handed out, erased, and ended with the retention period."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from civic_pages.deliberation import counts
from civic_pages.deliberation.actions.transitions import locked, standing_beneath, transition
from civic_pages.deliberation.models import Comment, CommentReport, Reaction
from civic_pages.deliberation.signals import comment_recorded
from civic_pages.participation.choices import Status
from civic_pages.participation.participants.models import Participant
from civic_pages.participation.privacy.base import Eraser, NamedFile, Person
from civic_pages.participation.privacy.stores import as_json


CHUNK = 500


def participants_of(who: Person) -> QuerySet[Participant]:
    """Return the participants of an address, in whichever campaign."""
    if not who.email:
        return Participant.objects.none()
    return Participant.objects.filter(email__iexact=who.email)


class Comments(Eraser):
    """What somebody wrote: withdrawn and blanked at their wish.

    With the retention period go those that were never confirmed; what was published stays, without
    a way back to its author.
    """

    slug: ClassVar[str] = "comments"
    label: ClassVar[str | Promise] = _("Comments")
    told_as: ClassVar[str] = "authors of comments"
    ends_as: ClassVar[str | Promise] = _("Comments that were never confirmed")

    def _rows(self, who: Person) -> QuerySet[Comment]:
        found: QuerySet[Comment] = Comment.objects.filter(participant__in=participants_of(who))
        return found

    def held(self, who: Person) -> int:
        return self._rows(who).count()

    def export(self, who: Person) -> Iterable[NamedFile]:
        columns = ("campaign__title", "target", "author_name", "position", "body", "status")
        dates = ("created_at", "published_at", "reason")
        rows = list(self._rows(who).order_by("pk").values(*columns, *dates))
        return [as_json(self.slug, rows)] if rows else []

    @transaction.atomic
    def erase(self, who: Person) -> int:
        keys = list(self._rows(who).values_list("pk", flat=True))
        now = timezone.now()
        for pk in keys:
            row = locked(pk)
            gone: dict[str, Any] = dict.fromkeys(("body", "author_name", "position"), "")
            gone["participant"] = None
            others = standing_beneath(row) > 1 if row.status == Status.PUBLISHED else False
            if others or row.status == Status.WITHDRAWN:
                # Others have answered: their words keep their place beneath an empty one.
                Comment.objects.filter(pk=pk).update(**gone)
                if others:
                    # Whoever keeps a copy has to fetch it again.
                    comment_recorded.send(Comment, instance=row, is_public=True, now=now)
            else:
                transition(row, Status.WITHDRAWN, by=None, now=now, **gone)
        return len(keys)

    @staticmethod
    def _unconfirmed(campaign_id: int) -> QuerySet[Comment]:
        found: QuerySet[Comment] = Comment.objects.filter(
            campaign_id=campaign_id, status=Status.UNCONFIRMED
        )
        return found

    def due(self, campaign_id: int) -> int:
        return self._unconfirmed(campaign_id).count()

    def purge(self, campaign_id: int) -> int:
        rows = self._unconfirmed(campaign_id)
        count = rows.count()
        rows.delete()
        return count


class Reactions(Eraser):
    """What somebody supported and thought: deleted and counted out at their wish.

    They stay in the figures when the retention period ends: nothing leads to a person any more.
    """

    slug: ClassVar[str] = "reactions"
    label: ClassVar[str | Promise] = _("Supports and positions")
    told_as: ClassVar[str] = "reactions"

    def _rows(self, who: Person) -> QuerySet[Reaction]:
        return Reaction.objects.filter(participant__in=participants_of(who))

    def held(self, who: Person) -> int:
        return self._rows(who).count()

    def export(self, who: Person) -> Iterable[NamedFile]:
        columns = ("campaign__title", "target", "stance", "created_at", "confirmed_at")
        rows = list(self._rows(who).order_by("pk").values(*columns))
        return [as_json(self.slug, rows)] if rows else []

    @transaction.atomic
    def erase(self, who: Person) -> int:
        rows = list(self._rows(who).select_for_update().order_by("target"))
        for row in rows:
            if row.confirmed_at is not None:
                counts.shift_reaction(row, {row.stance: -1})
            row.delete()
        return len(rows)


class CommentReports(Eraser):
    """What somebody reported, under their address."""

    slug: ClassVar[str] = "comment_reports"
    label: ClassVar[str | Promise] = _("Reports of comments")
    told_as: ClassVar[str] = "addresses of reports of comments"

    def _rows(self, who: Person) -> QuerySet[CommentReport]:
        if not who.email:
            return CommentReport.objects.none()
        return CommentReport.objects.filter(email__iexact=who.email)

    def held(self, who: Person) -> int:
        return self._rows(who).count()

    def export(self, who: Person) -> Iterable[NamedFile]:
        rows = list(self._rows(who).values("comment_id", "ground", "text", "email", "created_at"))
        return [as_json(self.slug, rows)] if rows else []

    def erase(self, who: Person) -> int:
        return self._rows(who).update(email="", text="")

    @staticmethod
    def _of_campaign(campaign_id: int) -> QuerySet[CommentReport]:
        return CommentReport.objects.filter(comment__campaign_id=campaign_id).exclude(email="")

    def due(self, campaign_id: int) -> int:
        return self._of_campaign(campaign_id).count()

    def purge(self, campaign_id: int) -> int:
        return self._of_campaign(campaign_id).update(email="")


class Participants(Eraser):
    """Who took part: address, account and name go; what they did goes with the erasers before.

    The key stays, a number that tells nothing: a ballot that was cast cannot be cast again.
    """

    slug: ClassVar[str] = "participants"
    label: ClassVar[str | Promise] = _("Participants")
    told_as: ClassVar[str] = "participants"

    def held(self, who: Person) -> int:
        return participants_of(who).count()

    def export(self, who: Person) -> Iterable[NamedFile]:
        columns = ("campaign__title", "name", "email", "language", "created_at", "confirmed_at")
        rows = list(participants_of(who).order_by("pk").values(*columns))
        return [as_json(self.slug, rows)] if rows else []

    def erase(self, who: Person) -> int:
        return participants_of(who).update(name="", email="", user=None)

    @staticmethod
    def _of_campaign(campaign_id: int) -> QuerySet[Participant]:
        named = ~Q(email="") | ~Q(name="") | Q(user__isnull=False)
        return Participant.objects.filter(named, campaign_id=campaign_id)

    def due(self, campaign_id: int) -> int:
        return self._of_campaign(campaign_id).count()

    def purge(self, campaign_id: int) -> int:
        return self._of_campaign(campaign_id).update(name="", email="", user=None)


def ours() -> list[Eraser]:
    """Return ours in the order they act: participants last, by whom the others are found."""
    return [Comments(), Reactions(), CommentReports(), Participants()]
