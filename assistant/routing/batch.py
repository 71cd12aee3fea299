"""Many routes at once: cells x time as arrays, for scoring in bulk.

`expose_batch(routes, departs)` cuts routes into stays exactly as `exposure.expose` does for one (built
on it), but leaves them in columns. A route that many trips share is cut once, as a *profile* in minutes after
departure, and each trip names its profile and its departure: scoring can work per profile, and shift.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, lru_cache
from itertools import chain
from operator import itemgetter
from typing import Any

import h3.api.basic_int as h3
import numpy as np
from numpy.typing import NDArray

from assistant.places.regions import load_regions
from assistant.risk.model import Mode
from assistant.routing.geo import EARTH_DIAMETER_KM
from assistant.routing.model import Route, RoutePoint

RESOLUTION = 7
"""H3 resolution of an exposure: cells of about 5 km², 2.4 km across."""
AIRBORNE_KM = 20.0
"""Two points of a flight leg farther apart than this are joined in the air, not on the ground."""
CHUNK = 512
"""Routes cut at a time."""
MODES = tuple(Mode)
"""`ExposureBatch.modes` holds indices into this."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ExposureBatch:
    """P profiles cut into N stays, followed by T trips.

    Profile p has the stays `offsets[p]:offsets[p + 1]`, in time order and without overlap; gaps are time in
    the air. Trip t is at stay n of its profile during the epoch minutes
    `departs[t] + starts[n]` to `departs[t] + ends[n]`.
    """

    cells: NDArray[np.uint64]
    """(N,) H3 cells of resolution 7 (`h3.int_to_str` gives the usual spelling)."""
    regions: NDArray[np.int16]
    """(N,) index into `codes`; -1 at sea outside any named area."""
    lats: Floats
    """(N,) degrees, of the first point of the stay: discs are matched with these."""
    lons: Floats
    modes: NDArray[np.uint8]
    """(N,) index into `MODES`."""
    starts: Floats
    """(N,) minutes after departure."""
    ends: Floats
    points: Ints
    """(N,) index of the first point of the stay among all points of the routes, in order: for its name."""
    offsets: Ints
    """(P + 1,)"""
    codes: tuple[str, ...]
    """Region codes. The first ones are always `region_codes()`, so that tables made for those stay valid."""
    profile: Ints
    """(T,) which profile the trip follows."""
    departs: Floats
    """(T,) minutes since 1970-01-01T00:00Z."""

    def __len__(self) -> int:
        return len(self.profile)

    def with_trips(self, profile: Iterable[int], departs: Iterable[datetime]) -> ExposureBatch:
        """The same profiles followed by other trips. Raises ValueError, IndexError."""
        return replace(self, **_trips(profile, departs, len(self.offsets) - 1))

    def by_region(self) -> ExposureBatch:
        """Fewer, longer stays: neighbouring ones in one region and mode become one, whatever their cells.

        Enough for signals that hold for whole regions; a disc is then matched where the region is entered.
        """
        owner = np.repeat(np.arange(len(self.offsets) - 1), np.diff(self.offsets))
        columns = {name: getattr(self, name) for name in _Stays.__slots__ if name != "owner"}
        apart = _changes(owner, self.regions, self.modes) | _gaps(self.starts, self.ends)
        stays = _Stays(**columns, owner=owner).merged(apart)
        offsets = np.searchsorted(stays.owner, np.arange(len(self.offsets)))
        return replace(self, **{name: getattr(stays, name) for name in columns}, offsets=offsets)


def expose_batch(
    routes: Sequence[Route], departs: Iterable[datetime], profile: Iterable[int] | None = None
) -> ExposureBatch:
    """Cuts every route into stays. One departure per route, or per entry of `profile` (indices of routes).

    `departs` are aware. Raises ValueError if the numbers do not agree or a departure is naive, IndexError for
    a profile that is none of the routes.
    """
    followed = range(len(routes)) if profile is None else profile
    return ExposureBatch(**_cut(routes), **_trips(followed, departs, len(routes)))


@cache
def region_codes() -> tuple[str, ...]:
    """All region codes: districts in order of code, then sea areas in order of name."""
    index = load_regions()
    return (*sorted(r.code for r in index.all()), *sorted(r.code for r in index.seas()))


@lru_cache(maxsize=1 << 18)
def cell_id(lat: float, lon: float) -> int:
    """The H3 cell of a point at `RESOLUTION`, as a number."""
    return int(h3.latlng_to_cell(lat, lon, RESOLUTION))  # type: ignore[no-untyped-call]


def epoch_minute(at: datetime) -> float:
    """Minutes since 1970-01-01T00:00Z of an aware time. Raises ValueError for a naive one."""
    if at.tzinfo is None:
        raise ValueError(f"a departure needs a time zone: {at.isoformat()}")
    return at.timestamp() / 60.0


def _trips(profile: Iterable[int], departs: Iterable[datetime], count: int) -> dict[str, Any]:
    followed = np.fromiter(profile, np.int64)
    minutes = np.fromiter((epoch_minute(at) for at in departs), np.float64)
    if len(followed) != len(minutes):
        raise ValueError(f"{len(followed)} trips, but {len(minutes)} departures")
    if len(followed) and (followed.min() < 0 or followed.max() >= count):
        raise IndexError(f"a trip follows a route outside 0..{count - 1}")
    return {"profile": followed, "departs": minutes}


