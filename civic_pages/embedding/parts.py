"""What of a campaign can stand in another site: the campaign as a card, and blocks of its page."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


CARD = "campaign"


@dataclass(frozen=True)
class Kind:
    """A type of block in other sites.

    Attributes:
        slug: its name in addresses: ``…/embed/<slug>/`` is the first block of the type.
        height: pixels to reserve until its real height is known.
        allow: powerful features it needs (Permissions Policy), as an iframe's ``allow`` has them.
        takes_part: citizens send something from it.
    """

    slug: str
    label: str | Promise
    height: int
    allow: str = ""
    takes_part: bool = False


# By the name of the block. A block of another app says it in its Meta: ``embed = Kind(…)``.
KINDS: dict[str, Kind] = {
    "map": Kind("map", _("Map"), 820, "fullscreen"),
    "timeline": Kind("timeline", _("Timeline"), 640),
    "contribution_form": Kind("form", _("Form"), 1100, "geolocation", takes_part=True),
    "key_figures": Kind("figures", _("Key figures"), 280),
    "contributions_list": Kind("list", _("List of contributions"), 760),
    "vote": Kind("vote", _("Vote"), 320),
    "projects": Kind("projects", _("Projects"), 640),
    "text_to_discuss": Kind("text", _("Text to discuss"), 300),
    "synthesis": Kind("synthesis", _("Synthesis"), 480),
}
CARD_KIND = Kind(CARD, _("Campaign"), 460)


@dataclass(frozen=True)
class Part:
    """A part of one campaign; ``block`` is the block as the page holds it, ``None`` for the card."""

    slug: str
    kind: Kind
    title: str
    block: Any = None

    @property
    def label(self) -> str:
        """What an editor chooses by: the kind, and the title the block has in the page."""
        kind = str(self.kind.label)
        return kind if not self.title or self.title == kind else f"{kind} – {self.title}"


def kind_of(child: Any) -> Kind | None:
    """Return how a block of a page stands in other sites; ``None``: it does not."""
    own = getattr(child.block.meta, "embed", None)
    return own if isinstance(own, Kind) else KINDS.get(child.block_type)


def parts_of(page: Any) -> Iterator[Part]:
    """Yield all parts of a campaign; the first block of a kind is named by it, others by their id."""
    yield Part(CARD, CARD_KIND, str(page.title))
    named: set[str] = {CARD}
    for child in page.body:
        kind = kind_of(child)
        if kind is None:
            continue
        slug = kind.slug if kind.slug not in named else str(child.id)
        named.add(kind.slug)
        yield Part(slug, kind, _title(child), child)


def part_of(page: Any, slug: str) -> Part | None:
    """Return a part by the name of its kind or by the id of its block."""
    for part in parts_of(page):
        if slug in {part.slug, str(getattr(part.block, "id", ""))}:
            return part
    return None


def _title(child: Any) -> str:
    """Return the title an editor gave a block; empty where it has none."""
    try:
        return str(child.value["title"] or "")
    except (KeyError, TypeError):
        return ""
