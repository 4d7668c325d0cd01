"""Finding the place somebody gave: the address by the geocoder, the perimeter, the home it is."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from civic_blocks.forms import DEVICE, PointAnswer
from civic_blocks.shapes import length_in_words
from civic_pages import conf
from civic_pages.participation.addresses import canonical
from civic_pages.participation.geo.borders import covers_shape, metres_outside, nearest_inside
from civic_pages.participation.geo.geocoders import FoundPlace, GeocoderUnavailable
from civic_pages.participation.geo.perimeters import Territory
from civic_pages.participation.models import ExactLocation


Search = Callable[[str], list[FoundPlace]]
Provenance = ExactLocation.Provenance
Accepted = tuple[float | None, float | None, dict[str, Any] | None]

HOUSE = "housenumber"
# A town left out makes the same street of another town score a little better or worse.
NEARLY = 0.1
MOST_OFFERED = 3


@dataclass(frozen=True)
class Located:
    """Where a contribution is: columns of :class:`~civic_pages.participation.submission.Submission`.

    ``address`` and ``unit`` are as typed; ``label``, ``identifier`` and ``score`` the geocoder's.
    """

    latitude: float | None = None
    longitude: float | None = None
    address: str = ""
    provenance: str = ""
    label: str = ""
    identifier: str = ""
    score: float | None = None
    unit: str = ""
    street: str = ""
    shape: dict[str, Any] | None = None
    outside_reason: str = ""
    home: str = ""

    def columns(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Locator:
    """Finds and checks places for one campaign.

    Attributes:
        territory: its perimeter and sectors; ``None``: anywhere.
        search: finds places by an address; ``None``: an address alone stays text.
        counts_homes: only a house number the geocoder is sure of is a home.
        outside_reason: why the team takes a place outside the perimeter; empty: it does not.
        accepted: the one (latitude, longitude, shape) outside that it takes; ``None``: any.
    """

    territory: Territory | None = None
    search: Search | None = None
    counts_homes: bool = False
    outside_reason: str = ""
    accepted: Accepted | None = None

    def point(self, answer: Any, *, required: bool) -> Located:
        """Return the place of a :class:`PointAnswer`, or of the address that came without one.

        Where a point or a shape was given, an address beside it is never looked up.

        Raises:
            ValidationError: it is outside the perimeter, or nothing was found and it is required.
        """
        if answer.shape is not None:
            return self._drawn(answer)
        if not answer.is_placed:
            return self._inside(self._addressed(answer, required=required), self._outside)
        device = answer.provenance == DEVICE
        provenance = Provenance.DEVICE if device else Provenance.PLACED
        located = Located(answer.latitude, answer.longitude, answer.address, provenance)
        return self._inside(located, self._outside)

    def _drawn(self, answer: PointAnswer) -> Located:
        located = Located(
            answer.latitude, answer.longitude, answer.address, Provenance.PLACED, shape=answer.shape
        )
        if self.territory is None or covers_shape(self.territory, answer.shape or {}):
            return located
        if self._accepts(located):
            return replace(located, outside_reason=self.outside_reason)
        metres = metres_outside(self.territory, answer.shape or {})
        message = _(
            "A part of what you drew is outside the area of this consultation, up to about "
            "%(distance)s. Keep it inside the line drawn on the map."
        )
        raise ValidationError(message, code="outside", params={"distance": length_in_words(metres)})

    def _outside(self, located: Located) -> str:
        """Return what to tell of a place outside: how far, and where the nearest inside is."""
        near = None
        if self.territory and located.latitude is not None and located.longitude is not None:
            near = nearest_inside(self.territory, located.latitude, located.longitude)
        if near is None:
            return _("This place is outside the area of this consultation.")
        return _(
            "This place is about %(distance)s outside the area of this consultation. The nearest "
            "place inside is latitude %(latitude)s, longitude %(longitude)s. "
            "Move the point inside the line drawn on the map."
        ) % {
            "distance": length_in_words(near.metres),
            "latitude": near.latitude,
            "longitude": near.longitude,
        }

    def _addressed(self, answer: PointAnswer, *, required: bool) -> Located:
        typed = Located(address=answer.address, provenance=Provenance.TYPED)
        found = self._found(answer.address)
        if found:
            return _at(found[0], typed)
        if found is not None and required:
            raise ValidationError(
                _("This address was not found. Check it, or give the latitude and the longitude."),
                code="not_found",
            )
        return typed

    def home(self, answer: Any, *, required: bool) -> Located:
        """Return the place of a :class:`HomeAnswer`, and the text that tells it from all others.

        Raises:
            ValidationError: it is outside the perimeter, or the campaign counts homes and the
                geocoder found no house number it is sure of.
        """
        typed = Located(
            address=answer.address,
            provenance=Provenance.TYPED,
            unit=answer.unit,
            home=canonical("", answer.address, answer.unit),
        )
        found = self._found(answer.address)
        if found is None:
            return typed
        house = self._house(found)
        if house is None and self.counts_homes:
            raise _not_a_home(found)
        if house is None and not found:
            return typed
        place = house or found[0]
        located = self._inside(_at(place, typed), lambda _place: _outside_home(place))
        if house is None:
            return located
        columns = {
            **located.columns(),
            "home": canonical(house.identifier, house.label, answer.unit),
        }
        return Located(**columns)

    def _found(self, address: str) -> list[FoundPlace] | None:
        """Return the places an address may be; ``None`` where there is nobody to ask."""
        if self.search is None:
            return None
        try:
            return self.search(address)
        except GeocoderUnavailable:
            # A service that is down must not keep anybody from contributing.
            return None

    def _house(self, found: Sequence[FoundPlace]) -> FoundPlace | None:
        """Return the house number that is meant: of those nearly as sure as the first, one inside."""
        least = conf.get("HOME_MIN_SCORE")
        sure = [place for place in found if place.kind == HOUSE and place.score >= least]
        near = [place for place in sure if place.score >= sure[0].score - NEARLY]
        inside = (place for place in near if self._covers(place.latitude, place.longitude))
        return next(inside, sure[0] if sure else None)

    def _covers(self, latitude: float | None, longitude: float | None) -> bool:
        if latitude is None or longitude is None or self.territory is None:
            return True
        return self.territory.covers(latitude, longitude)

    def _accepts(self, located: Located) -> bool:
        place = (located.latitude, located.longitude, located.shape)
        return bool(self.outside_reason) and self.accepted in (None, place)

    def _inside(self, located: Located, message: Callable[[Located], str]) -> Located:
        if self._covers(located.latitude, located.longitude):
            return located
        if self._accepts(located):
            return replace(located, outside_reason=self.outside_reason)
        raise ValidationError(message(located), code="outside")


def _at(place: FoundPlace, typed: Located) -> Located:
    return Located(
        **{
            **typed.columns(),
            "latitude": place.latitude,
            "longitude": place.longitude,
            "provenance": Provenance.GEOCODED,
            "label": place.label[:300],
            "identifier": place.identifier[:100],
            "score": place.score,
            "street": place.street[:150],
        }
    )


def _outside_home(place: FoundPlace) -> str:
    return _(
        "This address is outside the area of this consultation: we understood “%(place)s”. "
        "If that is not it, add the postcode and the town."
    ) % {"place": place.label}


def _not_a_home(found: Sequence[FoundPlace]) -> ValidationError:
    """Return what to tell somebody whose address is no house number for sure."""
    if not found:
        message = _("This address was not found. Check the number, the street and the town.")
        return ValidationError(message, code="not_found")
    houses = [place.label for place in found if place.kind == HOUSE]
    if houses:
        offered = " – ".join(f"“{label}”" for label in houses[:MOST_OFFERED])
        return ValidationError(
            _("We are not sure of this address. Did you mean: %(places)s? Write it that way."),
            code="unsure",
            params={"places": offered},
        )
    return ValidationError(
        _("Add the number of your house or building: only “%(place)s” was found."),
        code="no_number",
        params={"place": found[0].label},
    )
