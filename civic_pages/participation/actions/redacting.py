"""Taking personal data out of what a contribution says; the original is kept apart, for staff."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from civic_blocks.definitions import FieldSpec
from civic_blocks.field_types import type_of
from civic_pages.participation import policy, tallies
from civic_pages.participation.actions.locking import settle_lock
from civic_pages.participation.actions.transitions import IllegalTransition, locked, tell
from civic_pages.participation.models import Contribution, Edition, Status
from civic_pages.participation.personal_data import SHORTEST, without
from civic_pages.participation.signals import contribution_edited
from civic_pages.participation.wording import words_of


REDACTABLE = frozenset({Status.PENDING, Status.PUBLISHED})
# Texts that somebody typed; a choice is the editor's own word, but for an "other" beside it.
TYPED = frozenset({"short_text", "long_text"})


@transaction.atomic
def redact(
    contribution: Contribution, *, literals: Iterable[str], by: Any, now: datetime
) -> Contribution:
    """Take literal texts out of the public answers, wherever they stand in them.

    Title, excerpt and search text become what the form would make of the answers that are left;
    the columns that changed are kept as an :class:`Edition`.

    Args:
        literals: what to take out, to the letter; each of ``SHORTEST`` characters or more.

    Raises:
        PermissionDenied: ``by`` may not moderate.
        IllegalTransition: it is neither to moderate nor published.
        HeldByAnother: somebody else has it open.
        ValidationError: none of the texts is in a public answer.
    """
    policy.require(by, policy.MODERATE, contribution.campaign_id)
    texts = [text.strip() for text in literals if len(text.strip()) >= SHORTEST]
    row = locked(contribution)
    _require_redactable(row)
    settle_lock(row, by=by, now=now)
    after = _columns_after(row, texts)
    before = {name: getattr(row, name) for name in after}
    changed = [name for name in after if after[name] != before[name]]
    if not {"answers", "group_name"} & set(changed):
        raise ValidationError(_("This text is in none of the public answers."), code="not_found")
    Edition.objects.create(
        contribution=row,
        cause=Edition.Cause.REDACTION,
        data={name: before[name] for name in changed},
        made_by=by,
        made_at=now,
    )
    for name in changed:
        setattr(row, name, after[name])
    row.save(update_fields=changed)
    if row.status == Status.PUBLISHED:
        tallies.touch(row)
    _forget_labels(row)
    log(instance=row, action="civic.contribution.redact", user=by)
    tell(contribution_edited, row, now=now)
    return row


def _require_redactable(row: Contribution) -> None:
    if row.status not in REDACTABLE:
        raise IllegalTransition(
            _("%(reference)s is “%(status)s”: nothing of it is or will be public.")
            % {"reference": row.reference, "status": row.get_status_display()},
            code="illegal",
        )


def _columns_after(row: Contribution, texts: list[str]) -> dict[str, Any]:
    """Return the columns that hold what was said, as they are without some texts."""
    definition = row.form_version.definition
    answers = dict(row.answers)
    for spec in definition:
        if spec.key in answers:
            answers[spec.key] = redacted_answer(spec, answers[spec.key], texts)
    group = without(row.group_name, texts)
    words = words_of(definition, answers, group=group)
    return {"answers": answers, "group_name": group, **words._asdict()}


def redacted_answer(spec: FieldSpec, answer: Any, texts: list[str]) -> Any:
    """Return one answer without some texts; private answers and choices stay as they are."""
    if not spec.public or type_of(spec).always_private:
        return answer
    if isinstance(answer, str):
        return without(answer, texts) if spec.type in TYPED else answer
    if isinstance(answer, Mapping) and isinstance(answer.get("other"), str):
        return {**answer, "other": without(answer["other"], texts)}
    return answer


def _forget_labels(row: Contribution) -> None:
    """Rewrite the labels of earlier log entries: they quote the title."""
    kind = ContentType.objects.get_for_model(Contribution)
    ModelLogEntry.objects.filter(content_type=kind, object_id=str(row.pk)).update(label=str(row))


def read_editions(contribution: Contribution, *, by: Any) -> list[Edition]:
    """Return what a contribution said before it was corrected or redacted; the reading is logged.

    Raises:
        PermissionDenied: ``by`` may not see earlier texts.
    """
    policy.require(by, policy.VIEW_EDITIONS, contribution.campaign_id)
    editions = list(Edition.objects.filter(contribution_id=contribution.pk))
    if editions:
        log(instance=contribution, action="civic.contribution.read_editions", user=by)
    return editions
