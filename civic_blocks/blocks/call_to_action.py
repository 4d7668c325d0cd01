"""One thing to do, with its button."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup, StructBlockValidationError

from civic_blocks.blocks.base import CivicStructBlock, Groups


class CallToActionValue(blocks.StructValue):
    @property
    def target(self) -> str:
        """Address of the page or of the link; empty where neither is given."""
        page = self.get("page")
        return (page.url or "") if page else (self.get("link") or "")


class CallToActionBlock(CivicStructBlock):
    """A short text and a button."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    text = blocks.TextBlock(label=_("Text"), max_length=400, required=False)
    button = blocks.CharBlock(label=_("Text of the button"), max_length=60)
    page = blocks.PageChooserBlock(label=_("Page"), required=False)
    link = blocks.URLBlock(label=_("or address"), required=False)

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        cleaned = super().clean(value)
        given = [name for name in ("page", "link") if cleaned.get(name)]
        if len(given) > 1 or (not given and not self.is_deferred_validation):
            message = ValidationError(_("Give either a page or an address."))
            raise StructBlockValidationError({"link": message})
        return cleaned

    def api_extra(self, value: CallToActionValue, context: dict[str, Any]) -> dict[str, Any]:
        return {"target": value.target}

    class Meta:
        value_class = CallToActionValue
        label = _("Call to action")
        description = _("One thing to do, with its button.")
        group = Groups.PARTICIPATE
        icon = "arrow-right"
        template = "civic_blocks/blocks/call_to_action.html"
        label_format = "{title}"
        form_layout = BlockGroup(children=["title", "text", "button", "page", "link"])
        preview_value = {
            "title": "Rencontrons-nous",
            "text": "Un atelier par quartier, ouvert à toutes et tous.",
            "button": "Voir les dates",
            "page": None,
            "link": "https://example.org/",
        }
