"""GPX 1.0 and 1.1: waypoints, routes and tracks."""

from xml.etree.ElementTree import Element

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from civic_blocks.geofiles.drawing import Drawing
from civic_blocks.geofiles.xml import children, name_of, text_of


def read(root: Element) -> Drawing:
    """Return waypoints as points, routes and the segments of tracks as lines."""
    drawing = Drawing("gpx")
    for node in root:
        kind = name_of(node)
        properties = {
            "name": text_of(node, "name"),
            "description": text_of(node, "desc") or text_of(node, "cmt"),
        }
        if kind == "wpt":
            drawing.add({"type": "Point", "coordinates": _position(node)}, properties)
        elif kind == "rte":
            line = [_position(point) for point in children(node, "rtept")]
            drawing.add({"type": "LineString", "coordinates": line}, properties)
        elif kind == "trk":
            for segment in children(node, "trkseg"):
                line = [_position(point) for point in children(segment, "trkpt")]
                # A receiver that lost its signal leaves segments of one point.
                if len(line) > 1:
                    drawing.add({"type": "LineString", "coordinates": line}, properties)
    return drawing


def _position(node: Element) -> list[float]:
    try:
        return [float(node.get("lon", "")), float(node.get("lat", ""))]
    except ValueError as error:
        raise ValidationError(
            _("A point of this GPX file has no place."), code="invalid"
        ) from error
