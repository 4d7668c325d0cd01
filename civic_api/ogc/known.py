"""Perimeter, sectors, points of interest, and areas of homes as collections."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson
from django.utils.translation import gettext as _

from civic_api.ogc.base import Feature, KnownCollection
from civic_api.v1 import areas
from civic_api.v1.campaigns import sector_features
from civic_blocks.blocks.map import MapBlock
from civic_pages.participation.geo import publication


class Perimeter(KnownCollection):
    """The border of the campaign, one feature."""

    key = "perimeter"

    def __init__(self, campaign: Any) -> None:
        self.campaign = campaign

    @property
    def exists(self) -> bool:
        return bool(self.campaign.perimeter)

    @property
    def title(self) -> str:
        return _("Perimeter")

    @property
    def description(self) -> str:
        return _("Where the campaign takes place.")

    def features(self, parameters: Mapping[str, str]) -> list[Feature]:
        properties = {"title": self.campaign.title, "url": self.campaign.full_url}
        return [_feature(self.key, self.campaign.perimeter, properties)]


class Sectors(KnownCollection):
    """Sectors with their counts, where these are told."""

    key = "sectors"

    def __init__(self, campaign: Any, now: datetime) -> None:
        self.campaign, self.now = campaign, now

    @property
    def exists(self) -> bool:
        return bool((self.campaign.sectors or {}).get("features"))

    @property
    def title(self) -> str:
        return _("Sectors")

    @property
    def description(self) -> str:
        return _("Sectors of the campaign, each with its number of contributions where it is told.")

    def features(self, parameters: Mapping[str, str]) -> list[Feature]:
        return [
            _feature(each["properties"]["key"], each["geometry"], _told(each["properties"]))
            for each in sector_features(self.campaign, self.now)
        ]


def _told(properties: dict[str, Any]) -> dict[str, Any]:
    """Return what is told of a sector; an editor's file may hold more than that."""
    told = {"key": properties["key"], "name": properties["name"]}
    if (count := properties.get("count")) is not None:
        told["count"] = count
    if together := properties.get("together"):
        # Several sectors of homes as one: GIS want texts and numbers, no lists.
        told |= {"together": "+".join(together["sectors"]), "together_count": together["count"]}
    return told


class PointsOfInterest(KnownCollection):
    """Places that the editor points out on the maps of the page."""

    key = "points-of-interest"

    def __init__(self, campaign: Any) -> None:
        self.campaign = campaign

    @property
    def exists(self) -> bool:
        return bool(self.everything)

    @property
    def title(self) -> str:
        return _("Points of interest")

    @property
    def description(self) -> str:
        return _("Places that the city points out on the campaign's map.")

    def features(self, parameters: Mapping[str, str]) -> list[Feature]:
        return [
            _interest(item, f"{block.id}-{number}")
            for block in self.campaign.body
            if isinstance(block.block, MapBlock)
            for number, item in enumerate(block.value["points_of_interest"].bound_blocks)
            if item.value["position"]
        ]


def _interest(item: Any, otherwise: str) -> Feature:
    """Return a place; ``otherwise`` is its id where the stored list gives it none."""
    value = item.value
    position = [value["position"]["lng"], value["position"]["lat"]]
    properties = {"title": value["title"], "text": value["text"], "url": value["link"]}
    geometry = {"type": "Point", "coordinates": position}
    return _feature(item.original_id or otherwise, geometry, properties)


class Areas(KnownCollection):
    """Areas of homes, out of the day's batch: no home has a feature, a time or a place in an order.

    The id of an area is made of its shape: it lasts as long as the shape does.
    """

    key = "areas"

    def __init__(self, campaign: Any, now: datetime) -> None:
        self.campaign, self.now = campaign, now
        self.filters = tuple(publication.declared(campaign))
        self._batch = publication.current(campaign.pk, now=now)
        self.tells_matched = bool(campaign.shows_totals(now))

    @property
    def title(self) -> str:
        return _("Areas of homes")

    @property
    def description(self) -> str:
        return _(
            "How many homes answered, by areas of at least %(least)d. Where each of them is, is "
            "not published."
        ) % {"least": publication.least_of(self._batch)}

    def features(self, parameters: Mapping[str, str]) -> list[Feature]:
        asked = {name: parameters[name] for name in self.filters if name in parameters}
        found, _meta = areas.areas_of(self.campaign, asked, now=self.now)
        return [
            _feature(
                _name(each["geometry"]),
                each["geometry"],
                {"count": each["properties"]["count"]} if self.tells_matched else {},
            )
            for each in found
        ]


def _name(geometry: Any) -> str:
    return hashlib.sha256(orjson.dumps(geometry)).hexdigest()[:16]


def _feature(identifier: str, geometry: Any, properties: dict[str, Any]) -> Feature:
    return {"type": "Feature", "id": identifier, "geometry": geometry, "properties": properties}
