"""The contribution form: the editor builds it from field types, the page above makes it work."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup

from civic_blocks import ports
from civic_blocks.blocks.base import CivicStructBlock, Groups
from civic_blocks.blocks.questions import QuestionsBlock, specs_of
from civic_blocks.definitions import FormDefinition


class ContributionFormValue(blocks.StructValue):
    def definition(self, form_id: str) -> FormDefinition:
        """Return the form as plain data; ``form_id`` is the id of its block in the page."""
        return FormDefinition(
            form_id=form_id,
            title=self["title"],
            submit_label=self["submit_label"],
            allow_collective=bool(self["allow_collective"]),
            fields=tuple(specs_of(self["fields"])),
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
