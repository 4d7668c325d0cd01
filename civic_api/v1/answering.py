"""Answers sent as JSON, and the page's own form that judges them."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from civic_api.bodies import invalid, row
from civic_api.exceptions import Problem
from civic_blocks.definitions import FormDefinition
from civic_blocks.field_types import type_of
from civic_pages.participation.forms import ContributionForm
from civic_pages.participation.group_fields import GROUP_FIELDS
from civic_pages.participation.submission import form_input


# Beside the answers, under the names of the API.
GROUP = ("kind", *(name for name in GROUP_FIELDS if name != "contributor_kind"))


def refused(errors: dict[str, Any]) -> Problem:
    """Return the problem 422 of a contribution, by field."""
    return invalid(errors, _("The contribution is not valid."))


def wrong_members(payload: dict[str, Any], known: Iterable[str]) -> dict[str, Any]:
    """Return what is wrong with the members of a body, by name: unknown ones, and no answers."""
    errors: dict[str, Any] = {
        name: row(_("There is no such field."), "unknown")
        for name in sorted(set(payload) - {"answers", *GROUP, *known})
    }
    if not isinstance(payload.get("answers"), dict):
        errors["answers"] = row(_("A JSON object is needed."), "type")
    return errors


def input_of(definition: FormDefinition, payload: dict[str, Any]) -> dict[str, list[str]]:
    """Return a payload as form input.

    Raises:
        Problem: 422 where it answers what is not asked.
    """
    questions = {spec.key for spec in definition if type_of(spec).is_question}
    if unknown := sorted(set(payload["answers"]) - questions):
        message = row(_("There is no such question."), "unknown")
        raise refused({f"answers.{name}": message for name in unknown})
    return form_input(definition, payload)


def require_valid(form: ContributionForm) -> None:
    """Raise the problem 422 of a form that is not valid."""
    if not form.is_valid():
        raise refused(errors_of(form))


def errors_of(form: ContributionForm) -> dict[str, Any]:
    """Return what is wrong with a form, under the names of the API."""
    names = {"__all__": "", **{name: name for name in GROUP_FIELDS}, "contributor_kind": "kind"}
    return {
        names.get(name, f"answers.{name}"): [
            {"message": e["message"], "code": e["code"]} for e in rows
        ]
        for name, rows in form.errors.get_json_data().items()
    }
