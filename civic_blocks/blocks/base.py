"""What every civic block has: a preview, a group, and a face for the API."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class Groups:
    """Headings of the block picker."""

    PARTICIPATE = _("Take part")
    DECISION = _("Follow the decision")
    CONTENT = _("Text and media")


class CivicStructBlock(blocks.StructBlock):
    """Base of our blocks.

    Subclasses give ``label``, ``icon``, ``group``, ``description``, ``template`` and
    ``preview_value`` in ``Meta``; the preview page is ours, with the public style sheet.
    """

    def get_api_representation(
        self, value: blocks.StructValue | None, context: dict[str, Any] | None = None
    ) -> dict[str, Any] | None:
        """Return JSON-able data: children first, then whatever ``api_extra`` computes."""
        if value is None:
            return None
        representation: dict[str, Any] = super().get_api_representation(value, context=context)
        return {**representation, **self.api_extra(value, context or {})}

    def api_extra(self, value: blocks.StructValue, context: dict[str, Any]) -> dict[str, Any]:
        """Return what the API should say beyond the stored children; nothing by default."""
        return {}

    class Meta:
        preview_template = "civic_blocks/preview.html"
        group = Groups.CONTENT
