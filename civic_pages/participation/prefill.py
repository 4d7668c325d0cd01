"""A stored contribution as the form shows it again: how its author corrects it."""

from collections.abc import Mapping
from typing import Any

from django.forms import Form
from django.utils.datastructures import MultiValueDict

from civic_blocks.field_types import FormData
from civic_pages.participation.forms import ContributionForm
from civic_pages.participation.models import Contribution, ExactLocation
from civic_pages.participation.submission import form_input
from civic_pages.participation.uploads.tokens import token_of


def form_data(contribution: Contribution) -> FormData:
    """Return the form input that gives a contribution again: answers, group, contact, exact place."""
    return form_input(contribution.form_version.definition, payload(contribution))


def payload(contribution: Contribution) -> dict[str, Any]:
    """Return the JSON that gives a contribution again, as ``submission.form_input`` takes it."""
    return {
        "answers": {
            **contribution.answers,
            **kept_apart(contribution),
            **_tokens(contribution),
        },
        "kind": contribution.kind,
        "group_name": contribution.group_name,
        "group_type": contribution.group_type,
        "held": contribution.held,
        "represented": contribution.represented,
    }


def fill(form: Form, contribution: Contribution) -> None:
    """Give a form that is not bound what its contributor had answered, question by question.

    Values go through each widget, as if they had been posted: it is the one that shows them.
    """
    data: MultiValueDict[str, str] = MultiValueDict(form_data(contribution))
    for name, field in form.fields.items():
        form.initial[name] = field.widget.value_from_datadict(data, MultiValueDict(), name)


def keep_accepted(form: ContributionForm, contribution: Contribution) -> None:
    """Let a place outside the perimeter stay that the team had accepted: that one and no other."""
    place = getattr(contribution, "exact_location", None)
    if place is not None and place.outside_reason:
        form.outside_reason = place.outside_reason
        form.accepted = (place.latitude, place.longitude, place.shape)


def kept_apart(contribution: Contribution) -> Mapping[str, Any]:
    """Return the answers that are not stored with the others, by question: contact and place."""
    definition = contribution.form_version.definition
    contact = getattr(contribution, "contact", None)
    place = getattr(contribution, "exact_location", None)
    values = {
        "email": contact.email if contact else None,
        "address": place.address if place else None,
        "point": _point(place) if place else None,
        # One line holds staircase and flat; asked for again, it fills the second.
        "home": {"address": place.address, "flat": place.unit} if place else None,
    }
    return {
        spec.key: value
        for slug, value in values.items()
        if value and (spec := definition.of_type(slug))
    }


def _tokens(contribution: Contribution) -> dict[str, list[str]]:
    """Return the tokens that stand for the files of a contribution, by question."""
    tokens: dict[str, list[str]] = {}
    for upload in contribution.uploads.order_by("pk"):
        tokens.setdefault(upload.field_key, []).append(token_of(upload))
    return tokens


def _point(place: ExactLocation) -> dict[str, Any]:
    """Return the point as it was given: what a geocoder made of an address was not."""
    point: dict[str, Any] = {"address": place.address}
    if place.shape:
        point["shape"] = place.shape
    elif place.provenance in ExactLocation.GIVEN:
        point |= {"latitude": place.latitude, "longitude": place.longitude}
    return point
