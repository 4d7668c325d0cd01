"""What runs for a synthesis without being asked for; called when the app is ready."""

from civic_pages.synthesis import checks, freezing


def connect() -> None:
    """Connect receivers and register checks."""
    freezing.connect()
    checks.connect()
