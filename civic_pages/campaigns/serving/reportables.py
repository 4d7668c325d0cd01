"""What else than contributions citizens report: each kind has a name in the address, and a page."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse


View = Callable[[Any, HttpRequest, int], HttpResponse]
_registered: dict[str, View] = {}


def register(name: str, view: View) -> None:
    """Serve ``<campaign>/<name>/<primary key>/signaler/``.

    Raises:
        ImproperlyConfigured: another view has the name.
    """
    if _registered.get(name, view) != view:
        raise ImproperlyConfigured(f"Two things to report are named {name!r}.")
    _registered[name] = view


def report_other(page: Any, request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """Hand a report over to whoever owns what is reported."""
    view = _registered.get(name)
    if view is None:
        raise Http404("Nothing of the kind.")
    return view(page, request, pk)
