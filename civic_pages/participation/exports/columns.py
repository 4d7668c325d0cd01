"""Columns that every campaign has: those of the open data, and what the staff's export adds."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from civic_blocks import shapes
from civic_pages.participation.exports.base import Column, Loader, Row
from civic_pages.participation.models import (
    ExactLocation,
    GroupType,
    Held,
    Kind,
    Note,
    OfficialAnswer,
    Source,
    Status,
)


def _labels(choices: Any) -> Mapping[str, str]:
    return {value: str(label) for value, label in choices.choices if value}


def plain(key: str, header: str, **more: Any) -> Column:
    """Return a column that tells a database column of the same name as it is."""
    name = more.pop("name", key)
    return Column(key, header, lambda row: row[name], needs=(name,), **more)


def _day(name: str) -> Callable[[Row], date | None]:
    return lambda row: timezone.localtime(row[name]).date() if row[name] else None


def _moment(name: str) -> Callable[[Row], datetime | None]:
    return lambda row: timezone.localtime(row[name]) if row[name] else None


def _many(queryset: QuerySet[Any], key: str, text: Callable[[Any], str]) -> Loader:
    """Return what reads texts of many contributions; several of one are set apart by a line."""

    def load(keys: Any) -> Mapping[int, Any]:
        found: dict[int, list[str]] = {}
        for values in queryset.filter(**{f"{key}__in": keys}).values():
            found.setdefault(values[key], []).append(text(values))
        return {pk: "\n".join(filter(None, texts)) for pk, texts in found.items()}

    return load


def _said_by_the_city(now: datetime, name: str) -> Loader:
    """Return what reads the newest public answer of the city to each contribution."""
    links = OfficialAnswer.contributions.through.objects.filter(
        officialanswer__publish_at__lte=now
    ).order_by("officialanswer__publish_at", "officialanswer__pk")

    def load(keys: Any) -> Mapping[int, Any]:
        rows = links.filter(contribution_id__in=keys).values_list("contribution_id", name)
        return {pk: value for pk, value in rows if value}

    return load


def open_columns(campaign: Any, *, now: datetime, drawn: bool) -> list[Column]:
    """Return the fixed columns of the open data of a campaign.

    Args:
        drawn: some question takes lines or areas.
    """
    sectors = {key: name for key, name, _shape in campaign.territory.sectors}
    return [
        plain("reference", _("Reference"), meaning=_("Stable name of the contribution")),
        Column("published", _("Published on"), _day("published_at"), "date", ("published_at",),
               meaning=_("Day of its publication")),
        Column("received", _("Received"), _day("created_at"), "date", ("created_at",),
               meaning=_("Day on which it came in")),
        plain("kind", _("Who contributes"), labels=_labels(Kind),
              meaning=_("A person, or a group")),
        *_group_columns(),
        plain("title", _("Title"), meaning=_("Title of the contribution")),
        plain("category", _("Category"), meaning=_("Answer to the question that is the category")),
        plain("sector", _("Sector"), labels=sectors, meaning=_("Sector of the place it speaks of")),
        Column("outcome", _("Outcome"), load=_said_by_the_city(now, "officialanswer__outcome__name"),
               meaning=_("What became of it, in the city’s words")),
        Column("city_answer", _("Answer of the city"),
               load=_said_by_the_city(now, "officialanswer__text"),
               meaning=_("Answer of the city"), in_geojson=False),
        plain("latitude", _("Latitude"), kind="number",
              meaning=_("Latitude of the public point, degrees WGS 84")),
        plain("longitude", _("Longitude"), kind="number",
              meaning=_("Longitude of the public point, degrees WGS 84")),
        *([shape_column("shape", _("Line or area (WKT)"),
                        meaning=_("What was drawn in place of a point, degrees WGS 84"))]
          if drawn else []),
    ]  # fmt: skip


def _group_columns() -> list[Column]:
    return [
        plain("group_name", _("Group"), meaning=_("Name of the group")),
        plain("group_type", _("Type of group"), labels=_labels(GroupType),
              meaning=_("Kind of group it speaks for")),
        plain("held", _("How it was held"), labels=_labels(Held),
              meaning=_("How the group came to its contribution")),
        plain("represented", _("People represented"), kind="integer",
              meaning=_("How many people the group represents")),
    ]  # fmt: skip


def shape_column(key: str, header: str, **more: Any) -> Column:
    """Return the column of a line or an area as WKT, which a GIS opens and an import reads back."""
    name = more.pop("name", key)

    def cell(row: Row) -> str | None:
        return shapes.as_wkt(row[name]) if row[name] else None

    # On a map layer it is the geometry.
    return Column(key, header, cell, needs=(name,), in_geojson=False, **more)


def staff_columns() -> list[Column]:
    """Return what the staff's export tells beside the open data."""
    secret: dict[str, Any] = {"public": False, "in_geojson": True}
    notes = _many(Note.objects.order_by("created_at", "pk"), "contribution_id",
                  lambda values: values["text"])  # fmt: skip
    return [
        plain("status", _("Status"), labels=_labels(Status), **secret),
        plain("reason", _("Reason"), meaning=_("Why it was not published"), **secret),
        plain("source", _("Source"), labels=_labels(Source), **secret),
        plain("batch", _("Batch"), **secret),
        plain("operator", _("Entered by"), name=f"operator__{get_user_model().USERNAME_FIELD}", personal=True, **secret),
        plain("external_id", _("External id"), **secret),
        Column("received_at", _("Received at"), _moment("created_at"), "datetime",
               ("created_at",), **secret),
        Column("decided_at", _("Decided at"), _moment("decided_at"), "datetime",
               ("decided_at",), **secret),
        Column("flags", _("Flags"), lambda row: ", ".join(map(str, row["flags"] or ())),
               needs=("flags",), meaning=_("Rules that made it wait for a moderator"), **secret),
        Column("notes", _("Internal notes"), load=notes, personal=True, **secret),
        plain("form_version", _("Version of the form"), name="form_version__number",
              kind="integer", **secret),
        plain("consent", _("Version of the legal information"), name="consent__number",
              kind="integer", **secret),
        plain("language", _("Language"), **secret),
    ]  # fmt: skip


