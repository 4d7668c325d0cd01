"""The one validator of contributions: page, API, staff desk and import all go through it."""

from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from civic_blocks.conditions import asked_if
from civic_blocks.definitions import FieldSpec, FormDefinition
from civic_blocks.field_types import Misfit, type_of
from civic_pages.participation.geo.perimeters import Territory
from civic_pages.participation.group_fields import GROUP_FIELDS, group_fields
from civic_pages.participation.locating import Accepted, Located, Locator, Search
from civic_pages.participation.models import Kind
from civic_pages.participation.submission import Submission
from civic_pages.participation.wording import words_of


# Named so that a bot finds it worth filling in; hidden from people by style sheet and from
# assistive technology by the template.
HONEYPOT = "website"


@dataclass(frozen=True)
class Row:
    """One line of the form as it is shown: a section title, or a field with its widget."""

    kind: str
    label: str
    help_text: str = ""
    bound: BoundField | None = field(default=None)


def honeypot_field() -> forms.CharField:
    """Return the field that people do not see."""
    return forms.CharField(
        required=False,
        label=_("Leave this empty"),
        widget=forms.TextInput({"tabindex": "-1", "autocomplete": "off"}),
    )


class ContributionForm(forms.Form):
    """A form built from the editor's definition.

    Args:
        definition: the questions.
        territory: the campaign's perimeter and sectors; ``None``: anywhere.
        search: finds places by an address; ``None``: an address alone stays text.
        counts_homes: the campaign counts each home once, so that only house numbers are homes.
        outside_reason: why the team takes a place outside the perimeter; empty: it does not.
    """

    def __init__(
        self,
        data: Any = None,
        *,
        definition: FormDefinition,
        territory: Territory | None = None,
        search: Search | None = None,
        counts_homes: bool = False,
        outside_reason: str = "",
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("auto_id", f"id_{definition.form_id[:8]}_%s")
        super().__init__(data, **kwargs)
        self.definition = definition
        self.territory = territory
        self.search = search
        self.counts_homes = counts_homes
        self.outside_reason = outside_reason
        # The one place outside that was accepted before; ``None``: any is, for that reason.
        self.accepted: Accepted | None = None
        self.located = Located()
        if definition.allow_collective:
            self.fields.update(group_fields())
        for spec in definition:
            if form_field := type_of(spec).form_field(spec):
                self.fields[spec.key] = self._question(spec, form_field)
                self.fields[spec.key].asked_if = asked_if(spec, definition)  # type: ignore[attr-defined]
        self.fields[HONEYPOT] = honeypot_field()

    @staticmethod
    def _question(spec: FieldSpec, form_field: forms.Field) -> forms.Field:
        form_field.label = spec.label
        form_field.help_text = " ".join(filter(None, (spec.help_text, type_of(spec).limits(spec))))
        form_field.required = spec.required
        form_field.widget.is_required = spec.required
        return form_field

    def require(self, spec: FieldSpec) -> None:
        """Have a question answered, whatever its editor said: the campaign needs it."""
        form_field = self.fields[spec.key]
        form_field.required = form_field.widget.is_required = True

    def rows(self, names: Container[str] | None = None) -> Iterator[Row]:
        """Yield the visible lines in order; the honeypot is not one of them.

        Args:
            names: yield those of these fields and section titles only; ``None``: all.
        """
        for name in GROUP_FIELDS:
            if name in self.fields and (names is None or name in names):
                bound = self[name]
                yield Row("field", str(bound.label), str(bound.help_text), bound)
        for spec in self.definition:
            if spec.type == "step" or not (names is None or spec.key in names):
                continue
            if type_of(spec).is_question:
                yield Row("field", spec.label, spec.help_text, self[spec.key])
            else:
                yield Row("section", spec.label, spec.help_text)

    @property
    def honeypot(self) -> BoundField:
        return self[HONEYPOT]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get(HONEYPOT):
            raise ValidationError(_("Your contribution could not be sent."), code="refused")
        self._refuse_misfits()
        self._drop_what_is_not_asked(cleaned)
        if cleaned.get("contributor_kind") == Kind.COLLECTIVE:
            self._require_group(cleaned)
        self._locate(cleaned)
        return cleaned

    def _refuse_misfits(self) -> None:
        """Say of values of a wrong JSON type that they are; another error would mislead."""
        for spec in self.definition:
            sent = self.data.getlist(spec.key) if hasattr(self.data, "getlist") else []
            if wrong := next((text for text in sent if isinstance(text, Misfit)), None):
                self.errors.pop(spec.key, None)
                self.add_error(spec.key, ValidationError(str(wrong), code="type"))

    def _drop_what_is_not_asked(self, cleaned: dict[str, Any]) -> None:
        """Forget answers to questions whose condition does not hold, and their errors."""
        given = {
            spec.key: type_of(spec).to_answer(cleaned[spec.key])
            for spec in self.definition
            if spec.key in cleaned
        }
        asked = self.definition.asked(given)
        for spec in self.definition:
            if spec.key not in asked:
                cleaned.pop(spec.key, None)
                self.errors.pop(spec.key, None)

    def _require_group(self, cleaned: dict[str, Any]) -> None:
        if not cleaned.get("group_name") and "group_name" not in self.errors:
            self.add_error("group_name", _("Give the name of the group."))
        if not cleaned.get("represented") and "represented" not in self.errors:
            self.add_error("represented", _("Say how many people the group represents."))

    def _locate(self, cleaned: dict[str, Any]) -> None:
        """Find the place that was given; a home is the place of a form that asks for both."""
        locator = Locator(
            self.territory, self.search, self.counts_homes, self.outside_reason, self.accepted
        )
        for slug, locate in (("point", locator.point), ("home", locator.home)):
            spec = self.definition.of_type(slug)
            if spec is None or cleaned.get(spec.key) is None:
                continue
            try:
                self.located = locate(cleaned[spec.key], required=spec.required)
            except ValidationError as error:
                self.add_error(spec.key, error)

    def submission(self) -> Submission:
        """Return the valid contribution.

        Raises:
            ValueError: where the form is not valid.
        """
        if not self.is_valid():
            raise ValueError("Only a valid form gives a submission.")
        place = self.located.columns()
        category = self.definition.with_role("category")
        collective = self.cleaned_data.get("contributor_kind") == Kind.COLLECTIVE
        group = self.cleaned_data["group_name"] if collective else ""
        answers = self._answers()
        return Submission(
            definition=self.definition,
            answers=answers,
            **words_of(self.definition, answers, group=group)._asdict(),
            category=str(answers.get(category.key) or "") if category and category.public else "",
            kind=Kind.COLLECTIVE if collective else Kind.INDIVIDUAL,
            group_name=group,
            group_type=self.cleaned_data["group_type"] if collective else "",
            held=self.cleaned_data["held"] if collective else "",
            represented=self.cleaned_data["represented"] if collective else None,
            email=self._cleaned_of("email") or "",
            uploads=tuple(
                item["id"]
                for spec in self.definition
                if spec.type == "file"
                for item in answers.get(spec.key, ())
            ),
            **{**place, "address": place["address"] or self._cleaned_of("address") or ""},
        )

    def _cleaned_of(self, type_slug: str) -> Any:
        spec = self.definition.of_type(type_slug)
        return self.cleaned_data.get(spec.key) if spec else None

    def _answers(self) -> dict[str, Any]:
        """Return the answers to keep with the contribution; contact and place go elsewhere."""
        answers: dict[str, Any] = {}
        for spec in self.definition:
            if type_of(spec).is_kept_apart or spec.key not in self.cleaned_data:
                continue
            answer = type_of(spec).to_answer(self.cleaned_data[spec.key])
            if answer not in (None, "", []):
                answers[spec.key] = answer
        return answers
