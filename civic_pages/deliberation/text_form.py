"""What must be true before a text is published; a draft may be half-written."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from civic_pages.deliberation import clauses


class TextPageForm(WagtailAdminPageForm):
    """Checks, when publishing, that there is something to discuss."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if not self.is_deferred_validation and "clauses" not in self.errors:
            self._check_clauses(cleaned)
        return cleaned

    def _check_clauses(self, cleaned: dict[str, Any]) -> None:
        if not clauses.of_stream(cleaned.get("clauses") or []):
            message = _("Write at least one clause before publishing: it is what is discussed.")
            self.add_error("clauses", ValidationError(message, code="clauses"))
