"""Finds content whose block is not known, in what is stored, and puts it back.

Streams are read as the database holds them, of every model with a ``StreamField``, and of every
revision of such models: a draft, a scheduled publication, the history of a page.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import ExpressionWrapper, F
from wagtail.blocks import Block, ListBlock, StreamBlock, StructBlock
from wagtail.fields import StreamField
from wagtail.models import Revision


def _options(model: Any) -> Any:
    return model._meta  # noqa: SLF001 - Django's own door to a model's fields


def _all(model: Any) -> Any:
    """Return all rows: a manager of the model's own may hide some."""
    return model._base_manager.all()  # noqa: SLF001 - as Django's own commands read models


# Where in a stream: names of fields, and ids of blocks (or their number, where they have none).
Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Orphan:
    """One piece of content of an unknown block.

    Attributes:
        model: "app_label.model".
        pk: of the row, as text.
        title: of the row, where it has one.
        locale: language code of the row; empty where it has none.
        url: public path of a page.
        revision: primary key of the revision that holds it; ``None``: the row itself, which is what
            the public sees of a page that is live.
        field: name of the stream.
        path: from the stream to the list that holds it, then its number there.
        block: type of the unknown block.
        data: all that is stored of it.
    """

    model: str
    pk: str
    title: str
    locale: str
    url: str
    revision: int | None
    field: str
    path: Path
    block: str
    data: dict[str, Any]

    def as_dict(self) -> dict[str, Any]:
        """Return JSON-able data that ``from_dict`` reads back."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Orphan":
        return cls(**{**data, "path": tuple(data["path"])})

    @property
    def place(self) -> str:
        """Where it is, for people: "body / 3f2a… / fields / 2"."""
        return " / ".join(str(part) for part in (self.field, *self.path))


def streams() -> Iterator[tuple[type[models.Model], list[StreamField]]]:
    """Yield each model that has streams, with its fields."""
    for model in apps.get_models():
        fields = [f for f in _options(model).concrete_fields if isinstance(f, StreamField)]
        if fields and not _options(model).proxy:
            yield model, fields


def find() -> Iterator[Orphan]:
    """Yield all content of unknown blocks: of each row, then of its revisions."""
    for model, fields in streams():
        for row in _rows(model, fields):
            yield from _of_row(model, fields, row)
        yield from _of_revisions(model, fields)


def _rows(model: type[models.Model], fields: list[StreamField]) -> Iterator[dict[str, Any]]:
    # Wrapped, for the field itself would read its stream, and so drop what is looked for.
    raw = {f"raw_{f.name}": ExpressionWrapper(F(f.name), models.JSONField()) for f in fields}
    names = {f.name for f in _options(model).concrete_fields}
    told = ["pk", *sorted({"title", "locale", "url_path"} & names)]
    return _all(model).annotate(**raw).values(*told, *raw).iterator(chunk_size=100)


def _of_row(model: Any, fields: list[StreamField], row: dict[str, Any]) -> Iterator[Orphan]:
    for field in fields:
        for path, data in unknown(field.stream_block, _as_list(row[f"raw_{field.name}"])):
            yield Orphan(
                model=_options(model).label_lower,
                pk=str(row["pk"]),
                title=row.get("title", ""),
                locale=_language(row.get("locale")),
                url=row.get("url_path", ""),
                revision=None,
                field=field.name,
                path=path,
                block=data["type"],
                data=data,
            )


def _of_revisions(model: Any, fields: list[StreamField]) -> Iterator[Orphan]:
    kind = ContentType.objects.get_for_model(model, for_concrete_model=False)
    found = Revision.objects.filter(content_type=kind).order_by("object_id", "pk")
    for revision in found.iterator(chunk_size=100):
        content = revision.content
        for field in fields:
            for path, data in unknown(field.stream_block, _as_list(content.get(field.name))):
                yield Orphan(
                    model=_options(model).label_lower,
                    pk=revision.object_id,
                    title=content.get("title", ""),
                    locale=_language(content.get("locale")),
                    url=content.get("url_path", ""),
                    revision=revision.pk,
                    field=field.name,
                    path=path,
                    block=data["type"],
                    data=data,
                )


def _language(locale: Any) -> str:
    from wagtail.models import Locale

    found = Locale.objects.filter(pk=locale).first() if locale else None
    return found.language_code if found else ""


def _as_list(value: Any) -> list[Any]:
    if isinstance(value, str):
        try:
            value = json.loads(value or "[]")
        except ValueError:
            return []
    return value if isinstance(value, list) else []


def unknown(block: Block, raw: Any, path: Path = ()) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield (path, data) of what a block's stored value holds of types that no block is known for."""
    if isinstance(block, StreamBlock):
        yield from _in_stream(block, _as_list(raw), path)
    elif isinstance(block, ListBlock):
        for number, child in enumerate(_as_list(raw)):
            is_item = isinstance(child, dict) and {"type", "value"} <= set(child)
            step = (child.get("id") or number) if is_item else number
            value = child["value"] if is_item else child
            yield from unknown(block.child_block, value, (*path, step))
    elif isinstance(block, StructBlock) and isinstance(raw, dict):
        for name, inner in block.child_blocks.items():
            yield from unknown(inner, raw.get(name), (*path, name))


