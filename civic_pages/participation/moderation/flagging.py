"""Flags as moderators see and filter them."""

from collections.abc import Mapping
from typing import Any

from django.db.models import TextField
from django.db.models.functions import Cast
from wagtail.admin.ui.tables import Column

from civic_pages.participation.abuse import rules


def flag_choices() -> list[tuple[str, str]]:
    """Return (name, in words) of every flag."""
    return list(rules.labels().items())


def of_flag(queryset: Any, _name: str, value: str) -> Any:
    """Return the contributions that bear a flag; databases differ in how to ask a JSON list."""
    if not value:
        return queryset
    return queryset.annotate(_flags=Cast("flags", TextField())).filter(
        _flags__contains=f'"{value}"'
    )


def in_words(flags: list[str]) -> list[str]:
    """Return flags in words; one whose rule is gone by its name."""
    known = rules.labels()
    return [known.get(name, name) for name in flags]


class FlagsColumn(Column):
    """Why it waits, in a few words."""

    cell_template_name = "civic_pages/admin/flags_cell.html"

    def get_cell_context_data(
        self, instance: Any, parent_context: Mapping[str, Any]
    ) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        return {**context, "flags": in_words(instance.flags)}
