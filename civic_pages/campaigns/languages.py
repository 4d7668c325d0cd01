"""A page speaks its own language, whatever a visitor's browser prefers: never two on one page."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation


def language_of(page: Any) -> str:
    """Return the code of the language a page is written in, of those of the site: "fr", "en"."""
    # An editor looks at pages that are not saved yet: theirs is that of the page above.
    locale = page.locale if page.locale_id else page.get_default_locale()
    try:
        return translation.get_supported_language_variant(locale.language_code)
    except LookupError:
        return settings.LANGUAGE_CODE


class InItsLanguage:
    """For a Wagtail page: what surrounds its content is in the language of its content.

    Comes before classes that answer requests themselves, such as Wagtail's ``RoutablePageMixin``.
    """

    def speak(self, request: HttpRequest) -> None:
        """Speak the page's language to the end of a request; the next begins with its visitor's."""
        request.LANGUAGE_CODE = language_of(self)
        translation.activate(request.LANGUAGE_CODE)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.speak(request)
        return super().serve(request, *args, **kwargs)  # type: ignore[misc]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> Any:
        self.speak(request)
        return super().serve_preview(request, mode_name)  # type: ignore[misc]
