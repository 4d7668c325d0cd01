"""What exports and imports have in common: jobs of one person, within the campaigns of a key."""

import uuid
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from civic_api.exceptions import Problem
from civic_api.v1.staff.base import StaffView
from civic_pages.participation.models import Job


STATES = Job.State.choices


class JobShape(serializers.Serializer[None]):
    id = serializers.UUIDField()
    campaign = serializers.IntegerField()
    state = serializers.ChoiceField(STATES)
    done = serializers.IntegerField(help_text="Rows so far.")
    total = serializers.IntegerField(help_text="Rows there are; 0: not known.")
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    error = serializers.CharField(help_text="Why it failed; empty where it did not.")
    url = serializers.CharField(help_text="Where to ask again.")


class JobsView(StaffView):
    """Base of the routes of jobs: one's own only, whichever way they were started."""

    kind = ""

    def jobs(self) -> Any:
        user: Any = self.request.user
        mine = Job.objects.filter(kind=self.kind, user=user)
        return self.within(mine)

    def job(self, identifier: uuid.UUID) -> Job:
        """Return a job.

        Raises:
            Problem: 404 where there is none of theirs.
        """
        found: Job | None = self.jobs().select_related("campaign").filter(uuid=identifier).first()
        if found is None:
            raise Problem(404, "not-found", _("No such job."))
        return found


def job_row(job: Job, url: str) -> dict[str, Any]:
    return {
        "id": str(job.uuid),
        "campaign": job.campaign_id,
        "state": job.state,
        "done": job.done,
        "total": job.total,
        "created_at": job.created_at,
        "finished_at": job.finished_at,
        "error": job.report.get("error", ""),
        "url": url,
    }
