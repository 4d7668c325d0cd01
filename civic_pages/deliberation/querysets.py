"""Which comments anybody may see, and in which order. Every public read starts here."""

from datetime import date
from typing import Any, Self

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When
from django.db.models.functions import MD5, Cast, Concat
from wagtail.models import Page

from civic_pages.participation.choices import Status


RANDOM, RECENT, SUPPORTED = "random", "recent", "supported"


class CommentQuerySet(QuerySet[Any]):
    """Comments, with the one definition of what is public."""

    def public(self) -> Self:
        """Published comments whose thread above them is published, on something that is public.

        An answer to what was taken away would be read without what it answers: it goes with it.
        """
        live = Page.objects.live().public()
        about = Q(contribution=None, text__in=live) | Q(
            Q(contribution__status=Status.PUBLISHED) & ~Q(contribution__precision="areas")
        )
        return self.standing().filter(about, campaign__in=live)

    def standing(self) -> Self:
        """Published comments beneath published ones, whatever they are about: what is counted."""
        published = Status.PUBLISHED
        return self.filter(
            Q(depth=0) | Q(root__status=published, parent__status=published), status=published
        )

    def on(self, target: Any) -> Self:
        """Comments on a target, given as such or by its name."""
        return self.filter(target=getattr(target, "name", target))

    def top(self) -> Self:
        """The comments that begin a thread."""
        return self.filter(depth=0)

    def threads_on(self, target: Any) -> Self:
        """The public threads on what is being shown, and so was found public already.

        The same as ``public().on(target).top()`` then, without the joins that keep a database from
        reading ten thousand comments by the index of their order.
        """
        return self.on(target).top().filter(status=Status.PUBLISHED)

    def in_order(self, order: str, day: date) -> Self:
        """Return them in an order: newest, most supported, or shuffled.

        The shuffle is the same for everybody within a day and another one the next day, so that
        whoever came first, or is liked already, is not always read first.
        """
        if order == RECENT:
            return self.order_by("-published_at", "-pk")
        if order == SUPPORTED:
            return self.order_by("-supports", "-pk")
        return self.with_lot(day).order_by("lot", "pk")

    def with_lot(self, day: date) -> Self:
        """Give each comment its place in the shuffle of a day."""
        return self.annotate(lot=MD5(Concat(Value(f"{day.isoformat()}:"), Cast("pk", CharField()))))

    def threaded(self) -> Self:
        """Return answers in reading order: each answer, then what answers it."""
        branch = Case(When(depth__gt=1, then=F("parent_id")), default=F("id"))
        return self.order_by("root_id", branch, "depth", "pk")
