"""A page speaks its own language, whatever a visitor's browser prefers: never two on one page."""

from typing import Any

from asgiref.local import Local
from django.conf import settings
from django.http import HttpRequest
from django.utils import translation


# What was spoken before a page spoke, as a ``translation.override`` that is still to be left.
_before = Local()


def language_of(page: Any) -> str:
    """Return the code of the language a page is written in, of those of the site: "fr", "en"."""
    # An editor looks at pages that are not saved yet: theirs is that of the page above.
    locale = page.locale if page.locale_id else page.get_default_locale()
    try:
        return translation.get_supported_language_variant(locale.language_code)
    except LookupError:
        return settings.LANGUAGE_CODE


def restore(sender: Any, **kwargs: Any) -> None:
    """Speak again what was spoken before a page did.

    ``LocaleMiddleware`` begins each request with its visitor's language. A host may have none: what
    this thread answers next, which may be no page of ours, would go on in the page's language.
    """
    spoken = getattr(_before, "override", None)
    if spoken is not None:
        del _before.override
        spoken.__exit__(None, None, None)


class InItsLanguage:
    """For a Wagtail page: what surrounds its content is in the language of its content.

    Comes before classes that answer requests themselves, such as Wagtail's ``RoutablePageMixin``.
    """

    def speak(self, request: HttpRequest) -> None:
        """Speak the page's language to the end of a request; see ``restore``."""
        request.LANGUAGE_CODE = language_of(self)
        if getattr(_before, "override", None) is None:
            _before.override = translation.override(None)
            _before.override.__enter__()
        translation.activate(request.LANGUAGE_CODE)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.speak(request)
        return super().serve(request, *args, **kwargs)  # type: ignore[misc]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> Any:
        self.speak(request)
        return super().serve_preview(request, mode_name)  # type: ignore[misc]
