"""A valid contribution before it is stored, and the ways in and out of the one form."""

import hashlib
import json
from dataclasses import dataclass, fields
from typing import Any

from civic_blocks.definitions import FormDefinition
from civic_blocks.field_types import type_of
from civic_pages.participation.models import ExactLocation, Kind


@dataclass(frozen=True)
class Submission:
    """A valid contribution, not yet stored: what ``actions.submit`` takes."""

    definition: FormDefinition
    answers: dict[str, Any]
    title: str = ""
    excerpt: str = ""
    search_text: str = ""
    category: str = ""
    kind: str = Kind.INDIVIDUAL
    group_name: str = ""
    group_type: str = ""
    held: str = ""
    represented: int | None = None
    email: str = ""
    latitude: float | None = None
    longitude: float | None = None
    address: str = ""
    provenance: str = ""
    # What a geocoder made of the address, and which home it is (``addresses.canonical``).
    label: str = ""
    identifier: str = ""
    score: float | None = None
    unit: str = ""
    street: str = ""
    # A line or a polygon that was drawn (GeoJSON geometry), and why the team took an outside place.
    shape: dict[str, Any] | None = None
    outside_reason: str = ""
    home: str = ""
    uploads: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        """SHA-256 of what the citizen said: equal for a retry, different for another answer."""
        # Not ``asdict``: it would copy the whole definition, ten thousand times in an import.
        data = {spec.name: getattr(self, spec.name) for spec in fields(self)}
        data["definition"] = self.definition.form_id
        if self.provenance not in ExactLocation.GIVEN:
            # What the geocoder made of an address was not said; it may answer a retry otherwise.
            data |= dict.fromkeys(("latitude", "longitude", "score"))
            data |= dict.fromkeys(("provenance", "label", "identifier", "street", "home"), "")
        return hashlib.sha256(json.dumps(data, sort_keys=True, default=str).encode()).hexdigest()


def form_input(definition: FormDefinition, payload: dict[str, Any]) -> dict[str, list[str]]:
    """Return form input for JSON answers: how the API, the desk and imports enter the form.

    Args:
        payload: ``answers`` by key, and ``kind``, ``group_name``, ``group_type``, ``held``,
            ``represented``.
    """
    answers = payload.get("answers") or {}
    data: dict[str, list[str]] = {}
    for spec in definition:
        if spec.key in answers:
            data.update(type_of(spec).form_data(spec.key, answers[spec.key]))
    named = {
        "contributor_kind": payload.get("kind"),
        "group_name": payload.get("group_name"),
        "group_type": payload.get("group_type"),
        "held": payload.get("held"),
        "represented": payload.get("represented"),
    }
    data.update({name: [str(value)] for name, value in named.items() if value is not None})
    return data
