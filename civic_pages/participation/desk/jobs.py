"""A file that waits to be imported: uploaded, mapped, tried, imported, forgotten after a day."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import islice
from typing import IO, Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from django_tasks import task

from civic_blocks.definitions import FormDefinition
from civic_pages import conf
from civic_pages.participation import policy
from civic_pages.participation.desk import importing, tables
from civic_pages.participation.desk.rows import Plan, form_of
from civic_pages.participation.desk.targets import remembered, suggestions, targets
from civic_pages.participation.files import ImportMapping, Job
from civic_pages.participation.models import Source
from civic_pages.participation.protocols import Campaign


logger = logging.getLogger(__name__)
KEPT = timedelta(days=1)
SAMPLES = 3
MEGABYTE = 1_000_000


def start(
    upload: File[Any], *, campaign: Campaign, definition: FormDefinition, user: Any, now: datetime
) -> Job:
    """Put a file aside to be imported, with a first guess of what its columns are.

    Raises:
        PermissionDenied: the user may not enter contributions.
        TableError: the file is too large, or no table.
    """
    policy.require(user, policy.ENTER, campaign)
    purge(now=now)
    if upload.size > conf.get("IMPORT_MAX_MB") * MEGABYTE:
        message = _("This file is larger than %(most)s MB: import it in parts.")
        raise tables.TableError(message % {"most": conf.get("IMPORT_MAX_MB")}, code="too_large")
    with tables.opened(upload) as table:
        headers, samples = table.headers, [row for _number, row in islice(table.rows, SAMPLES)]
    job = Job(
        kind=Job.Kind.IMPORT,
        campaign_id=campaign.pk,
        user=user,
        created_at=now,
        parameters={
            "form_id": definition.form_id,
            "file_name": (upload.name or "")[:150],
            "headers": headers,
            "samples": [[cell[:80] for cell in row] for row in samples],
            "columns": guess(campaign, definition, headers, user),
        },
    )
    upload.seek(0)
    job.file.save(get_valid_filename(upload.name or "import")[-100:], upload, save=False)
    job.save()
    return job


def guess(
    campaign: Campaign, definition: FormDefinition, headers: Any, user: Any
) -> dict[str, str]:
    """Return the column of each target: as the last import of such a file had it, else by name."""
    wanted = targets(definition, may_decide=policy.may(user, policy.MODERATE, campaign))
    kept = ImportMapping.objects.filter(campaign_id=campaign.pk, form_id=definition.form_id)
    for mapping in kept.order_by("-updated_at"):
        known = remembered(mapping.columns, wanted, headers)
        if known and len(known) == len(mapping.columns):
            return known
    return suggestions(wanted, headers)


def save_mapping(job: Job, name: str, *, now: datetime) -> None:
    """Keep the columns of a job under a name, for the next file."""
    ImportMapping.objects.update_or_create(
        campaign_id=job.campaign_id,
        form_id=job.parameters["form_id"],
        name=name,
        defaults={"columns": job.parameters["columns"], "updated_at": now},
    )


def configure(job: Job, columns: Mapping[str, str], options: Mapping[str, Any]) -> None:
    """Say what the columns of a job are; what an earlier dry run found is forgotten."""
    job.parameters = {**job.parameters, "columns": dict(columns), "options": dict(options)}
    job.report = {}
    job.save(update_fields=["parameters", "report"])


def plan_of(job: Job, *, user: Any, now: datetime) -> Plan:
    """Return how a job's file is read.

    Raises:
        ValidationError: the campaign does not have the form any more.
    """
    campaign: Any = job.campaign.specific
    definition = form_of(campaign, job.parameters["form_id"])
    if definition is None:
        raise ValidationError(_("The campaign does not have this form any more."), code="no_form")
    options = job.parameters.get("options", {})
    return Plan(
        campaign=campaign,
        definition=definition,
        columns=job.parameters["columns"],
        operator=user,
        now=now,
        source=options.get("source", Source.IMPORT),
        batch=options.get("batch", ""),
        consents=options.get("consents", False),
        geocode=options.get("geocode", False),
    )


def claim(job: Job) -> bool:
    """Take a waiting job to work on; false where somebody has it already, or it is done."""
    waiting = Job.objects.filter(pk=job.pk, state=Job.State.WAITING)
    return bool(waiting.update(state=Job.State.RUNNING, done=0))


@task()
def work(pk: int, user_pk: int, *, store: bool, language: str) -> None:
    """Try or import the file of a claimed job; its report, in ``language``, says what came of it."""
    job = Job.objects.select_related("campaign").get(pk=pk)
    user = get_user_model().objects.get(pk=user_pk)
    # Dates and numbers are read, and problems told, as the operator writes and reads them.
    with translation.override(language):
        try:
            report = _worked(job, user, store=store)
            imported = store and not report.problem_count
            _end(job, Job.State.DONE if imported else Job.State.WAITING, report.as_dict())
        except ValidationError as error:
            _end(job, Job.State.WAITING, {"error": " ".join(error.messages)})
        except PermissionDenied:
            _end(job, Job.State.FAILED, {"error": _("You may not import this.")})
        except Exception:
            # Whatever it was, the person who waits must see that nothing was imported.
            logger.exception("Import %s failed", job.pk)
            message = _("The import failed and nothing was added. Tell your administrator.")
            _end(job, Job.State.FAILED, {"error": message})


def _end(job: Job, state: str, report: dict[str, Any]) -> None:
    job.state, job.report, job.finished_at = state, report, timezone.now()
    job.save(update_fields=["state", "report", "finished_at"])


def _worked(job: Job, user: Any, *, store: bool) -> importing.Report:
    def progress(done: int) -> None:
        Job.objects.filter(pk=job.pk).update(done=done)

    plan = plan_of(job, user=user, now=timezone.now())
    act = importing.run if store else importing.dry_run
    file: IO[bytes]
    with job.file.open("rb") as file:
        return act(file, plan, progress=progress)


def expired(*, now: datetime) -> QuerySet[Job]:
    """Return the imports whose file was kept long enough."""
    old = Job.objects.filter(kind=Job.Kind.IMPORT, created_at__lt=now - KEPT)
    return old.exclude(file="")


def purge(*, now: datetime) -> int:
    """Forget those files, and what their reports quote of them; returns how many."""
    count = 0
    for job in expired(now=now):
        job.file.delete(save=False)
        job.parameters = {**job.parameters, "samples": []}
        job.report = {**job.report, "problems": []}
        if job.state == Job.State.RUNNING:
            # Whoever worked on it died: it never came to an end.
            job.state = Job.State.FAILED
        job.save(update_fields=["file", "parameters", "report", "state"])
        count += 1
    return count
