# mypy: allow-untyped-calls
"""The areas of a CAP alert as areas of signals: geocodes, names, polygons to regions; circles as they are."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from functools import cache
from xml.etree.ElementTree import Element

from assistant.feeds.cap_errors import CapError
from assistant.feeds.cap_xml import needed, pairs, texts
from assistant.places.model import Region
from assistant.places.provinces import province_codes
from assistant.places.regions import SEA, load_regions
from assistant.risk.model import Area, Circle

LAND, AT_SEA = "KR-SGG", "KR-SEA"
"""The value names of geocodes: 시군구 codes, and names of sea areas."""
IN_CIRCLE = "표시된 원 안"
SLIVER = 0.01
"""Overlaps below this share of both the region and the polygon are errors of drawing at a shared border."""
MAX_CIRCLE_KM = 2000.0
MAX_POINTS = 1000
_APART = re.compile(r"\s*[,;、·\n]\s*")


def read_area(element: Element) -> tuple[Area, ...]:
    """One `<area>`: its regions as one area, every circle beyond the first as one more. Raises `CapError`."""
    described = needed(element, "areaDesc", 20_000)
    codes = _geocodes(element) | _polygons(texts(element, "polygon"))
    circles = [_circle(words) for words in texts(element, "circle")]
    zones: tuple[str, ...] = ()
    if codes:
        zones = _zones(described, codes)
    elif not circles:
        codes = _named(described)
    first = Area(regions=frozenset(codes), zones=zones, circle=circles[0] if circles else None)
    return (first, *(Area(circle=circle) for circle in circles[1:]))


def _geocodes(element: Element) -> frozenset[str]:
    codes: set[str] = set()
    for kind, value in pairs(element, "geocode"):
        if kind in (LAND, AT_SEA):
            code = SEA + value if kind == AT_SEA else value
            try:
                codes.add(load_regions().get(code).code)
            except KeyError:
                raise _unknown([f"{kind} {value}"]) from None
    return frozenset(codes)


def _zones(described: str, codes: Iterable[str]) -> tuple[str, ...]:
    """The official names behind the codes, where they are others than those of the regions."""
    names = tuple(described.split(", "))
    plain = {load_regions().get(code).name for code in codes} | {IN_CIRCLE}
    return () if set(names) <= plain else tuple(name[:100] for name in names if name)


def _named(described: str) -> frozenset[str]:
    names = [name for name in _APART.split(described) if name]
    unknown = [name for name in names if not load_regions().find(name)]
    if unknown or not names:
        raise _unknown(unknown or [described])
    codes: set[str] = set()
    for name in names:
        codes.update(_only(name, load_regions().find(name)))
    return frozenset(codes)


def _only(name: str, found: tuple[Region, ...]) -> frozenset[str]:
    """The codes of a name that means one region, city or province. Raises `CapError` if ambiguous."""
    codes = frozenset(region.code for region in found)
    provinces = {code[:2] for code in codes}
    one_city = len({(region.province, region.parent) for region in found}) == 1 and found[0].parent
    if len(codes) == 1 or one_city or provinces == set(province_codes(name.strip())):
        return codes
    told = ", ".join(sorted(load_regions().spoken(code) for code in codes)[:6])
    raise CapError("ambiguous_area", f"'{name}' is several regions ({told}): add the province or geocodes.")


def _circle(words: str) -> Circle:
    """ "35.1,129.0 12.5": a centre and a radius in kilometres."""
    try:
        centre, radius = words.split()
        lat, lon = _point(centre)
        km = float(radius)
    except ValueError:
        raise CapError("bad_area", "A <circle> is 'lat,lon radius_km'.") from None
    if not 0.0 <= km <= MAX_CIRCLE_KM:
        raise CapError("bad_area", f"A radius is 0 to {MAX_CIRCLE_KM:.0f} km.")
    return Circle(lat=lat, lon=lon, radius_km=km)


def _point(words: str) -> tuple[float, float]:
    lat, lon = (float(part) for part in words.split(","))
    if not (math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90.0 and abs(lon) <= 180.0):
        raise ValueError(words)
    return lat, lon


def _polygons(all_words: tuple[str, ...]) -> frozenset[str]:
    codes = frozenset(code for words in all_words for code in _within(words))
    if all_words and not codes:
        raise CapError("unknown_area", "No polygon meets a region of Korea; for the sea use geocodes KR-SEA.")
    return codes


@cache
def _shapes() -> tuple[tuple[str, ...], object]:
    from shapely import STRtree

    regions = load_regions().all()
    codes = tuple(region.code for region in regions)
    return codes, STRtree([load_regions().shape(code) for code in codes])


def _within(words: str) -> frozenset[str]:
    """Regions that the polygon overlaps by more than a sliver."""
    import shapely
    from shapely.geometry import Polygon

    try:
        points = [_point(pair) for pair in words.split()]
    except ValueError:
        raise CapError("bad_area", "A <polygon> is pairs 'lat,lon' with blanks between.") from None
    if not 4 <= len(points) <= MAX_POINTS or points[0] != points[-1]:
        raise CapError("bad_area", f"A <polygon> has 4 to {MAX_POINTS} points, the last like the first.")
    drawn = shapely.make_valid(Polygon([(lon, lat) for lat, lon in points]))
    if drawn.area == 0.0:
        raise CapError("bad_area", "A <polygon> must have an area.")
    codes, tree = _shapes()
    found = set()
    for number in tree.query(drawn, predicate="intersects").tolist():  # type: ignore[attr-defined]
        shape = tree.geometries[number]  # type: ignore[attr-defined]
        if shapely.intersection(drawn, shape).area > SLIVER * min(drawn.area, shape.area):
            found.add(codes[number])
    return frozenset(found)


def _unknown(names: list[str]) -> CapError:
    return CapError("unknown_area", f"Unknown areas: {', '.join(name[:60] for name in names[:10])}.")
