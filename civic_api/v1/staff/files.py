"""Files as answers."""

from typing import Any

from rest_framework.renderers import BaseRenderer


class AnyRenderer(BaseRenderer):
    """Takes any media type: the file has its own, and the view sends it."""

    media_type, format, charset = "*/*", "file", None

    def render(self, data: Any, media_type: str | None = None, context: Any = None) -> Any:
        return data
