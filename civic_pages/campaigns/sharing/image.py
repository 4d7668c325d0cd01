"""The picture of a shared link: 1200 × 630, drawn with a font of our own, the same on any machine."""

import hashlib
import io
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont


WIDTH, HEIGHT = 1200, 630
MARGIN = 72
# Where a photo begins, beside the words.
PHOTO_LEFT = 780
FIGURES_TOP, LEAST_GAP = HEIGHT - 168, 20
FONTS = Path(__file__).parent / "fonts"
BOLD, REGULAR = "DejaVuSansCondensed-Bold.ttf", "DejaVuSansCondensed.ttf"
TITLE_SIZES = (72, 64, 56, 48, 42)
MOST_TITLE_LINES, MOST_FIGURES = 4, 3
WHITE, VEIL = (255, 255, 255), 0.82
# Part of each validator: another drawing is another picture.
VERSION = "1"


@dataclass(frozen=True)
class Poster:
    """What the picture says: words as people read them, colours as ``#rrggbb``.

    Attributes:
        figures: (value, label) as they are printed; none where they are not told.
        photo: bytes of a picture to show beside the words; empty: none.
    """

    site: str
    title: str
    badge: str = ""
    headline: str = ""
    figures: tuple[tuple[str, str], ...] = ()
    primary: str = "#0b4a56"
    accent: str = "#c8451b"
    photo: bytes = b""

    @property
    def digest(self) -> str:
        """A name for what it shows: equal for the same picture, different for another."""
        return hashlib.sha256(f"{VERSION} {self!r}".encode()).hexdigest()[:32]


@lru_cache(maxsize=32)
def _font(name: str, size: int) -> Any:
    return ImageFont.truetype(str(FONTS / name), size, layout_engine=ImageFont.Layout.BASIC)


def draw(poster: Poster) -> bytes:
    """Return the picture as PNG."""
    canvas = Image.new("RGB", (WIDTH, HEIGHT), poster.primary)
    pen = ImageDraw.Draw(canvas)
    right = PHOTO_LEFT - 40 if _paste_photo(canvas, poster.photo) else WIDTH - MARGIN
    pen.rectangle((0, HEIGHT - 18, int(WIDTH * 0.22), HEIGHT), fill=poster.accent)
    faded = _faded(poster.primary)
    _line(pen, (MARGIN, 60), poster.site, _font(BOLD, 30), right, WHITE)
    top = _badge(pen, poster, 122) if poster.badge else 122
    top = _title(pen, poster.title, top, right, room=HEIGHT - 250 - top)
    foot = FIGURES_TOP - 30 if poster.figures else HEIGHT - 60
    _paragraph(pen, poster.headline, top + 10, right, foot=foot, color=faded)
    _figures(pen, poster.figures[:MOST_FIGURES], right, faded)
    data = io.BytesIO()
    canvas.save(data, "PNG", optimize=not poster.photo)
    return data.getvalue()


def _faded(color: str) -> tuple[int, ...]:
    """Return white seen through a little of a colour."""
    channels = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return tuple(round(255 * VEIL + channel * (1 - VEIL)) for channel in channels)


def _paste_photo(canvas: Image.Image, photo: bytes) -> bool:
    """Fill the right side with a photo; tell whether there was one that can be read."""
    if not photo:
        return False
    try:
        with Image.open(io.BytesIO(photo)) as opened:
            picture = opened.convert("RGB")
    except OSError:
        return False
    width = WIDTH - PHOTO_LEFT
    scale = max(width / picture.width, HEIGHT / picture.height)
    picture = picture.resize((round(picture.width * scale), round(picture.height * scale)))
    left, top = (picture.width - width) // 2, (picture.height - HEIGHT) // 2
    canvas.paste(picture.crop((left, top, left + width, top + HEIGHT)), (PHOTO_LEFT, 0))
    return True


def _badge(pen: Any, poster: Poster, top: int) -> int:
    font = _font(BOLD, 26)
    width = int(pen.textlength(poster.badge, font))
    pen.rounded_rectangle((MARGIN, top, MARGIN + width + 40, top + 46), 23, fill=WHITE)
    pen.text((MARGIN + 20, top + 23), poster.badge, poster.primary, font, anchor="lm")
    return top + 72


def _title(pen: Any, title: str, top: int, right: int, *, room: int) -> int:
    """Write the title as large as it fits; return where it ends."""
    width = right - MARGIN
    for size in TITLE_SIZES:
        font, lines = _font(BOLD, size), _wrapped(pen, title, _font(BOLD, size), width)
        step = round(size * 1.16)
        fits = all(pen.textlength(line, font) <= width for line in lines)
        if fits and len(lines) <= MOST_TITLE_LINES and len(lines) * step <= room:
            break
    shown = lines[: max(1, min(MOST_TITLE_LINES, room // step))]
    if len(shown) < len(lines):
        shown[-1] = f"{shown[-1]}…"
    for number, line in enumerate(shown):
        _line(pen, (MARGIN, top + number * step), line, font, right, WHITE)
    return top + len(shown) * step


def _paragraph(  # where it stands, and how
    pen: Any, text: str, top: int, right: int, *, foot: int, color: tuple[int, ...]
) -> None:
    """Write as many lines of a text as there is room for."""
    font, step = _font(REGULAR, 30), 40
    lines = _wrapped(pen, text, font, right - MARGIN)
    shown = lines[: max(1, (foot - top) // step)]
    if len(shown) < len(lines):
        shown[-1] = f"{shown[-1]}…"
    for number, line in enumerate(shown):
        _line(pen, (MARGIN, top + number * step), line, font, right, color)


def _wrapped(pen: Any, text: str, font: Any, width: int) -> list[str]:
    lines = [""]
    # At blanks only: a no-break space keeps a French colon with its word.
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and pen.textlength(longer, font) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _line(
    pen: Any, at: tuple[int, int], text: str, font: Any, right: int, color: tuple[int, ...]
) -> None:
    """Write one line, cut where it does not fit."""
    if pen.textlength(text, font) > right - at[0]:
        while text and pen.textlength(f"{text}…", font) > right - at[0]:
            text = text[:-1]
        text = f"{text.rstrip()}…"
    pen.text(at, text, color, font)


def _figures(
    pen: Any, figures: tuple[tuple[str, str], ...], right: int, faded: tuple[int, ...]
) -> None:
    """Write the figures side by side along the foot."""
    if not figures:
        return
    pen.line((MARGIN, FIGURES_TOP - 22, right, FIGURES_TOP - 22), fill=faded, width=2)
    large, small = _font(BOLD, 60), _font(REGULAR, 26)
    widths = [int(max(pen.textlength(v, large), pen.textlength(w, small))) + 1 for v, w in figures]
    gap = min(96, (right - MARGIN - sum(widths)) // max(1, len(figures) - 1))
    if gap < LEAST_GAP:
        widths, gap = [(right - MARGIN) // len(figures) - LEAST_GAP] * len(figures), LEAST_GAP
    left = MARGIN
    for (value, label), width in zip(figures, widths, strict=True):
        _line(pen, (left, FIGURES_TOP - 6), value, large, left + width, WHITE)
        _line(pen, (left, FIGURES_TOP + 70), label, small, left + width, faded)
        left += width + gap
