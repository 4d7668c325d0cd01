"""Who does the tasks: whoever asked for them, at once, or workers that take them from the database.

Workers (``manage.py db_worker``) need the optional extra ``workers`` (django-tasks-db).
"""

from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured


def task_settings(env: environ.Env, apps: list[str]) -> dict[str, Any]:
    """Return the settings that ``CIVIC_TASKS`` (``immediate`` or ``database``) adds and changes.

    Args:
        apps: ``INSTALLED_APPS`` so far.

    Raises:
        ImproperlyConfigured: ``CIVIC_TASKS`` says something else.
    """
    kind = env("CIVIC_TASKS", default="immediate")
    if kind == "immediate":
        return {}
    if kind != "database":
        raise ImproperlyConfigured(f"CIVIC_TASKS is immediate or database, not {kind!r}.")
    return {
        "INSTALLED_APPS": [*apps, "django_tasks_db"],
        "TASKS": {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}},
    }
