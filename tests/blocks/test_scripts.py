import pytest
from django.core.exceptions import ImproperlyConfigured
from django.template import Context, Template
from django.test import RequestFactory
from wagtail import hooks

from civic_blocks.templatetags.civic_blocks import ELEMENTS
from tests.blocks.rendering import html_of, stream_of


def page(content: str, **context: object) -> str:
    source = "{% load civic_blocks wagtailcore_tags %}" + content + "|{% civic_scripts %}"
    return Template(source).render(Context(context))


def scripts(html: str) -> str:
    return html.rsplit("|", maxsplit=1)[-1]


def test_each_element_of_a_page_is_loaded_once():
    body = '{% civic_element "civic-map" %}{% civic_element "civic-form" %}{% civic_element "civic-map" %}'
    assert scripts(page(body, request=RequestFactory().get("/"))).splitlines() == [
        '<script type="module" src="/static/civic_blocks/js/elements/civic-map.js"></script>',
        '<script type="module" src="/static/civic_blocks/js/elements/civic-form.js"></script>',
    ]


def test_a_page_without_elements_loads_nothing():
    assert scripts(page("Bonjour", request=RequestFactory().get("/"))) == ""


@pytest.mark.django_db
def test_a_block_of_the_page_has_its_element_loaded():
    url = "https://vimeo.com/76979871"
    value = {"title": "Vidéo", "url": url, "transcript": "", "poster": None}
    request = RequestFactory().get("/")
    html = page("{% include_block body %}", request=request, body=stream_of("video", value, value))
    assert scripts(html).count("civic-video.js") == 1
    html_of("video", value, request=request)
    assert scripts(page("", request=request)).count("civic-video.js") == 1


def test_another_visit_loads_only_its_own():
    page('{% civic_element "civic-map" %}', request=RequestFactory().get("/"))
    assert scripts(page("", request=RequestFactory().get("/"))) == ""


def test_without_a_request_the_page_still_renders():
    assert page('{% civic_element "civic-map" %}Bonjour') == "Bonjour|"


def test_another_app_registers_an_element():
    with hooks.register_temporarily(
        "register_civic_elements", lambda: {"velo-counter": "velo_ville/velo-counter.js"}
    ):
        html = page('{% civic_element "velo-counter" %}', request=RequestFactory().get("/"))
    assert 'src="/static/velo_ville/velo-counter.js"' in html


def test_an_element_nobody_registered_is_a_mistake_seen_at_once():
    with pytest.raises(ImproperlyConfigured, match="velo-counter"):
        page('{% civic_element "velo-counter" %}', request=RequestFactory().get("/"))


def test_two_apps_cannot_register_one_element():
    with (
        hooks.register_temporarily("register_civic_elements", lambda: {"civic-map": "other.js"}),
        pytest.raises(ImproperlyConfigured, match="civic-map"),
    ):
        page('{% civic_element "civic-form" %}', request=RequestFactory().get("/"))


@pytest.mark.parametrize("path", ELEMENTS.values())
def test_the_module_of_each_element_exists(path):
    from django.contrib.staticfiles import finders

    assert finders.find(path)


def test_an_element_that_waits_says_where_its_module_is_and_is_not_loaded_with_the_page():
    body = '<civic-map data-module="{% civic_module "civic-map" %}"></civic-map>'
    html = page(body, request=RequestFactory().get("/"))
    assert 'data-module="/static/civic_blocks/js/elements/civic-map.js"' in html
    assert scripts(html) == ""
    with pytest.raises(ImproperlyConfigured, match="velo-bell"):
        page('{% civic_module "velo-bell" %}')
