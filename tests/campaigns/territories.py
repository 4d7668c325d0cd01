"""Files of territories, as the tools of a city write them."""

import io
import zipfile


# A square in Nanterre, longitude and latitude.
RING = [(2.19, 48.88), (2.22, 48.88), (2.22, 48.9), (2.19, 48.9), (2.19, 48.88)]
EAST = [(2.22, 48.88), (2.24, 48.88), (2.24, 48.9), (2.22, 48.9), (2.22, 48.88)]


def kml_polygon(ring: list[tuple[float, float]], altitude: str = "") -> str:
    places = " ".join(f"{x},{y}{altitude}" for x, y in ring)
    return (
        "<Polygon><outerBoundaryIs><LinearRing>"
        f"<coordinates>{places}</coordinates></LinearRing></outerBoundaryIs></Polygon>"
    )


def kml(*placemarks: str, before: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}'
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
        f"{''.join(placemarks)}</Document></kml>"
    )


def placemark(name: str, shape: str, more: str = "") -> str:
    return f"<Placemark><name>{name}</name>{more}{shape}</Placemark>"


def kmz(document: str, name: str = "doc.kml") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, document)
    return packed.getvalue()


def gpx(ring: list[tuple[float, float]], kind: str = "trk") -> str:
    point = {"trk": "trkpt", "rte": "rtept"}[kind]
    places = "".join(f'<{point} lat="{y}" lon="{x}"><ele>31</ele></{point}>' for x, y in ring)
    body = f"<trkseg>{places}</trkseg>" if kind == "trk" else places
    return (
        '<?xml version="1.0"?><gpx version="1.1" creator="test" '
        'xmlns="http://www.topografix.com/GPX/1/1">'
        f'<wpt lat="48.89" lon="2.2"><name>Gare</name></wpt><{kind}><name>Tour</name>{body}</{kind}></gpx>'
    )