class _Codes(dict[str | None, int]):
    """Numbers for region codes; one that is not in the table gets the next number."""

    def __init__(self) -> None:
        super().__init__(zip(region_codes(), range(1 << 15), strict=False))
        self[None] = -1

    def __missing__(self, code: str | None) -> int:
        self[code] = number = len(self) - 1
        return number


@dataclass(frozen=True, slots=True, eq=False)
class _Stays:
    """The stays of some routes, in columns; see `ExposureBatch`. `owner` (N,) is the route of each."""

    cells: NDArray[np.uint64]
    regions: NDArray[np.int16]
    lats: Floats
    lons: Floats
    modes: NDArray[np.uint8]
    starts: Floats
    ends: Floats
    points: Ints
    owner: Ints

    def merged(self, first: NDArray[np.bool_]) -> _Stays:
        """Every run, marked at its first row, as one stay."""
        at = np.flatnonzero(first)
        last = np.append(at[1:], len(first))[: len(at)] - 1
        columns = {name: getattr(self, name)[at] for name in self.__slots__}
        return _Stays(**(columns | {"ends": self.ends[last]}))


def _cut(routes: Sequence[Route]) -> dict[str, Any]:
    """The columns of a batch that describe the profiles; in chunks, which stay in the CPU cache."""
    codes, parts, points = _Codes(), [], 0
    for start in range(0, len(routes), CHUNK):
        part, count = _cut_some(routes[start : start + CHUNK], codes)
        parts.append(replace(part, points=part.points + points, owner=part.owner + start))
        points += count
    parts = parts or [_cut_some((), codes)[0]]
    columns = {name: np.concatenate([getattr(part, name) for part in parts]) for name in _Stays.__slots__}
    offsets = np.searchsorted(columns.pop("owner"), np.arange(len(routes) + 1))
    return {**columns, "offsets": offsets, "codes": tuple(code for code in codes if code is not None)}


def _cut_some(routes: Sequence[Route], codes: _Codes) -> tuple[_Stays, int]:
    """The stays of the routes, and how many points these have.

    Between two points the traveller counts as being at the first one for half of the time and at the second
    one for the other half.
    """
    legs = [leg for route in routes for leg in route.legs]
    points: list[RoutePoint] = list(chain.from_iterable(leg.points for leg in legs))
    lats, lons, minutes, regions = ([*map(itemgetter(i), points)] for i in range(4))
    lat, lon, minute = (np.array(column, dtype=np.float64) for column in (lats, lons, minutes))
    region = np.fromiter(map(codes.__getitem__, regions), np.int16, len(points))
    cell = np.fromiter(map(cell_id, lats, lons), np.uint64, len(points))
    mode = np.array([MODES.index(leg.mode) for leg in legs], dtype=np.uint8)
    leg_of = np.repeat(np.arange(len(legs)), np.array([len(leg.points) for leg in legs], dtype=np.int64))
    owner = np.repeat(np.arange(len(routes)), np.array([len(r.legs) for r in routes], dtype=np.int64))

    pair = np.flatnonzero((leg_of[1:] == leg_of[:-1]) & (minute[1:] > minute[:-1]))
    flown = mode[leg_of[pair]] == MODES.index(Mode.FLIGHT)
    flown[flown] = _apart_km(lat, lon, pair[flown]) > AIRBORNE_KM
    pair = pair[~flown]

    at = np.stack((pair, pair + 1), axis=1).reshape(-1)
    middle = (minute[pair] + minute[pair + 1]) / 2
    halves = _Stays(
        cells=cell[at],
        regions=region[at],
        lats=lat[at],
        lons=lon[at],
        modes=mode[leg_of[at]],
        starts=np.stack((minute[pair], middle), axis=1).reshape(-1),
        ends=np.stack((middle, minute[pair + 1]), axis=1).reshape(-1),
        points=at,
        owner=owner[leg_of[at]],
    )
    apart = _changes(halves.owner, halves.cells, halves.regions, halves.modes)
    return halves.merged(apart | _gaps(halves.starts, halves.ends)), len(points)


def _apart_km(lat: Floats, lon: Floats, first: Ints) -> Floats:
    a, b = np.radians(lat[first]), np.radians(lat[first + 1])
    half = np.sin((b - a) / 2) ** 2
    half += np.cos(a) * np.cos(b) * np.sin(np.radians(lon[first + 1] - lon[first]) / 2) ** 2
    return np.asarray(EARTH_DIAMETER_KM * np.arcsin(np.minimum(1.0, np.sqrt(half))))


def _changes(*columns: NDArray[np.generic]) -> NDArray[np.bool_]:
    """True where any column differs from the row before; the first row counts as different."""
    changed = np.zeros(len(columns[0]), dtype=np.bool_)
    changed[:1] = True
    for column in columns:
        changed[1:] |= column[1:] != column[:-1]
    return changed


def _gaps(starts: Floats, ends: Floats) -> NDArray[np.bool_]:
    gap = np.zeros(len(starts), dtype=np.bool_)
    gap[1:] = starts[1:] > ends[:-1]
    return gap
