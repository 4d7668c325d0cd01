"""Figures: those the campaign computes, and those the editor adds."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup

from civic_blocks import ports
from civic_blocks.blocks.base import CivicStructBlock, Groups


class TypedFigureBlock(blocks.StructBlock):
    """A figure from elsewhere, with its source."""

    value = blocks.CharBlock(label=_("Figure"), max_length=30)
    label = blocks.CharBlock(label=_("What it counts"), max_length=120)
    source = blocks.CharBlock(label=_("Source"), max_length=160, required=False)

    class Meta:
        label_format = "{value} {label}"


class KeyFiguresBlock(CivicStructBlock):
    """Key figures; context: ``figures`` (:class:`ports.Figure`), computed at each visit."""

    title = blocks.CharBlock(label=_("Title"), max_length=120, default=_("Key figures"))
    show_participation = blocks.BooleanBlock(
        label=_("Figures of participation"),
        required=False,
        default=True,
        help_text=_("Contributions, groups and people: counted, never typed."),
    )
    extra = blocks.ListBlock(TypedFigureBlock(), label=_("Other figures"), default=[])

    def _computed(self, value: Any, context: dict[str, Any]) -> list[ports.Figure]:
        source, page = ports.current(ports.ContributionSource), context.get("page")
        if not value["show_participation"] or source is None or page is None:
            return []
        return list(source.figures(page))

    def get_context(
        self, value: Any, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        return {**context, "figures": self._computed(value, context)}

    class Meta:
        label = _("Key figures")
        description = _("How many took part, and other figures with their source.")
        group = Groups.DECISION
        icon = "order"
        template = "civic_blocks/blocks/key_figures.html"
        label_format = "{title}"
        form_layout = BlockGroup(children=["title", "extra"], settings=["show_participation"])
        preview_value = {
            "title": "En chiffres",
            "show_participation": True,
            "extra": [
                {"value": "1 559", "label": "participantes et participants", "source": ""},
                {"value": "45", "label": "rencontres", "source": "Bilan de la ville"},
            ],
        }
