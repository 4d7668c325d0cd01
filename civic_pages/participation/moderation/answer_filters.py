"""Filters of the queue by an answer: one for each question by choice, archived ones too."""

from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext as _

from civic_pages.participation.chosen import Chosen
from civic_pages.participation.exports.tables import PREFIX
from civic_pages.participation.questions import Question, campaign_questions


BY_CHOICE = {"single_choice", "multiple_choice"}


class AnswerFilter(django_filters.ChoiceFilter):
    """Keeps the contributions whose answer to a question is a choice, or holds it."""

    def __init__(self, question: Question) -> None:
        label = question.newest.label
        if question.is_archived:
            label = _("%(label)s (archived)") % {"label": label}
        super().__init__(
            label=label,
            choices=[(choice, choice) for choice in question.choices],
            empty_label=_("All"),
            widget=forms.RadioSelect,
        )
        self.question = question

    def filter(self, qs: Any, value: str) -> Any:
        if not value or value == self.null_value:
            return qs
        # Another type may have had the same name: only the versions that asked this one count.
        of_question = qs.filter(form_version__in=list(self.question.specs))
        return of_question.filter(Chosen(self.question.key, value))


def answer_filters(campaign: Any) -> dict[str, AnswerFilter]:
    """Return the filters of a campaign, by parameter; the category has one of its own."""
    found: dict[str, AnswerFilter] = {}
    for question in campaign_questions(campaign):
        is_category = question.newest.options.get("role") == "category"
        if question.type not in BY_CHOICE or (is_category and not question.is_archived):
            continue
        name = f"{PREFIX}{question.key}"
        if name in found:
            name = f"{name}__{question.type}"
        if name not in found and question.specs:
            found[name] = AnswerFilter(question)
    return found
