"""A StreamField that other apps add blocks to without forking and without migrations."""

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from wagtail.blocks import StreamValue
from wagtail.fields import StreamField

from civic_blocks.api import faces
from civic_blocks.orphans import KeepsOrphans
from civic_blocks.registry import sound_blocks


class CivicStreamBlock(KeepsOrphans):
    """A stream of whatever the ``register_civic_blocks`` hook holds when it is first used."""

    def __init__(self, local_blocks: Any = None, **kwargs: Any) -> None:
        super().__init__([*sound_blocks().items(), *(local_blocks or [])], **kwargs)

    def get_api_representation(
        self, value: StreamValue | None, context: dict[str, Any] | None = None
    ) -> list[dict[str, Any]]:
        """Return ``{type, id, value}`` of each block, all that they look up read together."""
        given = context or {}
        found: list[dict[str, Any]] = faces.settle(faces.made(self, value, given), given)
        return found


class RawStream(list[dict[str, Any]]):
    """Stream data kept as it was stored, where no block is known to read it.

    Migrations see models without our hooks. Reading their content as an empty stream, as
    ``StreamField`` does, makes one ``save()`` in a data migration erase every page.
    """


class OpenStreamField(StreamField):
    """``StreamField`` whose list of blocks stays out of migrations.

    Give it the *class* of a stream block (built on first use, once all apps are loaded). In a
    migration it deconstructs to an empty list; a field so made keeps the stored data untouched.
    """

    def __init__(self, block_types: Any = (), *args: Any, **kwargs: Any) -> None:
        super().__init__(block_types, *args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        # Not StreamField's: it would walk, and so freeze, every block.
        name, path, _args, kwargs = super(StreamField, self).deconstruct()
        for option, value in self.block_opts.items():
            if option != "required":
                kwargs[option] = value
        return name, path, [], kwargs

    def clone(self) -> "OpenStreamField":
        _name, _path, _args, kwargs = self.deconstruct()
        return self.__class__(self.block_types_arg, **kwargs)

    @property
    def _is_historical(self) -> bool:
        return not isinstance(self.block_types_arg, type) and not self.stream_block.child_blocks

    def to_python(self, value: Any) -> Any:
        if not self._is_historical:
            return super().to_python(list(value) if isinstance(value, RawStream) else value)
        if isinstance(value, RawStream):
            return value
        if isinstance(value, StreamValue):
            value = value.stream_block.get_prep_value(value)
        elif isinstance(value, str):
            value = json.loads(value) if value else []
        return RawStream(value or [])

    def get_prep_value(self, value: Any) -> Any:
        return list(value) if isinstance(value, RawStream) else super().get_prep_value(value)

    def get_default(self) -> Any:
        return RawStream() if self._is_historical else super().get_default()

    def value_to_string(self, obj: Any) -> str:
        value = self.value_from_object(obj)
        return json.dumps(self.get_prep_value(value), cls=DjangoJSONEncoder)
