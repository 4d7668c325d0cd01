"""What an exported file is called."""

from datetime import datetime
from typing import Any

from django.utils import timezone


def file_name(campaign: Any, extension: str, *, now: datetime, scope: str = "open") -> str:
    """Return a name with the campaign and the day: ``assises-2026-03-01.csv``."""
    staff = "" if scope == "open" else f"-{scope}"
    return f"{campaign.slug}{staff}-{timezone.localtime(now).date().isoformat()}.{extension}"
