"""Square cells of a size in metres: the European statistical grid, of Insee and Eurostat.

ETRS89 / LAEA Europe (EPSG:3035): an equal-area projection, so that every cell holds the same ground,
and cells bear the names of the public data by 200 m or 1 km (population, housing), which they can be
joined to. Formulas: EPSG Guidance Note 7-2, method 9820, on the ellipsoid GRS 1980; WGS 84 and ETRS89
are taken as one, which is right to a metre. Beyond Europe areas stay true and squares become slanted.
"""

import math


SIZES = (100, 200, 500, 1000)
DEFAULT_SIZE = 200

Ring = list[tuple[float, float]]

_A = 6378137.0
_E2 = 0.006694380022900787  # GRS 1980: f = 1 / 298.257222101
_E = math.sqrt(_E2)
_LATITUDE, _LONGITUDE = math.radians(52), math.radians(10)
_EAST, _NORTH = 4321000.0, 3210000.0


def _q(sine: float) -> float:
    squared = _E2 * sine * sine
    ends = math.log((1 - _E * sine) / (1 + _E * sine)) / (2 * _E)
    return (1 - _E2) * (sine / (1 - squared) - ends)


_QP = _q(1.0)
_BETA0 = math.asin(_q(math.sin(_LATITUDE)) / _QP)
_SIN0, _COS0 = math.sin(_BETA0), math.cos(_BETA0)
_RQ = _A * math.sqrt(_QP / 2)
_D = (
    _A * math.cos(_LATITUDE) / math.sqrt(1 - _E2 * math.sin(_LATITUDE) ** 2)
) / (_RQ * _COS0)  # fmt: skip
# Series from authalic to geodetic latitude.
_SERIES = (
    (2, _E2 / 3 + 31 * _E2**2 / 180 + 517 * _E2**3 / 5040),
    (4, 23 * _E2**2 / 360 + 251 * _E2**3 / 3780),
    (6, 761 * _E2**3 / 45360),
)


def to_metres(latitude: float, longitude: float) -> tuple[float, float]:
    """Return (easting, northing) in metres of a point in degrees."""
    beta = math.asin(max(-1.0, min(1.0, _q(math.sin(math.radians(latitude))) / _QP)))
    turn = math.radians(longitude) - _LONGITUDE
    sine, cosine = math.sin(beta), math.cos(beta)
    # Only of the antipode of Europe nothing can be said: it is a circle there.
    scale = max(1e-12, 1 + _SIN0 * sine + _COS0 * cosine * math.cos(turn))
    size = _RQ * math.sqrt(2 / scale)
    east = size * _D * cosine * math.sin(turn)
    north = size / _D * (_COS0 * sine - _SIN0 * cosine * math.cos(turn))
    return _EAST + east, _NORTH + north


def to_degrees(east: float, north: float) -> tuple[float, float]:
    """Return (latitude, longitude) in degrees of a point in metres."""
    x, y = (east - _EAST) / _D, (north - _NORTH) * _D
    distance = math.hypot(x, y)
    if distance == 0:
        return math.degrees(_LATITUDE), math.degrees(_LONGITUDE)
    angle = 2 * math.asin(min(1.0, distance / (2 * _RQ)))
    sine, cosine = math.sin(angle), math.cos(angle)
    beta = math.asin(max(-1.0, min(1.0, cosine * _SIN0 + y * sine * _COS0 / distance)))
    latitude = beta + sum(factor * math.sin(times * beta) for times, factor in _SERIES)
    turn = math.atan2(x * sine, distance * _COS0 * cosine - y * _SIN0 * sine)
    return math.degrees(latitude), math.degrees(_LONGITUDE + turn)


def cell_of(latitude: float, longitude: float, size: int) -> tuple[int, int]:
    """Return the (east, north) in metres of the corner south-west of the cell that holds a point.

    Cells are half-open: what lies on a border is of the cell north or east of it.
    """
    east, north = to_metres(latitude, longitude)
    return math.floor(east / size) * size, math.floor(north / size) * size


def cell_name(cell: tuple[int, int], size: int) -> str:
    """Return the name of a cell as INSPIRE has it: ``CRS3035RES200mN2894200E3750000``."""
    return f"CRS3035RES{size}mN{cell[1]}E{cell[0]}"


def cell_ring(cell: tuple[int, int], size: int) -> Ring:
    """Return the closed ring of a cell: (longitude, latitude), anticlockwise, six decimals."""
    east, north = cell
    corners = ((0, 0), (size, 0), (size, size), (0, size), (0, 0))
    ring = []
    for right, up in corners:
        latitude, longitude = to_degrees(east + right, north + up)
        ring.append((round(longitude, 6), round(latitude, 6)))
    return ring
