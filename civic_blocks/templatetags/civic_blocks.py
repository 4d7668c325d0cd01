"""The scripts of a page, each custom element it uses loaded once; numbers and dates in words.

A block's template says which elements it prints::

    {% load civic_blocks %}
    {% civic_element "civic-map" %}<civic-map>…</civic-map>

and the page's base template, after all content, prints their scripts::

    {% civic_scripts %}

The note is kept on ``request``: blocks must be rendered with ``{% include_block %}``, which passes
it on. Without a request nothing is noted, and the page works as it does without JavaScript.

An app registers elements of its own with the hook ``register_civic_elements``: a function without
arguments that returns ``{"velo-counter": "velo_ville/velo-counter.js"}``, names of elements and
static paths of the ES modules that define them.
"""

from datetime import date, datetime
from typing import Any

from django import template
from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static
from django.utils import formats
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from wagtail import hooks

from civic_blocks.excerpts import shortened
from civic_blocks.extension import where
from civic_blocks.file_sizes import size_label
from civic_blocks.partial_dates import day_label, day_of, moment_label
from civic_blocks.shapes import position_in_words


ELEMENTS = {
    name: f"civic_blocks/js/elements/{name}.js"
    for name in (
        "civic-timeline",
        "civic-map",
        "civic-point-picker",
        "civic-home-input",
        "civic-form",
        "civic-proof",
        "civic-video",
        "civic-ranking",
    )
}
# No form is without one of the other: one request for both. The links to share a page are on every
# page that has a form.
ELEMENTS["civic-counter"] = ELEMENTS["civic-share"] = ELEMENTS["civic-form"]
ATTRIBUTE = "civic_elements"

register = template.Library()
# Unlike ``truncatechars`` it cuts no word in two.
register.filter("shortened", shortened)
register.filter("file_size", size_label)


def elements() -> dict[str, str]:
    """Return the static path of each known element's module, by the element's name.

    Raises:
        ImproperlyConfigured: two apps register one name, or something that is no dict of paths.
    """
    found = dict(ELEMENTS)
    for function in hooks.get_hooks("register_civic_elements"):
        given = function()
        if not isinstance(given, dict):
            raise ImproperlyConfigured(f"{where(function)}: {given!r} is no dict of elements.")
        for name, path in given.items():
            if "-" not in name or not str(path).endswith((".js", ".mjs")):
                raise ImproperlyConfigured(
                    f"{where(function)}: {name!r}: {path!r} is no custom element and its module."
                )
            if found.get(name, path) != path:
                raise ImproperlyConfigured(f"Two custom elements are named {name!r}.")
            found[name] = path
    return found


def _path(name: str) -> str:
    path = elements().get(name)
    if path is None:
        raise ImproperlyConfigured(f"No custom element is named {name!r}.")
    return path


@register.simple_tag
def civic_module(name: str) -> str:
    """Return the address of an element's module, for a script that loads it once it is of use.

    Inside a contribution form, ``data-module="{% civic_module 'civic-alike' %}"`` on the element
    has it loaded when somebody begins to write: who only reads the page does not ask for it.

    Raises:
        ImproperlyConfigured: where nobody registered the element.
    """
    return static(_path(name))


@register.simple_tag(takes_context=True)
def civic_element(context: template.Context, name: str) -> str:
    """Note that the page prints the custom element ``name``; prints nothing itself.

    Raises:
        ImproperlyConfigured: where nobody registered it.
    """
    path = _path(name)
    request = context.get("request")
    # A template that passes the request on says "" where there is none.
    if request:
        noted: dict[str, str] = getattr(request, ATTRIBUTE, {})
        setattr(request, ATTRIBUTE, {**noted, name: path})
    return ""


@register.simple_tag(takes_context=True)
def civic_scripts(context: template.Context) -> SafeString:
    """Print one ``<script type="module">`` for each element noted so far."""
    noted: dict[str, Any] = getattr(context.get("request"), ATTRIBUTE, {})
    return format_html_join(
        "\n",
        '<script type="module" src="{}"></script>',
        ((static(path),) for path in dict.fromkeys(noted.values())),
    )


@register.filter
def grouped(number: int | float | None) -> str:
    """Return a number as people write it: 2143 → "2 143" in French.

    Not by ``USE_THOUSAND_SEPARATOR``, which would also group the ids in a host's addresses.
    """
    return "" if number is None else formats.number_format(number, force_grouping=True)


@register.filter
def position(place: Any) -> str:
    """Return where a place (``latitude``, ``longitude``) is, as maps print it."""
    return position_in_words(place.latitude, place.longitude) if place else ""


@register.filter
def day(value: date | datetime | None) -> str:
    """Return a date as people write it in a text: "1er octobre 2026", "12 March 2026".

    Not by Django's ``DATE_FORMAT``, which writes "1 octobre 2026". A moment is told by its day in
    the current time zone.
    """
    return day_label(day_of(value)) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """Return a day and its hour as people write them: "1er octobre 2026 à 18 h 30"."""
    return moment_label(value) if value else ""
