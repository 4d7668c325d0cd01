"""The questions of a contribution form, as the editor sets them up."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import BlockGroup, StructBlockValidationError

from civic_blocks import field_types
from civic_blocks.blocks.condition import ConditionBlock, checked_condition, condition_of
from civic_blocks.definitions import FieldSpec
from civic_blocks.orphans import KeepsOrphans, OrphanBlock, known


KEY_PATTERN = re.compile(r"^[a-z][a-z0-9_]{0,39}$")
# Names of inputs that every form may have beside its questions.
RESERVED = frozenset(
    {
        "contributor_kind",
        "csrfmiddlewaretoken",
        "group_name",
        "group_type",
        "held",
        "represented",
        "website",
    }
)
RESERVED_PREFIX = "civic_"


def free_key(value: Mapping[str, Any], taken: set[str]) -> str:
    """Return the question's technical name, made from its label where it has none yet.

    The name is added to ``taken``, and differs from all it held.
    """
    key = value.get("key") or slugify(value["label"] or "").replace("-", "_")[:30].strip("_")
    if not KEY_PATTERN.match(key) or key.startswith(RESERVED_PREFIX):
        key = f"q_{key}"[:36]
    candidate, number = key, 2
    while candidate in taken:
        candidate, number = f"{key[:36]}_{number}", number + 1
    taken.add(candidate)
    return candidate


def _key_block() -> blocks.Block:
    return blocks.CharBlock(
        max_length=40,
        required=False,
        label=_("Technical name"),
        help_text=_(
            "Name of the answer in the API and in exports, for example "
            "“proposal”. Do not change it once people have answered."
        ),
    )


class QuestionBlock(blocks.StructBlock):
    """One question, set up by the editor; made from a field type."""

    def __init__(self, field_type: field_types.FieldType, **kwargs: Any) -> None:
        self.field_type = field_type
        names = ["label", "help_text", "required"]
        title = _("Question") if field_type.is_question else _("Title")
        local_blocks: list[tuple[str, blocks.Block]] = [
            ("label", blocks.CharBlock(max_length=255, label=title)),
            ("help_text", blocks.CharBlock(max_length=300, required=False, label=_("Help"))),
            ("required", blocks.BooleanBlock(required=False, label=_("An answer is required"))),
        ]
        own = field_type.editor_blocks()
        settings: list[tuple[str, blocks.Block]] = [("key", _key_block())]
        if not field_type.always_private:
            public = blocks.BooleanBlock(
                required=False,
                default=True,
                label=_("Published"),
                help_text=_("Untick to keep the answers for the city's staff."),
            )
            settings.append(("public", public))
        settings.append(("condition", ConditionBlock(required=False)))
        if not field_type.is_question:
            names, local_blocks, settings = ["label", "help_text"], local_blocks[:2], []
        super().__init__([*local_blocks, *own, *settings], **kwargs)
        self.meta.form_layout = BlockGroup(
            children=[*names, *(name for name, _block in own)],
            settings=[name for name, _block in settings],
        )

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        cleaned = super().clean(value)
        # A half-written draft saves; publishing checks it whole.
        errors = {} if self.is_deferred_validation else self.field_type.check_options(cleaned)
        key = cleaned.get("key")
        if key and not KEY_PATTERN.match(key):
            message = _("Use small letters, digits and underscores, beginning with a letter.")
            errors["key"] = ValidationError(message)
        elif key in RESERVED or (key or "").startswith(RESERVED_PREFIX):
            errors["key"] = ValidationError(_("This name is taken. Choose another one."))
        if errors:
            raise StructBlockValidationError(errors)
        return cleaned

    def spec(
        self, value: Mapping[str, Any], taken: set[str], earlier: Sequence[FieldSpec] = ()
    ) -> FieldSpec:
        """Return the question as plain data, under a name that ``taken`` does not hold.

        Args:
            earlier: the questions before this one, which its condition may look at.
        """
        return FieldSpec(
            key=free_key(value, taken),
            type=self.field_type.slug,
            label=value["label"],
            help_text=value["help_text"] or "",
            required=bool(value.get("required")),
            public=bool(value.get("public", not self.field_type.always_private)),
            options=self.field_type.options(value),
            condition=condition_of(value.get("condition"), earlier),
        )

    class Meta:
        label_format = "{label}"


class QuestionsBlock(KeepsOrphans):
    """The ordered questions of a form."""

    def __init__(self, local_blocks: Any = None, **kwargs: Any) -> None:
        types = field_types.all_types()
        questions = [
            (slug, QuestionBlock(field_type, label=field_type.label, icon=field_type.icon))
            for slug, field_type in types.items()
        ]
        super().__init__([*questions, *(local_blocks or [])], **kwargs)
        self.meta.block_counts = {
            slug: {"max_num": field_type.max_num}
            for slug, field_type in types.items()
            if field_type.max_num is not None
        }

    def clean(self, value: blocks.StreamValue) -> blocks.StreamValue:
        cleaned = super().clean(value)
        errors: dict[int, ValidationError] = {}
        seen: set[str] = set()
        taken = {*RESERVED, *(child.value.get("key") or "" for child in known(cleaned))}
        for index, child in enumerate(cleaned):
            if isinstance(child.block, OrphanBlock):
                continue
            marks = _marks(child, index)
            if marks & seen:
                errors[index] = ValidationError(
                    _("Another question already has this technical name or this role.")
                )
            seen |= marks
            if "key" in child.value and not child.value["key"]:
                # Written down at the first save, so that a reworded question keeps its answers.
                child.value["key"] = free_key(child.value, taken)
        unsettled = _settle_conditions(cleaned)
        if not self.is_deferred_validation:
            errors = {**unsettled, **errors}
        if errors:
            raise StreamBlockValidationError(block_errors=errors)
        return cleaned


def _marks(child: Any, index: int) -> set[str]:
    """Return what no other question of a form may have: name, names of its inputs, role."""
    name = child.value.get("key") or f"#{index}"
    marks = {name, *(f"{name}{part}" for part in child.block.field_type.parts)}
    return marks | {role for role in ("is_title", "is_category") if child.value.get(role)}


def specs_of(children: Iterable[Any]) -> Iterator[FieldSpec]:
    """Yield the questions of a form as plain data, in order."""
    taken: set[str] = set(RESERVED)
    earlier: list[FieldSpec] = []
    for child in known(children):
        spec = child.block.spec(child.value, taken, earlier)
        if child.block.field_type.is_question:
            earlier.append(spec)
        yield spec


def _settle_conditions(children: Iterable[Any]) -> dict[int, ValidationError]:
    """Write down conditions by technical names, and return what is wrong, by index."""
    errors: dict[int, ValidationError] = {}
    taken: set[str] = set()
    earlier: list[FieldSpec] = []
    for index, child in enumerate(children):
        if isinstance(child.block, OrphanBlock):
            continue
        settings = child.value.get("condition")
        try:
            condition = checked_condition(settings, earlier)
        except StructBlockValidationError as error:
            errors[index] = StructBlockValidationError({"condition": error})
            condition = None
        if condition is not None:
            # A reworded question stays the one that is meant, and so do its answers.
            settings["key"] = condition.key
            settings["values"] = "\n".join(condition.values)
        if child.block.field_type.is_question:
            earlier.append(child.block.spec(child.value, taken, earlier))
    return errors
