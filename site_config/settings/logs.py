"""What production logs, and where: to stderr, for the journal; erasures to a file too."""

from typing import Any

import environ


def log_settings(env: environ.Env) -> dict[str, Any]:
    """Return ``LOGGING``; no line holds a private link."""
    ledger = env("CIVIC_ERASURE_LEDGER", default="")
    handlers: dict[str, Any] = {
        "console": {"class": "logging.StreamHandler", "filters": ["private"]},
    }
    # WeasyPrint tells each step of each PDF, and of its own start.
    loggers: dict[str, Any] = {"weasyprint.progress": {"level": "WARNING"}}
    if ledger:
        handlers["erasures"] = {
            "class": "logging.FileHandler",
            "filename": ledger,
            "encoding": "utf-8",
            "delay": True,
        }
        loggers["civic_pages.erasures"] = {"handlers": ["erasures"], "level": "INFO"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"private": {"()": "site_config.logs.HidePrivateLinks"}},
        "handlers": handlers,
        "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
        "loggers": loggers,
    }
