"""Answers for load balancers: the process lives; the process can serve."""

from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse


def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 as long as the process runs."""
    return JsonResponse({"status": "ok"})


def _database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone())


def _cache_answers() -> bool:
    cache.set("civic:readyz", "1", 10)
    return bool(cache.get("civic:readyz") == "1")


def _is_migrated() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200 where database, cache and migrations are ready, else 503 with what is not."""
    checks = {"database": _database_answers, "cache": _cache_answers, "migrations": _is_migrated}
    result = {}
    for name, check in checks.items():
        try:
            result[name] = check()
        except Exception:  # noqa: BLE001 - whatever a driver raises, the answer is "not ready"
            result[name] = False
    return JsonResponse(result, status=200 if all(result.values()) else 503)
