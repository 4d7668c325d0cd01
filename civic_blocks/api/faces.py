"""The value of any Wagtail block as plain data.

A ``get_api_representation`` that is not Wagtail's comes first; then the block's own
``api_face(value, context)``; then what :func:`made` knows of the class it is made from. For a block of another
package that knows neither, register a function: ``made.register(TheirBlock)``.
"""

from collections.abc import Iterator
from functools import singledispatch
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.embeds.blocks import EmbedBlock
from wagtail.images.blocks import ImageBlock, ImageChooserBlock

from civic_blocks.api.pending import (
    PendingDocument,
    PendingHtml,
    PendingImage,
    PendingPage,
    PendingText,
    absolute,
    settle,
)
from civic_blocks.orphans import known


__all__ = ["absolute", "document", "face", "html", "image", "made", "rich_text", "settle"]
Context = dict[str, Any]


def rich_text(value: Any) -> PendingText | None:
    """Return rich text as ``{"html", "tree"}``, once settled; ``None`` where there is none."""
    source = getattr(value, "source", value) or ""
    return PendingText(source) if source else None


def html(value: Any) -> PendingHtml | str:
    """Return rich text as HTML, once settled; "" where there is none."""
    source = getattr(value, "source", value) or ""
    return PendingHtml(source) if source else ""


def image(value: Any, alt: str | None = None) -> PendingImage | None:
    """Return an image with its renditions, once settled.

    Args:
        alt: the words that stand for it, where they are kept elsewhere than with the image.
    """
    return PendingImage(value, alt) if value else None


def document(value: Any, title: str = "") -> PendingDocument | None:
    """Return a document to download, once settled."""
    return PendingDocument(value, title) if value else None


# Where ``get_api_representation`` asks the functions below.
OURS = {"civic_blocks.blocks.base", "civic_blocks.fields"}


def is_of_its_own(block: blocks.Block) -> bool:
    """Tell whether a block has a ``get_api_representation`` that is neither Wagtail's nor ours."""
    owner = next(c for c in type(block).__mro__ if "get_api_representation" in vars(c))
    return not owner.__module__.startswith("wagtail.") and owner.__module__ not in OURS


def face(block: blocks.Block, value: Any, context: Context) -> Any:
    """Return what a block tells of a value; to be settled by who asked for the whole."""
    if is_of_its_own(block):
        return block.get_api_representation(value, context=context)
    own = getattr(block, "api_face", None)
    return own(value, context) if own is not None else made(block, value, context)


@singledispatch
def made(block: Any, value: Any, context: Context) -> Any:
    """Return what blocks of a class tell of a value."""
    return block.get_api_representation(value, context=context)


@made.register
def _(block: blocks.FieldBlock, value: Any, context: Context) -> Any:
    # Dates, hours and lazy words as JSON has them: the encoder of what is stored.
    stored = block.get_prep_value(value)
    if stored is None or isinstance(stored, bool | int | float | str | list | dict):
        return stored
    return DjangoJSONEncoder().default(stored)


@made.register(blocks.CharBlock)
@made.register(blocks.TextBlock)
@made.register(blocks.RegexBlock)
@made.register(blocks.URLBlock)
@made.register(blocks.EmailBlock)
@made.register(blocks.RawHTMLBlock)
def _(block: blocks.FieldBlock, value: Any, context: Context) -> str:
    return "" if value is None else str(value)


@made.register
def _(block: blocks.BooleanBlock, value: Any, context: Context) -> bool:
    return bool(value)


def choices_of(block: blocks.FieldBlock) -> Iterator[Any]:
    """Yield the values an editor chooses from; "" stands for no choice."""
    for key, label in block.field.choices:
        if isinstance(label, list | tuple):
            yield from (inner for inner, _words in label)
        else:
            yield key


def fallback(block: blocks.ChoiceBlock) -> Any:
    """Return what is told where nothing is chosen: the default of what has to be, else ""."""
    default = block.get_default() if block.field.required else ""
    return default if default in list(choices_of(block)) else ""


@made.register
def _(block: blocks.ChoiceBlock, value: Any, context: Context) -> Any:
    # A choice that the site no longer has says nothing to anybody.
    return value if value in list(choices_of(block)) else fallback(block)


@made.register
def _(block: blocks.MultipleChoiceBlock, value: Any, context: Context) -> list[Any]:
    known = list(choices_of(block))
    return [each for each in value or () if each in known and each != ""]


@made.register
def _(block: blocks.RichTextBlock, value: Any, context: Context) -> Any:
    return rich_text(value)


@made.register
def _(block: blocks.PageChooserBlock, value: Any, context: Context) -> Any:
    return PendingPage(value) if value is not None else None


@made.register
def _(block: DocumentChooserBlock, value: Any, context: Context) -> Any:
    return document(value)


@made.register(ImageChooserBlock)
@made.register(ImageBlock)
def _(block: blocks.Block, value: Any, context: Context) -> Any:
    return image(value, None if isinstance(block, ImageBlock) else value and value.default_alt_text)


@made.register
def _(block: EmbedBlock, value: Any, context: Context) -> str:
    return value.url if value else ""


@made.register
def _(block: blocks.StaticBlock, value: Any, context: Context) -> None:
    return None


@made.register
def _(block: blocks.ListBlock, value: Any, context: Context) -> list[Any]:
    return [face(block.child_block, item, context) for item in value or ()]


@made.register
def _(block: blocks.StructBlock, value: Any, context: Context) -> dict[str, Any] | None:
    return None if value is None else children(block, value, context)


def children(
    block: blocks.StructBlock, value: Any, context: Context, leave: frozenset[str] = frozenset()
) -> dict[str, Any]:
    """Return what the children of a block tell, but for those named in ``leave``."""
    return {
        name: face(child, value.get(name), context)
        for name, child in block.child_blocks.items()
        if name not in leave
    }


@made.register
def _(block: blocks.StreamBlock, value: Any, context: Context) -> list[dict[str, Any]]:
    return [
        {
            "type": child.block.name,
            "id": child.id or "",
            "value": face(child.block, child.value, {**context, "id": child.id}),
        }
        for child in known(value or ())
    ]
