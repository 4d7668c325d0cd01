"""What a collection of features is, and the collections whose features are few and known."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from shapely import box as rectangle
from shapely.geometry import shape

from civic_api.ogc.parameters import SPACE_TIME, Query, refuse
from civic_pages.participation.geo.cells import BoundingBox
from civic_pages.participation.geo.tiles import around


Feature = dict[str, Any]


@dataclass(frozen=True)
class FeaturePage:
    """A page of features.

    Attributes:
        matched: how many there are on all pages; ``None`` where that is not told.
        next, previous: parameters that lead to the page after and before; ``None``: there is none.
    """

    features: list[Feature]
    matched: int | None = None
    next: dict[str, str] | None = None
    previous: dict[str, str] | None = None


@dataclass(frozen=True)
class Asked:
    """A request, as far as a collection needs to know it: ``parameters`` are of its query."""

    query: Query
    parameters: Mapping[str, str] = field(default_factory=dict)


class Collection(ABC):
    """Features of one kind.

    Attributes:
        key: its name in addresses.
        filters: parameters beside those of all collections.
        paging: parameters that lead from page to page.
        has_time: whether ``datetime`` selects; features without a time always match.
    """

    key = ""
    filters: tuple[str, ...] = ()
    paging: tuple[str, ...] = ()
    has_time = False

    @property
    def exists(self) -> bool:
        """Whether the campaign has it: what an editor left empty is no collection."""
        return True

    @property
    @abstractmethod
    def title(self) -> str:
        """Its name, in the page's language."""

    @property
    @abstractmethod
    def description(self) -> str:
        """What it holds, in a sentence."""

    @property
    def parameters(self) -> tuple[str, ...]:
        return (*SPACE_TIME, *self.paging, *self.filters)

    @abstractmethod
    def extent(self) -> BoundingBox | None:
        """Return a box that holds all features."""

    @abstractmethod
    def page(self, asked: Asked) -> FeaturePage:
        """Return the features that are asked for."""

    @abstractmethod
    def feature(self, identifier: str) -> Feature | None:
        """Return one feature; ``None`` where there is none."""


class KnownCollection(Collection):
    """Features that are all at hand, in an order that does not change: pages are by offset."""

    paging = ("offset",)
    tells_matched = True

    @abstractmethod
    def features(self, parameters: Mapping[str, str]) -> list[Feature]:
        """Return all features that match the filters."""

    @cached_property
    def everything(self) -> list[Feature]:
        return self.features({})

    def extent(self) -> BoundingBox | None:
        shapes = [shape(feature["geometry"]) for feature in self.everything]
        return around([BoundingBox(*each.bounds) for each in shapes])

    def page(self, asked: Asked) -> FeaturePage:
        found = self.features(asked.parameters) if self.filters else self.everything
        if asked.query.box is not None:
            found = touching(found, asked.query.box)
        limit, start = asked.query.limit, _offset(asked.parameters)
        shown = found[start : start + limit]
        before = str(max(0, start - limit))
        return FeaturePage(
            shown,
            len(found) if self.tells_matched else None,
            {"offset": str(start + limit)} if start + limit < len(found) else None,
            {"offset": before} if start and shown else None,
        )

    def feature(self, identifier: str) -> Feature | None:
        return next((each for each in self.everything if each["id"] == identifier), None)


def _offset(parameters: Mapping[str, str]) -> int:
    text = parameters.get("offset", "0")
    if not text.isdecimal() or len(text) > 9:
        refuse("offset", _("offset must be a whole number from 0."))
    return int(text)


def touching(features: list[Feature], box: BoundingBox) -> list[Feature]:
    """Return the features that a box touches, borders included."""
    windows = [rectangle(p.west, p.south, p.east, p.north) for p in box.parts()]
    return [
        feature
        for feature in features
        if any(shape(feature["geometry"]).intersects(window) for window in windows)
    ]
