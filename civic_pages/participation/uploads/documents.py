"""Documents told by their content: PDF, the office formats that are sets of XML, plain text."""

import io
import re
import zipfile


class Mismatch(Exception):
    """The content is not what the extension promises, or carries macros."""


_OPEN_XML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
TYPES = {
    ".pdf": "application/pdf",
    ".docx": f"{_OPEN_XML}wordprocessingml.document",
    ".xlsx": f"{_OPEN_XML}spreadsheetml.sheet",
    ".pptx": f"{_OPEN_XML}presentationml.presentation",
    ".odt": f"{_ODF}text",
    ".ods": f"{_ODF}spreadsheet",
    ".odp": f"{_ODF}presentation",
    ".txt": "text/plain",
}
# A document of a thousand pages has some hundred parts; nothing of them is unpacked but a list.
MOST_PARTS, LARGEST_LIST, LARGEST_WHOLE = 5_000, 1_000_000, 500_000_000
_MACROS = re.compile(r"(?:^|/)(?:vbaProject\.bin|Basic/|Scripts/)", re.IGNORECASE)
_MARKUP = re.compile(
    rb"^\s*<(?:!doctype|!--|\?xml|html|head|body|script|svg|iframe)", re.IGNORECASE
)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def require(content: bytes, extension: str) -> None:
    """Check a document.

    Raises:
        Mismatch: it is not what its extension says.
    """
    if extension == ".pdf":
        if not content.startswith(b"%PDF-"):
            raise Mismatch(extension)
    elif extension == ".txt":
        _require_text(content)
    else:
        _require_office(content, extension)


def _require_text(content: bytes) -> None:
    """Let UTF-8 and Western European text through, but no markup that a browser might run."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if _CONTROLS.search(text) or "\ufffd" in text or _MARKUP.match(content.lstrip(b"\xef\xbb\xbf")):
        raise Mismatch(".txt")


def _require_office(content: bytes, extension: str) -> None:
    # The first four bytes: a program with a package glued to its end is no document.
    if not content.startswith(b"PK\x03\x04"):
        raise Mismatch(extension)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            _require_parts(package, extension)
            _require_content(package, extension)
    except Mismatch:
        raise
    except Exception as error:
        # ``zipfile`` and what unpacks for it raise a dozen things on files that are damaged or forged.
        raise Mismatch(extension) from error


def _require_parts(package: zipfile.ZipFile, extension: str) -> None:
    parts = package.infolist()
    if len(parts) > MOST_PARTS or sum(p.file_size for p in parts) > LARGEST_WHOLE:
        raise Mismatch(extension)
    if any(_MACROS.search(part.filename) for part in parts):
        raise Mismatch(extension)


def _require_content(package: zipfile.ZipFile, extension: str) -> None:
    """Look at where a package says what it is: ISO/IEC 29500-2, OpenDocument 1.3 part 2, 3.3."""
    expected = TYPES[extension]
    is_odf = expected.startswith(_ODF)
    with package.open("mimetype" if is_odf else "[Content_Types].xml") as part:
        said = part.read(LARGEST_LIST).decode("utf-8", errors="replace")
    wanted = said.strip() == expected if is_odf else f'"{expected}.main+xml"' in said
    if not wanted:
        raise Mismatch(extension)
