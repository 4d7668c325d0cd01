"""Images written anew: upright, without a word about where, when and by what they were taken."""

import io
from dataclasses import dataclass

from PIL import Image
from PIL.ExifTags import Base as Tag
from pillow_heif import register_heif_opener

from civic_pages import conf


@dataclass(frozen=True)
class Format:
    """How an extension is read, by Pillow's name, and the media types its content may have."""

    reader: str
    types: tuple[str, ...]


@dataclass(frozen=True)
class Written:
    extension: str
    type: str
    content: bytes


JPEG = Format("JPEG", ("image/jpeg",))
FORMATS = {
    ".jpg": JPEG,
    ".jpeg": JPEG,
    ".png": Format("PNG", ("image/png",)),
    ".webp": Format("WEBP", ("image/webp",)),
    ".gif": Format("GIF", ("image/gif",)),
    ".heic": Format("HEIF", ("image/heic", "image/heif")),
}
register_heif_opener()

# What is written, by the format that was read; a JPEG where there is nothing here.
KEPT = {"PNG": (".png", "image/png"), "WEBP": (".webp", "image/webp")}
OTHERWISE = (".jpg", "image/jpeg")
QUALITY = 88
# How to turn an image, by what its camera says of it (EXIF 2.32, tag 274).
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class Broken(Exception):
    """The content is no image of the format its extension promises."""


class TooManyPixels(Exception):
    """The image is larger than ``most`` pixels."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


def rewrite(content: bytes, extension: str) -> Written:
    """Return an image written anew: its first frame, turned as its camera says, pixels only.

    Its size is read from its header, before any pixel is decoded.

    Raises:
        TooManyPixels: it has more than ``CIVIC_PAGES["UPLOAD_MAX_PIXELS"]``.
        Broken: it cannot be read as what its extension says.
    """
    most = conf.get("UPLOAD_MAX_PIXELS")
    reader = FORMATS[extension].reader
    try:
        with Image.open(io.BytesIO(content), formats=[reader]) as image:
            _require_few(image, most)
            image.load()
            return _written(_upright(image), reader)
    except TooManyPixels:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooManyPixels(most) from error
    except Exception as error:
        # Pillow and its plugins raise whatever comes to them of files that are cut short or forged.
        raise Broken(extension) from error


def _require_few(image: Image.Image, most: int) -> None:
    if image.width * image.height > most:
        raise TooManyPixels(most)


def _upright(image: Image.Image) -> Image.Image:
    """Return an image turned as its camera says.

    Only that one word is read. ``ImageOps.exif_transpose`` writes all of them anew, and fails where
    another has a type of its own, as some cameras give it.
    """
    said = image.getexif().get(Tag.Orientation)
    turn = TURNS.get(said) if isinstance(said, int) else None
    return image if turn is None else image.transpose(turn)


def _written(image: Image.Image, reader: str) -> Written:
    extension, content_type = KEPT.get(reader, OTHERWISE)
    pixels = _pixels(image, keeps_holes=reader in KEPT)
    # Pillow's writers copy comments, colour profiles and text from here.
    pixels.info = {}
    pixels.getexif().clear()
    target = io.BytesIO()
    name = reader if reader in KEPT else "JPEG"
    pixels.save(target, name, quality=QUALITY, exif=b"", xmp=b"")
    return Written(extension, content_type, target.getvalue())


def _pixels(image: Image.Image, *, keeps_holes: bool) -> Image.Image:
    """Return an image in RGB, or RGBA where it has holes that its format keeps; else on white."""
    if image.mode.startswith("I"):
        # Sixteen bits of grey, as scanners write them: Pillow would cut them, not scale them.
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if not image.has_transparency_data:
        # A photograph is not copied: forty million pixels take 120 MB.
        return image if image.mode == "RGB" else image.convert("RGB")
    clear = image.convert("RGBA")
    if keeps_holes:
        return clear
    white = Image.new("RGBA", clear.size, "white")
    white.alpha_composite(clear)
    return white.convert("RGB")
