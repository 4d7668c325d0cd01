"""Blocks rendered as a page renders them: from what is stored, through their stream."""

from typing import Any

from bs4 import BeautifulSoup
from django.test import RequestFactory
from wagtail.blocks.struct_block import StructBlockValidationError

from civic_blocks.fields import CivicStreamBlock


def stream_of(name: str, *values: dict[str, Any]) -> Any:
    """Return a stream of one kind of block, as read from the database."""
    raw = [{"type": name, "id": f"block-{n}", "value": v} for n, v in enumerate(values, start=1)]
    return CivicStreamBlock().to_python(raw)


def html_of(name: str, *values: dict[str, Any], **context: Any) -> str:
    """Return the HTML of blocks of one kind."""
    request = context.pop("request", None) or RequestFactory().get("/")
    return "".join(
        child.render({"request": request, **context}) for child in stream_of(name, *values)
    )


def soup_of(name: str, *values: dict[str, Any], **context: Any) -> BeautifulSoup:
    return BeautifulSoup(html_of(name, *values, **context), "html.parser")


def face_of(name: str, value: dict[str, Any], **context: Any) -> dict[str, Any]:
    """Return what the API says of a block."""
    child = stream_of(name, value)[0]
    face: dict[str, Any] = child.block.get_api_representation(child.value, context=context)
    return face


def errors_of(name: str, value: dict[str, Any], *, draft: bool = False) -> dict[str, str]:
    """Return what the editor is told is wrong, by child."""
    child = stream_of(name, value)[0]
    try:
        (child.block.clean_deferred if draft else child.block.clean)(child.value)
    except StructBlockValidationError as error:
        return {name: "".join(wrong.messages) for name, wrong in error.block_errors.items()}
    return {}
