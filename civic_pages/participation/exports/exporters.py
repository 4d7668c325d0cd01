"""Formats that other apps export contributions in, beside ours.

An app adds one with the hook ``register_civic_exporters``: a function without arguments that
returns an :class:`Exporter` or a list of them. It appears among the open data of a campaign's list,
in the API as ``export.<extension>``, in the data package, and among the exports of the team.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django.utils.functional import Promise

from civic_blocks.extension import ExtensionPoint
from civic_pages.participation.exports.base import Table


MEDIA_TYPE = re.compile(r"^[\w.+-]+/[\w.+-]+(; ?charset=[\w-]+)?$")
# Our own formats, and what their files end with.
TAKEN = frozenset(
    {"csv", "xlsx", "geojson", "gpkg", "archive", "zip", "demand_xlsx", "demand_geojson"}
)


class Exporter(ABC):
    """A format of files.

    Attributes:
        slug: unique name, stored with orders of the team.
        label: what people read beside its link.
        media_type: of the file: "application/x-ndjson".
        extension: what its address and its name end with; the slug where it is empty.
        is_open: it is one of the open data; campaigns of homes, which publish counts only, have no
            such file.
        is_for_staff: the team may order it of what their queue lists, with all that was said.
    """

    slug: ClassVar[str]
    label: ClassVar[str | Promise]
    media_type: ClassVar[str]
    extension: ClassVar[str] = ""
    is_open: ClassVar[bool] = True
    is_for_staff: ClassVar[bool] = True

    @property
    def ending(self) -> str:
        return self.extension or self.slug

    @abstractmethod
    def write(self, table: Table, *, now: datetime) -> Iterable[bytes]:
        """Yield the bytes of the file, some at a time; nothing is read before they are asked for.

        Args:
            table: ``columns`` and ``rows()``, a list of cells each; ``pairs()`` and ``geometry()``
                give places too. What may be told is decided: an open table holds published
                contributions and public answers, filtered as the list is.
        """


def _wrong(slug: str, exporter: Exporter) -> str | None:
    media_type = getattr(exporter, "media_type", None)
    if not isinstance(media_type, str) or not MEDIA_TYPE.match(media_type):
        return f"the exporter {slug!r}: {media_type!r} is not a media type."
    if exporter.ending in TAKEN or not re.fullmatch(r"[a-z0-9_]+", exporter.ending):
        return f"the exporter {slug!r}: files cannot end with {exporter.ending!r}."
    return None


EXPORTERS: ExtensionPoint[Exporter] = ExtensionPoint(
    "register_civic_exporters",
    Exporter,
    "exporter",
    reserved=lambda: TAKEN,
    labelled=True,
    wrong=_wrong,
)


def exporters() -> dict[str, Exporter]:
    """Return the exporters of other apps by slug.

    Raises:
        ImproperlyConfigured: two of one slug, or something that is no exporter.
    """
    return EXPORTERS.collect()


def open_exporters(campaign: Any) -> list[Exporter]:
    """Return those a campaign's open data is offered in: none where counts are published only."""
    if getattr(campaign, "public_precision", "") == "areas":
        return []
    return [exporter for exporter in exporters().values() if exporter.is_open]
