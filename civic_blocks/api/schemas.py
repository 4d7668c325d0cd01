"""The JSON Schema (2020-12) of what blocks tell, made from the blocks themselves.

A block's own ``api_schema()`` comes first; then what :func:`made` knows of the class it is made
from. What a block tells by a ``get_api_representation`` of its own is not known, so anything: give
such a block an ``api_schema()``. :func:`body` is the whole: one shape a registered block, and the
union of them, told apart by ``type``.
"""

from functools import singledispatch
from typing import Any

from django.utils import translation
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.embeds.blocks import EmbedBlock
from wagtail.images.blocks import ImageBlock, ImageChooserBlock

from civic_blocks.api.faces import choices_of, fallback, is_of_its_own
from civic_blocks.api.shapes import (
    ADDRESS,
    NUMBER,
    TEXT,
    WHOLE,
    YES_NO,
    Schema,
    array,
    nullable,
    obj,
    one_of,
    ref,
    shared,
)


DIALECT = "https://json-schema.org/draft/2020-12/schema"
UNION = "Block"


def schema(block: blocks.Block) -> Schema:
    """Return the schema of a block's face, with what its editor reads of it."""
    own = getattr(block, "api_schema", None)
    if own is not None:
        found: Schema = own()
    else:
        found = {} if is_of_its_own(block) else made(block)
    label = str(getattr(block.meta, "label", None) or block.label or "")
    # Beside a reference, "title" is read by programs of this draft and ignored by older ones.
    return {**found, "title": label} if label and "title" not in found else found


@singledispatch
def made(block: Any) -> Schema:
    """Return the schema of what blocks of a class tell; ``{}``: anything."""
    return {}


@made.register(blocks.CharBlock)
@made.register(blocks.TextBlock)
@made.register(blocks.RegexBlock)
@made.register(blocks.EmailBlock)
@made.register(blocks.RawHTMLBlock)
def _(block: blocks.FieldBlock) -> Schema:
    return dict(TEXT)


@made.register(blocks.URLBlock)
@made.register(EmbedBlock)
def _(block: blocks.FieldBlock) -> Schema:
    return dict(ADDRESS)


@made.register
def _(block: blocks.BooleanBlock) -> Schema:
    return dict(YES_NO)


# Null also where an answer is required: an editor's draft may lack it.
@made.register
def _(block: blocks.IntegerBlock) -> Schema:
    return nullable(WHOLE)


@made.register
def _(block: blocks.FloatBlock) -> Schema:
    return nullable(NUMBER)


@made.register
def _(block: blocks.DecimalBlock) -> Schema:
    return nullable({**TEXT, "pattern": r"^-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?$"})


@made.register
def _(block: blocks.DateBlock) -> Schema:
    return nullable({**TEXT, "format": "date"})


@made.register
def _(block: blocks.TimeBlock) -> Schema:
    return nullable({**TEXT, "description": "Hour of the day: HH:MM:SS."})


@made.register
def _(block: blocks.DateTimeBlock) -> Schema:
    return nullable({**TEXT, "format": "date-time"})


@made.register
def _(block: blocks.ChoiceBlock) -> Schema:
    return one_of([*choices_of(block), fallback(block)])


@made.register
def _(block: blocks.MultipleChoiceBlock) -> Schema:
    known = [value for value in choices_of(block) if value != ""]
    return array(one_of(known) if known else TEXT)


@made.register
def _(block: blocks.RichTextBlock) -> Schema:
    return nullable(ref("RichText"))


@made.register
def _(block: blocks.PageChooserBlock) -> Schema:
    return nullable(ref("PageReference"))


@made.register
def _(block: DocumentChooserBlock) -> Schema:
    return nullable(ref("Document"))


@made.register(ImageChooserBlock)
@made.register(ImageBlock)
def _(block: blocks.Block) -> Schema:
    return nullable(ref("Image"))


@made.register
def _(block: blocks.StaticBlock) -> Schema:
    return {"type": "null"}


@made.register
def _(block: blocks.ListBlock) -> Schema:
    return array(schema(block.child_block))


@made.register
def _(block: blocks.StructBlock) -> Schema:
    return obj(members(block))


def members(block: blocks.StructBlock, leave: frozenset[str] = frozenset()) -> dict[str, Schema]:
    """Return the schema of each child of a block, but for those named in ``leave``."""
    return {name: schema(c) for name, c in block.child_blocks.items() if name not in leave}


@made.register
def _(block: blocks.StreamBlock) -> Schema:
    kinds = [entry(name, child) for name, child in block.child_blocks.items()]
    return array({"oneOf": kinds} if kinds else {})


def entry(name: str, block: blocks.Block) -> Schema:
    """Return the schema of a block in a stream: ``{type, id, value}``."""
    kind = {"type": "string", "const": name}
    return obj({"type": kind, "id": TEXT, "value": schema(block)})


def component_name(name: str, taken: set[str]) -> str:
    """Return the name of a block's shape: "key_figures" is "KeyFiguresBlock"."""
    camel = "".join(part[:1].upper() + part[1:] for part in name.split("_")) + "Block"
    return camel if camel not in taken else f"{name}Block"


def definitions(stream: blocks.StreamBlock) -> dict[str, Schema]:
    """Return all named shapes: those shared, one for each block of a stream, and ``Block``.

    Words are in English whatever the language of who asks, as the rest of the documentation.
    """
    with translation.override("en"):
        found, kinds = shared(), {}
        for name, block in stream.child_blocks.items():
            known = component_name(name, set(found))
            found[known] = {**entry(name, block), **_told(block)}
            kinds[name] = known
        found[UNION] = _union(kinds)
        return found


def _told(block: blocks.Block) -> Schema:
    description = str(block.get_description() or "")
    return {"description": description} if description else {}


def _union(kinds: dict[str, str]) -> Schema:
    if not kinds:
        return {"type": "object"}
    mapping = {name: f"#/$defs/{known}" for name, known in kinds.items()}
    return {
        "oneOf": [ref(known) for known in kinds.values()],
        "discriminator": {"propertyName": "type", "mapping": mapping},
    }


def body(stream: blocks.StreamBlock) -> Schema:
    """Return the schema of a whole stream, on its own."""
    return {"$schema": DIALECT, **array(ref(UNION)), "$defs": definitions(stream)}


def alone(block: blocks.Block) -> Schema:
    """Return the schema of one block's face, on its own."""
    with translation.override("en"):
        return {"$schema": DIALECT, **schema(block), "$defs": shared()}


def closed(given: Any) -> Any:
    """Return a schema that takes no member beside those it names: for tests of completeness."""
    if isinstance(given, list):
        return [closed(each) for each in given]
    if not isinstance(given, dict):
        return given
    found = {
        key: {name: closed(value) for name, value in inner.items()}
        if key in {"properties", "$defs"}
        else inner
        if key in {"enum", "const", "required"}
        else closed(inner)
        for key, inner in given.items()
    }
    if "properties" in found and "additionalProperties" not in found:
        found["additionalProperties"] = False
    return found
