"""What changed between two versions of a form, in words."""

from django.utils.translation import gettext as _

from civic_blocks.definitions import FieldSpec, FormDefinition
from civic_blocks.field_types import all_types


def differences(before: FormDefinition, after: FormDefinition) -> list[str]:
    """Return a sentence for each change that somebody who reads answers should know."""
    old = {(spec.key, spec.type): spec for spec in before}
    new = {(spec.key, spec.type): spec for spec in after}
    told = [
        _("Question “%(label)s” added (%(type)s)") % _named(spec)
        for identity, spec in new.items()
        if identity not in old
    ]
    told += [
        _("Question “%(label)s” removed (%(type)s)") % _named(spec)
        for identity, spec in old.items()
        if identity not in new
    ]
    for identity, spec in new.items():
        if identity in old:
            told += _changed(old[identity], spec)
    kept = [identity for identity in old if identity in new]
    if kept != [identity for identity in new if identity in old]:
        told.append(_("Order of the questions"))
    if before.allow_collective != after.allow_collective:
        told.append(
            _("Groups may contribute")
            if after.allow_collective
            else _("Groups no longer contribute")
        )
    return told or [_("Texts around the questions only")]


def _named(spec: FieldSpec) -> dict[str, str]:
    kind = all_types().get(spec.type)
    return {"label": spec.label, "type": str(kind.label) if kind else spec.type}


def _changed(before: FieldSpec, after: FieldSpec) -> list[str]:
    label = {"label": after.label}
    told = []
    if before.label != after.label:
        told.append(
            _("Question “%(before)s” now reads “%(label)s”") % {**label, "before": before.label}
        )
    if before.required != after.required:
        told.append(
            (
                _("“%(label)s” must be answered")
                if after.required
                else _("“%(label)s” may be left empty")
            )
            % label
        )
    if before.public != after.public:
        told.append(
            (_("“%(label)s” is published") if after.public else _("“%(label)s” is kept private"))
            % label
        )
    if before.condition != after.condition:
        told.append(_("“%(label)s” is asked under another condition") % label)
    return told + _choices_changed(before, after)


def _choices_changed(before: FieldSpec, after: FieldSpec) -> list[str]:
    old, new = (spec.options.get("choices") or () for spec in (before, after))
    told = []
    if added := [choice for choice in new if choice not in old]:
        told.append(_("“%(label)s”: choices added: %(choices)s"))
    if removed := [choice for choice in old if choice not in new]:
        told.append(_("“%(label)s”: choices removed: %(choices)s"))
    lists = [choices for choices in (added, removed) if choices]
    return [
        text % {"label": after.label, "choices": ", ".join(choices)}
        for text, choices in zip(told, lists, strict=True)
    ]
