"""A contribution form as a page shows it: where somebody is in it, what is asked before it is sent."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.forms import Form


@dataclass(frozen=True)
class SummaryPart:
    """The answers of one page of a form: ``index`` of the page, from 1, and (question, answer)."""

    index: int
    title: str
    lines: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class FormSteps:
    """Where somebody is in a form of several pages.

    Attributes:
        step: what the form posts as ``civic_step``.
        rows: the lines of this page; none on the summary.
        number, count: this page among those on which something is asked, from 1.
        carried: (name, value) of the answers of other pages, sent on unseen.
        parts: the summary before sending; empty on other pages.
        has_back: a page comes before this one.
        returns: somebody came from the summary, and may go back to it at once.
        moved: the page answers a post, so that its heading takes the focus.
    """

    step: str
    rows: Sequence[Any] = ()
    number: int = 1
    count: int = 1
    title: str = ""
    help_text: str = ""
    carried: Sequence[tuple[str, str]] = ()
    parts: Sequence[SummaryPart] = ()
    has_back: bool = False
    returns: bool = False
    moved: bool = False

    @property
    def is_last(self) -> bool:
        """Whether the form is sent from here: on the summary."""
        return self.step == "summary"


@dataclass(frozen=True)
class FormChallenge:
    """What a form asks before it is sent: work for a script, or a question in words.

    Attributes:
        proof: the work, as JSON; ``url``: where a script gets a new one, maybe empty.
        question, token: the question, and what stands for it when it is posted.
        answer: what was answered already, and right: it is sent again unseen.
        error: why the last answer did not do.
        is_asked: show the question even to who has scripts.
    """

    proof: str
    question: str
    token: str
    input_id: str
    url: str = ""
    answer: str = ""
    error: str = ""
    is_asked: bool = False


@dataclass(frozen=True)
class FormSuggestions:
    """Where a script asks what others said, and by which fields: their names, between spaces."""

    url: str
    fields: str


@dataclass(frozen=True)
class FormPresentation:
    """A contribution form as a page shows it now.

    ``form`` is ``None`` where nobody can contribute now; ``notice`` then says why and until when.
    ``steps`` is ``None`` for a form of one page. ``login_url`` leads to where one logs in, where
    that has to come first; ``account`` names who is logged in, where it matters.
    ``challenge`` is what keeps robots out, ``None`` where nothing is asked.
    ``alike`` are cards of what others said that is close, shown once before the form is sent;
    ``suggestions`` says where a script asks for them while one writes, ``None`` where it does not.
    """

    form: Form | None
    action: str = ""
    hidden: Mapping[str, str] = field(default_factory=dict)
    notice: str = ""
    steps: FormSteps | None = None
    login_url: str = ""
    account: str = ""
    challenge: FormChallenge | None = None
    alike: Sequence[Any] = ()
    suggestions: FormSuggestions | None = None

    @property
    def rows(self) -> Iterable[Any]:
        """Return the lines to show: those of the page, or all."""
        return self.steps.rows if self.steps else self.form.rows()  # type: ignore[union-attr]
