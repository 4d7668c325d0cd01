"""The map checker of the page editor: what does not fit together on a campaign's maps.

Remarks only: what must be right before a page is published is asked by ``forms.py``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from civic_blocks import conf as block_conf
from civic_blocks.blocks.map import MapBlock
from civic_blocks.blocks.map_layers import offered_base_maps
from civic_pages.participation.choices import Precision
from civic_pages.participation.geo import coverage
from civic_pages.participation.geo.perimeters import Territory
from civic_pages.participation.models import Contribution, Status


# How many contributions are looked at, the latest first: an editor waits for the answer.
CHECKED = 50_000
NAMED = 5
GONE = (Status.REJECTED, Status.WITHDRAWN, Status.MERGED)


@dataclass(frozen=True)
class Finding:
    """One remark: what is wrong, and where to see it."""

    text: str
    url: str = ""
    link: str = ""


def findings(page: Any) -> list[Finding]:
    """Return what an editor should know about the maps of a campaign, as it is edited."""
    maps = [child.value for child in page.body or () if isinstance(child.block, MapBlock)]
    territory = page.territory
    found = [*_territory(page, territory, has_map=bool(maps)), *_contributions(page, territory)]
    for value in maps:
        found += [*_points(value, territory), *_shapes(value, territory)]
        found += [*_layers(value, territory), *_ground(value)]
    return found


def _percent(share: float) -> str:
    return f"{share * 100:.0f}"


def _territory(page: Any, territory: Territory, *, has_map: bool) -> Iterator[Finding]:
    asks = any(form.of_type("point") for form in page.form_definitions())
    if territory.perimeter is None and (asks or has_map):
        yield Finding(_("The perimeter is missing: points anywhere on Earth are taken."))
    for share in coverage.strays(territory):
        text = _("%(share)s%% of the sector “%(name)s” lie outside of the perimeter.")
        yield Finding(text % {"share": _percent(share.share), "name": share.names[0]})
    for share in coverage.overlaps(territory):
        text = _(
            "The sectors “%(one)s” and “%(other)s” overlap (%(share)s%% of the smaller one): "
            "a point there counts for the first."
        )
        one, other = share.names
        yield Finding(text % {"share": _percent(share.share), "one": one, "other": other})
    if left := coverage.gap(territory):
        text = _("%(share)s%% of the perimeter belong to no sector.")
        yield Finding(text % {"share": _percent(left)})


def _contributions(page: Any, territory: Territory) -> Iterator[Finding]:
    """Tell how many public points lie outside of a perimeter that was changed.

    Homes are left out: their exact places are not for editors, and a count of those outside of
    any perimeter would tell where they are.
    """
    if page.pk is None or territory.perimeter is None or page.public_precision != Precision.EXACT:
        return
    rows = list(
        Contribution.objects.filter(campaign_id=page.pk, latitude__isnull=False)
        .exclude(status__in=GONE)
        .exclude(exact_location__outside_reason__gt="")
        .order_by("-pk")
        .values_list("reference", "latitude", "longitude")[:CHECKED]
    )
    places = [(row[1] or 0.0, row[2] or 0.0) for row in rows]
    outside = coverage.places_outside(territory, places)
    if not outside:
        return
    text = ngettext(
        "%(n)d contribution lies outside of the perimeter: %(names)s.",
        "%(n)d contributions lie outside of the perimeter: %(names)s.",
        len(outside),
    ) % {"n": len(outside), "names": _named([rows[index][0] for index in outside])}
    url = f"{reverse('civic_contributions:index')}?campaign={page.pk}"
    yield Finding(text, url, _("Contributions of this campaign"))


def _named(names: list[str]) -> str:
    return ", ".join(names[:NAMED]) + (", …" if len(names) > NAMED else "")


def _points(value: Any, territory: Territory) -> Iterator[Finding]:
    points = value.points_of_interest()["features"]
    outside = coverage.outside(territory, [point["geometry"] for point in points])
    if outside:
        text = ngettext(
            "%(n)d point of interest outside of the perimeter: %(names)s.",
            "%(n)d points of interest outside of the perimeter: %(names)s.",
            len(outside),
        )
        names = _named([points[index]["properties"]["title"] for index in outside])
        yield Finding(text % {"n": len(outside), "names": names})


def _shapes(value: Any, territory: Territory) -> Iterator[Finding]:
    drawn = [(shape, shape.geometry()) for shape in value.get("shapes") or ()]
    for shape, geometry in drawn:
        name = shape.get("title") or _("without a title")
        if geometry is None:
            yield Finding(_("The shape “%(name)s” is not finished.") % {"name": name})
        elif coverage.outside(territory, [geometry]):
            text = _("The shape “%(name)s” lies outside of the perimeter.")
            yield Finding(text % {"name": name})


def _layers(value: Any, territory: Territory) -> Iterator[Finding]:
    for layer in value.get("layers") or ():
        name, features = layer.get("title") or _("without a title"), layer.features
        if not layer.get("source"):
            text = _("The layer “%(name)s” does not say where its data come from.")
            yield Finding(text % {"name": name})
        outside = coverage.outside(territory, [feature["geometry"] for feature in features])
        if outside:
            text = ngettext(
                "Layer “%(name)s”: %(n)d feature of %(all)d lies outside of the perimeter.",
                "Layer “%(name)s”: %(n)d features of %(all)d lie outside of the perimeter.",
                len(outside),
            )
            yield Finding(text % {"name": name, "n": len(outside), "all": len(features)})
        untold = sum(not f["properties"].get("title") for f in features)
        if untold:
            text = ngettext(
                "Layer “%(name)s”: %(n)d feature has no title: the list beside the map cannot "
                "name it.",
                "Layer “%(name)s”: %(n)d features have no title: the list beside the map cannot "
                "name them.",
                untold,
            )
            yield Finding(text % {"name": name, "n": untold})
        if lost := layer.lost():
            text = _("Layer “%(name)s”: not taken over from the file: %(what)s.")
            yield Finding(text % {"name": name, "what": ", ".join(lost)})


def _ground(value: Any) -> Iterator[Finding]:
    chosen = offered_base_maps(value)
    for base in chosen:
        if not base["attribution"]:
            text = _("The base map “%(name)s” does not say whose it is.")
            yield Finding(text % {"name": base["label"]})
    if not chosen and block_conf.get("TILE_URL") and not block_conf.get("TILE_ATTRIBUTION"):
        yield Finding(_("The base map of the site does not say whose it is."))
    if _shows_nothing(value):
        text = _("The map “%(name)s” shows neither contributions nor anything else.")
        yield Finding(text % {"name": value.get("title")})
    elif (value.get("shapes") or value.get("layers")) and not value.get("introduction"):
        text = _(
            "The map “%(name)s” shows lines or layers and has no introduction: say what they mean."
        )
        yield Finding(text % {"name": value.get("title")})


def _shows_nothing(value: Any) -> bool:
    parts = ("show_contributions", "points_of_interest", "shapes", "layers")
    return not any(value.get(name) for name in parts)
