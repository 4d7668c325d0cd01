"""A form of several pages: what each of them asks, and what travels with it unseen."""

from collections.abc import Iterator, Set
from typing import Any

from django.utils.translation import gettext as _

from civic_blocks import ports
from civic_blocks.field_types import type_of
from civic_pages.participation.forms import HONEYPOT, ContributionForm
from civic_pages.participation.geo.saying import in_words
from civic_pages.participation.group_fields import GROUP_FIELDS
from civic_pages.participation.models import Kind


SUMMARY = "summary"


class Steps:
    """The pages of a form, as the answers given so far lay them out.

    A page is known by its index among all pages of the definition, from 0; ``last``, one more than
    the last index, is the summary. A page on which nothing is asked is passed over.
    """

    def __init__(self, form: ContributionForm) -> None:
        self.form = form
        self.pages = form.definition.pages()
        self.last = len(self.pages)
        self._page_of = {
            spec.key: index for index, page in enumerate(self.pages) for spec in page.fields
        }
        # Asking checks the form; what is wrong has no answer that a condition could see.
        cleaned = form.cleaned_data if form.is_bound and form.errors is not None else {}
        self.cleaned: dict[str, Any] = cleaned
        self.answers = {
            spec.key: type_of(spec).to_answer(cleaned[spec.key])
            for spec in form.definition
            if spec.key in cleaned
        }

    def index_of(self, step: str) -> int:
        """Return the index of what was posted as ``civic_step``; the first page for nonsense."""
        if step == SUMMARY:
            return self.last
        return min(int(step) - 1, self.last) if step.isdecimal() and 0 < int(step) < 10**6 else 0

    def _asked(self, known: int) -> set[str]:
        """Return what is asked, or may be: conditions on pages from ``known`` on are open yet."""
        asked: set[str] = set()
        for spec in self.form.definition:
            condition = spec.condition
            if condition is None:
                asked.add(spec.key)
            elif self._page_of.get(condition.key, 0) >= known:
                if condition.key in asked or condition.operator == "is_not":
                    asked.add(spec.key)
            elif condition.holds({key: self.answers[key] for key in asked & set(self.answers)}):
                asked.add(spec.key)
        return asked

    def names(self, index: int, *, known: int | None = None) -> set[str]:
        """Return the fields and section titles that a page shows."""
        if index >= self.last:
            return set()
        asked = self._asked(index if known is None else known)
        names = {spec.key for spec in self.pages[index].fields if spec.key in asked}
        return names | {name for name in GROUP_FIELDS if name in self.form.fields and index == 0}

    def asks(self, index: int, *, known: int | None = None) -> bool:
        """Tell whether a page has a question."""
        return any(name in self.form.fields for name in self.names(index, known=known))

    def after(self, index: int) -> int:
        """Return the next page that asks something, or the summary."""
        return next((i for i in range(index + 1, self.last) if self.asks(i)), self.last)

    def before(self, index: int) -> int:
        """Return the page before that asks something; the first one has none but itself."""
        return next((i for i in range(index - 1, -1, -1) if self.asks(i)), self.first)

    @property
    def first(self) -> int:
        return self.after(-1)

    def wrong_on(self, index: int) -> bool:
        """Tell whether something on a page, or in the whole form, is wrong."""
        return bool({*self.names(index), "__all__"} & set(self.form.errors))

    @property
    def first_wrong(self) -> int | None:
        """The first page on which something is wrong; ``None``: all is well."""
        if not self.form.errors:
            return None
        return next(
            (i for i in range(self.last) if self.names(i) & set(self.form.errors)), self.last
        )

    def forgive(self, index: int | None = None) -> None:
        """Forget what is wrong, but for one page: what nobody has come to yet is no mistake."""
        kept = set() if index is None else {*self.names(index), "__all__"}
        for name in set(self.form.errors) - kept:
            del self.form.errors[name]

    def shown(self, index: int, *, moved: bool, returns: bool = False) -> ports.FormSteps:
        """Return a page, or the summary, as it is shown."""
        counted = [i for i in range(self.last) if self.asks(i, known=index)]
        names = self.names(index)
        self._settle(names)
        page = self.pages[index] if index < self.last else None
        return ports.FormSteps(
            step=str(index + 1) if page else SUMMARY,
            rows=list(self.form.rows(names)) if page else (),
            number=counted.index(index) + 1 if index in counted else len(counted),
            count=len(counted),
            title=page.title if page else _("Check your answers"),
            help_text=page.help_text if page else "",
            carried=list(self._carried(names)),
            parts=() if page else list(self._parts()),
            has_back=index > self.first,
            returns=returns,
            moved=moved,
        )

    def _settle(self, names: Set[str]) -> None:
        """Say nothing of conditions on earlier pages: they hold, or the question is not here."""
        for spec in self.form.definition:
            if spec.key in names and spec.condition and spec.condition.key not in names:
                field: Any = self.form.fields[spec.key]
                field.asked_if = None

    def _carried(self, names: Set[str]) -> Iterator[tuple[str, str]]:
        """Yield the posted inputs of all fields but those a page shows."""
        data: Any = self.form.data
        for posted in data:
            owner = self._owner(posted)
            if owner and owner not in names:
                for value in data.getlist(posted):
                    yield posted, value

    def _owner(self, posted: str) -> str:
        """Return the field that an input belongs to: by its name, or by the longest that begins it."""
        fields = [name for name in self.form.fields if name != HONEYPOT]
        owners = [
            name for name in fields if posted == name or posted.startswith((f"{name}_", f"{name}-"))
        ]
        return max(owners, key=len, default="")

    def _parts(self) -> Iterator[ports.SummaryPart]:
        """Yield each page's questions that are asked, with their answers as text."""
        for index, page in enumerate(self.pages):
            if not self.asks(index, known=self.last):
                continue
            names = self.names(index, known=self.last)
            lines = list(self._group_lines()) if index == 0 else []
            for spec in page.fields:
                if spec.key in names and spec.key in self.form.fields:
                    text = in_words(spec, self.answers.get(spec.key), self.form.territory)
                    lines.append((spec.label, text))
            yield ports.SummaryPart(index + 1, page.title, lines)

    def _group_lines(self) -> Iterator[tuple[str, str]]:
        """Yield what was said of who contributes; of a group all, of one person that alone."""
        collective = self.cleaned.get("contributor_kind") == Kind.COLLECTIVE
        for name in GROUP_FIELDS:
            if name not in self.form.fields or (name != GROUP_FIELDS[0] and not collective):
                continue
            bound = self.form[name]
            value = self.cleaned.get(name) or bound.initial
            choices = dict(getattr(bound.field, "choices", ()))
            yield str(bound.label), "" if value in (None, "") else str(choices.get(value, value))
