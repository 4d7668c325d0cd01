"""What all operations have in common, added to the document: problems, ``fields`` and ``expand``."""

import copy
import re
from typing import Any

from civic_api import shaping
from civic_api.exceptions import PROBLEM_JSON, phrase


PROBLEM = "Problem"
# Whatever the operation: what is not understood, not to be had in this form, too often asked, and us.
ALWAYS = (400, 406, 429, 500)
WITH_BODY = (413, 415)
FIELDS = (
    "Members to be told of each row, as in Wagtail\u2019s API: `title,phases(name)`; `*` all; `-blocks` "
    "all but one; `_` none. The answer then has no others, required or not."
)
EXPAND = "More to be told of each row, each under its own name."


def complete(result: dict[str, Any], generator: Any, **kwargs: Any) -> dict[str, Any]:
    """Complete the operations of a document (a spectacular postprocessing hook)."""
    views = {
        (_nameless(path), method.lower()): getattr(callback, "cls", None)
        for path, _regex, method, callback in generator.endpoints or []
    }
    for path, operations in result["paths"].items():
        for method, operation in operations.items():
            _problems(path, operation)
            view = views.get((_nameless(path), method))
            if view is not None and method == "get":
                operation.setdefault("parameters", []).extend(_parameters(view))
                operation["parameters"].sort(key=lambda each: (each["in"], each["name"]))
                if not operation["parameters"]:
                    del operation["parameters"]
    return result


def _nameless(path: str) -> str:
    """Return a path without the names of its parameters, which the document makes its own."""
    return re.sub(r"\{[^}]*\}", "{}", path)


def _problems(path: str, operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    codes = [*ALWAYS, *(WITH_BODY if "requestBody" in operation else ())]
    named = {each["name"] for each in operation.get("parameters", [])}
    codes += [404] if "{" in path or named & {"campaign", "page"} else []
    for code in codes:
        responses.setdefault(str(code), {"description": phrase(code)})
    for code, response in responses.items():
        if code.startswith(("4", "5")):
            _as_problem(response)
    operation["responses"] = dict(sorted(responses.items()))


def _as_problem(response: dict[str, Any]) -> None:
    """Name the media type under which problems are sent, whatever the route answers otherwise."""
    content = response.pop("content", {})
    shape = next(
        (copy.deepcopy(each["schema"]) for each in content.values() if "schema" in each),
        {"$ref": f"#/components/schemas/{PROBLEM}"},
    )
    response["content"] = {PROBLEM_JSON: {"schema": shape}}
    if not response["description"]:
        response["description"] = "What is wrong."


def _parameters(view: Any) -> list[dict[str, Any]]:
    if getattr(view, "shape", None) is None:
        return []
    text = {"type": "string"}
    made: list[dict[str, Any]] = [
        {"in": "query", "name": shaping.FIELDS, "schema": text, "description": FIELDS}
    ]
    if view.expansions:
        names = {"type": "string", "enum": sorted(view.expansions)}
        made.append(
            {
                "in": "query",
                "name": shaping.EXPAND,
                "schema": {"type": "array", "items": names},
                # Names with commas between them.
                "style": "form",
                "explode": False,
                "description": EXPAND,
            }
        )
    return made
