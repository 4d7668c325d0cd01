"""What those who visit a host do: editors in Wagtail's admin, citizens on the pages.

A pytest plugin, copied into each host and run in its process. Nothing here reads the database to
write a page: what is posted is what the host's own forms hold.
"""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.blocks import ListBlock, StreamBlock, StructBlock


def shown(response: Any) -> BeautifulSoup:
    assert response.status_code == 200, (response.status_code, response.content.decode()[:3000])
    return BeautifulSoup(response.content.decode(), "html.parser")


def fields_of(form: Any) -> dict[str, Any]:
    """Return what a browser would post of a form that nobody has touched."""
    found: dict[str, Any] = {}
    for tag in form.find_all(["input", "textarea", "select"]):
        name, kind = tag.get("name"), tag.get("type", "text")
        if not name or kind in {"submit", "button", "file", "image"} or tag.has_attr("disabled"):
            continue
        if kind in {"checkbox", "radio"}:
            if tag.has_attr("checked"):
                found.setdefault(name, []).append(tag.get("value", "on"))
        elif tag.name == "select":
            chosen = [o for o in tag.find_all("option") if o.has_attr("selected")]
            chosen = chosen or ([] if tag.has_attr("multiple") else tag.find_all("option")[:1])
            found[name] = [option.get("value", option.text) for option in chosen]
        else:
            found[name] = (
                tag.text.removeprefix("\n") if tag.name == "textarea" else tag.get("value", "")
            )
    return found


def posted(block: Any, value: Any, prefix: str) -> dict[str, Any]:
    """Return what Wagtail's editor posts of a block with a value."""
    if hasattr(block, "_image_to_struct_value"):
        # Its value is an image; its form has three fields.
        value = block._image_to_struct_value(value) or {}
    if isinstance(block, StructBlock):
        parts = [posted(b, value.get(n), f"{prefix}-{n}") for n, b in block.child_blocks.items()]
        return {name: text for part in parts for name, text in part.items()}
    if isinstance(block, ListBlock | StreamBlock):
        children = list(value.bound_blocks if isinstance(block, ListBlock) else value)
        found: dict[str, Any] = {f"{prefix}-count": len(children)}
        for index, child in enumerate(children):
            place = f"{prefix}-{index}"
            kind = getattr(child, "block_type", "item")
            found |= {f"{place}-deleted": "", f"{place}-order": index, f"{place}-type": kind}
            found |= {
                f"{place}-id": child.id or "",
                **posted(child.block, child.value, f"{place}-value"),
            }
        return found
    if not hasattr(block, "field"):
        return {}
    field = block.field
    html = field.widget.render(
        prefix, field.prepare_value(block.value_for_form(value)), {"id": prefix}
    )
    return fields_of(BeautifulSoup(html, "html.parser"))


