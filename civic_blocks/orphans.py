"""Content whose block is not known: the app that brought it is gone, or not here yet.

Wagtail drops such content as it reads a stream, and so the next save of the page loses it. A stream
block with :class:`KeepsOrphans` reads it as an :class:`OrphanBlock` instead: the public page and the
API show nothing of it, the editor sees that something is kept, may move it or take it away, and what
is stored stays as it was, to the letter. ``manage.py civic_orphan_blocks`` lists it.
"""

import json
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.telepath import register
from wagtail.blocks.stream_block import StreamBlockAdapter


ORPHAN = "civic_orphan"
SALT = "civic_blocks.orphan"


class _Unread(str):
    """What came back from the editor in place of kept content, and is none of ours."""


class _KeptBlock(blocks.FieldBlock):
    """The content as it is stored; signed on its way through the editor's browser.

    Unsigned, whoever edits could write content of any block past that block's own validation.
    """

    def __init__(self, **kwargs: Any) -> None:
        # What is missing is refused by ``clean``; a required field would show its asterisk.
        self.field = forms.CharField(required=False, widget=forms.HiddenInput())
        super().__init__(**kwargs)

    def get_form_state(self, value: Any) -> str:
        return signing.dumps(value, salt=SALT, compress=True)

    def value_from_datadict(self, data: Any, files: Any, prefix: str) -> Any:
        given = data.get(prefix, "")
        try:
            return signing.loads(given, salt=SALT)
        except signing.BadSignature:
            return _Unread(given)

    def clean(self, value: Any) -> Any:
        if isinstance(value, _Unread):
            raise ValidationError(
                _("What is kept here could not be read. Reload the page and try again.")
            )
        return value

    def to_python(self, value: Any) -> Any:
        return value

    def get_prep_value(self, value: Any) -> Any:
        return value

    def get_searchable_content(self, value: Any) -> list[str]:
        return []


class _KindBlock(blocks.CharBlock):
    """To be read, not changed: what is kept says itself of which type it is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.field.widget.attrs["readonly"] = True

    def get_searchable_content(self, value: Any) -> list[str]:
        return []


class OrphanBlock(blocks.StructBlock):
    """One piece of content of an unknown block: its type, and all that is stored of it."""

    kind = _KindBlock(
        required=False,
        label=_("Type of the block"),
        help_text=_(
            "The app that brought this block is not installed. What it holds is kept as it is, is "
            "not shown on the site, and comes back with the app. Take it away to lose it."
        ),
    )
    kept = _KeptBlock(label=" ")

    def render(self, value: Any, context: dict[str, Any] | None = None) -> SafeString:
        return SafeString("")

    class Meta:
        label = _("Content without its app")
        description = _("Kept until its app is installed again.")
        icon = "warning"
        label_format = "{kind}"


class _Known(OrderedDict[str, blocks.Block]):
    """The children of a stream; the orphan is among them for whoever asks by its name.

    Whoever lists them, as the picker, the API and the checks do, does not meet it.
    """

    orphan: OrphanBlock

    def __missing__(self, name: str) -> blocks.Block:
        if name != ORPHAN:
            raise KeyError(name)
        return self.orphan

    def __contains__(self, name: object) -> bool:
        return name == ORPHAN or super().__contains__(name)


class KeepsOrphans(blocks.StreamBlock):
    """A stream that loses nothing of a block it does not know."""

    def __init__(self, local_blocks: Any = None, **kwargs: Any) -> None:
        super().__init__(local_blocks, **kwargs)
        known = _Known(self.child_blocks)
        known.orphan = OrphanBlock()
        known.orphan.set_name(ORPHAN)
        self.child_blocks: _Known = known

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and value:
            # Of a revision; what is no JSON is left to Wagtail, which keeps it as a text.
            with suppress(ValueError):
                value = json.loads(value)
        if isinstance(value, list | tuple) and value and isinstance(value[0], dict):
            value = [self._read(child) for child in value]
        return super().to_python(value)

    def bulk_to_python(self, values: Iterable[Any]) -> Any:
        return super().bulk_to_python([[self._read(child) for child in one] for one in values])

    def get_prep_value(self, value: Any) -> list[dict[str, Any]]:
        return [_stored(child) for child in super().get_prep_value(value)]

    def get_api_representation(
        self, value: Any, context: dict[str, Any] | None = None
    ) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = super().get_api_representation(value, context=context)
        return [child for child in found if child["type"] != ORPHAN]

    def _read(self, child: Any) -> Any:
        if child["type"] in self.child_blocks:
            return child
        return {
            "type": ORPHAN,
            "value": {"kind": child["type"], "kept": child},
            "id": child.get("id"),
        }


def _stored(child: dict[str, Any]) -> dict[str, Any]:
    """Return a child as it was stored before it was read as an orphan."""
    if child["type"] != ORPHAN:
        return child
    kept: dict[str, Any] = child["value"]["kept"]
    return kept


def known(children: Iterable[Any]) -> Iterator[Any]:
    """Yield the children of a stream whose block is known."""
    return (child for child in children if not isinstance(child.block, OrphanBlock))


class KeepsOrphansAdapter(StreamBlockAdapter):
    """Gives the editor's browser the orphan's form, and keeps it out of the picker."""

    js_constructor = "civic_blocks.StreamBlock"

    def js_args(self, block: KeepsOrphans) -> list[Any]:
        name, groups, states, meta = super().js_args(block)
        orphan = block.child_blocks[ORPHAN]
        states = {**states, ORPHAN: orphan.get_form_state(orphan.get_default())}
        return [name, [*groups, ("", [orphan])], states, meta]

    @property
    def media(self) -> forms.Media:
        own = versioned_static("civic_blocks/js/admin/stream-block.js")
        return super().media + forms.Media(js=[own])


register(KeepsOrphansAdapter(), KeepsOrphans)
