"""When a question is asked, in words and for the page's script."""

import json
from dataclasses import dataclass

from django.utils.translation import gettext

from civic_blocks.definitions import FieldSpec, FormDefinition
from civic_blocks.field_types import type_of


@dataclass(frozen=True)
class AskedIf:
    """What stands beside a question that is not always asked.

    Attributes:
        note: the rule in words, for those whose browser does not apply it.
        rule: JSON for the script: ``key``, ``operator``, ``values``; ``type`` and ``parts`` of the
            earlier question.
    """

    note: str
    rule: str


def asked_if(spec: FieldSpec, definition: FormDefinition) -> AskedIf | None:
    """Return when a question is asked; ``None``: always."""
    condition = spec.condition
    earlier = next((each for each in definition if condition and each.key == condition.key), None)
    if condition is None or earlier is None:
        return None
    notes = {
        "is": gettext("Only if you answered “%(answers)s” to “%(question)s”."),
        "is_not": gettext("Only if you did not answer “%(answers)s” to “%(question)s”."),
        "answered": gettext("Only if you answered “%(question)s”."),
    }
    answers = gettext("” or “").join(
        type_of(earlier).compared(earlier, value) for value in condition.values
    )
    rule = {
        "key": condition.key,
        "operator": condition.operator,
        "values": list(condition.values),
        "type": earlier.type,
        "parts": list(type_of(earlier).parts),
    }
    note = notes[condition.operator] % {"answers": answers, "question": earlier.label}
    return AskedIf(note=note, rule=json.dumps(rule))
