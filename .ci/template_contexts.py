"""Writes docs/template-contexts.md: what each public template is given, read from the templates.

``python .ci/template_contexts.py`` writes the page; with ``--check`` it fails where the page says
something else than the templates do. A variable that has no meaning in ``MEANINGS`` fails too.
"""

import os
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any


ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs/template-contexts.md"
HOLDERS = ("civic_blocks", "civic_pages")
# Of the team's own pages; no host is promised anything of them.
PRIVATE = ("admin/", "synthesis/admin/", "startblock/")
# Django, Wagtail and request processors give these everywhere.
ALWAYS = {"request", "forloop", "block", "csrf_token", "True", "False", "None", "user", "messages"}
# What templates call a thing that they went through a list for, or were handed by another.
Used = dict[str, set[str]]


def public_templates() -> Iterator[str]:
    for holder in HOLDERS:
        folder = ROOT / holder / "templates"
        for path in sorted([*(folder / holder).rglob("*.html"), *(folder / holder).rglob("*.txt")]):
            name = path.relative_to(folder).as_posix()
            if not name.removeprefix(f"{holder}/").startswith(PRIVATE):
                yield name


def used_by(name: str) -> Used:
    """Return the variables a template reads, each with the attributes it asks of them."""
    from django.template.loader import get_template

    found: Used = defaultdict(set)
    template: Any = get_template(name)
    _walk(template.template.nodelist, set(), found)
    return dict(found)


def _walk(nodes: Any, bound: set[str], found: Used) -> None:
    bound = set(bound)
    for node in nodes:
        inner = bound | _bound_inside(node)
        # What {% regroup %} makes is named in its own expression too.
        own = bound | _bound_after(node) if type(node).__name__ == "RegroupNode" else bound
        for expression in _expressions(node):
            _note(expression, own, found)
        for variable in _translated(node):
            _note(variable, inner, found)
        for attribute in ("nodelist_loop", "nodelist_empty", "nodelist"):
            if attribute in vars(node):
                _walk(getattr(node, attribute), inner, found)
        for _condition, branch in getattr(node, "conditions_nodelists", ()):
            _walk(branch, inner, found)
        bound |= _bound_after(node)


def _bound_inside(node: Any) -> set[str]:
    names = set(getattr(node, "loopvars", ()))
    extra = getattr(node, "extra_context", None)
    if isinstance(extra, dict) and type(node).__name__ != "IncludeNode":
        names |= set(extra)
    if type(node).__name__ == "BlockTranslateNode" and node.countervar:
        names.add(node.countervar)
    return names


def _bound_after(node: Any) -> set[str]:
    names = {
        getattr(node, name, None)
        for name in ("target_var", "variable", "asvar", "var_name", "output_var_name")
    }
    if type(node).__name__ == "CycleNode":
        names.add(node.variable_name)
    return {name for name in names if isinstance(name, str)}


def _expressions(node: Any) -> Iterator[Any]:
    """Yield the variables a node reads itself, not those of the nodes in it."""
    skipped = {"origin", "token", "func", "parent", "template", "blocks"}
    yield from _expressions_of(v for name, v in vars(node).items() if name not in skipped)


def _translated(node: Any) -> Iterator[Any]:
    """Yield the variables that stand in a text to translate."""
    from django.template.base import TokenType, Variable

    if type(node).__name__ == "BlockTranslateNode":
        for token in [*node.singular, *node.plural]:
            if token.token_type is TokenType.VAR:
                yield Variable(token.contents.partition("|")[0].strip())


def _expressions_of(values: Iterable[Any]) -> Iterator[Any]:
    from django.template.base import FilterExpression, Node, NodeList, Variable

    pending = list(values)
    while pending:
        value = pending.pop()
        if isinstance(value, Variable):
            yield value
        elif isinstance(value, FilterExpression):
            pending.append(value.var)
            pending += [arg for _f, args in value.filters for lookup, arg in args if lookup]
        elif isinstance(value, NodeList | Node):
            continue
        elif isinstance(value, dict):
            pending += list(value.values())
        elif isinstance(value, list | tuple):
            pending += list(value)
        elif type(value).__module__ in {"django.template.smartif", "django.template.defaulttags"}:
            pending += list(vars(value).values())


def _note(variable: Any, bound: set[str], found: Used) -> None:
    lookups = getattr(variable, "lookups", None)
    if not lookups or lookups[0] in bound | ALWAYS or lookups[0].isupper():
        return
    found[lookups[0]] |= {lookups[1]} if len(lookups) > 1 else set()


def asked_for(name: str) -> set[str]:
    """Return the variables a template asks for with ``{% if %}``: those it may do without."""
    from django.template.defaulttags import IfNode
    from django.template.loader import get_template

    template: Any = get_template(name)
    found: Used = defaultdict(set)
    for node in template.template.nodelist.get_nodes_by_type(IfNode):
        for condition, _branch in node.conditions_nodelists:
            for variable in _expressions_of([condition]):
                _note(variable, set(), found)
    return set(found)


