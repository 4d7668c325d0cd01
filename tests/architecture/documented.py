"""What the documentation tells people to type, read from its pages; and which variables anything reads."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path


ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "benchmarks/README.md", *sorted(ROOT.glob("docs/**/*.md"))]
FENCE = re.compile(r"^( *)```(\w*)[^\n]*\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
# Fences with these titles are run whole, as they stand, by a script of ours.
WHOLE = {
    "backup": ".ci/backup",
    "restore": ".ci/backup",
    "after a restore": ".ci/backup",
    "one machine": ".ci/one-machine",
    "upgrade": ".ci/one-machine",
    "certificate": ".ci/deploy",
    "map tiles": "tests/site/test_tiles_by_gdal.py",
}
TITLED = re.compile(
    r'^```sh title="(?:' + "|".join(WHOLE) + r')"\n.*?^```', re.MULTILINE | re.DOTALL
)
SHELLS = {"sh", "bash", "shell", "console", "cron"}
CRON_FIELDS = re.compile(r"^(?:@\w+|(?:[\d*/,-]+\s+){5})\s*")
ASSIGNMENT = re.compile(r"^[A-Z_][A-Z0-9_]*=")
SEPARATORS = {"&&", "||", "|", ";", "&"}


@dataclass(frozen=True)
class Line:
    """A command line of a page.

    Attributes:
        text: as it stands, with continued lines put together and comments left out.
        block: the number of its fence on the page.
    """

    page: Path
    block: int
    text: str

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}: {self.text}"


def shell_blocks(page: Path) -> Iterator[tuple[str, str]]:
    for _indent, language, text in FENCE.findall(TITLED.sub("", page.read_text(encoding="utf-8"))):
        is_bare_command = not language and text.lstrip().startswith(("python manage.py", "make "))
        if language in SHELLS or is_bare_command:
            yield language, text


def lines_of(page: Path) -> Iterator[Line]:
    for number, (language, block) in enumerate(shell_blocks(page)):
        for raw in block.replace("\\\n", " ").splitlines():
            text = raw.strip()
            if language == "console":
                if not text.startswith("$ "):
                    continue  # what is printed
                text = text[2:]
            if language == "cron":
                text = CRON_FIELDS.sub("", text)
            if text and not text.startswith("#"):
                yield Line(page, number, text)


# In a sentence: `make demo`, `python manage.py civic_send`, `.ci/run`, `journalctl -u civic`.
INLINE = re.compile(
    r"(?<!`)`((?:make|python manage\.py|manage\.py|pip install|\.ci/|(?:systemctl|journalctl|certbot) )"
    r"[^`\n]*)`(?!`)"
)


def inline_of(page: Path) -> Iterator[Line]:
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    for command in dict.fromkeys(INLINE.findall(text)):
        yield Line(page, -1, command)


LINES = [line for page in PAGES for line in (*lines_of(page), *inline_of(page))]


def without_sudo(words: list[str]) -> list[str]:
    """Leave out "sudo" and as whom."""
    if words[:1] != ["sudo"]:
        return words
    return (
        words[3:]
        if words[1] == "-u" and words[3][0] != "-"
        else words[4 if words[1] == "-u" else 1 :]
    )


def commands(line: Line) -> Iterator[tuple[dict[str, str], list[str]]]:
    """Yield environment and words of each command of a line: ``a && b | c`` are three."""
    lexer = shlex.shlex(line.text, posix=True, punctuation_chars="|&;")
    lexer.whitespace_split = True
    words: list[str] = []
    for word in [*lexer, ";"]:
        if word not in SEPARATORS:
            words.append(word)
        elif words:
            given = {}
            while words and ASSIGNMENT.match(words[0]):
                name, _, value = words.pop(0).partition("=")
                given[name] = value
            yield given, without_sudo(words)
            words = []


READ_BY_PYTHON = re.compile(
    r"(?:env(?:iron)?(?:\.\w+)?[(\[]|getenv\()\s*[\"']([A-Z][A-Z0-9_]*)[\"']"
)
READ_BY_A_SHELL = re.compile(r"\$[{(]?([A-Z][A-Z0-9_]*)|^([A-Z][A-Z0-9_]*) *\?=", re.MULTILINE)


@cache
def variables() -> set[str]:
    """What settings, tests, measures and scripts read of the environment; what they pass on counts."""
    python = [*ROOT.glob("site_config/**/*.py"), *ROOT.glob("civic_*/**/*.py")]
    python += [*ROOT.glob("benchmarks/*.py"), *ROOT.glob("tests/**/*.py"), ROOT / "manage.py"]
    scripts = [ROOT / "Makefile", *(path for path in (ROOT / ".ci").iterdir() if path.is_file())]
    texts = {path: path.read_text(encoding="utf-8") for path in [*python, *scripts]}
    found = {name for text in texts.values() for name in READ_BY_PYTHON.findall(text)}
    for path in scripts:
        found.update(name for pair in READ_BY_A_SHELL.findall(texts[path]) for name in pair)
    return found | {"DJANGO_SETTINGS_MODULE"}
