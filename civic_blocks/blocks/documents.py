"""Documents to download, each link saying what it opens."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock

from civic_blocks.api import faces, shapes
from civic_blocks.blocks.base import CivicStructBlock


@dataclass(frozen=True)
class DocumentEntry:
    """A document as a list shows it: ``format`` is "PDF", ``size`` in bytes where it is known."""

    title: str
    url: str
    format: str
    size: int | None


class DocumentItemBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("Document"))
    title = blocks.CharBlock(
        required=False,
        max_length=160,
        label=_("Text of the link"),
        help_text=_("The title of the document if left empty."),
    )

    class Meta:
        icon = "doc-full"
        label = _("Document")
        label_format = "{document} {title}"


class DocumentsValue(blocks.StructValue):
    def entries(self) -> list[DocumentEntry]:
        """Return what there is to download; documents deleted since are left out."""
        return [
            DocumentEntry(
                title=item["title"] or document.title,
                url=document.url,
                format=document.file_extension.upper(),
                size=document.get_file_size(),
            )
            for item in self["items"]
            if (document := item["document"]) is not None
        ]


def default_title() -> str:
    return gettext("Documents")


def _preview() -> dict[str, Any]:
    return {"title": default_title(), "items": []}


def _examples() -> Sequence[DocumentEntry]:
    return [
        DocumentEntry(gettext("Summary of the project"), "#", "PDF", 1_240_000),
        DocumentEntry(gettext("Minutes of the public meeting of 12 March"), "#", "ODT", 86_000),
    ]


class DocumentsBlock(CivicStructBlock):
    """A list of documents. Template context: ``value``, ``entries`` (:class:`DocumentEntry`), ``id``."""

    title = blocks.CharBlock(max_length=120, default=default_title, label=_("Title"))
    items = blocks.ListBlock(DocumentItemBlock(), min_num=1, label=_("Documents"))

    def get_context(
        self, value: DocumentsValue, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        # In the picker nothing of the library is shown: it may hold what is not public yet.
        examples = _examples() if context.get("block_def") is self else []
        context["entries"] = value.entries() or examples
        return context

    def api_extra(self, value: DocumentsValue, context: dict[str, Any]) -> dict[str, Any]:
        items = [
            faces.document(item["document"], item["title"])
            for item in value["items"]
            if item["document"]
        ]
        return {"items": items}

    def api_extra_schema(self) -> dict[str, shapes.Schema]:
        return {"items": shapes.array(shapes.ref("Document"))}

    class Meta:
        value_class = DocumentsValue
        label = _("Documents")
        description = _("Files to download: reports, plans, minutes.")
        icon = "doc-full"
        template = "civic_blocks/blocks/documents.html"
        label_format = "{title}"
        preview_value = staticmethod(_preview)
