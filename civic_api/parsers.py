"""Bodies that are taken: JSON that every database and every other program can hold."""

from typing import Any

import orjson
from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.parsers import BaseParser

from civic_api.exceptions import Problem, plain


class StrictJSONParser(BaseParser):
    """JSON in UTF-8 (RFC 8259): no NaN, no lone surrogates, no NUL, no number beyond a double.

    Raises:
        Problem: 400 with what is wrong; 413 beyond ``DATA_UPLOAD_MAX_MEMORY_SIZE``.
    """

    media_type = "application/json"

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        most: int | None = getattr(settings, "DATA_UPLOAD_MAX_MEMORY_SIZE", None)
        raw = stream.read() if most is None else stream.read(most + 1)
        if most is not None and len(raw) > most:
            raise plain(413)
        try:
            body = orjson.loads(raw)
        except orjson.JSONDecodeError as error:
            raise Problem(400, "bad-request", _("The body is not JSON.")) from error
        # Only where the six characters stand is it worth looking further.
        if b"\\u0000" in raw and holds_nul(body):
            detail = _("The body holds the character U+0000, which no text has.")
            raise Problem(400, "bad-request", detail)
        return body


def holds_nul(body: Any) -> bool:
    """Tell whether a text or a name anywhere in a JSON value holds NUL; PostgreSQL has no such text."""
    left = [body]
    while left:
        value = left.pop()
        if isinstance(value, dict):
            left += [*value.keys(), *value.values()]
        elif isinstance(value, list):
            left += value
        elif isinstance(value, str) and "\x00" in value:
            return True
    return False
