"""Reports misplaced points of the built gazetteer. Usage: python tools/places/check.py [--all]

1. Points outside the region they are filed under, with the distance to it (the 2018 outline is simplified to
   about 100 m, and townships near a border may lie across it by a little).
2. Toll gates and interchanges of one name that lie far apart.
3. Places of one kind with the same point.
Exits with 1 if a point lies more than FAR_KM outside its region.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import shapely

from assistant.places import Place, PlaceKind, load_gazetteer, load_regions
from assistant.places.resolve import distance_km

FAR_KM = 5.0
SHOW_KM = 0.5
PAIR_KM = 6.0


def outside() -> list[tuple[float, Place]]:
    """(km to the region, place) for points outside the region they are filed under, farthest first."""
    regions = load_regions()
    found = []
    for place in load_gazetteer():
        if place.region is None:
            continue
        shape = regions.shape(place.region)
        point = shapely.Point(place.lon, place.lat)
        if shape.intersects(point):
            continue
        (x0, y0), (x1, y1) = shapely.shortest_line(point, shape).coords
        found.append((111.2 * ((y1 - y0) ** 2 + ((x1 - x0) * 0.81) ** 2) ** 0.5, place))
    return sorted(found, key=lambda pair: -pair[0])


def far_apart() -> list[tuple[float, str]]:
    """(km, stem) of toll gates and interchanges with one name that cannot be the same spot."""
    spots: dict[str, dict[PlaceKind, Place]] = defaultdict(dict)
    for place in load_gazetteer():
        if place.kind is PlaceKind.TOLLGATE:
            spots[place.name.removesuffix("요금소")][place.kind] = place
        elif place.kind is PlaceKind.INTERCHANGE and place.name.endswith("IC"):
            spots[place.name.removesuffix("IC")][place.kind] = place
    pairs = ((stem, list(kinds.values())) for stem, kinds in spots.items() if len(kinds) == 2)
    return sorted((d, stem) for stem, (a, b) in pairs if (d := distance_km(a, b)) > PAIR_KM)


def doubled() -> list[tuple[str, int]]:
    """Points that several places of one kind share."""
    count = Counter((place.kind.value, place.lat, place.lon) for place in load_gazetteer())
    return [(f"{kind} {lat:.5f},{lon:.5f}", n) for (kind, lat, lon), n in count.items() if n > 1]


def main(show_all: bool) -> int:
    """Print the report."""
    strays = outside()
    limit = 0.0 if show_all else SHOW_KM
    print(f"{len(strays)} of {len(load_gazetteer())} points outside their region")
    for km, place in strays:
        if km >= limit:
            print(
                f"  {km:6.2f} km  {place.name} ({place.kind}, {place.source}) filed under {place.region_name}"
            )
    print("toll gate and interchange of one name far apart:")
    for km, stem in far_apart():
        print(f"  {km:6.2f} km  {stem}")
    print("same point:")
    for what, n in doubled():
        print(f"  {n} x {what}")
    return int(bool(strays) and strays[0][0] > FAR_KM)


if __name__ == "__main__":
    sys.exit(main("--all" in sys.argv))
