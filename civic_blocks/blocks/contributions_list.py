"""The latest public contributions, and the way to all of them."""

from dataclasses import asdict
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from civic_blocks import ports
from civic_blocks.api import faces, shapes
from civic_blocks.blocks.base import CivicStructBlock, Groups


EMPTY = ports.Listing((), 0)
MOST = 12


class ContributionsListValue(blocks.StructValue):
    def listing(self, page: Any) -> ports.Listing:
        """Return the latest contributions of ``page``; none where nothing gives them."""
        source = ports.current(ports.ContributionSource)
        if source is None or page is None:
            return EMPTY
        return source.listing(page, limit=min(self["limit"] or 1, MOST))


def _card_face(card: ports.ContributionCard, context: dict[str, Any]) -> dict[str, Any]:
    published = card.published_at
    return {
        **asdict(card),
        "url": faces.absolute(card.url, context),
        "published_at": published.isoformat() if published else None,
    }


def default_title() -> str:
    return gettext("Latest contributions")


def _preview() -> dict[str, Any]:
    return {"title": default_title(), "limit": 3}


def _examples() -> ports.Listing:
    now = timezone.now()
    cards = [
        ports.ContributionCard(
            reference="ASV-2026-00042",
            url="#",
            title=gettext("Benches along the canal path"),
            excerpt=gettext("Every two hundred metres, in the shade, with a back to lean on."),
            category=gettext("Public spaces"),
            published_at=now,
        ),
        ports.ContributionCard(
            reference="ASV-2026-00041",
            url="#",
            title=gettext("Open the school yard at weekends"),
            excerpt=gettext("Children of the neighbourhood have nowhere to play on Sundays."),
            category=gettext("Youth"),
            kind="collective",
            group_name=gettext("Tenants of Parc Sud"),
            represented=85,
            published_at=now,
        ),
    ]
    return ports.Listing(cards, 351, "#")


class ContributionsListBlock(CivicStructBlock):
    """Cards of contributions. Template context: ``value``, ``listing`` (:class:`ports.Listing`), ``id``."""

    title = blocks.CharBlock(max_length=120, default=default_title, label=_("Title"))
    limit = blocks.IntegerBlock(
        min_value=1,
        max_value=MOST,
        default=6,
        label=_("How many to show"),
        help_text=_("The latest ones; a link leads to all of them, with filters."),
    )

    def get_context(
        self, value: ContributionsListValue, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        is_preview = context.get("block_def") is self
        context["listing"] = _examples() if is_preview else value.listing(context.get("page"))
        return context

    def api_extra(self, value: ContributionsListValue, context: dict[str, Any]) -> dict[str, Any]:
        listing = value.listing(context.get("page"))
        return {
            "contributions": [_card_face(card, context) for card in listing.items],
            "total": listing.total,
            "more_url": faces.absolute(listing.more_url, context),
        }

    def api_extra_schema(self) -> dict[str, shapes.Schema]:
        return {
            "contributions": shapes.array(shapes.of(ports.ContributionCard)),
            "total": shapes.nullable(shapes.WHOLE),
            "more_url": shapes.ADDRESS,
        }

    class Meta:
        value_class = ContributionsListValue
        label = _("List of contributions")
        description = _("The latest published contributions, and a link to all of them.")
        group = Groups.PARTICIPATE
        icon = "list-ul"
        template = "civic_blocks/blocks/contributions_list.html"
        label_format = "{title}"
        preview_value = staticmethod(_preview)