MEANINGS = {
    "actions": "what may be done here now: buttons, each with its label",
    "key": "idempotency key of the form: what is sent twice with it is stored once",
    "label": "name of a part, in the page's language",
    "said": "a comment as it is shown: the words, who said them, its answers",
    "answers": "what was said: (question, answer as text) of each",
    "contact_email": "address of the campaign's team; empty where it has none",
    "follow_url": "whole address of the contributor's private page, in their e-mails only",
    "done": "what was just done, in words; empty where nothing was",
    "followed": "title of what somebody follows",
    "page": "the Wagtail page that is shown: the campaign, or a page beneath it",
    "value": "what the editor gave the block: its fields by name",
    "base_template": 'path of the template to extend: `CIVIC_PAGES["BASE_TEMPLATE"]`',
    "campaign": "the campaign page that it belongs to",
    "section": "what the `context()` of a section gave, see `register_civic_sections`",
    "form": "a Django form, bound where it was sent: its errors are beside its fields",
    "id": "id of the block in its page: for the HTML ids of what is in it",
    "row": "one line of a list of what somebody did, or of a paper form",
    "widget": "Django's widget, as its own templates have it",
    "is_open": "whether it takes anything now",
    "state": "where the campaign or vote stands: `status`, `headline`, `current`",
    "private_url": "the contributor's private page: never shown to anybody else",
    "config_id": "id of the JSON that configures a map",
    "map_config": "that JSON, see `civic_blocks/map_config.py`",
    "steps": "the pages of a long form, and where one is among them",
    "told": "what of a list is told, in words",
    "contribution": "the contribution that is shown",
    "text_url": "address of the text under discussion",
    "rules": "how one votes: method, number of choices, budget",
    "figures": "key figures: `name`, `value`, `label` of each",
    "contents": "what a map shows: `civic_blocks.ports.MapContents`",
    "rows": "the lines of a table or grid",
    "box": "the form with which somebody follows, and what it follows",
    "challenge": "the proof of work, or the sum in words, of a form; `None` without one",
    "card": "what a list shows of a contribution: `civic_blocks.ports.ContributionCard`",
    "title": "heading, plain text",
    "sections": "the sections of a contribution's page, or of a synthesis",
    "results": "a page of the list: its items, and the pages before and after",
    "is_filtered": "whether the list is narrowed",
    "querystring": "the filters in use, as in an address; empty where there are none",
    "sheet": "a map drawn for paper",
    "version": "the version of the text that is shown",
}
LEAST_TEMPLATES = 4


def page() -> str:
    """Return the page of the documentation."""
    used = {name: used_by(name) for name in public_templates()}
    shared: dict[str, int] = defaultdict(int)
    for variables in used.values():
        for variable in variables:
            shared[variable] += 1
    unsaid = sorted(
        v for v, count in shared.items() if count >= LEAST_TEMPLATES and v not in MEANINGS
    )
    if unsaid:
        raise SystemExit(f"No meaning in MEANINGS of .ci/template_contexts.py: {', '.join(unsaid)}")
    lines = [INTRODUCTION, "| variable | what it is |", "|---|---|"]
    lines += [f"| `{v}` | {MEANINGS[v]} |" for v in sorted(MEANINGS) if shared[v]]
    for holder in HOLDERS:
        lines += ["", f"## {holder}", "", "| template | variables |", "|---|---|"]
        lines += [
            f"| `{name.removeprefix(holder + '/')}` | {_told(variables)} |"
            for name, variables in used.items()
            if name.startswith(f"{holder}/")
        ]
    return "\n".join(lines) + "\n"


INTRODUCTION = """# Template contexts

What each public template reads: a template of yours in its place, found first by its path, is given the same.
A name on this page is not dropped or renamed without a word in the changelog. In braces: what the template asks of a
variable. `request`, `user`, `csrf_token` and what the site's context processors give are everywhere; an include
sees what is around it too, unless it is included with `only`.

This page is written by `.ci/template_contexts.py` from the templates themselves, and a test compares the two.
"""


def _told(variables: Used) -> str:
    parts = []
    for variable, attributes in sorted(variables.items()):
        asked = f" {{{', '.join(sorted(attributes))}}}" if attributes else ""
        parts.append(f"`{variable}`{asked}")
    return ", ".join(parts) or "—"


def main() -> None:
    import django

    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_config.settings.test")
    django.setup()
    text = page()
    if "--check" not in sys.argv:
        PAGE.write_text(text)
    elif PAGE.read_text() != text:
        raise SystemExit(f"{PAGE} is not what the templates say: run {__file__}.")


if __name__ == "__main__":
    main()
