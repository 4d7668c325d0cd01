"""Columns of the queue that Wagtail does not have."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timesince import timesince
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, StatusTagColumn

from civic_pages.participation import policy
from civic_pages.participation.models import Contribution, Kind, ModerationLock, Status


NOWRAP = "civic-nowrap"


class AuthorColumn(Column):
    """Who speaks: the group's name and how many people it represents, or nothing but the kind."""

    cell_template_name = "civic_pages/admin/author_cell.html"

    def get_cell_context_data(
        self, instance: Contribution, parent_context: Mapping[str, Any]
    ) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        return {**context, "collective": instance.kind == Kind.COLLECTIVE}


class SubjectColumn(Column):
    """What it is about: its title, or the title of its form where the form asks for none."""

    def get_value(self, instance: Contribution) -> str:
        return instance.title or instance.form_version.definition.title


class DayColumn(Column):
    """The day something happened, as a date: Wagtail's own column says how long ago."""

    def get_value(self, instance: Any) -> str:
        moment = super().get_value(instance)
        return date_format(timezone.localdate(moment), "SHORT_DATE_FORMAT") if moment else ""


class YesNoColumn(Column):
    """A setting in a word: Wagtail's own column tells screen readers "True", whatever their language."""

    def get_value(self, instance: Any) -> str:
        return gettext("Yes") if super().get_value(instance) else gettext("No")


class AgeColumn(Column):
    """How long ago it was received, in words.

    Args:
        now: end of the age.
    """

    def __init__(self, name: str, *, now: datetime, **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        self.now = now

    def get_value(self, instance: Any) -> str:
        received = super().get_value(instance)
        return timesince(received, self.now, depth=1) if received else ""


def status_column() -> StatusTagColumn:
    """Return the column of the status; what waits stands out."""
    return StatusTagColumn(
        "get_status_display",
        label=_("Status"),
        primary=lambda contribution: contribution.status == Status.PENDING,
        classname=NOWRAP,
    )


class MomentColumn(Column):
    """When something happened or will, to the minute."""

    def get_value(self, instance: Any) -> str:
        moment = super().get_value(instance)
        shown = date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT") if moment else ""
        return str(shown)


class HeldColumn(Column):
    """Who takes care of it, and who has it open right now.

    Args:
        now: locks that ended before are not told.
    """

    cell_template_name = "civic_pages/admin/held_cell.html"

    def __init__(self, name: str, *, now: datetime, **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        self.now = now

    def get_cell_context_data(
        self, instance: Contribution, parent_context: Mapping[str, Any]
    ) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        lock: ModerationLock | None = getattr(instance, "lock", None)
        is_live = lock is not None and lock.expires_at > self.now
        return {
            **context,
            "assigned": policy.name_of(instance.assigned_to) if instance.assigned_to else "",
            "held_by": policy.name_of(lock.user) if lock is not None and is_live else "",
            "held_since": lock.since if lock is not None and is_live else None,
        }
