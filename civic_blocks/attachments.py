"""Form fields of our own: files somebody attaches.

A form saves nothing. Whoever receives the post checks and stores its files first, and puts in their
place *tokens*, texts that stand for a stored file. The field sees tokens only; what they stand for
is told by a ``resolver``, which whoever builds the form binds.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from civic_blocks.file_sizes import MEGA, size_label


REMOVED = "_remove"


@dataclass(frozen=True)
class Attachment:
    """A stored file: its public id, the name to show, its size in bytes, its media type."""

    id: str
    name: str
    size: int
    type: str
    token: str = ""

    @property
    def size_label(self) -> str:
        return size_label(self.size)

    def as_answer(self) -> dict[str, Any]:
        """Return what is kept with the answers."""
        return {"id": self.id, "name": self.name, "size": self.size, "type": self.type}


# Returns the attachments of those tokens that are good, by token.
Resolver = Callable[[Iterable[str]], Mapping[str, Attachment]]


def no_files(tokens: Iterable[str]) -> Mapping[str, Attachment]:
    """Resolve nothing: what a form does that nobody gave a store of files."""
    return {}


class FilesWidget(forms.FileInput):
    """Files already kept, each with a box to remove it, and an input for more.

    Posted as files and, for those kept, tokens under ``<name>``; tokens of files to remove under
    ``<name>_remove``.

    Attributes:
        max_count, largest_mb: most files, and the megabytes of the largest, as the rule beside the
            input tells them; ``accept`` names the kinds.
    """

    template_name = "civic_blocks/includes/files_input.html"
    allow_multiple_selected = True
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.resolver: Resolver = no_files
        self.max_count = 1
        self.largest_mb: float = 0

    def use_required_attribute(self, initial: Any) -> bool:
        return False

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        """Return the tokens that were sent and not removed, each once, in order."""
        sent, removed = _texts(data, name), set(_texts(data, name + REMOVED))
        return list(dict.fromkeys(token for token in sent if token and token not in removed))

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data

    def format_value(self, value: Any) -> None:
        """Return nothing: an input of files has no value of its own."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        kept = list(self.resolver(value or []).values())
        context["widget"]["attrs"]["multiple"] = self.max_count > 1
        return {
            **context,
            "kept": kept,
            "rule": self._rule(),
            "remove_name": name + REMOVED,
            "input_label": self._input_label(has_files=bool(kept)),
        }

    def _rule(self) -> str:
        kinds = self.attrs.get("accept", "").split(",")
        return ngettext(
            "%(most)d file at the most, %(size)s: %(extensions)s.",
            "%(most)d files at the most, %(size)s each: %(extensions)s.",
            self.max_count,
        ) % {
            "most": self.max_count,
            "size": size_label(self.largest_mb * MEGA),
            "extensions": ", ".join(kind.lstrip(".") for kind in kinds),
        }

    def _input_label(self, *, has_files: bool) -> str:
        if self.max_count == 1:
            return gettext("Replace the file") if has_files else gettext("Choose a file")
        return gettext("Add files") if has_files else gettext("Choose files")


def _texts(data: Any, name: str) -> list[str]:
    if hasattr(data, "getlist"):
        return [text for text in data.getlist(name) if isinstance(text, str)]
    value = data.get(name)
    return list(value) if isinstance(value, list | tuple) else [value] if value else []


class FilesField(forms.Field):
    """Attached files; cleans tokens to a list of :class:`Attachment`.

    ``refused`` holds what was wrong with files sent in this post: it is shown beside the field,
    and the form is not valid as long as it is there.
    """

    widget = FilesWidget
    default_error_messages = {
        "required": _("Attach a file."),
        "gone": _("This file is not kept any more. Attach it again."),
    }

    def __init__(self, *, max_count: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.max_count = self.widget.max_count = max_count
        self.resolver: Resolver = no_files
        self.refused: list[ValidationError] = []

    def bind(self, resolver: Resolver) -> None:
        """Say what tokens stand for."""
        self.resolver = self.widget.resolver = resolver

    def clean(self, value: Any) -> list[Attachment]:
        tokens = list(value or [])
        found = self.resolver(tokens)
        errors = list(self.refused)
        if len(found) < len(set(tokens)):
            errors.append(ValidationError(self.error_messages["gone"], code="gone"))
        if len(found) > self.max_count:
            errors.append(too_many(self.max_count))
        if errors:
            raise ValidationError(errors)
        if self.required and not found:
            raise ValidationError(self.error_messages["required"], code="required")
        return list(found.values())


def too_many(most: int) -> ValidationError:
    """Return the error of more files than a question takes."""
    message = ngettext_lazy(
        "Attach %(most)d file at the most.", "Attach %(most)d files at the most.", "most"
    )
    return ValidationError(message, code="too_many", params={"most": most})
