"""Our own erasers: one for each table that holds something of a person."""

import json
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from civic_pages.participation.models import (
    Confirmation,
    Contact,
    Contribution,
    Edition,
    ExactLocation,
    Job,
    MailRecord,
    Note,
    Origin,
    Report,
    Upload,
)
from civic_pages.participation.privacy.base import Eraser, NamedFile, Person


def as_json(name: str, rows: Any) -> NamedFile:
    """Return rows as a readable JSON file."""
    text = json.dumps(rows, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    return NamedFile(f"{name}.json", text.encode())


class TableEraser(Eraser):
    """Rows of one table that hang on contributions, and are deleted whole.

    Attributes:
        model: has a foreign key ``contribution``.
        columns: what is handed out.
        ends_with_campaign: whether the retention period takes them.
    """

    model: ClassVar[Any]
    columns: ClassVar[tuple[str, ...]] = ()
    ends_with_campaign: ClassVar[bool] = True

    def rows(self, who: Person) -> QuerySet[Model]:
        found: QuerySet[Model] = self.model.objects.filter(contribution_id__in=who.contributions)
        return found

    def held(self, who: Person) -> int:
        return self.rows(who).count()

    def export(self, who: Person) -> Iterable[NamedFile]:
        rows = list(self.rows(who).values("contribution__reference", *self.columns))
        return [as_json(self.slug, rows)] if rows else []

    def erase(self, who: Person) -> int:
        return _deleted(self.rows(who))

    def _of_campaign(self, campaign_id: int) -> QuerySet[Model]:
        found: QuerySet[Model] = self.model.objects.filter(contribution__campaign_id=campaign_id)
        return found

    def due(self, campaign_id: int) -> int:
        return self._of_campaign(campaign_id).count() if self.ends_with_campaign else 0

    def purge(self, campaign_id: int) -> int:
        return _deleted(self._of_campaign(campaign_id)) if self.ends_with_campaign else 0


def _deleted(rows: QuerySet[Any]) -> int:
    count = rows.count()
    rows.delete()
    return count


class Contacts(TableEraser):
    slug, label, told_as = "contacts", _("E-mail addresses"), "contacts"
    model, columns = Contact, ("email",)


class Places(TableEraser):
    slug, label, told_as = "places", _("Exact places and addresses"), "exact places"
    model = ExactLocation
    columns = ("address", "unit", "label", "latitude", "longitude", "provenance")


class Origins(TableEraser):
    slug, label, told_as = "origins", _("Technical traces"), "traces"
    model, columns = Origin, ("mail_domain", "seconds")


class Confirmations(TableEraser):
    slug, label, told_as = "confirmations", _("Confirmation links"), "confirmations"
    model, columns = Confirmation, ("sends", "last_sent_at", "expires_at")


class Mails(TableEraser):
    """By contribution, and by address where the contact is gone."""

    slug, label, told_as = "mails", _("Record of e-mails sent"), "mail records"
    model, columns = MailRecord, ("event", "address", "state", "at")

    def rows(self, who: Person) -> QuerySet[Any]:
        found = super().rows(who)
        if who.email:
            found = found | MailRecord.objects.filter(address__iexact=who.email)
        return found


class Editions(TableEraser):
    slug, label, told_as = "editions", _("Earlier and redacted texts"), "earlier texts"
    model, columns = Edition, ("cause", "data", "made_at")


class Notes(TableEraser):
    slug, label, told_as = "notes", _("Internal notes"), "notes"
    model, columns = Note, ("text", "created_at")


class Files(TableEraser):
    """A person's files go one by one: each takes its stored file with it."""

    slug, label, told_as = "files", _("Files"), "private files"
    ends_as = _("Private files")
    model, columns = Upload, ("name", "content_type", "size", "created_at")

    def export(self, who: Person) -> Iterator[NamedFile]:
        for upload in Upload.objects.filter(contribution_id__in=who.contributions):
            with upload.file.open("rb") as stored:
                yield NamedFile(f"files/{upload.uuid.hex}{upload.extension}", stored.read())

    def erase(self, who: Person) -> int:
        return self._remove(self.rows(who))

    def _of_campaign(self, campaign_id: int) -> QuerySet[Any]:
        """Files of questions that are not public; published ones are part of what was said."""
        found: QuerySet[Any] = super()._of_campaign(campaign_id)
        private = [
            upload.pk
            for upload in found.select_related("contribution__form_version")
            if not _is_public(upload)
        ]
        return found.filter(pk__in=private)

    def purge(self, campaign_id: int) -> int:
        return self._remove(self._of_campaign(campaign_id))

    @staticmethod
    def _remove(uploads: QuerySet[Any]) -> int:
        found = list(uploads)
        for upload in found:
            upload.file.delete(save=False)
            upload.delete()
        return len(found)


def _is_public(upload: Upload) -> bool:
    contribution = upload.contribution
    if contribution is None or contribution.status != "published":
        return False
    specs = contribution.form_version.definition
    return any(spec.key == upload.field_key and spec.public for spec in specs)


class Reports(Eraser):
    """What somebody reported, under their address."""

    slug: ClassVar[str] = "reports"
    label: ClassVar[str | Promise] = _("Reports sent")
    told_as: ClassVar[str] = "addresses of reports"

    def _rows(self, who: Person) -> QuerySet[Report]:
        if not who.email:
            return Report.objects.none()
        return Report.objects.filter(email__iexact=who.email)

    def held(self, who: Person) -> int:
        return self._rows(who).count()

    def export(self, who: Person) -> Iterable[NamedFile]:
        columns = ("contribution__reference", "ground", "text", "email", "created_at")
        rows = list(self._rows(who).values(*columns))
        return [as_json(self.slug, rows)] if rows else []

    def erase(self, who: Person) -> int:
        return self._rows(who).update(email="", text="")

    def due(self, campaign_id: int) -> int:
        return self._of_campaign(campaign_id).count()

    def purge(self, campaign_id: int) -> int:
        return self._of_campaign(campaign_id).update(email="")

    @staticmethod
    def _of_campaign(campaign_id: int) -> QuerySet[Report]:
        return Report.objects.filter(contribution__campaign_id=campaign_id).exclude(email="")


class TeamFiles(Eraser):
    """Exports and imports of the team: they hold what they were made of, so they go whole."""

    slug: ClassVar[str] = "team_files"
    label: ClassVar[str | Promise] = _("Files exported or imported by the team")
    told_as: ClassVar[str] = "files of the team"

    def _rows(self, who: Person) -> QuerySet[Job]:
        campaigns = Contribution.objects.filter(pk__in=who.contributions).values("campaign_id")
        return Job.objects.filter(campaign_id__in=campaigns).exclude(file="")

    def held(self, who: Person) -> int:
        return self._rows(who).count()

    def erase(self, who: Person) -> int:
        return _without_files(self._rows(who))

    def due(self, campaign_id: int) -> int:
        return Job.objects.filter(campaign_id=campaign_id).exclude(file="").count()

    def purge(self, campaign_id: int) -> int:
        return _without_files(Job.objects.filter(campaign_id=campaign_id).exclude(file=""))


def _without_files(jobs: QuerySet[Job]) -> int:
    found = list(jobs)
    for job in found:
        job.file.delete(save=True)
    return len(found)
