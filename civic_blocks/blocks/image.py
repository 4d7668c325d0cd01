"""A picture with its caption and credit."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup
from wagtail.images.blocks import ImageBlock as WagtailImageBlock

from civic_blocks.blocks.base import CivicStructBlock
from civic_blocks.renditions import prefetch_renditions


def _preview() -> dict[str, Any]:
    return {
        "image": None,
        "caption": gettext("The square as it could be, drawn during the workshop of 12 March."),
        "credit": gettext("City of Nanterre"),
    }


class ImageBlock(CivicStructBlock):
    """An image. Template context: ``value``, ``is_preview`` (shows a drawing in place of it)."""

    image = WagtailImageBlock(label=_("Image"))
    caption = blocks.CharBlock(required=False, max_length=250, label=_("Caption"))
    credit = blocks.CharBlock(
        required=False, max_length=120, label=_("Credit"), help_text=_("Author of the image.")
    )

    def bulk_to_python(self, values: Iterable[dict[str, Any]]) -> list[blocks.StructValue]:
        converted: list[blocks.StructValue] = super().bulk_to_python(list(values))
        prefetch_renditions(value["image"] for value in converted)
        return converted

    def get_context(
        self, value: blocks.StructValue, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        context["is_preview"] = context.get("block_def") is self
        return context

    class Meta:
        label = _("Image")
        description = _("A photograph, plan or drawing, with its caption.")
        icon = "image"
        template = "civic_blocks/blocks/image.html"
        label_format = "{caption}"
        preview_value = staticmethod(_preview)
        form_layout = BlockGroup(children=["image", "caption"], settings=["credit"])
