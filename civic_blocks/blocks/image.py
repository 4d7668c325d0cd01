"""A picture with its caption and credit."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup
from wagtail.images.blocks import ImageBlock as WagtailImageBlock
from wagtail.images.shortcuts import get_renditions_or_not_found

from civic_blocks.blocks.base import CivicStructBlock


WIDTHS = (480, 960, 1440)


def prefetch_renditions(images: Iterable[Any]) -> None:
    """Read the renditions of all images (``None`` among them is skipped) with one query."""
    found = [image for image in images if image is not None]
    if found:
        renditions = found[0].get_rendition_model().objects.all()
        prefetch_related_objects(
            found, Prefetch("renditions", queryset=renditions, to_attr="prefetched_renditions")
        )


def image_face(image: Any) -> dict[str, Any] | None:
    """Return an image as JSON-able data, ``None`` where there is none.

    ``url``, ``width`` and ``height`` (pixels) are those of the widest rendition; ``renditions``
    holds them all, narrowest first.
    """
    if image is None:
        return None
    specs = [f"width-{width}|format-webp|preserve-svg" for width in WIDTHS]
    # By width: a small image is not enlarged, its renditions are all the same.
    found = {each.width: each for each in get_renditions_or_not_found(image, specs).values()}
    renditions = [
        {"url": found[width].full_url, "width": width, "height": found[width].height}
        for width in sorted(found)
    ]
    return {**renditions[-1], "alt": image.contextual_alt_text or "", "renditions": renditions}


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

    def api_extra(self, value: blocks.StructValue, context: dict[str, Any]) -> dict[str, Any]:
        return {"image": image_face(value["image"])}

    class Meta:
        label = _("Image")
        description = _("A photograph, plan or drawing, with its caption.")
        icon = "image"
        template = "civic_blocks/blocks/image.html"
        label_format = "{caption}"
        preview_value = staticmethod(_preview)
        form_layout = BlockGroup(children=["image", "caption"], settings=["credit"])
