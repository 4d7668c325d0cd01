"""XML of editors' files: parsed without entities, document types or anything from outside."""

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def parse(data: str | bytes) -> Element:
    """Return the root of a document.

    Raises:
        ValidationError: no XML, or XML with a document type (entities would be read through it).
    """
    try:
        root: Element = fromstring(data, forbid_dtd=True)
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
