"""One door for files of places: tells the formats apart by what they say, not by their names."""

import io
import json
import re
import zipfile
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from civic_blocks.geofiles import gpx, kml, umap, xml
from civic_blocks.geofiles.drawing import Drawing


# Suffixes of what can be read, for file inputs.
ACCEPTED = ".geojson,.json,.umap,.kml,.kmz,.gpx"
# The character 0 as JSON writes it: its backslash is not itself written by one before it.
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
# Members of a KMZ that are looked at for its document.
_MAX_MEMBERS = 200


def load_json(text: str | bytes, *, max_bytes: int) -> Any:
    """Read JSON that an editor pasted or uploaded.

    Raises:
        ValidationError: too large, no JSON, or what JSON does not have (NaN, Infinity, a lone
            surrogate) or PostgreSQL does not store (the character 0).
    """
    _check_size(len(text), max_bytes)

    def refuse(constant: str) -> None:
        raise ValueError(constant)

    try:
        found = json.loads(text, parse_constant=refuse)
        # No half of a letter, which nothing that is stored or sent can hold.
        written = json.dumps(found, ensure_ascii=False).encode()
        if _NUL.search(written):
            refuse("NUL")
    except (ValueError, RecursionError) as error:
        raise ValidationError(
            _("This is not GeoJSON: it cannot be read."), code="invalid"
        ) from error
    return found


def read(data: str | bytes, *, max_bytes: int) -> Drawing:
    """Return what a pasted text or the content of a file draws.

    Args:
        data: GeoJSON, uMap, KML or GPX; as bytes also KMZ.
        max_bytes: largest size, also of the document inside a KMZ.

    Raises:
        ValidationError: too large, unsafe, or of no format that is known.
    """
    _check_size(len(data), max_bytes)
    if isinstance(data, bytes):
        if data.startswith(b"PK"):
            data = _kmz(data, max_bytes)
        if not data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
            data = _decoded(data)
    if isinstance(data, str):
        data = data.lstrip("\ufeff \r\n\t")
    if data[:1] in ("<", b"<") or (isinstance(data, bytes) and data):
        return _read_xml(data)
    return _read_json(load_json(data, max_bytes=max_bytes))


def _check_size(size: int, max_bytes: int) -> None:
    if size > max_bytes:
        raise ValidationError(_("This file is too large."), code="too_large")


def _decoded(data: bytes) -> str:
    """Return a text; old tools of Windows still write its own encoding."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _kmz(data: bytes, max_bytes: int) -> bytes:
    """Return the first KML document of a KMZ; never more than ``max_bytes`` of it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = [info.filename for info in archive.infolist()[:_MAX_MEMBERS]]
            name = next(name for name in names if name.lower().endswith(".kml"))
            with archive.open(name) as document:
                content = document.read(max_bytes + 1)
    except StopIteration as error:
        text = _("This archive holds no KML document.")
        raise ValidationError(text, code="invalid") from error
    except Exception as error:
        # Of a damaged one comes whatever unpacks its parts raises.
        raise ValidationError(_("This archive cannot be read."), code="invalid") from error
    _check_size(len(content), max_bytes)
    return content


def _read_xml(data: str | bytes) -> Drawing:
    root = xml.parse(data)
    kind = xml.name_of(root)
    if kind == "kml":
        return kml.read(root)
    if kind == "gpx":
        return gpx.read(root)
    raise ValidationError(
        _("This XML is neither KML nor GPX: it begins with “%(kind)s”."),
        code="invalid",
        params={"kind": kind[:40]},
    )


def _read_json(data: Any) -> Drawing:
    kind = data.get("type") if isinstance(data, dict) else None
    if kind == "umap":
        return umap.read(data)
    if kind == "Topology":
        text = _("This is TopoJSON: export it as GeoJSON.")
        raise ValidationError(text, code="invalid")
    drawing = Drawing("geojson", data=data)
    if kind == "FeatureCollection" and umap.options_of(data):
        # One layer of a uMap, saved on its own.
        umap.add_layer(drawing, data, {})
    elif kind == "FeatureCollection" and isinstance(data.get("features"), list):
        drawing.features = [feature for feature in data["features"] if isinstance(feature, dict)]
    elif kind == "Feature":
        drawing.features = [data]
    elif isinstance(data, dict) and "coordinates" in data:
        drawing.add(data, {})
    return drawing
