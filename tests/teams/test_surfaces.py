"""Every staff view by every team; a view, a bulk action or a menu item without a line fails."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.urls import URLPattern, get_resolver, reverse

from civic_pages.testing import FORM_ID
from tests.teams import world
from tests.teams.surfaces import EMPTY, LOGIN, MISSING, REFUSED, SECTIONS, SEEN, TABLE, Line
from tests.teams.world import HERE, ROLES, THERE, City, arrive, text_of


pytestmark = pytest.mark.django_db


def routes(resolver: Any = None, space: str = "") -> Iterator[tuple[str, Any]]:
    """Yield (name, view) of every address of the admin that is ours."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            if pattern.name and f"{space}{pattern.name}".startswith("civic_"):
                yield f"{space}{pattern.name}", pattern.callback
        elif pattern.namespace not in {"civic_api", "civic_embed"}:
            yield from routes(pattern, f"{pattern.namespace}:" if pattern.namespace else space)


def in_admin() -> dict[str, Any]:
    """Return the views beneath the admin's address, by name."""
    (admin,) = (p for p in get_resolver().url_patterns if str(p.pattern) == "admin/")
    return dict(routes(admin))


def methods_of(view: Any) -> set[str]:
    """Return GET and POST as far as a view class defines them; of a function, none is known."""
    kind = getattr(view, "view_class", None)
    if kind is None:
        return set()
    return {m.upper() for m in ("get", "post") if m in kind.http_method_names and hasattr(kind, m)}


def test_every_staff_view_has_a_line_for_each_of_its_methods() -> None:
    lines = {(each.route, each.method) for each in TABLE}
    views = in_admin()
    assert set(views) == {route for route, _method in lines}
    offered = {(route, method) for route, view in views.items() for method in methods_of(view)}
    assert offered <= lines


def outcome_of(response: Any) -> str:
    """Return what came of a request, in the words of the table."""
    led_to = response.get("Location", "")
    if led_to.startswith("/admin/login/"):
        return LOGIN
    if response.status_code == 404:
        return MISSING
    if led_to == reverse("wagtailadmin_home"):
        return REFUSED
    assert response.status_code in {200, 201, 204, 302, 303, 409, 422}, response.status_code
    return SEEN


# What no line wants: another city's word, or something changed by who may not.
LEAKED, CHANGED = "leaked", "changed"


def named(name: Any, city: City, user: Any) -> Any:
    """Return what stands for a parameter, or for a value that is posted."""
    if isinstance(name, list):
        return [named(each, city, user) for each in name]
    if name.startswith("own "):
        kind = name.removeprefix("own ")
        made = world.own(kind, user, city.campaign)
        return made.pk if kind == "key" else made.uuid
    known = {"campaign": city.campaign.pk, "form": FORM_ID, "uuid": uuid.uuid4()}
    if name in city.things:
        return city.things[name].pk
    return known.get(name, name)


def ask(line: Line, role: str, city: City, people: dict[str, Any]) -> Any:
    user = people[role]
    # Nobody has anything of their own.
    owner = user if user is not None else people["editor"]
    arguments = [name for name in line.named if not name.startswith("?")]
    path = reverse(line.route, args=[named(name, city, owner) for name in arguments])
    asked = {name[1:]: named(name[1:], city, owner) for name in line.named if name[0] == "?"}
    sent = {name: named(value, city, owner) for name, value in line.sent.items()}
    client = arrive(user)
    if line.method == "GET":
        return client.get(path)
    return client.post(path, sent, query_params=asked)


@pytest.mark.parametrize("section", SECTIONS)
def test_every_team_sees_its_own_and_nothing_else(
    section: str, here: City, there: City, people: dict[str, Any]
) -> None:
    lines = [each for each in TABLE if each.section == section]
    before = world.kept()
    found = [(each, answers(each, here, people, before)) for each in lines]
    wrong = {str(each): what for each, what in found if what != each.verdicts}
    assert lines
    assert not wrong


def answers(line: Line, city: City, people: dict[str, Any], before: list[Any]) -> dict[str, str]:
    """Return what comes of a line for every role, asked about one city; nothing is left of it."""
    found = {}
    for role in ROLES:
        with transaction.atomic():
            response = ask(line, role, city, people)
            found[role], text = outcome_of(response), text_of(response)
            is_empty = line.verdicts[role] == EMPTY
            if is_empty and found[role] == SEEN and HERE not in text and world.kept() == before:
                found[role] = EMPTY
            if role == "here" and THERE in text:
                found[role] = LEAKED
            if found[role] in {MISSING, REFUSED, LOGIN} and world.kept() != before:
                found[role] = CHANGED
            transaction.set_rollback(True)
    return found


LISTS = [
    each.route
    for each in TABLE
    if each.method == "GET" and each.verdicts["there"] == EMPTY and ":add" not in each.route
]


def test_a_list_shows_all_to_who_works_everywhere_and_its_own_to_a_team(
    here: City, there: City, people: dict[str, Any]
) -> None:
    found = {
        route: {role: words_on(route, people[role]) for role in ("everywhere", "here", "there")}
        for route in LISTS
    }
    expected = {"everywhere": {HERE, THERE}, "here": {HERE}, "there": {THERE}}
    assert not {route: words for route, words in found.items() if words != expected}


def words_on(route: str, user: Any) -> set[str]:
    text = text_of(arrive(user).get(reverse(route)))
    return {word for word in (HERE, THERE) if word in text}
