"""What is read of a discussion: a page of threads, each with its first answers.

Every function here costs the same number of queries whatever is said.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Case, Count, F, When, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from civic_pages.deliberation.choices import Position
from civic_pages.deliberation.models import MOST_DEPTH, Comment
from civic_pages.deliberation.querysets import RANDOM, RECENT, SUPPORTED
from civic_pages.deliberation.targets import Target
from civic_pages.participation.paging import UncountedPage, UncountedPaginator


# Fair first: whoever came first or is liked already is not always read first.
ORDERS = (RANDOM, RECENT, SUPPORTED)
PER_PAGE = 20
# Of each thread on the page of all; the rest is on the page of the thread.
FIRST_ANSWERS = 10
ANSWERS_PER_PAGE = 100
# No primary key has more.
DIGITS = 18
COLUMNS = (
    "id",
    "root_id",
    "parent_id",
    "depth",
    "author_name",
    "is_official",
    "position",
    "body",
    "supports",
    "published_at",
    "version__number",
)


@dataclass(frozen=True)
class Said:
    """One public comment as it is shown.

    Attributes:
        author: empty where no name was given.
        position: a :class:`~civic_pages.deliberation.choices.Position`, or empty.
        version: number of the version of the text it was written on; ``None`` elsewhere.
        own_stance: what whoever reads the page thinks of it; empty where nothing is known.
        answers: of a thread's top: the answers shown, each followed by what answers it.
        more: how many answers of the thread are not shown.
    """

    pk: int
    root: int
    depth: int
    author: str
    is_official: bool
    position: str
    body: str
    supports: int
    published_at: datetime
    version: int | None = None
    own_stance: str = ""
    answers: tuple["Said", ...] = ()
    more: int = 0

    @property
    def anchor(self) -> str:
        """The HTML id, which permalinks end with."""
        return f"comment-{self.pk}"

    @property
    def name(self) -> str:
        """The name of it as a target that is supported."""
        return f"comment:{self.pk}"

    @property
    def shown_author(self) -> str:
        return self.author or _("Anonymous")

    @property
    def position_label(self) -> str:
        return str(Position(self.position).label) if self.position else ""

    @property
    def count(self) -> int:
        """How many answers the thread has, shown or not."""
        return len(self.answers) + self.more


def threads(
    target: Target, *, order: str, page: Any, day: date, per_page: int = PER_PAGE
) -> UncountedPage:
    """Return a page of public threads about a target, with the first answers of each.

    Args:
        target: of something public: whoever shows it has asked.
        order: one of :data:`ORDERS`.
        page: number of the page; the first where there is no such page.
        day: by which the random order is shuffled.
    """
    found = Comment.objects.threads_on(target).in_order(order, day)
    shown = UncountedPaginator(found.values(*COLUMNS), per_page).get_page(page)
    shown.object_list = with_answers(list(shown.object_list))
    return shown


def with_answers(rows: Sequence[Mapping[str, Any]]) -> list[Said]:
    """Return threads by the rows (``COLUMNS``) of their tops, with the first answers of each."""
    answers = first_answers([row["id"] for row in rows])
    return [_thread(row, answers.get(row["id"], ())) for row in rows]


def thread_of(target: Target, pk: str, *, page: Any = None) -> tuple[Said, UncountedPage] | None:
    """Return the thread of a comment and a page of its answers; ``None`` where it is not public.

    Args:
        pk: as it stands in an address.
        page: number of the page of answers; the one the comment is on where it is not given.
    """
    if not pk.isascii() or not pk.isdigit() or len(pk) > DIGITS:
        return None
    public = Comment.objects.public().on(target)
    comment = public.filter(pk=int(pk)).first()
    if comment is None:
        return None
    row = public.filter(pk=comment.root_id or comment.pk).values(*COLUMNS).first()
    if row is None:
        return None
    answers = Comment.objects.standing().filter(root_id=row["id"]).threaded()
    number = page or page_of_answer(comment)
    shown = UncountedPaginator(answers.values(*COLUMNS), ANSWERS_PER_PAGE).get_page(number)
    shown.object_list = [_said(answer) for answer in shown.object_list]
    return _said(row, answers=tuple(shown.object_list)), shown


def first_answers(roots: Sequence[int]) -> Mapping[int, Sequence[dict[str, Any]]]:
    """Return the first answers of several threads in reading order, in one query.

    Each row says under ``of`` how many answers its thread has.
    """
    branch = Case(When(depth=MOST_DEPTH, then=F("parent_id")), default=F("id"))
    rows = (
        Comment.objects.standing()
        .filter(root_id__in=roots)
        .order_by()
        .annotate(
            rank=Window(RowNumber(), partition_by=F("root_id"), order_by=[branch, "depth", "pk"]),
            of=Window(Count("pk"), partition_by=F("root_id")),
        )
        .filter(rank__lte=FIRST_ANSWERS)
        .order_by("root_id", "rank")
        .values(*COLUMNS, "rank", "of")
    )
    found: dict[int, list[dict[str, Any]]] = {}
    for row in rows if roots else ():
        found.setdefault(row["root_id"], []).append(row)
    return found


def page_of_answer(comment: Comment) -> int:
    """Return on which page of its thread an answer is."""
    if comment.root_id is None:
        return 1
    branch = comment.parent_id if comment.depth == MOST_DEPTH else comment.pk
    keyed = Comment.objects.standing().filter(root_id=comment.root_id)
    at = Case(When(depth=MOST_DEPTH, then=F("parent_id")), default=F("id"))
    before = keyed.annotate(branch=at).filter(branch__lt=branch).count()
    within = keyed.filter(parent_id=branch, pk__lt=comment.pk).count() + 1
    beside = within if comment.depth == MOST_DEPTH else 0
    return (before + beside) // ANSWERS_PER_PAGE + 1


def all_names(shown: Iterable[Said]) -> list[str]:
    """Return the names of all comments shown, as targets that are supported."""
    return [said.name for top in shown for said in (top, *top.answers)]


def owned(shown: Iterable[Said], stances: Mapping[str, str]) -> list[Said]:
    """Return threads that say what their reader thinks of each comment, by names of targets."""
    return [
        replace(
            top,
            own_stance=stances.get(top.name, ""),
            answers=tuple(
                replace(said, own_stance=stances.get(said.name, "")) for said in top.answers
            ),
        )
        for top in shown
    ]


def _thread(row: Mapping[str, Any], answers: Sequence[Mapping[str, Any]]) -> Said:
    more = answers[0]["of"] - len(answers) if answers else 0
    return _said(row, answers=tuple(_said(answer) for answer in answers), more=more)


def _said(row: Mapping[str, Any], *, answers: tuple[Said, ...] = (), more: int = 0) -> Said:
    return Said(
        pk=row["id"],
        root=row["root_id"] or row["id"],
        depth=row["depth"],
        author=row["author_name"],
        is_official=row["is_official"],
        position=row["position"],
        body=row["body"],
        supports=row["supports"],
        published_at=row["published_at"],
        version=row["version__number"],
        answers=answers,
        more=more,
    )
