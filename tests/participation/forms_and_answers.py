"""Any form an editor can build, and answers to it: right, wrong and missing."""

from typing import Any

from hypothesis import strategies as st

from civic_blocks.definitions import FieldSpec
from civic_blocks.field_types import type_of
from civic_pages.testing import INSIDE, OUTSIDE, question


# Letters people type; no marks that a spreadsheet or a line break would change on the way.
LETTERS = st.sampled_from("abcdefghijklmnopqrstuvwxyzàâçéèêëîïôûüœ0123456789 ,;|'\"\\-=+@–’")
WORDS = st.text(LETTERS, min_size=1, max_size=30).map(lambda text: " ".join(text.split()))
TEXTS = WORDS.filter(bool)
CHOICES = st.lists(TEXTS, min_size=2, max_size=4, unique_by=lambda text: text.casefold())
BOUNDS = st.none() | st.integers(-50, 50).map(float)
DAYS = st.dates().map(lambda day: day.isoformat())


def _number_options() -> st.SearchStrategy[dict[str, Any]]:
    def ordered(bounds: tuple[Any, Any]) -> dict[str, Any]:
        least, most = bounds
        swapped = least is not None and most is not None and least > most
        return {"minimum": most if swapped else least, "maximum": least if swapped else most}

    return st.tuples(BOUNDS, BOUNDS).map(ordered)


# What the editor sets up for each type, beyond what all questions have.
OPTIONS: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "short_text": st.fixed_dictionaries({"is_title": st.just(False), "max_length": st.integers(1, 40)}),
    "long_text": st.fixed_dictionaries({"max_length": st.integers(1, 60)}),
    "number": _number_options(),
    "date": st.just({}),
    "email": st.just({}),
    "phone": st.just({}),
    "single_choice": st.fixed_dictionaries({"choices": CHOICES, "is_category": st.just(False)}),
    "multiple_choice": st.fixed_dictionaries({"choices": CHOICES}),
    "yes_no": st.just({}),
    "rating": st.fixed_dictionaries({"maximum": st.integers(2, 10), "low": st.just(""), "high": st.just("")}),
    "ranking": st.fixed_dictionaries({"choices": CHOICES}),
    "matrix": st.fixed_dictionaries({"rows": CHOICES, "columns": CHOICES}),
    "address": st.just({}),
    "point": st.just({}),
    "home": st.just({}),
    "section": st.just({}),
    "consent": st.just({}),
}  # fmt: skip
# Left out, and why: a file cannot be written in a cell; a step has no answer, and only divides the
# page, which ``test_steps`` walks through.
LEFT_OUT = {"file", "step"}
# One form holds one of these at the most.
ONCE = {"email", "address", "point", "home"}
PLACES = st.sampled_from([INSIDE, OUTSIDE])


def _one_of(values: Any, *wrong: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from([*values, *wrong])


def answer_to(spec: FieldSpec) -> st.SearchStrategy[Any]:
    """Return answers of the JSON type of a question; ``None`` is no answer."""
    options = spec.options
    known = options.get("choices", [])
    by_type: dict[str, Any] = {
        "short_text": lambda: TEXTS,
        "long_text": lambda: TEXTS,
        "number": lambda: st.integers(-60, 60) | st.floats(-60, 60).map(lambda n: round(n, 2)),
        "date": lambda: DAYS,
        "email": lambda: _one_of(["moi@example.org", "a.b@example.fr"], "moi", "moi@"),
        "phone": lambda: _one_of(["+33146012345", "01 46 01 23 45"], "12", "abc"),
        "single_choice": lambda: _one_of(known, "Tout autre chose"),
        "multiple_choice": lambda: st.lists(
            _one_of(known, "Tout autre chose"), max_size=3, unique=True
        ),
        "yes_no": st.booleans,
        "rating": lambda: st.integers(0, options["maximum"] + 1),
        "ranking": lambda: st.permutations(known).flatmap(
            lambda order: st.integers(0, len(order)).map(lambda count: list(order[:count]))
        ),
        "matrix": lambda: st.dictionaries(
            st.sampled_from(options["rows"]),
            _one_of(options["columns"], "Tout autre chose"),
        ),
        "address": lambda: TEXTS,
        "point": lambda: PLACES.map(lambda at: {"latitude": at[0], "longitude": at[1]}),
        "home": lambda: TEXTS.map(lambda text: {"address": f"12 rue {text}"[:100].strip()}),
        "consent": st.booleans,
    }
    return st.none() | by_type[spec.type]()


@st.composite
def questions(draw: Any) -> list[dict[str, Any]]:
    """Draw the questions of a form as the editor's blocks store them."""
    slugs = draw(st.lists(st.sampled_from(sorted(OPTIONS)), min_size=1, max_size=5))
    kept = [slug for n, slug in enumerate(slugs) if slug not in ONCE or slug not in slugs[:n]]
    found = [question("short_text", "titre", "Titre", is_title=True, required=True, max_length=40)]
    yes_no: list[str] = []
    for number, slug in enumerate(kept):
        key = f"q{number}"
        value = {**draw(OPTIONS[slug])}
        if slug != "section":
            value["required"] = draw(st.integers(0, 3)) == 3
            if yes_no and draw(st.booleans()):
                value["condition"] = {
                    "key": draw(st.sampled_from(yes_no)),
                    "operator": draw(st.sampled_from(["is", "is_not"])),
                    "values": "yes",
                }
        found.append(question(slug, key, f"Question {number}", **value))
        yes_no += [key] if slug == "yes_no" else []
    return found


@st.composite
def answers(draw: Any, definition: Any) -> dict[str, Any]:
    """Draw answers to a form; a question that is not answered is left out."""
    found = {spec.key: draw(answer_to(spec)) for spec in definition if type_of(spec).is_question}
    # Mostly with the title that is required, so that many are valid.
    if draw(st.integers(0, 4)) < 4:
        found["titre"] = draw(TEXTS)
    return {key: answer for key, answer in found.items() if answer is not None}


@st.composite
def groups(draw: Any) -> dict[str, Any]:
    """Draw who contributes, as the API names it; sometimes a group that lacks something."""
    if draw(st.integers(0, 2)) < 2:
        return {}
    facts = {
        "kind": st.just("collective"),
        "group_name": st.none() | TEXTS,
        "represented": st.none() | st.integers(0, 200),
        "group_type": st.none() | st.sampled_from(["association", "school"]),
        "held": st.none() | st.sampled_from(["workshop", "online"]),
    }
    drawn = {name: draw(strategy) for name, strategy in facts.items()}
    return {name: value for name, value in drawn.items() if value is not None}
