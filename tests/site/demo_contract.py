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
from civic_blocks.api.rich_text import as_text


ROOT = "/api/civic/v1"
PROJECT = Path(civic_blocks.__file__).parents[1]
# What a program reads and people do not.
MACHINE = {
    "id",
    "url",
    "href",
    "type",
    "key",
    "anchor",
    "html_url",
    "format",
    "target",
    "embed_url",
}
BLANK = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}")
EDGES = " .,;:–·()«»©“”…"
NUMBER = re.compile(r"^\d[\d\s]*€?$")
MONTHS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]
DAY = re.compile(
    rf"(\d{{1,2}}|1er)?\s*({'|'.join(MONTHS)})?\s*\d{{4}}( \d\d?[h:]\d\d)?|\d\d/\d\d/\d{{4}}.*"
)
# What the page counts or rounds by itself: shares, classes of counts, sizes of files, dashes.
COMPUTED = re.compile(r"^([\d,.]+ ?(%|o|octets|kio|mio|ko|mo|kb|mb)|[–-]+|de \d+ à \d+)$")


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
                pieces = {plain(piece) for piece in re.split(r"<[^>]+>|\n\n", text)}
                # A blank may hold marked-up text, which ends the text node.
                pieces |= {piece.strip() for text in pieces for piece in BLANK.split(text)}
                found |= pieces | {piece.strip(EDGES) for piece in pieces}
    return [_pattern(text) for text in sorted(found) if re.search(r"\w", BLANK.sub("", text))]


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile("(.+?)".join(re.escape(part) for part in BLANK.split(text)))


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

    def layers(self) -> Iterator[dict[str, Any]]:
        """Yield the layers of the maps."""
        for block in self.whole["blocks"]:
            if block["type"] == "map":
                yield from block["value"]["layers"]

    @cached_property
    def texts(self) -> list[str]:
        """All texts, plain, of the answers that a front end would ask for."""
        answers = [
            self.whole,
            self.forms,
            self.get(f"campaigns/{self.pk}/sectors/"),
            self.get("pins/", campaign=self.pk, zoom=22)["meta"],
            self.get("contributions/", campaign=self.pk, page_size=50),
            self.get(f"campaigns/{self.pk}/votes/"),
            self.get(f"campaigns/{self.pk}/projects/"),
            *(self.get(urlsplit(layer["url"]).path) for layer in self.layers() if layer["url"]),
        ]
        return [plain(text) for text in words(answers) if text.strip()]

    @cached_property
    def _all(self) -> str:
        return " ¦ ".join(self.texts)

    def says(self, text: str) -> bool:
        """Tell whether a text of the page is one of the API's, a part of one, or a value."""
        text = plain(text).strip(EDGES)
        if not text or DAY.fullmatch(text) or COMPUTED.match(text):
            return True
        if NUMBER.match(text):
            return text in self._all or re.sub(r"[\s€%]", "", text) in self._all
        return text in self._all

    def explains(self, text: str) -> bool:
        """Tell whether a text of the page is the API's, or the interface's around the API's."""
        if self.says(text) or self._is_interface(text):
            return True
        return any(
            part and rest and self.explains(part) and self.explains(rest)
            for mark in (" · ", " – ", ") – ", " (", ") ", ", ", ". ")
            for part, _mark, rest in (text.partition(mark), text.rpartition(mark))
        )

    def _is_interface(self, text: str) -> bool:
        return any(
            all(self.says(blank) for blank in found.groups())
            for bare in {plain(text), plain(text).strip(EDGES)}
            for pattern in interface()
            if (found := pattern.fullmatch(bare))
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
        format_checker=jsonschema.FormatChecker(["date"]),
    )


def images_in(data: Any) -> Iterator[dict[str, Any]]:
    """Yield the images of an answer."""
    if isinstance(data, dict):
        if "renditions" in data:
            yield data
        for value in data.values():
            yield from images_in(value)
    elif isinstance(data, list):
        for value in data:
            yield from images_in(value)


def rich_texts_in(data: Any) -> Iterator[dict[str, Any]]:
    """Yield the rich texts of an answer: ``{"html", "tree"}``."""
    if isinstance(data, dict):
        if set(data) == {"html", "tree"}:
            yield data
        for value in data.values():
            yield from rich_texts_in(value)
    elif isinstance(data, list):
        for value in data:
            yield from rich_texts_in(value)


def file_stem(address: str) -> str:
    """Return the name of the file an image was made from."""
    name = Path(urlsplit(address).path).name.split(".")[0]
    # Where the name was taken the storage adds seven characters of its own.
    return re.sub(r"_\w{7}$", "", name)


def differences(told: Told, html: bytes) -> list[str]:
    """Return what page and API say apart of a campaign: nothing, or one line a difference."""
    found: list[str] = []
    shown = page_blocks(html)
    kinds = [block["type"] for block in told.whole["blocks"]]
    if kinds != [name for name, _element in shown]:
        found.append(f"blocks: {kinds} are {[name for name, _element in shown]} on the page")
    images = {file_stem(each["url"]): each["alt"] for each in images_in(told.whole)}
    for block, (name, element) in zip(told.whole["blocks"], shown, strict=False):
        found += _missing_here(block, name, element)
        for image in element.select("img[src]"):
            if images.get(file_stem(str(image["src"]))) != image["alt"]:
                found.append(f"{name}: the API has no image {image['src']} “{image['alt']}”")
        texts = [text for text in shown_texts(element) if not told.explains(text)]
        found += [f"{name}: the API does not say “{text}”" for text in texts]
    return [*found, *_head_and_foot(told, html)]


def _missing_here(block: dict[str, Any], name: str, element: Tag) -> Iterator[str]:
    """Yield what the API tells of a block and the page does not show in it."""
    here = "".join(plain(element.get_text()).split())
    for text in rich_texts_in(block["value"]):
        for words_of in BeautifulSoup(text["html"], "html.parser").stripped_strings:
            if "".join(plain(words_of).split()) not in here:
                yield f"{name}: the page does not say “{words_of}”"
        if plain(as_text(text["tree"])) != plain(
            BeautifulSoup(text["html"], "html.parser").get_text()
        ):
            yield f"{name}: html and tree differ: {text['html']}"
    title = block["value"].get("title") or ""
    if title and "".join(plain(title).split()) not in here:
        yield f"{name}: the page has no title “{title}”"


def _head_and_foot(told: Told, html: bytes) -> Iterator[str]:
    soup = BeautifulSoup(html, "html.parser")
    for selector in (".civic-hero", ".civic-strip", ".civic-legal"):
        for element in soup.select(selector):
            for text in shown_texts(element):
                if not told.explains(text):
                    yield f"{selector}: the API does not say “{text}”"
