"""One thing to do, and the button that leads to it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup, StructBlockValidationError

from civic_blocks.api import faces, shapes
from civic_blocks.blocks.base import CivicStructBlock, Groups


# Addresses that lead somewhere: the web, this site, this page, an e-mail, a telephone.
ADDRESS = r"\A(?:https?://[^\s/]\S*|/(?![/\\])\S*|#\S*|mailto:\S+@\S+|tel:\+?[\d .-]+)\Z"
STYLES = [("strong", _("Strong")), ("calm", _("Calm"))]


class CallToActionValue(blocks.StructValue):
    def target(self, request: Any = None) -> str:
        """Return where the button leads; "" where the page chosen is not online any more."""
        page = self["page"]
        if page is not None:
            return (page.get_url(request) or "") if page.live else ""
        return self["link"] or ""


def _preview() -> dict[str, Any]:
    return {
        "title": gettext("Let us meet"),
        "text": gettext("One workshop in each neighbourhood, open to all."),
        "button": gettext("See the dates"),
        "page": None,
        "link": "#",
        "style": "strong",
    }


class CallToActionBlock(CivicStructBlock):
    """An invitation. Template context: ``value``, ``target`` (of the button, may be ""), ``id``."""

    title = blocks.CharBlock(max_length=120, label=_("Title"))
    text = blocks.TextBlock(required=False, max_length=400, rows=2, label=_("Text"))
    button = blocks.CharBlock(
        max_length=60,
        label=_("Text of the button"),
        help_text=_("Says what it does: “Register”, “Read the report”; not “Click here”."),
    )
    page = blocks.PageChooserBlock(required=False, label=_("Page of this site"))
    link = blocks.CharBlock(
        required=False,
        max_length=500,
        label=_("Or an address"),
        help_text=_("https://…, #part-of-this-page, mailto:… or tel:…"),
        validators=[RegexValidator(ADDRESS, _("This is not an address a button can lead to."))],
    )
    style = blocks.ChoiceBlock(choices=STYLES, default="strong", label=_("Look"))

    def clean(self, value: CallToActionValue) -> CallToActionValue:
        cleaned: CallToActionValue = super().clean(value)
        page, link = cleaned["page"], cleaned["link"]
        if page and link:
            error = ValidationError(_("Give a page or an address, not both."))
            raise StructBlockValidationError({"link": error})
        if not (page or link) and not self.is_deferred_validation:
            error = ValidationError(_("Give the page or the address the button leads to."))
            raise StructBlockValidationError({"page": error})
        return cleaned

    def get_context(
        self, value: CallToActionValue, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        context["target"] = value.target(context.get("request"))
        return context

    def api_extra(self, value: CallToActionValue, context: dict[str, Any]) -> dict[str, Any]:
        return {"target": faces.absolute(value.target(context.get("request")), context)}

    def api_extra_schema(self) -> dict[str, shapes.Schema]:
        return {"target": shapes.ADDRESS}

    class Meta:
        value_class = CallToActionValue
        label = _("Call to action")
        description = _("Invites to do one thing, with one button.")
        group = Groups.PARTICIPATE
        icon = "civic-megaphone"
        template = "civic_blocks/blocks/call_to_action.html"
        label_format = "{title}"
        preview_value = staticmethod(_preview)
        form_layout = BlockGroup(
            children=["title", "text", "button", "page", "link"], settings=["style"]
        )
