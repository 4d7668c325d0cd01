"""The latest contributions."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup

from civic_blocks import ports
from civic_blocks.blocks.base import CivicStructBlock, Groups


class ContributionsListBlock(CivicStructBlock):
    """The latest contributions; context: ``listing`` (:class:`ports.Listing`)."""

    title = blocks.CharBlock(label=_("Title"), max_length=120, default=_("Contributions"))
    limit = blocks.IntegerBlock(
        label=_("How many"), min_value=1, max_value=12, default=6
    )

    def get_context(
        self, value: Any, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        source, page = ports.current(ports.ContributionSource), context.get("page")
        listing = ports.Listing((), 0)
        if source is not None and page is not None:
            listing = source.listing(page, limit=value["limit"] or 6)
        return {**context, "listing": listing}

    class Meta:
        label = _("List of contributions")
        description = _("The latest contributions, with a link to all of them.")
        group = Groups.PARTICIPATE
        icon = "list-ul"
        template = "civic_blocks/blocks/contributions_list.html"
        label_format = "{title}"
        form_layout = BlockGroup(children=["title"], settings=["limit"])
        preview_value = {"title": "Vos contributions", "limit": 6}
