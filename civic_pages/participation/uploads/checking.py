"""Whether a file is what its name says, and one of those a question takes.

The browser's word for a file's type is not asked: the content is. Images are written anew, so that
nothing but pixels is kept. OWASP ASVS 5.0, 5.2.1 to 5.2.6.
"""

import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import filetype
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from civic_blocks.definitions import FieldSpec
from civic_blocks.field_types.file import MEGABYTE, extensions_of
from civic_blocks.file_sizes import MEGA, size_label
from civic_pages import conf
from civic_pages.participation.uploads import documents, images


LONGEST_NAME = 100
# How much is read to tell a type: filetype looks at no more.
HEAD = 8192


@dataclass(frozen=True)
class Checked:
    """A file that may be kept: a safe name, its extension with its dot, its content."""

    name: str
    extension: str
    content_type: str
    content: bytes


def refuse(message: str, code: str, **params: Any) -> ValidationError:
    return ValidationError(message, code=code, params=params)


def largest_mb(spec: FieldSpec) -> float:
    """Return how many megabytes a file of a question may have: the editor's bound, or the host's."""
    return float(min(spec.options["max_mb"], conf.get("UPLOAD_MAX_MB")))


def safe_name(name: str) -> str:
    """Return a file name to show: no folders, nothing invisible, at most ``LONGEST_NAME`` long."""
    bare = name.replace("\\", "/").rpartition("/")[2]
    text = unicodedata.normalize("NFC", bare)
    # Control and format characters could turn "gpj.exe" round.
    text = "".join(char for char in " ".join(text.split()) if unicodedata.category(char)[0] != "C")
    text = text.strip().lstrip(". ")
    path = PurePosixPath(text or "file")
    return path.stem[: LONGEST_NAME - len(path.suffix[:10])] + path.suffix[:10]


def check(upload: Any, spec: FieldSpec) -> Checked:
    """Return what is to be kept of an uploaded file.

    Args:
        upload: a Django ``UploadedFile``.

    Raises:
        ValidationError: with a message that names the file; code "too_large", "empty", "kind"
            (not one the question takes), "mismatch" (not what its name says), "pixels" or
            "broken".
    """
    name = safe_name(upload.name or "")
    limit = largest_mb(spec)
    if upload.size > limit * MEGABYTE:
        raise refuse(
            _("%(name)s is too large: %(size)s at the most."),
            "too_large",
            name=name,
            size=size_label(limit * MEGA),
        )
    if not upload.size:
        raise refuse(_("%(name)s is empty."), "empty", name=name)
    extension = PurePosixPath(name).suffix.lower()
    taken = extensions_of(spec)
    if extension not in taken:
        message = _("%(name)s is not of a kind that is taken here: %(kinds)s.")
        kinds = ", ".join(known[1:] for known in taken)
        raise refuse(message, "kind", name=name, kinds=kinds)
    upload.seek(0)
    return _checked(name, extension, upload.read())


def _checked(name: str, extension: str, content: bytes) -> Checked:
    try:
        if extension in images.FORMATS:
            _require_kind(content, extension)
            kept = images.rewrite(content, extension)
            stem = name[: -len(extension)]
            return Checked(f"{stem}{kept.extension}", kept.extension, kept.type, kept.content)
        documents.require(content, extension)
    except images.TooManyPixels as error:
        message = _("%(name)s is too large an image: %(most)d million pixels at the most.")
        raise refuse(message, "pixels", name=name, most=error.most // 1_000_000) from error
    except (images.Broken, documents.Mismatch) as error:
        message = _("%(name)s cannot be taken: its content is not what its name says.")
        raise refuse(message, "mismatch", name=name) from error
    return Checked(name, extension, documents.TYPES[extension], content)


def _require_kind(content: bytes, extension: str) -> None:
    """Raise ``images.Broken`` where the first bytes are not those of the extension's format."""
    kind = filetype.guess(content[:HEAD])
    if kind is None or kind.mime not in images.FORMATS[extension].types:
        raise images.Broken(extension)
