"""Addresses with which blocks come alive: implements ``civic_blocks.ports.LiveEndpoints``."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from civic_pages.campaigns.mixins import CampaignMixin
from civic_pages.participation.exports.exporters import open_exporters


class Endpoints:
    """Addresses of a page; empty for a page that is not saved yet."""

    def campaign(self, page: Any) -> str:
        """Return where a campaign is told whole."""
        is_told = page.pk and isinstance(page, CampaignMixin)
        return reverse("civic_api:campaign", args=[page.pk]) if is_told else ""

    def pins(self, page: Any) -> str:
        return f"{reverse('civic_api:pins')}?campaign={page.pk}" if page.pk else ""

    def contributions(self, page: Any) -> str:
        """Return the address under which each contribution has its own: ``<reference>/``."""
        return reverse("civic_api:contributions") if page.pk else ""

    def places(self, page: Any) -> str:
        return reverse("civic_api:places", args=[page.pk]) if page.pk else ""

    def layer(self, page: Any, identifier: str) -> str:
        """Return where a layer of a campaign's map is served; other pages hold theirs themselves."""
        is_served = page.pk and identifier and isinstance(page, CampaignMixin)
        return reverse("civic_api:layer", args=[page.pk, identifier]) if is_served else ""

    def challenge(self, page: Any) -> str:
        return reverse("civic_api:challenge", args=[page.pk]) if page.pk else ""

    def similar(self, page: Any) -> str:
        """Return the address of what is close to a text, which is sent as ``text``."""
        return f"{reverse('civic_api:similar')}?campaign={page.pk}" if page.pk else ""

    def exports(self, page: Any, querystring: str) -> list[tuple[str, str]]:
        """Return (label, address) of the open-data files of the filtered set."""
        query = f"?{querystring}" if querystring else ""
        return [
            (_("CSV table"), reverse("civic_api:export-csv", args=[page.pk]) + query),
            (_("Workbook (XLSX)"), reverse("civic_api:export-xlsx", args=[page.pk]) + query),
            (_("GeoJSON map"), reverse("civic_api:export-geojson", args=[page.pk]) + query),
            (_("GeoPackage (GIS)"), reverse("civic_api:export-gpkg", args=[page.pk]) + query),
            *(
                (str(e.label), reverse(f"civic_api:export-{e.slug}", args=[page.pk]) + query)
                for e in open_exporters(page)
            ),
            # Of the whole campaign: a service takes its filters from the program that opens it.
            (
                _("Map service, whole campaign (QGIS)"),
                reverse("civic_api:ogc-landing", args=[page.pk]),
            ),
        ]
