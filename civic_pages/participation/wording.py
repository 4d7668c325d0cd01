"""The public words of a contribution, out of its answers: title, excerpt, what a search finds."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from civic_blocks.definitions import FormDefinition
from civic_blocks.excerpts import shortened
from civic_blocks.field_types import type_of
from civic_pages.participation.searching import searchable


TYPED = {"short_text", "long_text"}
CHOSEN = {"single_choice", "multiple_choice"}


class Words(NamedTuple):
    """Columns of a contribution that are made out of its public answers."""

    title: str
    excerpt: str
    search_text: str


def words_of(definition: FormDefinition, answers: Mapping[str, Any], *, group: str = "") -> Words:
    """Return the public words of answers by key: the same for a form and for a redaction."""
    texts = _public_texts(definition, answers)
    title = _title(definition, texts)
    return Words(
        title=title[:200],
        excerpt=shortened(_beside(title, definition, texts), 300),
        search_text=searchable(" ".join([*texts.values(), group])),
    )


def _public_texts(definition: FormDefinition, answers: Mapping[str, Any]) -> dict[str, str]:
    category = definition.with_role("category")
    return {
        spec.key: type_of(spec).display(spec, answers[spec.key])
        for spec in definition
        if spec.public and spec.key in answers and spec != category and spec.type in TYPED | CHOSEN
    }


def _beside(title: str, definition: FormDefinition, texts: Mapping[str, str]) -> str:
    """Return what was said beside the title: in somebody's own words, else what they chose."""
    typed = {spec.key for spec in definition if spec.type in TYPED}
    said = {key: text for key, text in texts.items() if text != title}
    own = [text for key, text in said.items() if key in typed]
    return " ".join(own or said.values())


def _title(definition: FormDefinition, texts: Mapping[str, str]) -> str:
    titled = definition.with_role("title")
    if titled and texts.get(titled.key):
        return texts[titled.key]
    return shortened(next(iter(texts.values()), ""), 90)
