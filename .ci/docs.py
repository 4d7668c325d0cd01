"""Fails where a built page of the documentation would ask another host for something by itself.

Links that a reader clicks may lead anywhere; scripts, styles, images, fonts, frames and what style
sheets import may not.
"""

import re
import sys
from html.parser import HTMLParser
from pathlib import Path


# What the browser fetches unasked, by tag and attribute; of <link>, by its rel.
FETCHED = {
    "script": ("src",),
    "img": ("src", "srcset"),
    "source": ("src", "srcset"),
    "iframe": ("src",),
    "video": ("src", "poster"),
    "audio": ("src",),
    "embed": ("src",),
    "object": ("data",),
    "use": ("href", "xlink:href"),
}
RELS = {"stylesheet", "preload", "modulepreload", "prefetch", "preconnect", "dns-prefetch", "icon", "manifest"}  # fmt: skip
ABROAD = re.compile(r"^\s*(?:https?:)?//", re.IGNORECASE)
IN_STYLES = re.compile(
    r"(?:url\(\s*[\"']?|@import\s+[\"'])((?:https?:)?//[^\"')\s]+)", re.IGNORECASE
)


class Fetches(HTMLParser):
    """Collects the addresses that a page fetches from other hosts."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        names = FETCHED.get(tag, ())
        if tag == "link" and RELS & set(given.get("rel", "").lower().split()):
            names = ("href",)
        self.found += [f"<{tag} {name}={given[name]}>" for name in names if ABROAD.match(given.get(name, ""))]  # fmt: skip
        self.found += IN_STYLES.findall(given.get("style", ""))
        self.in_style = tag == "style"

    def handle_data(self, data: str) -> None:
        if self.in_style:
            self.found += IN_STYLES.findall(data)

    def handle_endtag(self, tag: str) -> None:
        self.in_style = self.in_style and tag != "style"


def fetches(path: Path) -> list[str]:
    """Return what a built file fetches from elsewhere."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".css":
        return IN_STYLES.findall(text)
    parser = Fetches()
    parser.feed(text)
    return parser.found


def main(folder: Path) -> int:
    pages = sorted(folder.rglob("*.html"))
    if not pages:
        sys.stdout.write(f"{folder}: no page is built" + "\n")
        return 1
    found = [(path, what) for path in [*pages, *folder.rglob("*.css")] for what in fetches(path)]
    for path, what in found:
        sys.stdout.write(f"{path}: {what}" + "\n")
    sys.stdout.write(
        f"documentation: {len(pages)} pages, {len(found)} requests to other hosts" + "\n"
    )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
