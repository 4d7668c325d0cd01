"""What blocks need and do not have: filled by an upper layer, named here.

Blocks import nothing above them. An app that has forms, contributions or live endpoints binds its
implementation in ``AppConfig.ready()``::

    ports.bind(ports.FormSource, CampaignForms())

and a block asks for it with ``ports.current(ports.FormSource)``, which answers ``None`` where
nothing is bound: the block then renders its calm fallback.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar, cast, runtime_checkable

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from wagtail.models import Page

from civic_blocks.definitions import FormDefinition
from civic_blocks.form_presentation import (
    FormChallenge,
    FormPresentation,
    FormSteps,
    SummaryPart,
)
from civic_blocks.schedule import Step


__all__ = ["FormChallenge", "FormPresentation", "FormSteps", "SummaryPart"]

GeoJSON = dict[str, Any]


@dataclass(frozen=True)
class Place:
    """A public point, in WGS 84 degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True)
class ContributionCard:
    """What lists, popups and the map show of one public contribution.

    ``group_type`` and ``held`` are words for people, in the page's language.
    """

    reference: str
    url: str
    title: str
    excerpt: str = ""
    category: str = ""
    kind: str = "individual"
    group_name: str = ""
    group_type: str = ""
    held: str = ""
    represented: int | None = None
    sector: str = ""
    published_at: datetime | None = None
    place: Place | None = None
    # What became of it, in the city's words.
    outcome: str = ""
    # Its place is a line or an area, of which ``place`` is one point.
    has_shape: bool = False


@dataclass(frozen=True)
class Listing:
    """The first contributions of a page; ``more_url`` leads to all of them, with filters.

    ``total`` is ``None`` where it is not told.
    """

    items: Sequence[ContributionCard]
    total: int | None
    more_url: str = ""


@dataclass(frozen=True)
class Figure:
    """One key figure, computed, never typed: ``value`` and what it counts."""

    name: str
    value: int
    label: str


@dataclass(frozen=True)
class SectorCount:
    """Contributions of one sector; ``count`` is ``None`` where it is too small to be told.

    ``keys``: all sectors that are told together under one name, where it is not ``key`` alone.
    """

    key: str
    name: str
    count: int | None
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Area:
    """A published group of homes: a GeoJSON geometry and how many answers it holds."""

    geometry: GeoJSON
    count: int


@dataclass(frozen=True)
class MapChoice:
    """One way to filter a map of homes: a link that works without JavaScript."""

    label: str
    url: str
    is_current: bool = False


@dataclass(frozen=True)
class MapContents:
    """All that the map of a page shows, and the list beside it, without JavaScript.

    ``pins`` holds at most the limit asked for; ``mapped`` and ``unmapped`` count the whole set.
    ``rule`` says in words how precisely places are shown. ``hides_totals``: counts are not told.
    ``choices`` are the filters that a campaign of homes declared. ``categories`` are those of the
    campaign's forms, in the editor's order: the legend gives each a colour and a shape.
    ``print_url`` leads to the map as a sheet of paper. ``counted`` is what areas count, in one word with
    a capital: homes, or answers.
    """

    pins: Sequence[ContributionCard] = ()
    areas: Sequence[Area] = ()
    sectors: Sequence[SectorCount] = ()
    perimeter: GeoJSON | None = None
    sector_shapes: GeoJSON | None = None
    mapped: int = 0
    unmapped: int = 0
    rule: str = ""
    more_url: str = ""
    hides_totals: bool = False
    choices: Sequence[MapChoice] = ()
    categories: Sequence[str] = ()
    print_url: str = ""
    counted: str = ""

    @property
    def total(self) -> int:
        return self.mapped + self.unmapped


@dataclass(frozen=True)
class Action:
    """Something a citizen can do now: shown on top of the page and of its timeline."""

    label: str
    url: str
    closes_at: datetime | None = None


# Parameter of a page's address that filters its map of homes: ``<filter>:<value>``.
AREAS_PARAMETER = "areas"


class FormSource(Protocol):
    """Gives a contribution form block the form to show."""

    def presentation(
        self, definition: FormDefinition, *, page: Page, request: HttpRequest
    ) -> FormPresentation: ...


class ContributionSource(Protocol):
    """Gives lists, maps and figures the public contributions of a page."""

    def listing(self, page: Page, *, limit: int) -> Listing: ...

    def map_contents(self, page: Page, *, limit: int, chosen: str = "") -> MapContents:
        """Return what the map of a page shows.

        Args:
            limit: of pins.
            chosen: the parameter :data:`AREAS_PARAMETER` of the page's address, as it came.
        """
        ...

    def figures(self, page: Page) -> Sequence[Figure]: ...


class ProjectSource(Protocol):
    """Gives a timeline what became of the projects of a page."""

    def steps(self, page: Page) -> Sequence[Step]: ...


class LiveEndpoints(Protocol):
    """Gives elements the addresses with which they come alive; each may be empty."""

    def pins(self, page: Page) -> str: ...

    def places(self, page: Page) -> str: ...


@runtime_checkable
class HasSchedule(Protocol):
    """A page that has a decision process; the timeline block asks the page itself."""

    def civic_steps(self) -> Sequence[Step]: ...

    def civic_actions(self, now: datetime) -> Sequence[Action]: ...


PORTS = (FormSource, ContributionSource, ProjectSource, LiveEndpoints)
Port = TypeVar("Port")
_bound: dict[type, object] = {}


def bind(port: Any, implementation: object, *, replace: bool = False) -> None:
    """Fill ``port``.

    Raises:
        ImproperlyConfigured: where the port is unknown, or already filled and ``replace`` is not
            set: two apps that fill one port is a mistake to be seen at start-up.
    """
    if port not in PORTS:
        raise ImproperlyConfigured(f"{port!r} is not a port of civic_blocks.")
    if port in _bound and not replace:
        raise ImproperlyConfigured(
            f"{port.__name__} is already bound to {_bound[port]!r}; pass replace=True to swap it."
        )
    _bound[port] = implementation


def current(port: type[Port]) -> Port | None:
    """Return what fills ``port``, or ``None``."""
    return cast("Port | None", _bound.get(port))
