"""Files that come with participation, and those it makes: kept outside of the public media."""

import uuid
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from civic_pages import conf


# Beside MEDIA_ROOT, where a site's STORAGES has no alias of ours.
FOLDER = "civic_private"


class PrivateStorage(Storage):
    """The storage of ``CIVIC_PAGES["PRIVATE_STORAGE"]``, an alias of ``STORAGES``, as it is now.

    A model's field would keep the one it is given first, whatever the settings say later. Where a
    site has no such alias, files lie in a folder beside ``MEDIA_ROOT``, never in it.
    """

    def __getattribute__(self, name: str) -> Any:
        alias = conf.get("PRIVATE_STORAGE")
        if alias in settings.STORAGES:
            return getattr(storages[alias], name)
        return getattr(beside_media(settings.MEDIA_ROOT), name)


@cache
def beside_media(media_root: Any) -> FileSystemStorage:
    """Return the storage of a site that names none, in a folder that no web server serves."""
    return FileSystemStorage(location=Path(media_root).resolve().parent / FOLDER)


def private_storage() -> Storage:
    """Return the storage of what the public must not see."""
    return PrivateStorage()


def upload_path(instance: Any, filename: str) -> str:
    return f"uploads/{instance.campaign_id}/{instance.uuid.hex}{instance.extension}"


def job_path(instance: Any, filename: str) -> str:
    return f"jobs/{instance.uuid.hex}/{filename}"


class Upload(models.Model):
    """A file somebody attached: checked, images re-encoded, never served from the media root.

    Without a contribution it waits for its form to be sent, and is purged after a day.
    ``name`` is the citizen's own file name, for display only; ``size`` is in bytes, ``digest`` the
    SHA-256 of what is stored.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    campaign = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    contribution = models.ForeignKey(
        "civic_pages.Contribution",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="uploads",
    )
    field_key = models.CharField(max_length=40)
    name = models.CharField(max_length=150)
    content_type = models.CharField(max_length=100)
    extension = models.CharField(max_length=10)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    file = models.FileField(storage=private_storage, upload_to=upload_path, max_length=200)
    created_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(fields=["contribution", "created_at"], name="civic_upload_waiting")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_image(self) -> bool:
        return self.content_type.startswith("image/")


class Job(models.Model):
    """A long piece of work of the team: an export or an import, with its progress and its file.

    ``parameters`` is what it was asked (format, scope, query string, mapping …), ``report`` what it
    has to say when done, both JSON-able. ``done`` of ``total`` rows.
    """

    class Kind(models.TextChoices):
        EXPORT = "export", _("Export")
        IMPORT = "import", _("Import")
        PROJECTS = "projects", _("Import of projects")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Under way")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=8, choices=Kind)
    campaign = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    parameters = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    report = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    file = models.FileField(storage=private_storage, upload_to=job_path, blank=True, max_length=200)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return f"{self.kind} {self.campaign_id} {self.state}"


class ImportMapping(models.Model):
    """Which column of a city's file answers which question, kept for the next time.

    ``columns`` maps a target (a question's key, or ``title``-like fixed names) to a column header.
    """

    campaign = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    form_id = models.CharField(max_length=64)
    name = models.CharField(max_length=100, default="")
    columns = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    updated_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["campaign", "form_id", "name"], name="civic_import_mapping_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.name}"
