"""Files of every kind, made in memory: what they should be, and what they only pretend to be."""

import io
import struct
import zipfile
import zlib
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from civic_pages.testing import CampaignFactory, form_block, question


ORIENTATION, MAKE, RESOLUTION, GPS, LATITUDE = 0x0112, 0x010F, 0x011A, 0x8825, 2
SECRET = b"Appareil-de-Madame-Martin"
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = (
    b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
)
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def upload(name: str, content: bytes, content_type: str = "") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type or "application/octet-stream")


def jpeg(*, size: tuple[int, int] = (60, 40), colour: str = "red") -> bytes:
    """Return a photograph that lies on its side and says who took it, and where."""
    image = Image.new("RGB", size, colour)
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[MAKE] = SECRET.decode()
    exif.get_ifd(GPS)[LATITUDE] = (48.0, 53.0, 31.0)
    target = io.BytesIO()
    image.save(target, "JPEG", exif=exif, comment=SECRET)
    return target.getvalue()


def jpeg_with_odd_words() -> bytes:
    """Return a photograph that lies on its side, whose camera writes its resolution as a text."""
    turned = struct.pack("<HHIHH", ORIENTATION, 3, 1, 6, 0)
    odd = struct.pack("<HHI", RESOLUTION, 2, 4) + b"72d\0"
    words = b"Exif\0\0II*\0" + struct.pack("<IH", 8, 2) + turned + odd + bytes(4)
    target = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(target, "JPEG", exif=words)
    return target.getvalue()


def image(kind: str, **kwargs: Any) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (50, 30), "blue").save(target, kind, **kwargs)
    return target.getvalue()


def webp() -> bytes:
    exif = Image.Exif()
    exif[MAKE] = SECRET.decode()
    return image("WEBP", exif=exif)


def png_with_text() -> bytes:
    notes = PngInfo()
    notes.add_text("Author", SECRET.decode())
    return image("PNG", pnginfo=notes)


def png_bomb(width: int = 10_000, height: int = 5_000) -> bytes:
    """Return a PNG whose header promises 50 million pixels, and whose data would break a decoder."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", b"no pixels")
        + chunk(b"IEND", b"")
    )


def package(**parts: str) -> bytes:
    """Return a ZIP archive of parts by name ("__" for "/")."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return target.getvalue()


def open_xml(kind: str, *more: str) -> bytes:
    """Return an office document: kind "wordprocessingml.document" and its like."""
    said = (
        '<Types><Override PartName="/main.xml" ContentType="application/'
        f'vnd.openxmlformats-officedocument.{kind}.main+xml"/></Types>'
    )
    return package(**{"[Content_Types].xml": said, "main.xml": "<x/>"}, **dict.fromkeys(more, "x"))


def docx(*more: str) -> bytes:
    return open_xml("wordprocessingml.document", *more)


def odt() -> bytes:
    return package(mimetype="application/vnd.oasis.opendocument.text", content="<x/>")


def damaged_docx(*, beginning: bool = False) -> bytes:
    """Return an office document whose packed parts, or whose table of contents, lost some bytes."""
    target, source = io.BytesIO(), io.BytesIO(docx())
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    content = target.getvalue()
    if beginning:
        return content[:4] + content[60:]
    packed = content.index(b"[Content_Types].xml") + len(b"[Content_Types].xml")
    return content[:packed] + b"\xff" * 20 + content[packed + 20 :]


def file_question(key: str = "photos", **value: Any) -> dict[str, Any]:
    kinds = {"kinds": ["image", "pdf", "office", "text"], "max_mb": 1, "max_count": 3}
    return question("file", key, "Vos photos", **{**kinds, **value})


def campaign_with_files(**value: Any) -> Any:
    """Return an open campaign whose form asks a title and files."""
    title = question("short_text", "titre", "Titre", required=True, is_title=True, max_length=120)
    body = [form_block(title, file_question(**value))]
    return CampaignFactory(open=True, published_at_once=True, body=body)


def step(key: str, label: str, help_text: str = "") -> dict[str, Any]:
    """Return the beginning of a new page of a form."""
    return {**question("step", key, label), "value": {"label": label, "help_text": help_text}}


def bicycle_form() -> dict[str, Any]:
    """Return a form of four pages; the second is for those who ride a bicycle."""
    only_riders = {"condition": {"key": "velo", "operator": "is", "values": "yes"}}
    return form_block(
        question("short_text", "titre", "Titre", required=True, is_title=True, max_length=120),
        question("yes_no", "velo", "Faites-vous du vélo ?"),
        step("etape_2", "Votre vélo"),
        question("multiple_choice", "trajets", "Trajets", required=True,
                 choices=["Travail", "École"], **only_riders),
        step("etape_3", "Le lieu", "Où est-ce ?"),
        question("point", "lieu", "Lieu"),
        file_question(),
        step("etape_4", "Vous"),
        question("email", "courriel", "Courriel"),
        question("consent", "accord", "J'accepte", required=True),
    )  # fmt: skip