def _in_stream(
    block: StreamBlock, raw: list[Any], path: Path
) -> Iterator[tuple[Path, dict[str, Any]]]:
    for number, child in enumerate(raw):
        if not isinstance(child, dict) or "type" not in child:
            continue
        if child["type"] not in block.child_blocks:
            yield (*path, number), child
        else:
            inner = block.child_blocks[child["type"]]
            yield from unknown(inner, child.get("value"), (*path, child.get("id") or number))


def restore(orphan: Orphan) -> bool:
    """Put a piece of content back where it was; tells whether it did.

    Nothing is done where it is there already, or where what held it is gone.
    """
    model: Any = apps.get_model(orphan.model)
    field: Any = _options(model).get_field(orphan.field)
    with transaction.atomic():
        if orphan.revision is not None:
            revision = Revision.objects.select_for_update().filter(pk=orphan.revision).first()
            stream = _as_list(revision.content.get(orphan.field)) if revision else None
            if revision is None or not _put_back(stream, orphan):
                return False
            revision.content[orphan.field] = json.dumps(stream)
            revision.save(update_fields=["content"])
            return True
        raw = ExpressionWrapper(F(orphan.field), models.JSONField())
        rows = _all(model).select_for_update().filter(pk=orphan.pk)
        row = rows.annotate(raw=raw).values_list("raw", flat=True).first()
        stream = _as_list(row)
        if row is None or not _put_back(stream, orphan):
            return False
        value = field.to_python(json.dumps(stream))
        return bool(_all(model).filter(pk=orphan.pk).update(**{orphan.field: value}))


def _put_back(stream: Any, orphan: Orphan) -> bool:
    held, number = stream, orphan.path[-1]
    for step in orphan.path[:-1]:
        held = _inside(held, step)
    if not isinstance(held, list) or any(_same(child, orphan.data) for child in held):
        return False
    held.insert(int(number), orphan.data)
    return True


def _same(child: Any, data: dict[str, Any]) -> bool:
    if not isinstance(child, dict):
        return False
    if data.get("id"):
        return child.get("id") == data["id"]
    return child == data


def _inside(held: Any, step: str | int) -> Any:
    """Return what lies one step further in: a field of a struct, or the value of a block."""
    if isinstance(held, dict):
        return held.get(str(step))
    if not isinstance(held, list):
        return None
    for number, child in enumerate(held):
        is_block = isinstance(child, dict) and "value" in child
        if number == step or (is_block and child.get("id") == step):
            return child["value"] if is_block else child
    return None
