"""System checks of what other apps add to ours, and of the settings that name their classes."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, Warning, register
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.base import Template
from django.template.loader import get_template
from django.template.loader_tags import BlockNode, ExtendsNode
from django.utils.module_loading import import_string

from civic_blocks.extension import ExtensionPoint
from civic_blocks.setting_checks import check_options
from civic_pages import conf
from civic_pages.campaigns.phase_rules import PHASE_RULES
from civic_pages.campaigns.sections import SECTIONS
from civic_pages.participation.abuse.rules import RULES
from civic_pages.participation.exports.exporters import EXPORTERS
from civic_pages.participation.notifications.channels import CHANNELS
from civic_pages.participation.privacy.base import ERASERS


POINTS: dict[str, ExtensionPoint[Any]] = {
    "civic_pages.E021": EXPORTERS,
    "civic_pages.E022": ERASERS,
    "civic_pages.E023": CHANNELS,
    "civic_pages.E024": PHASE_RULES,
    "civic_pages.E025": RULES,
    "civic_pages.E026": SECTIONS,
}
# Blocks of the base template that our pages fill; without "content" they show nothing.
FILLED = ("title", "meta", "extra_css", "before_content", "content", "extra_js")


def options(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Tell of options in ``CIVIC_PAGES`` that do not exist or are of another type (E020)."""
    return check_options("CIVIC_PAGES", conf.DEFAULTS, "civic_pages.E020")


def extensions(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Tell what is wrong with what the hooks give (E021 to E026), and of missing templates (E026)."""
    found = [message for number, point in POINTS.items() for message in point.check(number)]
    for section in SECTIONS.read()[0].values():
        if problem := _missing(section.template):
            text = f"The section {section.slug!r}: {problem}"
            found.append(Error(text, id="civic_pages.E026"))
    return found


def endings(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Tell of two exporters whose files have one address (E021)."""
    taken: dict[str, str] = {}
    found: list[CheckMessage] = []
    for exporter in EXPORTERS.read()[0].values():
        other = taken.setdefault(exporter.ending, exporter.slug)
        if other != exporter.slug:
            text = f"The exporters {other!r} and {exporter.slug!r} both end files with {exporter.ending!r}."
            found.append(Error(text, id="civic_pages.E021"))
    return found


def geocoder(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Tell of a geocoder that cannot be used (E027)."""
    path = conf.get("GEOCODER")
    if path is None:
        return []
    problem = _geocoder_problem(path)
    hint = "See docs/extension-points.md, A geocoder of your own."
    return [Error(f'CIVIC_PAGES["GEOCODER"]: {problem}', hint=hint, id="civic_pages.E027")] * bool(
        problem
    )


def _geocoder_problem(path: Any) -> str:
    if not isinstance(path, str):
        return f"give the dotted path of a class, not {path!r}."
    try:
        found = import_string(path)
    except ImportError as error:
        return f"{path!r} cannot be imported: {error}"
    if not callable(getattr(found, "search", None)):
        return f"{path!r} has no search()."
    return ""


def base_template(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Tell of a base template that is missing or broken (E028), or lacks blocks of ours (W028)."""
    name = conf.get("BASE_TEMPLATE")
    if problem := _missing(name):
        text = f'CIVIC_PAGES["BASE_TEMPLATE"]: {problem}'
        return [Error(text, id="civic_pages.E028")]
    offered = set(_blocks(_source(name)))
    lacking = [block for block in FILLED if block not in offered]
    if not lacking:
        return []
    text = f"The base template {name!r} has no block {', '.join(repr(block) for block in lacking)}."
    hint = "What our pages put there is not shown. See docs/extension-points.md, Base template."
    if "content" in lacking:
        return [Error(text, hint=hint, id="civic_pages.E028")]
    return [Warning(text, hint=hint, id="civic_pages.W028")]


def _missing(name: Any) -> str:
    try:
        get_template(name)
    except TemplateDoesNotExist:
        return f"there is no template {name!r}."
    except TemplateSyntaxError as error:
        return f"the template {name!r} is broken: {error}"
    return ""


def _source(name: str) -> Template:
    found: Any = get_template(name)
    return found.template


def _blocks(template: Template) -> Iterator[str]:
    """Yield the names of the blocks of a Django template and of those it extends by name."""
    nodes: Any = template.nodelist
    yield from (block.name for block in nodes.get_nodes_by_type(BlockNode))
    for node in nodes.get_nodes_by_type(ExtendsNode):
        parent = node.parent_name.var
        if isinstance(parent, str) and not _missing(parent):
            yield from _blocks(_source(parent))


def connect() -> None:
    """Register the checks; called once, when the app is ready."""
    for check in (options, extensions, endings, geocoder, base_template):
        register(check, "civic_pages")
