"""System checks: what a site needs for syntheses as PDF and does not have."""

from typing import Any

from django.core.checks import CheckMessage, Warning, register

from civic_pages.synthesis import pdf


def pdf_without_its_libraries(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Warn (``civic_pages.W002``) before deployment where no PDF of a synthesis can be made.

    Before deployment only: the extra is one, and a site without it lacks nothing.
    """
    if pdf.is_available():
        return []
    return [
        Warning(
            "Syntheses are not offered as PDF: WeasyPrint or Pango is missing.",
            hint='Install the extra "pdf" and, on Debian, libpango-1.0-0 and libpangoft2-1.0-0; '
            "or silence this check.",
            id="civic_pages.W002",
        )
    ]


def connect() -> None:
    """Register the check; called once, when the app is ready."""
    register(pdf_without_its_libraries, deploy=True)
