"""The contribution form: the editor builds it from field types, the page above makes it work."""

import re
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import BlockGroup, StructBlockValidationError

from civic_blocks import field_types, ports
from civic_blocks.blocks.base import CivicStructBlock, Groups
from civic_blocks.definitions import FieldSpec, FormDefinition


KEY_PATTERN = re.compile(r"^[a-z][a-z0-9_]{0,39}$")


def free_key(value: Mapping[str, Any], taken: set[str]) -> str:
    """Return the question's technical name, made from its label where it has none yet.

    The name is added to ``taken``, and differs from all it held.
    """
    key = value.get("key") or slugify(value["label"] or "").replace("-", "_")[:30].strip("_")
    if not KEY_PATTERN.match(key):
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
        local_blocks: list[tuple[str, blocks.Block]] = [
            ("label", blocks.CharBlock(max_length=255, label=_("Question"))),
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
        if not field_type.is_question:
            names, local_blocks, settings = ["label", "help_text"], local_blocks[:2], []
        super().__init__([*local_blocks, *own, *settings], **kwargs)
        self.meta.form_layout = BlockGroup(
            children=[*names, *(name for name, _block in own)],
            settings=[name for name, _block in settings],
        )

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        cleaned = super().clean(value)
        key = cleaned.get("key")
        if key and not KEY_PATTERN.match(key):
            message = _("Use small letters, digits and underscores, beginning with a letter.")
            raise StructBlockValidationError({"key": ValidationError(message)})
        return cleaned

    def spec(self, value: Mapping[str, Any], taken: set[str]) -> FieldSpec:
        """Return the question as plain data, under a name that ``taken`` does not hold."""
        return FieldSpec(
            key=free_key(value, taken),
            type=self.field_type.slug,
            label=value["label"],
            help_text=value["help_text"] or "",
            required=bool(value.get("required")),
            public=bool(value.get("public", not self.field_type.always_private)),
            options=self.field_type.options(value),
        )

    class Meta:
        label_format = "{label}"


class QuestionsBlock(blocks.StreamBlock):
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
        taken = {child.value["key"] for child in cleaned if child.value.get("key")}
        for index, child in enumerate(cleaned):
            marks = {child.value.get("key") or f"#{index}"}
            marks |= {role for role in ("is_title", "is_category") if child.value.get(role)}
            if marks & seen:
                errors[index] = ValidationError(
                    _("Another question already has this technical name or this role.")
                )
            seen |= marks
            if "key" in child.value and not child.value["key"]:
                # Written down at the first save, so that a reworded question keeps its answers.
                child.value["key"] = free_key(child.value, taken)
        if errors:
            raise StreamBlockValidationError(block_errors=errors)
        return cleaned


class ContributionFormValue(blocks.StructValue):
    def definition(self, form_id: str) -> FormDefinition:
        """Return the form as plain data; ``form_id`` is the id of its block in the page."""
        taken: set[str] = set()
        fields = tuple(child.block.spec(child.value, taken) for child in self["fields"])
        return FormDefinition(
            form_id=form_id,
            title=self["title"],
            submit_label=self["submit_label"],
            allow_collective=bool(self["allow_collective"]),
            fields=fields,
        )

    def rename(self, names: Mapping[str, str]) -> None:
        """Give questions new technical names, and conditions that look at them too.

        Args:
            names: new name by old one.
        """
        for child in self["fields"]:
            for holder in (child.value, child.value.get("condition")):
                if holder and holder.get("key") in names:
                    holder["key"] = names[holder["key"]]


def _preview() -> dict[str, Any]:
    return {
        "title": str(_("Your proposal")),
        "introduction": "",
        "submit_label": "",
        "allow_collective": True,
        "fields": [
            {
                "type": "short_text",
                "value": {
                    "label": str(_("In a few words")),
                    "required": True,
                    "is_title": True,
                    "max_length": 120,
                },
            },
            {"type": "long_text", "value": {"label": str(_("Your idea")), "max_length": 2000}},
        ],
    }


class ContributionFormBlock(CivicStructBlock):
    """Asks citizens for their contribution.

    Template context: ``value``, ``definition`` (:class:`FormDefinition`), ``presentation``
    (:class:`ports.FormPresentation` or ``None`` where nothing receives contributions),
    ``block_id``.
    """

    title = blocks.CharBlock(max_length=120, default=_("Contribute"), label=_("Title"))
    introduction = blocks.RichTextBlock(
        required=False, features=["bold", "italic", "link", "ul", "ol"], label=_("Introduction")
    )
    allow_collective = blocks.BooleanBlock(
        required=False,
        default=True,
        label=_("Groups may contribute"),
        help_text=_(
            "Asks whether one contributes for oneself or for a group, and how many it represents."
        ),
    )
    submit_label = blocks.CharBlock(
        max_length=60,
        required=False,
        label=_("Text of the button"),
        help_text=_("“Send my contribution” if left empty."),
    )

    def __init__(self, local_blocks: Any = None, **kwargs: Any) -> None:
        # Not in the class body: the types of other apps are known once all apps are loaded.
        questions = ("fields", QuestionsBlock(label=_("Questions")))
        super().__init__([questions, *(local_blocks or [])], **kwargs)

    def get_context(
        self, value: ContributionFormValue, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        block_id = context.get("id") or "preview"
        definition = value.definition(block_id)
        source = ports.current(ports.FormSource)
        page, request = context.get("page"), context.get("request")
        context.update(block_id=block_id, definition=definition, presentation=None)
        if source and page is not None and request is not None:
            context["presentation"] = source.presentation(definition, page=page, request=request)
        return context

    class Meta:
        value_class = ContributionFormValue
        label = _("Contribution form")
        description = _("Questions of your choice, with or without a point on the map.")
        group = Groups.PARTICIPATE
        icon = "form"
        template = "civic_blocks/blocks/contribution_form.html"
        label_format = "{title}"
        preview_value = staticmethod(_preview)
        form_layout = BlockGroup(
            children=["title", "introduction", "fields"],
            settings=["allow_collective", "submit_label"],
        )
