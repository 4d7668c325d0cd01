"""Contributions that may say one thing twice: suspected for a reason, judged by a moderator."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Count, TextChoices
from django.utils.translation import gettext_lazy as _

from civic_pages.participation.addresses import street_text, unit_text
from civic_pages.participation.models import Contact, Contribution, ExactLocation, Kind, Status
from civic_pages.participation.reach import EVERYWHERE, Reach
from civic_pages.participation.searching import fold


ACTIVE = (Status.PENDING, Status.PUBLISHED)
# A building whose flats nobody gave is one suspicion, not one for each pair of its answers.
MOST_COMPARED = 100


class Reason(TextChoices):
    HOUSEHOLD = "household", _("Same home")
    HOUSE = "house", _("Same house number, flat missing or alike")
    PERSON = "person", _("Same e-mail address")
    GROUP = "group", _("Same name of group")


@dataclass(frozen=True)
class Suspects:
    """Contributions of one campaign, by primary key, oldest first, and why they are suspected."""

    reason: str
    campaign_id: int
    members: tuple[int, ...]


def suspects(where: Reach = EVERYWHERE) -> list[Suspects]:
    """Return every group of suspects, homes first; a handful of queries at any size.

    Args:
        where: the campaigns that are looked at.
    """
    places = _places(where)
    found = [
        *_same_home(places), *_same_house(places), *_same_person(where), *_same_group(where),
    ]  # fmt: skip
    seen: set[tuple[int, ...]] = set()
    kept = []
    for group in found:
        # Told once, for the strongest of its reasons.
        if group.members not in seen:
            kept.append(group)
            seen.add(group.members)
    return kept


@dataclass(frozen=True)
class _Place:
    pk: int
    campaign_id: int
    household: int
    identifier: str
    label: str
    address: str
    unit: str
    choice: str


def _places(where: Reach) -> list[_Place]:
    known = ExactLocation.objects.filter(
        household__isnull=False, contribution__status__in=ACTIVE
    ).order_by("pk")
    rows = where.within(known, campaign="contribution__campaign")
    columns = ("pk", "contribution__campaign_id", "household_id", "identifier", "label", "address",
               "unit", "choice")  # fmt: skip
    return [_Place(*row) for row in rows.values_list(*columns)]


def _grouped(places: Iterable[_Place], key: Callable[[_Place], object]) -> Iterator[list[_Place]]:
    groups: dict[object, list[_Place]] = {}
    for place in places:
        groups.setdefault(key(place), []).append(place)
    return (group for group in groups.values() if len(group) > 1)


def _same_home(places: list[_Place]) -> Iterator[Suspects]:
    """Yield homes with several answers, but those whose later authors said they are others of it."""
    for group in _grouped(places, lambda place: place.household):
        if any(not place.choice for place in group[1:]):
            yield _told(Reason.HOUSEHOLD, group)


def _same_house(places: list[_Place]) -> Iterator[Suspects]:
    """Yield several homes of one house number that may be one: a flat is missing, or alike."""
    # The geocoder was down: the address as typed may be one that it knew on another day.
    typed = any(not place.identifier for place in places)
    known = {
        (place.campaign_id, street_text(place.label)): place.identifier
        for place in (places if typed else ())
        if place.identifier
    }

    def house(place: _Place) -> tuple[int, str]:
        if place.identifier:
            return place.campaign_id, place.identifier
        street = street_text(place.address)
        return place.campaign_id, known.get((place.campaign_id, street), street)

    for group in _grouped(places, house):
        for alike in _alike(group[:MOST_COMPARED]):
            if len({place.household for place in alike}) > 1:
                yield _told(Reason.HOUSE, alike)


def _alike(group: list[_Place]) -> Iterator[list[_Place]]:
    """Yield the sets of answers of a house whose flats may be one another's."""
    left = [(place, set(unit_text(place.unit).split())) for place in group]
    while left:
        joined, left = [left[0]], left[1:]
        for place in joined:
            near = [other for other in left if place[1] <= other[1] or other[1] <= place[1]]
            joined += near
            left = [other for other in left if other not in near]
        yield sorted((place for place, _words in joined), key=lambda place: place.pk)


def _told(reason: str, group: list[_Place]) -> Suspects:
    return Suspects(reason, group[0].campaign_id, tuple(place.pk for place in group))


def _same_person(where: Reach) -> Iterator[Suspects]:
    known = Contact.objects.filter(contribution__status__in=ACTIVE).exclude(person_key="")
    people = where.within(known, campaign="contribution__campaign")
    several = (
        people.order_by()
        .values("person_key")
        .annotate(times=Count("pk"))
        .filter(times__gt=1)
        .values("person_key")
    )
    rows = people.filter(person_key__in=several).order_by("pk")
    groups: dict[tuple[int, str], list[int]] = {}
    for pk, campaign_id, person in rows.values_list(
        "pk", "contribution__campaign_id", "person_key"
    ):
        groups.setdefault((campaign_id, person), []).append(pk)
    for (campaign_id, _person), members in groups.items():
        if len(members) > 1:
            yield Suspects(Reason.PERSON, campaign_id, tuple(members))


def _same_group(where: Reach) -> Iterator[Suspects]:
    rows = (
        where.within(Contribution.objects.filter(kind=Kind.COLLECTIVE, status__in=ACTIVE))
        .exclude(group_name="")
        .order_by("pk")
        .values_list("pk", "campaign_id", "group_name")
    )
    named = [(pk, (campaign_id, fold(name))) for pk, campaign_id, name in rows]
    times = Counter(key for _pk, key in named)
    groups: dict[tuple[int, str], list[int]] = {}
    for pk, key in named:
        if times[key] > 1:
            groups.setdefault(key, []).append(pk)
    for (campaign_id, _name), members in groups.items():
        yield Suspects(Reason.GROUP, campaign_id, tuple(members))