def contact_columns() -> list[Column]:
    """Return the columns for those who may see contacts."""
    return [
        plain("email", _("E-mail"), name="contact__email", personal=True, public=False,
              meaning=_("How to reach the contributor; never published"), in_geojson=False),
    ]  # fmt: skip


def place_columns(*, drawn: bool) -> list[Column]:
    """Return the columns for those who may see exact places; homes are numbered in each file.

    Args:
        drawn: some question takes lines or areas.
    """
    secret: dict[str, Any] = {"public": False, "personal": True, "in_geojson": True}
    numbers: dict[int, int] = {}

    def home(row: Row) -> int | None:
        key = row["exact_location__household_id"]
        return None if key is None else numbers.setdefault(key, len(numbers) + 1)

    def place(name: str, header: str, **more: Any) -> Column:
        return plain(f"place_{name}", header, name=f"exact_location__{name}", **secret, **more)

    return [
        place("latitude", _("Exact latitude"), kind="number"),
        place("longitude", _("Exact longitude"), kind="number"),
        *([shape_column("place_shape", _("Exact line or area (WKT)"), personal=True, public=False,
                        name="exact_location__shape")] if drawn else []),
        place("address", _("Address as typed")),
        place("unit", _("Staircase and flat")),
        place("label", _("Address found")),
        place("identifier", _("Number of the address")),
        place("score", _("Certainty of the address"), kind="number"),
        place("provenance", _("How it was placed"), labels=_labels(ExactLocation.Provenance)),
        Column("home", pgettext("dwelling", "Home"), home, "integer", ("exact_location__household_id",),
               meaning=_("Number of the home within this file alone"), **secret),
    ]  # fmt: skip
