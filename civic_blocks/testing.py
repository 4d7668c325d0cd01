"""What any civic block must be, as tests: subclass ``BlockContract`` in your own suite (pytest).

    class TestPetitionBlock(BlockContract):
        block = PetitionBlock
        same_in_french = {"Petition"}     # texts that need no translation

Each test says in its name what it checks. Override ``value`` where the preview is not the best
sample, and ``value_with`` where your block repeats something other than its list blocks.
"""

import json
import uuid
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any, ClassVar

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.functional import Promise
from wagtail.blocks import Block, ListBlock, StructBlock

from civic_blocks.api import faces, schemas


DATA_SCRIPTS = {"application/json", "application/ld+json"}
HEADINGS = {f"h{level}": level for level in range(1, 7)}
FEW, MANY = 1, 30


class _Fragment(HTMLParser):
    """What the contract asks of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forbidden: list[str] = []
        self.levels: list[int] = []
        self.ids: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "style" or (tag == "script" and given.get("type") not in DATA_SCRIPTS):
            self.forbidden.append(f"<{tag}>")
        for name, value in given.items():
            is_code = name.startswith("on") or (value or "").strip().lower().startswith(
                "javascript:"
            )
            if name == "style" or is_code:
                self.forbidden.append(f"{name}={value!r} in <{tag}>")
        if tag in HEADINGS:
            self.levels.append(HEADINGS[tag])
        if identifier := given.get("id"):
            self.ids.append(identifier)


def _words(block: Block) -> Iterator[tuple[str, str]]:
    """Yield (where, text) of all an editor reads of a block and of what is inside it."""
    for name in ("label", "description", "group"):
        if text := getattr(block.meta, name, None):
            yield name, text
    children = getattr(block, "child_blocks", {})
    if isinstance(block, ListBlock):
        children = {"item": block.child_block}
    for name, child in children.items():
        yield f"label of {name}", child.label
        help_text = getattr(getattr(child, "field", None), "help_text", "")
        if help_text:
            yield f"help of {name}", help_text
        if type(child).__module__.split(".")[0] != "wagtail" or isinstance(child, ListBlock):
            yield from ((f"{name}: {where}", text) for where, text in _words(child))


@pytest.mark.django_db
class BlockContract:
    """Tests of one block. ``block`` is its class, or an instance."""

    __test__ = False

    block: ClassVar[Any]
    same_in_french: ClassVar[set[str]] = set()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.__test__ = hasattr(cls, "block")

    @pytest.fixture
    def instance(self) -> Block:
        """The block, named as the stream names it."""
        found: Block = self.block() if isinstance(self.block, type) else self.block
        if not found.name:
            found.set_name("tested")
        return found

    def value(self, block: Block) -> Any:
        """Return a sample value; that of the picker's preview unless overridden."""
        return block.get_preview_value()

    def stored(self, block: Block, value: Any) -> Any:
        """Return what the database holds of a value."""
        return json.loads(json.dumps(block.get_prep_value(value), cls=DjangoJSONEncoder))

    def value_with(self, block: Block, count: int) -> Any:
        """Return a value whose lists hold ``count`` items, ``None`` where it has no lists."""
        if not isinstance(block, StructBlock):
            return None
        stored = self.stored(block, self.value(block))
        lists = [n for n, c in block.child_blocks.items() if isinstance(c, ListBlock) and stored[n]]
        for name in lists:
            stored[name] = [{**stored[name][0], "id": str(uuid.uuid4())} for _ in range(count)]
        return block.to_python(stored) if lists else None

    def render(self, block: Block, value: Any) -> str:
        """Return the block as a public page shows it, outside any campaign."""
        context = {"request": RequestFactory().get("/"), "id": str(uuid.uuid4())}
        html: str = block.render(value, context=context)
        return html

    def preview(self, block: Block) -> str:
        """Return the page that the block picker frames."""
        value = block.get_preview_value()
        given = {
            "request": RequestFactory().get("/"),
            "block_def": block,
            "block_class": type(block),
            "bound_block": block.bind(value),
            "page_title": str(block.label),
        }
        context = block.get_preview_context(value, given)
        return render_to_string(block.get_preview_template(value, given), context)

    def test_the_picker_can_preview_it(self, instance: Block) -> None:
        assert instance.is_previewable
        html = self.preview(instance)
        shown = instance.render(
            instance.get_preview_value(),
            {"request": RequestFactory().get("/"), "block_def": instance},
        )
        assert shown.strip(), "the preview shows nothing"
        assert "<html" in html, "preview_template is a whole page"

    def test_the_picker_tells_what_it_is(self, instance: Block) -> None:
        assert getattr(instance.meta, "label", None), "no label"
        assert instance.meta.icon not in {"", "placeholder"}, "no icon of its own"
        assert instance.get_description(), "no description"
        assert instance.meta.group, "no group"

    def test_its_words_are_in_french(self, instance: Block) -> None:
        missing = []
        for where, text in _words(instance):
            with translation.override("en"):
                english = str(text)
            with translation.override("fr"):
                french = str(text)
            # A plain string is in the one language its author chose.
            is_kept = english in self.same_in_french or not isinstance(text, Promise)
            if french == english and not is_kept:
                missing.append(f"{where}: {english!r}")
        assert not missing, "not in French: " + "; ".join(missing)

    def test_the_api_gets_plain_data(self, instance: Block) -> None:
        face = instance.get_api_representation(self.value(instance), context={})
        assert json.loads(json.dumps(face, cls=DjangoJSONEncoder)) is not None

    def face(self, block: Block, value: Any) -> Any:
        """Return what the API tells of a value, as JSON."""
        told = faces.settle(faces.face(block, value, {}))
        return json.loads(json.dumps(told, cls=DjangoJSONEncoder))

    def test_its_api_face_is_what_its_schema_says(self, instance: Block) -> None:
        """Also of an empty draft; no member goes without saying (give ``api_extra_schema``)."""
        jsonschema = pytest.importorskip("jsonschema")
        schema = schemas.alone(instance)
        jsonschema.Draft202012Validator.check_schema(schema)
        validator = jsonschema.Draft202012Validator(schemas.closed(schema))
        values = [self.value(instance)]
        if isinstance(instance, StructBlock):
            values.append(instance.to_python({}))
        for value in values:
            wrong = [
                f"{'/'.join(map(str, error.absolute_path)) or 'the face'}: {error.message}"
                for error in validator.iter_errors(self.face(instance, value))
            ]
            assert not wrong, "; ".join(wrong)

    def test_what_is_stored_reads_back_the_same(self, instance: Block) -> None:
        once = self.stored(
            instance, instance.to_python(self.stored(instance, self.value(instance)))
        )
        assert self.stored(instance, instance.to_python(once)) == once

    def test_the_editor_opens_what_an_older_version_stored(self, instance: Block) -> None:
        if isinstance(instance, StructBlock):
            json.dumps(instance.get_form_state(instance.to_python({})))

    def test_it_brings_no_inline_script_or_style(self, instance: Block) -> None:
        fragment = _Fragment(self.render(instance, self.value(instance)))
        assert not fragment.forbidden

    def test_its_headings_go_down_one_level_at_a_time(self, instance: Block) -> None:
        levels = _Fragment(self.render(instance, self.value(instance))).levels
        assert 1 not in levels, "the page has the only h1"
        for above, level in zip([1, *levels], levels, strict=False):
            assert level <= above + 1, f"h{level} follows h{above}"

    def test_two_of_it_on_a_page_share_no_id(self, instance: Block) -> None:
        # As stored: items of lists then have ids of their own, which a preview's have not.
        stored = [self.stored(instance, self.value(instance)) for _ in range(2)]
        html = [self.render(instance, instance.to_python(value)) for value in stored]
        ids = _Fragment("".join(html)).ids
        assert len(ids) == len(set(ids))

    def test_its_queries_do_not_grow_with_its_content(self, instance: Block) -> None:
        counts = []
        for count in (FEW, FEW, MANY):  # the first rendering fills caches
            value = self.value_with(instance, count)
            if value is None:
                return
            stored = self.stored(instance, value)
            with CaptureQueriesContext(connection) as queries:
                self.render(instance, instance.to_python(stored))
            counts.append(len(queries))
        assert counts[1] == counts[2], f"{FEW} item: {counts[1]} queries, {MANY}: {counts[2]}"
