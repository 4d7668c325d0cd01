"""Exports that take a while: a job in the background, with its progress and its file."""

import logging
import tempfile
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files import File
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from civic_pages import conf
from civic_pages.participation import policy
from civic_pages.participation.exports import making
from civic_pages.participation.exports.names import file_name
from civic_pages.participation.exports.orders import Order
from civic_pages.participation.models import Job


logger = logging.getLogger(__name__)


def start(order: Order, *, by: Any, total: int, now: datetime) -> Job:
    """Have a file made in the background; ``actions.order_export`` has allowed and logged it."""
    job = Job.objects.create(
        kind=Job.Kind.EXPORT,
        campaign_id=order.campaign_id,
        user=by,
        parameters=order.as_dict(),
        total=total,
        created_at=now,
    )
    transaction.on_commit(lambda: run_export.enqueue(job.pk))
    return job


@task()
def run_export(pk: int) -> None:
    """Make the file of a waiting job; whoever may no longer export gets none."""
    if not Job.objects.filter(pk=pk, state=Job.State.WAITING).update(state=Job.State.RUNNING):
        return
    job = Job.objects.select_related("user").get(pk=pk)
    order = Order.from_dict(job.parameters)
    with translation.override(order.language or None):
        try:
            _make(job, order)
        except PermissionDenied:
            _end(job, Job.State.FAILED, _("You may no longer export this."))
        except Exception:
            # Whatever it was, the person who waits must see that nothing will come.
            logger.exception("Export %s failed", job.pk)
            _end(
                job,
                Job.State.FAILED,
                _("The export failed. Try again, or tell your administrator."),
            )


def _make(job: Job, order: Order) -> None:
    for permission in order.permissions():
        policy.require(job.user, permission, job.campaign_id)

    def progress(done: int) -> None:
        Job.objects.filter(pk=job.pk).update(done=done)

    now = timezone.now()
    with tempfile.NamedTemporaryFile(suffix=f".{order.extension}") as made:
        making.write(order, made.name, by=job.user, now=now, progress=progress)
        campaign = making.campaign_of(order)
        with open(made.name, "rb") as source:
            name = file_name(campaign, order.extension, now=now, scope=order.scope)
            job.file.save(name, File(source), save=False)
    job.refresh_from_db(fields=["done"])
    _end(job, Job.State.DONE, "")


def _end(job: Job, state: str, error: str) -> None:
    job.state, job.finished_at = state, timezone.now()
    job.report = {"error": error} if error else {}
    job.save(update_fields=["state", "finished_at", "report", "file"])


def of_user(user: Any) -> QuerySet[Job]:
    """Return the exports somebody ordered, the newest first."""
    mine = Job.objects.filter(kind=Job.Kind.EXPORT, user=user)
    return mine.select_related("campaign").order_by("-created_at", "-pk")


def may_fetch(job: Job, user: Any) -> bool:
    """Tell whether a user may have the file: their own, with every permission still held."""
    order = Order.from_dict(job.parameters)
    return job.user_id == user.pk and all(
        policy.may(user, p, job.campaign_id) for p in order.permissions()
    )


def expired(*, now: datetime) -> QuerySet[Job]:
    """Return the exports that were kept long enough."""
    kept = timedelta(hours=conf.get("JOB_KEEP_HOURS"))
    return Job.objects.filter(kind=Job.Kind.EXPORT, created_at__lt=now - kept)


def purge(*, now: datetime) -> int:
    """Erase the files and rows of exports that were kept long enough; returns how many."""
    old = list(expired(now=now))
    for job in old:
        if job.file:
            job.file.delete(save=False)
        job.delete()
    return len(old)
