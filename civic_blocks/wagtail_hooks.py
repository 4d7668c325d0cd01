"""Our blocks and icons, registered as any other app registers its own."""

from wagtail import hooks
from wagtail.blocks import Block

from civic_blocks.blocks.call_to_action import CallToActionBlock
from civic_blocks.blocks.contribution_form import ContributionFormBlock
from civic_blocks.blocks.contributions_list import ContributionsListBlock
from civic_blocks.blocks.documents import DocumentsBlock
from civic_blocks.blocks.faq import FaqBlock
from civic_blocks.blocks.image import ImageBlock
from civic_blocks.blocks.key_figures import KeyFiguresBlock
from civic_blocks.blocks.map import MapBlock
from civic_blocks.blocks.quote import QuoteBlock
from civic_blocks.blocks.text import TextBlock
from civic_blocks.blocks.timeline import TimelineBlock
from civic_blocks.blocks.video import VideoBlock


@hooks.register("register_civic_blocks", order=0)
def blocks() -> list[tuple[str, Block]]:
    """Return our blocks in the order of the picker."""
    return [
        ("timeline", TimelineBlock()),
        ("map", MapBlock()),
        ("contribution_form", ContributionFormBlock()),
        ("contributions_list", ContributionsListBlock()),
        ("key_figures", KeyFiguresBlock()),
        ("text", TextBlock()),
        ("quote", QuoteBlock()),
        ("image", ImageBlock()),
        ("documents", DocumentsBlock()),
        ("call_to_action", CallToActionBlock()),
        ("faq", FaqBlock()),
        ("video", VideoBlock()),
    ]


@hooks.register("register_icons")
def icons(known: list[str]) -> list[str]:
    return [
        *known,
        *(f"civic_blocks/icons/{name}.svg" for name in ("civic-chart", "civic-megaphone")),
    ]
