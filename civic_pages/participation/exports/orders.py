"""What somebody of the team asks to be exported, as plain data: a job keeps it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from civic_pages.participation import policy
from civic_pages.participation.demand.grid import DEFAULT_SIZE
from civic_pages.participation.exports.csv import Dialect
from civic_pages.participation.exports.exporters import Exporter, exporters


class Format(TextChoices):
    CSV = "csv", _("CSV table")
    XLSX = "xlsx", _("Workbook (XLSX)")
    GEOJSON = "geojson", _("GeoJSON map")
    GEOPACKAGE = "gpkg", _("GeoPackage for a GIS: contributions and demand")
    DEMAND_XLSX = "demand_xlsx", _("Demand by sector: workbook (XLSX)")
    DEMAND_GEOJSON = "demand_geojson", _("Demand by sector: GeoJSON map")
    ARCHIVE = "archive", _("Archive of the whole campaign")


EXTENSIONS = {
    Format.ARCHIVE.value: "zip",
    Format.DEMAND_XLSX.value: "xlsx",
    Format.DEMAND_GEOJSON.value: "geojson",
}
# These count published contributions by sector; with exact places by grid and street too.
OF_DEMAND = (Format.GEOPACKAGE, Format.DEMAND_XLSX, Format.DEMAND_GEOJSON)


def offered() -> list[tuple[str, Any]]:
    """Return the formats of a filtered set that the team may choose from: (slug, label)."""
    ours = [choice for choice in Format.choices if choice[0] != Format.ARCHIVE]
    return [*ours, *((e.slug, e.label) for e in exporters().values() if e.is_for_staff)]


@dataclass(frozen=True)
class Order:
    """An export of the staff's.

    Attributes:
        query: query string of the moderation queue; an archive has none.
        language: of headers and labels.
        contacts: with e-mail addresses.
        places: with exact places and homes.
        cell: edge of the cells that demand is counted by, in metres.
    """

    campaign_id: int
    format: str = Format.CSV.value
    query: str = ""
    language: str = ""
    delimiter: str = ","
    headers: str = "labels"
    contacts: bool = False
    places: bool = False
    cell: int = DEFAULT_SIZE

    def as_dict(self) -> dict[str, Any]:
        """Return JSON-able data that ``from_dict`` reads back."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Order":
        return cls(**data)

    @property
    def dialect(self) -> Dialect:
        return Dialect(self.delimiter, headers=self.headers, bom=self.headers == "labels")

    @property
    def exporter(self) -> Exporter | None:
        """The exporter of another app that makes it; ``None`` where it is one of our formats."""
        return exporters().get(self.format)

    @property
    def extension(self) -> str:
        if self.exporter is not None:
            return self.exporter.ending
        return EXTENSIONS.get(self.format, self.format)

    @property
    def scope(self) -> str:
        """Return what the name of the file says beside the campaign's."""
        return "staff-demand" if self.format in OF_DEMAND else "staff"

    @property
    def title(self) -> str:
        if self.exporter is not None:
            return str(self.exporter.label)
        # An app that is gone took the words for its format with it.
        return str(Format(self.format).label) if self.format in Format.values else self.format

    def permissions(self) -> list[str]:
        """Return what one must be allowed to order it, and to fetch it later."""
        whole = self.format == Format.ARCHIVE
        needed = [policy.EXPORT]
        needed += [policy.VIEW_CONTACT] if self.contacts or whole else []
        needed += [policy.VIEW_EXACT] if self.places or whole else []
        return needed
