"""Taking the files of a posted form: what the form then sees are tokens and refusals."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict

from civic_blocks.attachments import FilesField, FilesWidget, too_many
from civic_blocks.definitions import FieldSpec, FormDefinition
from civic_pages.participation.files import Upload
from civic_pages.participation.uploads.checking import largest_mb
from civic_pages.participation.uploads.storing import keep
from civic_pages.participation.uploads.tokens import TokenResolver, token_of


@dataclass
class Taken:
    """A post whose files are kept.

    Attributes:
        data: form input, with a token for each file.
        refused: what was wrong with the others, by question.
    """

    data: MultiValueDict[str, Any]
    refused: dict[str, list[ValidationError]] = field(default_factory=dict)


def file_questions(definition: FormDefinition) -> list[FieldSpec]:
    """Return the questions of a form that are answered with files."""
    return [spec for spec in definition if spec.type == "file"]


def take(
    definition: FormDefinition,
    data: MultiValueDict[str, Any],
    files: MultiValueDict[str, Any],
    *,
    campaign_id: int,
    key: str,
    now: datetime,
) -> Taken:
    """Check and keep the files of a post.

    Args:
        data: form input, as posted.
        files: uploaded files by question.
        key: idempotency key of the form, as posted.
    """
    taken = Taken(MultiValueDict({name: data.getlist(name) for name in data}))
    for spec in file_questions(definition):
        sent = files.getlist(spec.key)
        if sent:
            _take(spec, sent, taken, campaign_id=campaign_id, key=key, now=now)
    return taken


def _take(
    spec: FieldSpec, sent: list[Any], taken: Taken, *, campaign_id: int, key: str, now: datetime
) -> None:
    most = spec.options["max_count"]
    replaces = most == 1
    kept = [] if replaces else _kept(spec, taken.data)
    if len(kept) + len(sent) > most:
        taken.refused[spec.key] = [too_many(most)]
        return
    uploads: list[Upload] = []
    for file in sent:
        try:
            uploads.append(keep(file, spec, campaign_id=campaign_id, now=now, key=key))
        except ValidationError as error:
            taken.refused.setdefault(spec.key, []).append(error)
    if uploads or not replaces:
        taken.data.setlist(spec.key, [*kept, *(token_of(upload) for upload in uploads)])


def _kept(spec: FieldSpec, data: MultiValueDict[str, Any]) -> list[str]:
    return FilesWidget().value_from_datadict(data, None, spec.key)


def bind(
    form: Any,
    *,
    campaign_id: int,
    key: str = "",
    contribution_id: int | None = None,
    refused: dict[str, list[ValidationError]] | None = None,
) -> None:
    """Tell a form's questions what their tokens stand for, and what was refused of this post.

    Args:
        form: a :class:`~civic_pages.participation.forms.ContributionForm`.
        key: storable idempotency key of the contribution that is sent.
        contribution_id: the contribution that is corrected.
    """
    for name, question in form.fields.items():
        if isinstance(question, FilesField):
            question.bind(TokenResolver(campaign_id, name, key, contribution_id))
            question.refused = list((refused or {}).get(name, ()))
    for spec in file_questions(form.definition):
        # The host may allow less than the editor.
        form.fields[spec.key].widget.largest_mb = largest_mb(spec)
