"""Questions answered with files, and where a new page begins."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from civic_blocks.attachments import REMOVED, Attachment, FilesField, FilesWidget
from civic_blocks.definitions import FieldSpec
from civic_blocks.field_types.base import FieldType, FormData, Misfit, Printed
from civic_blocks.file_sizes import size_label


# The larger of the two that people mean: what their computer calls 10 MB is never refused as more.
MEGABYTE = 1024 * 1024
# The editor's bounds; the host may allow less (CIVIC_PAGES["UPLOAD_MAX_MB"]).
LARGEST_MB, MOST_FILES = 50, 10


@dataclass(frozen=True)
class FileKind:
    """A kind of file an editor can allow: its name for people, its extensions as they are written."""

    label: str | Promise
    extensions: tuple[str, ...]


# No archives, no SVG, no HTML: they can carry what nobody has looked at.
FILE_KINDS: dict[str, FileKind] = {
    "image": FileKind(_("Images"), (".jpg", ".jpeg", ".png", ".webp", ".gif", ".heic")),
    "pdf": FileKind(_("PDF documents"), (".pdf",)),
    "office": FileKind(_("Office documents"), (".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp")),
    "text": FileKind(_("Plain text"), (".txt",)),
}


def extensions_of(spec: FieldSpec) -> list[str]:
    """Return the extensions a question takes, with their dots, in small letters."""
    kinds = [FILE_KINDS[kind] for kind in spec.options["kinds"] if kind in FILE_KINDS]
    return [extension for kind in kinds for extension in kind.extensions]


class File(FieldType):
    """Files, checked and stored by the page above before the form sees their tokens."""

    slug, label, icon = "file", _("File"), "upload"
    in_geojson = is_importable = False
    is_personal = True
    parts = (REMOVED,)

    def editor_blocks(self) -> list[tuple[str, blocks.Block]]:
        choices = [(slug, kind.label) for slug, kind in FILE_KINDS.items()]
        return [
            (
                "kinds",
                blocks.MultipleChoiceBlock(
                    choices=choices,
                    default=["image", "pdf"],
                    widget=forms.CheckboxSelectMultiple,
                    label=_("Kinds of file"),
                    help_text=_("What is sent is checked by its content, not by its name."),
                ),
            ),
            (
                "max_mb",
                blocks.IntegerBlock(
                    min_value=1, max_value=LARGEST_MB, default=10, label=_("Largest file, in MB")
                ),
            ),
            (
                "max_count",
                blocks.IntegerBlock(
                    min_value=1, max_value=MOST_FILES, default=3, label=_("Most files")
                ),
            ),
        ]

    def options(self, value: Mapping[str, Any]) -> dict[str, Any]:
        chosen = value["kinds"] or []
        return {
            "kinds": [kind for kind in FILE_KINDS if kind in chosen],
            "max_mb": value["max_mb"] or 10,
            "max_count": value["max_count"] or 1,
        }

    def form_field(self, spec: FieldSpec) -> forms.Field:
        widget = FilesWidget({"accept": ",".join(extensions_of(spec))})
        widget.largest_mb = spec.options["max_mb"]
        return FilesField(max_count=spec.options["max_count"], widget=widget)

    def json_schema(self, spec: FieldSpec) -> dict[str, Any]:
        """Return the schema of a list of tokens, as the route of uploads gives them."""
        return {
            "type": "array",
            "items": {"type": "string"},
            "minItems": 1 if spec.required else 0,
            "maxItems": spec.options["max_count"],
            "uniqueItems": True,
        }

    def to_answer(self, cleaned: Any) -> Any:
        return [item.as_answer() for item in cleaned or [] if isinstance(item, Attachment)]

    def form_data(self, name: str, answer: Any) -> FormData:
        if answer is None:
            return {name: []}
        # A lone text is no list: the published schema says so, and so does the form.
        return {name: [_token(item) for item in (answer if isinstance(answer, list) else [None])]}

    def display(self, spec: FieldSpec, answer: Any) -> str:
        return ", ".join(f"{item['name']} ({size_label(item['size'])})" for item in answer or [])

    def export_values(self, spec: FieldSpec, answer: Any) -> list[Any]:
        return [", ".join(item["name"] for item in answer or [])]

    def from_cells(self, spec: FieldSpec, cells: Mapping[str, str]) -> Any:
        if cells.get(spec.key, "").strip():
            message = gettext("Files cannot be imported. Leave this column empty.")
            raise ValidationError(message, code="not_importable")
        return None

    def printed(self, spec: FieldSpec) -> Printed:
        note = gettext("Fasten it to this sheet, or fill in the form online to send a file.")
        return Printed("nothing", note=note)


def _token(item: Any) -> str:
    """Return the token of a file, or, of a stored answer, the id that a correction may send."""
    if isinstance(item, Mapping) and isinstance(item.get("id"), str):
        return str(item["id"])
    return item if isinstance(item, str) else Misfit(gettext("Give the token of a file."))


class Step(FieldType):
    """Begins a new page of the form; its label is the page's title."""

    slug, label, icon = "step", _("New page"), "arrow-right"
    is_question = False

    def printed(self, spec: FieldSpec) -> Printed:
        return Printed("nothing")
