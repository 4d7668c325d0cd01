"""The sites an editor named, as those whose programs may call the API from a browser (CORS)."""

from django.http import HttpRequest

from civic_pages.embedding.models import settings_of
from civic_pages.embedding.origins import is_among


def origins(request: HttpRequest) -> tuple[str, ...]:
    """Return the origin of a request where the editors of its site named it; nothing otherwise.

    Not the whole list: a site may be named with a star, which no comparison of origins knows.
    """
    origin = request.headers.get("Origin", "")
    return (origin,) if origin and is_among(origin, settings_of(request).origins) else ()
