"""A campaign of the demo, told by the API alone, beside the page that people read.

``Told`` is given an HTTP client and the number of a campaign and asks the API for all the rest.
What the page shows beyond what the API tells must be words of the interface: those of the
catalogues, whose blanks are filled with what the API tells, numbers and dates.
"""

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jsonschema
import polib
from bs4 import BeautifulSoup, Tag

import civic_blocks


ROOT = "/api/civic/v1"
PROJECT = Path(civic_blocks.__file__).parents[1]
# What a program reads and people do not.
MACHINE = {"id", "url", "href", "type", "key", "anchor", "html_url", "format", "target", "embed_url"}
BLANK = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{(\w+)\}")
NUMBERS = re.compile(r"^[\d\s.,:/%+–-]*$")
MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
DAY = re.compile(rf"(\d{{1,2}}|1er)?\s*({'|'.join(MONTHS)})?\s*\d{{4}}( \d\d?[h:]\d\d)?|\d\d/\d\d/\d{{4}}.*")
BYTES = re.compile(r"^[\d,.]+ (o|octets|Kio|Mio|Ko|Mo|KB|MB)$")


def plain(text: str) -> str:
    """Return text as it is compared: blanks are one space, case does not matter."""
    return " ".join(text.replace("\xa0", " ").replace("\u202f", " ").split()).casefold()


def words(data: Any) -> Iterator[str]:
    """Yield every text and number that an answer holds for people."""
    if isinstance(data, dict):
        for name, value in data.items():
            if name not in MACHINE or name == "format":
                yield from words(value)
    elif isinstance(data, list):
        for value in data:
            yield from words(value)
    elif isinstance(data, str):
        is_html = "<" in data
        yield BeautifulSoup(data, "html.parser").get_text(" ") if is_html else data
    elif isinstance(data, int | float) and not isinstance(data, bool):
        yield str(data)


@cache
def interface() -> list[re.Pattern[str]]:
    """Return the words of the interface in French, blanks as groups."""
    found = set()
    for path in PROJECT.glob("civic_*/locale/fr/LC_MESSAGES/django.po"):
        for entry in polib.pofile(str(path)):
            for text in (entry.msgstr, entry.msgid, *entry.msgstr_plural.values()):
                found |= {plain(piece) for piece in re.split(r"<[^>]+>|\n\n", text)}
    return [_pattern(text) for text in sorted(found) if re.search(r"\w", BLANK.sub("", text))]


def _pattern(text: str) -> re.Pattern[str]:
    parts = re.split(r"%\(\w+\)[sd]|%[sd]|\{\w+\}", text)
    return re.compile("(.+?)".join(re.escape(part) for part in parts))


class Told:
    """All the API says of one campaign."""

    def __init__(self, client: Any, pk: int) -> None:
        self.client, self.pk = client, pk
        self.whole = self.get(f"campaigns/{pk}/")
        self.forms = [self.get(urlsplit(form["url"]).path) for form in self.whole["forms"]]

    def get(self, path: str, **query: Any) -> Any:
        address = path if path.startswith("/") else f"{ROOT}/{path}"
        response = self.client.get(address, query)
        assert response.status_code == 200, (address, response.content[:300])
        return json.loads(response.content)

    @cached_property
    def texts(self) -> list[str]:
        """All texts, plain, of the answers that a front end would ask for."""
        answers = [
            self.whole,
            self.forms,
            self.get(f"campaigns/{self.pk}/sectors/"),
            self.get("contributions/", campaign=self.pk, page_size=50),
            self.get(f"campaigns/{self.pk}/votes/"),
            self.get(f"campaigns/{self.pk}/projects/"),
        ]
        return [plain(text) for text in words(answers) if text.strip()]

    @cached_property
    def _all(self) -> str:
        return " ¦ ".join(self.texts)

    def says(self, text: str) -> bool:
        """Tell whether a text of the page is one of the API's, or a part of one."""
        text = plain(text).strip(" .,;:–·()«»©“”")
        is_value = bool(NUMBERS.match(text) or DAY.fullmatch(text) or BYTES.match(text))
        return not text or is_value or text in self._all

    def explains(self, text: str) -> bool:
        """Tell whether a text of the page is the API's, or the interface's around the API's."""
        if self.says(text):
            return True
        bare = plain(text).strip(" .,;:–·()")
        return any(
            all(self.says(blank) for blank in found.groups())
            for pattern in interface()
            for found in [pattern.fullmatch(plain(text)) or pattern.fullmatch(bare)]
            if found
        )


def page_blocks(html: bytes) -> list[tuple[str, Tag]]:
    """Return (type, element) of each block of a campaign's page, in order."""
    soup = BeautifulSoup(html, "html.parser")
    for tag in soup.select("script, style, template"):
        tag.decompose()
    found = []
    for tag in soup.select("main [class*=civic-block--], main [data-vote]"):
        if tag.has_attr("data-vote"):
            found.append(("vote", tag))
            continue
        names = [c.removeprefix("civic-block--") for c in tag["class"] if "civic-block--" in c]
        found += [(name.replace("-", "_"), tag) for name in names]
    return found


def shown_texts(element: Tag) -> Iterable[str]:
    """Return the texts that people see, or hear instead of an image."""
    for tag in element.select("[hidden], .civic-form__honey"):
        tag.decompose()
    yield from element.stripped_strings
    yield from (image["alt"] for image in element.select("img[alt]") if image["alt"])


def validator_of(document: dict[str, Any], name: str) -> Any:
    """Return a validator of a named shape of an OpenAPI 3.1 document."""
    return jsonschema.Draft202012Validator(
        {"$ref": f"#/components/schemas/{name}", "components": document["components"]},
        format_checker=jsonschema.FormatChecker(["date", "date-time"]),
    )
