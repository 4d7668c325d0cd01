"""Contexts of templates are an interface: written down, and given as they are written down."""

import importlib.util
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.serializers.json import DjangoJSONEncoder
from django.test.signals import template_rendered
from django.utils import timezone

from civic_blocks.registry import collect_blocks
from civic_pages.participation import actions
from civic_pages.testing import FORM_ID, CampaignFactory, ContributionFactory, form_block
from tests.extending.processes import ROOT


spec = importlib.util.spec_from_file_location("contexts", ROOT / ".ci/template_contexts.py")
contexts = importlib.util.module_from_spec(spec)
spec.loader.exec_module(contexts)
PUBLIC = set(contexts.public_templates())


def test_the_page_says_what_the_templates_read() -> None:
    assert contexts.PAGE.read_text() == contexts.page(), "run .ci/template_contexts.py"


def test_a_variable_is_found_wherever_a_template_reads_it() -> None:
    from django.template import engines

    source = """{% load i18n %}{% with a=b.c %}{{ a.d }}{% endwith %}{% for x in list %}{{ x.y }}{% endfor %}
    {% if one and not two %}{{ three|default:four }}{% endif %}{% include "civic_blocks/preview.html" with p=q.r %}
    {% blocktranslate with n=five %}{{ n }} {{ six }}{% endblocktranslate %}{% cycle seven eight %}"""
    template = engines["django"].from_string(source).template
    found: Any = contexts.defaultdict(set)
    contexts._walk(template.nodelist, set(), found)
    assert set(found) == {
        *("b", "list", "one", "two", "three", "four", "q", "five", "six", "seven", "eight")
    }
    assert found["b"] == {"c"}


# Read only where something is there that these pages have not, or handed on by who includes it.
BY_CHOICE = {"civic_pages/blocks/vote.html: number", "civic_pages/following/fields.html: eager"}


@pytest.fixture
def rendered() -> Iterator[dict[str, list[set[str]]]]:
    """What is rendered meanwhile: the names each template is given, each time."""
    found: dict[str, list[set[str]]] = {}

    def note(template: Any, context: Any, **_kwargs: Any) -> None:
        if template.name in PUBLIC:
            found.setdefault(template.name, []).append(set(context.flatten()))

    template_rendered.connect(note)
    yield found
    template_rendered.disconnect(note)


def told(value: Any) -> Any:
    """Return what a preview may hold and JSON does not: a default that is asked for, a lazy text."""
    return str(value()) if callable(value) else DjangoJSONEncoder().default(value)


def bodies() -> list[dict[str, Any]]:
    """Return one of each block, as its preview has it."""
    made = [form_block()]
    for name, block in collect_blocks().items():
        if name != "contribution_form":
            value = block.get_prep_value(block.get_preview_value())
            stored = json.loads(json.dumps(value, default=told))
            made.append({"type": name, "id": f"id-{name}", "value": stored})
    return made


@pytest.mark.django_db
def test_what_is_documented_is_given(client: Any, rendered: dict[str, list[set[str]]]) -> None:
    campaign = CampaignFactory(open=True, published_at_once=True, body=bodies())
    published = ContributionFactory.create_batch(2, campaign=campaign, published=True, pinned=True)
    waiting = ContributionFactory(campaign=campaign, with_email=True)
    user = get_user_model().objects.create_superuser("chef", "c@example.org", "secret")
    actions.publish(waiting, by=user, now=timezone.now())
    detail = f"{campaign.contributions_url}{published[0].reference}/"
    for url in (
        campaign.get_parent().url,
        campaign.url,
        campaign.contributions_url,
        f"{campaign.contributions_url}?q=bancs&kind=individual",
        detail,
        f"{detail}signaler/",
        campaign.print_url(FORM_ID),
        campaign.print_map_url,
    ):
        assert client.get(url).status_code == 200, url
    assert client.post(campaign.url, {"civic_form": FORM_ID}).status_code == 422
    blocks = {name for name in PUBLIC if name.startswith("civic_blocks/blocks/")}
    assert blocks - set(rendered) == set()
    assert len(rendered) > 30
    missing = {
        f"{name}: {variable}"
        for name, times in rendered.items()
        for variable in set(contexts.used_by(name)) - contexts.asked_for(name)
        if not any(variable in given for given in times)
    }
    assert missing - BY_CHOICE == set()
