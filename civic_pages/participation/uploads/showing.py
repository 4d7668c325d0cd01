"""Which files of a contribution may be seen, and by whom."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from civic_blocks.definitions import FieldSpec
from civic_blocks.file_sizes import size_label
from civic_pages.participation.files import Upload
from civic_pages.participation.models import Contribution


@dataclass(frozen=True)
class ShownFile:
    """A file as a page lists it: ``alt`` stands for an image."""

    url: str
    name: str
    format: str
    size: int
    type: str
    is_image: bool
    alt: str

    @property
    def size_label(self) -> str:
        return size_label(self.size)


@dataclass(frozen=True)
class FileAnswer:
    """A question and the files that answer it; the public ones where ``is_public``."""

    key: str
    label: str
    is_public: bool
    uploads: tuple[Upload, ...]

    def shown(self, base: str) -> list[ShownFile]:
        """Return its files, ``base`` being the address beneath which they are served."""
        return [
            ShownFile(
                url=f"{base}{upload.uuid}/",
                name=upload.name,
                format=upload.extension.lstrip(".").upper(),
                size=upload.size,
                type=upload.content_type,
                is_image=upload.is_image,
                alt=_("Image attached to “%(question)s”: %(name)s")
                % {"question": self.label, "name": upload.name},
            )
            for upload in self.uploads
        ]


def file_answers(contribution: Contribution, *, public_only: bool) -> list[FileAnswer]:
    """Return the questions answered with files, under the form the answers were given to.

    A file counts while the answer names it: what a correction took away is not shown any more.
    """
    questions = [
        spec
        for spec in contribution.form_version.definition
        if spec.type == "file" and (spec.public or not public_only)
    ]
    if not any(contribution.answers.get(spec.key) for spec in questions):
        return []
    held = {str(upload.uuid): upload for upload in contribution.uploads.order_by("pk")}
    found = [
        FileAnswer(spec.key, spec.label, spec.public, tuple(_named(contribution, spec, held)))
        for spec in questions
    ]
    return [answer for answer in found if answer.uploads]


def _named(
    contribution: Contribution, spec: FieldSpec, held: dict[str, Upload]
) -> Iterator[Upload]:
    named: list[dict[str, Any]] = contribution.answers.get(spec.key) or []
    for item in named:
        upload = held.get(str(item.get("id")))
        if upload is not None and upload.field_key == spec.key:
            yield upload


def find(contribution: Contribution, uuid: Any, *, public_only: bool) -> Upload | None:
    """Return one file of a contribution; ``None`` where there is none to be seen."""
    answers = file_answers(contribution, public_only=public_only)
    return next(
        (upload for answer in answers for upload in answer.uploads if upload.uuid == uuid), None
    )
