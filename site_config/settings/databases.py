"""The databases: one, or one that is written and a replica of it that is read."""

from pathlib import Path
from typing import Any

import environ


# WAL lets readers work beside the one writer; IMMEDIATE takes the write lock at BEGIN, so two
# submissions queue instead of one failing with "database is locked" half-way.
_SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}


def database_settings(env: environ.Env, folder: Path) -> dict[str, Any]:
    """Return ``DATABASES``, and ``DATABASE_ROUTERS`` where there is a replica.

    Args:
        folder: where SQLite's file is kept if no ``DATABASE_URL`` is given.
    """
    config = env.db_url("DATABASE_URL", default=f"sqlite:///{folder / 'civic.sqlite3'}")
    if config["ENGINE"] == "django.db.backends.sqlite3":
        folder.mkdir(exist_ok=True)
        config["OPTIONS"] = dict(_SQLITE)
    else:
        _tune(env, config)
    if not env("DATABASE_REPLICA_URL", default=""):
        return {"DATABASES": {"default": config}}
    replica = env.db_url("DATABASE_REPLICA_URL")
    _tune(env, replica)
    _give_up_early(replica)
    return {
        "DATABASES": {"default": config, "replica": {**replica, "TEST": {"MIRROR": "default"}}},
        "DATABASE_ROUTERS": ["site_config.replica.ReplicaRouter"],
    }


def _tune(env: environ.Env, config: dict[str, Any]) -> None:
    # A server that was restarted left dead connections in the pool.
    config["CONN_HEALTH_CHECKS"] = True
    options = config.setdefault("OPTIONS", {})
    options["pool"] = {
        "min_size": env.int("DATABASE_POOL_MIN", default=1),
        "max_size": env.int("DATABASE_POOL_MAX", default=8),
        "timeout": 10,
        # Tries to connect wait twice as long each time, and keep others from trying.
        "reconnect_timeout": 10,
    }
    # Compiling a query takes longer than any of ours runs.
    options.setdefault("options", "-c jit=off")


def _give_up_early(replica: dict[str, Any]) -> None:
    """Let nobody wait long for a replica that is gone: there is the primary."""
    replica["OPTIONS"]["pool"] |= {"timeout": 2, "reconnect_timeout": 2}
    # Seconds, and milliseconds, of a machine that says nothing any more.
    replica["OPTIONS"] |= {"connect_timeout": 2, "tcp_user_timeout": 2000}