def stream(model: Any, field: str, data: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what the editor posts of a StreamField that holds ``data`` (as it is stored)."""
    block = model._meta.get_field(field).stream_block
    return posted(block, block.to_python(data), field)


def editor_form(response: Any) -> dict[str, Any]:
    return fields_of(shown(response).select_one("form[data-edit-form]"))


def question(kind: str, key: str, label: str, **value: Any) -> dict[str, Any]:
    common = {"label": label, "key": key, "help_text": "", "required": False}
    return {"type": kind, "value": {**common, **value}}


FORM = {
    "type": "contribution_form",
    "value": {
        "title": "Votre proposition",
        "introduction": "",
        "submit_label": "",
        "allow_collective": False,
        "fields": [
            question("short_text", "titre", "Titre", required=True, is_title=True),
            question("point", "lieu", "Lieu"),
            question("email", "courriel", "Courriel"),
            question("file", "piece", "Pièce jointe"),
            question("consent", "accord", "J’accepte", required=True),
        ],
    },
}
MAP = {"type": "map", "value": {"title": "Carte", "pins": []}}
TIMELINE = {"type": "timeline", "value": {"title": "Calendrier"}}
RING = [[2.17, 48.87], [2.24, 48.87], [2.24, 48.92], [2.17, 48.92], [2.17, 48.87]]
PERIMETER = json.dumps({"type": "Polygon", "coordinates": [RING]})


def rich(text: str) -> str:
    """Return a paragraph as Draftail posts it."""
    from wagtail.test.utils.form_data import rich_text

    return rich_text(f"<p>{text}</p>")


def phase(index: int = 0, prefix: str = "phases") -> dict[str, Any]:
    """Return what the editor posts of a phase of contributions that began yesterday."""
    today = timezone.localdate()
    first, last = today - timedelta(days=1), today + timedelta(days=30)
    values = {
        "id": "",
        "ORDER": index + 1,
        "DELETE": "",
        "kind": "collect",
        "name": "Contribuez",
        "start_date": first.isoformat(),
        "start_precision": "day",
        "end_date": last.isoformat(),
        "end_precision": "day",
        "moved_from_precision": "day",
        "description": "Dites ce que vous voulez.",
    }
    named = {f"{prefix}-{index}-{name}": value for name, value in values.items()}
    return {f"{prefix}-TOTAL_FORMS": index + 1, **named}


def saved(answer: Any) -> None:
    """Fail with what the page editor complains of, where it did not save."""
    if answer.status_code == 200:
        wrong = answer.context["form"].errors.as_data()
        told = {n: [getattr(e, "as_json_data", e.__str__)() for e in es] for n, es in wrong.items()}
        pytest.fail(str(told))
    assert answer.status_code == 302, answer.status_code


def create_page(client: Client, model: Any, parent: Any, **values: Any) -> Any:
    """Create and publish a page through the admin; return it as it is stored."""
    names = (model._meta.app_label, model._meta.model_name, parent.pk)
    url = reverse("wagtailadmin_pages:add", args=names)
    form = editor_form(client.get(url))
    answer = client.post(url, {**form, **values, "action-publish": "1"})
    saved(answer)
    page = model.objects.get(slug=values["slug"], path__startswith=parent.path)
    assert page.live
    return page


def campaign_values(model: Any, title: str, slug: str, **values: Any) -> dict[str, Any]:
    """Return what an editor fills in of a campaign with a timeline, a map and a form."""
    body = stream(model, "body", [TIMELINE, MAP, FORM])
    return {
        "title": title,
        "slug": slug,
        "introduction": rich("Bonjour"),
        "legal_text": rich("Mission d’intérêt public."),
        "code": "TST",
        "perimeter": PERIMETER,
        **phase(),
        **body,
        **values,
    }


def answer_to(text: str) -> str:
    """Return the answer to the sum in words of a page without script."""
    from civic_pages.participation.abuse import question as asking

    numbers = {str(word): number for number, word in enumerate(asking.WORDS)}
    said = [numbers[word] for word in re.split(r"[ ?\s]+", text) if word in numbers]
    return str(said[0] - said[1] if {"minus", "moins"} & set(text.split()) else said[0] + said[1])


def contribute(
    url: str,
    title: str,
    *,
    at: tuple[float, float] = (48.892, 2.206),
    host: str = "localhost",
    **more: Any,
) -> Any:
    """Send a contribution as somebody without script does; return the page that thanks.

    Args:
        more: values of further fields of the form, by name.
    """
    visitor = Client(headers={"host": host})
    page = shown(visitor.get(url))
    form = page.select_one("form.civic-form")
    values = fields_of(form)
    asked = form.select_one("label[for$=civic_answer]")
    if asked is not None:
        values["civic_answer"] = answer_to(str(asked.contents[0]))
    place = {"lieu_latitude": str(at[0]), "lieu_longitude": str(at[1])}
    assert set(place) <= set(values), sorted(values)
    values |= {"titre": title, "accord": "on", **place, **more}
    answer = visitor.post(form["action"].partition("#")[0] or url, values)
    assert answer.status_code == 303, shown_errors(answer)
    return visitor.get(answer["Location"])


def shown_errors(response: Any) -> str:
    soup = BeautifulSoup(response.content.decode(), "html.parser")
    return f"{response.status_code}: " + " / ".join(
        " ".join(tag.text.split()) for tag in soup.select(".civic-errors, .civic-field__error")
    )


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture(scope="session", autouse=True)
def _own_database(django_db_blocker: Any) -> Iterator[None]:
    """Visit the host's own database: what is sent is committed, as on any day."""
    with django_db_blocker.unblock():
        yield


def administrator() -> Any:
    """Return the site's administrator, made at the first visit."""
    users = get_user_model()
    found = users.objects.filter(is_superuser=True).first()
    if found is not None:
        return found
    name = "root@example.org" if users.USERNAME_FIELD == "email" else "root"
    values = {users.USERNAME_FIELD: name, "email": "root@example.org", "password": "x"}
    return users.objects.create_superuser(**values)


@pytest.fixture
def admin() -> Client:
    """Return the browser of the site's administrator."""
    return signed_in(administrator())
