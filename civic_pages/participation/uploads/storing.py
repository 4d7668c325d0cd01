"""Keeping uploaded files, and letting go of those nobody sent."""

import hashlib
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from civic_blocks.definitions import FieldSpec
from civic_pages import conf
from civic_pages.participation.files import Upload
from civic_pages.participation.uploads.checking import check


class FileGone(ValidationError):
    """A file is not kept any more, or came with another contribution."""

    def __init__(self) -> None:
        super().__init__(_("A file is not kept any more. Attach it again."), code="gone")


def keep(file: Any, spec: FieldSpec, *, campaign_id: int, now: datetime, key: str = "") -> Upload:
    """Check a file and keep it, waiting for its form to be sent.

    The same file, sent again under the same ``key`` for the same question, is the same upload:
    a form sent twice is one contribution with one file.

    Args:
        key: what the sender made up for this contribution; empty: each file is a new one.

    Raises:
        ValidationError: where it cannot be taken (see ``checking.check``).
    """
    identifier = _identifier(file, spec, campaign_id, key)
    if key and (known := Upload.objects.filter(uuid=identifier).first()):
        return known
    checked = check(file, spec)
    upload = Upload(
        uuid=identifier,
        campaign_id=campaign_id,
        field_key=spec.key,
        name=checked.name,
        content_type=checked.content_type,
        extension=checked.extension,
        size=len(checked.content),
        digest=hashlib.sha256(checked.content).hexdigest(),
        created_at=now,
    )
    upload.file.save(checked.name, ContentFile(checked.content), save=False)
    try:
        with transaction.atomic():
            upload.save(force_insert=True)
    except IntegrityError:
        # The same form, sent twice at once: the other request has kept it.
        upload.file.delete(save=False)
        return Upload.objects.get(uuid=identifier)
    return upload


def _identifier(file: Any, spec: FieldSpec, campaign_id: int, key: str) -> uuid.UUID:
    """Return the id of an upload: random, or, under a key, the same for the same file."""
    if not key:
        return uuid.uuid4()
    digest = hashlib.sha256()
    file.seek(0)
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    said = f"{campaign_id}:{spec.key}:{key}:{file.name}:{digest.hexdigest()}"
    code = salted_hmac("civic_pages.upload", said, algorithm="sha256").digest()
    return uuid.UUID(bytes=code[:16], version=4)


def attach(contribution_id: int, campaign_id: int, uuids: Iterable[str]) -> None:
    """Give waiting files to a contribution; call it in the transaction that stores it.

    Raises:
        FileGone: one of them is not waiting: purged, or another contribution's.
    """
    wanted = set(uuids)
    waiting = Upload.objects.filter(uuid__in=wanted, campaign_id=campaign_id, contribution=None)
    if waiting.update(contribution_id=contribution_id) != len(wanted):
        raise FileGone


def waiting_too_long(*, now: datetime) -> Any:
    """Return the uploads whose form was never sent."""
    before = now - timedelta(hours=conf.get("UPLOAD_WAIT_HOURS"))
    return Upload.objects.filter(contribution=None, created_at__lt=before)


@transaction.atomic
def purge_waiting(*, now: datetime) -> int:
    """Erase uploads whose form was never sent; returns how many.

    Their rows are locked first: a form sent at this moment either has its file or is told.
    """
    due = waiting_too_long(now=now).select_for_update()
    keys = list(due.values_list("pk", flat=True))
    return erase(Upload.objects.filter(pk__in=keys, contribution=None))


def erase(uploads: Any) -> int:
    """Erase uploads and, once that is committed, their stored files; returns how many.

    Args:
        uploads: a queryset of :class:`Upload`.
    """
    erased, _by_model = uploads.delete()
    return int(erased)


def delete_stored(sender: type, instance: Upload, **kwargs: Any) -> None:
    """Delete the stored file of an upload whose row has gone, whichever way it went."""
    storage, name = instance.file.storage, instance.file.name
    if name:
        transaction.on_commit(lambda: storage.delete(name))
