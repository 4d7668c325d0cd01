"""XML of editors' files: parsed without entities, document types or anything from outside."""

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


# KML and GPX need ten; folders of people are in each other now and then.
DEEPEST = 100


class _Builder(TreeBuilder):
    """Builds the tree of a document, and no further down than anybody writes."""

    _depth = 0

    def start(self, tag: Any, attrs: Any, /) -> Element:
        self._depth += 1
        if self._depth > DEEPEST:
            text = _("This file has more than %(most)s elements in each other: it is not read.")
            raise ValidationError(text, code="too_deep", params={"most": DEEPEST})
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> Element:
        self._depth -= 1
        return super().end(tag)


def parse(data: str | bytes) -> Element:
    """Return the root of a document.

    Raises:
        ValidationError: no XML, XML with a document type (entities would be read through it), or
            elements in each other without end.
    """
    try:
        parser = DefusedXMLParser(target=_Builder(), forbid_dtd=True)
        parser.feed(data)
        root: Element = parser.close()
    except DefusedXmlException as error:
        text = _("This file declares entities or a document type: it is not read.")
        raise ValidationError(text, code="unsafe") from error
    except (ParseError, ValueError, LookupError) as error:
        raise ValidationError(_("This XML file cannot be read."), code="invalid") from error
    return root


def name_of(node: Element) -> str:
    """Return the name of an element without its namespace: files use several, or none."""
    return str(node.tag).rpartition("}")[2]


def children(node: Element, name: str) -> Iterator[Element]:
    """Yield the children of one name."""
    return (child for child in node if name_of(child) == name)


def text_of(node: Element | None, name: str) -> str:
    """Return the text of the first child of a name; empty where there is none."""
    found: Any = next(children(node, name), None) if node is not None else None
    return (found.text or "").strip() if found is not None else ""
