"""An image with its text alternative."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup
from wagtail.images.blocks import ImageBlock as WagtailImageBlock

from civic_blocks.blocks.base import CivicStructBlock


API_WIDTH = 1200


def image_representation(image: Any) -> dict[str, Any] | None:
    """Return what the API says of an image: address, size in pixels, text alternative."""
    if not image:
        return None
    rendition = image.get_rendition(f"max-{API_WIDTH}x{API_WIDTH}")
    return {
        "url": rendition.full_url,
        "width": rendition.width,
        "height": rendition.height,
        "alt": getattr(image, "contextual_alt_text", None) or "",
    }


class ImageBlock(CivicStructBlock):
    """An image, its caption and credit."""

    image = WagtailImageBlock(label=_("Image"))
    caption = blocks.CharBlock(label=_("Caption"), max_length=250, required=False)
    credit = blocks.CharBlock(label=_("Credit"), max_length=120, required=False)

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any] | None:
        if value is None:
            return None
        return {
            "image": image_representation(value["image"]),
            "caption": value["caption"],
            "credit": value["credit"],
        }

    class Meta:
        label = _("Image")
        description = _("A picture or a plan, with its text alternative, caption and credit.")
        icon = "image"
        template = "civic_blocks/blocks/image.html"
        label_format = "{caption}"
        form_layout = BlockGroup(children=["image", "caption"], settings=["credit"])
        preview_value = {"caption": "Perspective du futur parvis", "credit": "Ville", "image": None}
