"""A view laid out on a page: paths, points and words with their places, before anybody chooses colours.

`svg` paints it on paper; the mirror paints the JSON of it (`POST /v1/maps/routes`) on glass.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.answers.tables import level_word
from assistant.maps.base import lines_of_roads, paths_of_regions
from assistant.maps.frame import Frame
from assistant.maps.labels import GAP, Box, placed
from assistant.maps.view import MapView, Stop, clock_of
from assistant.risk.model import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word on the page: `x` is its left end, `y` its base line, `size` its height, all in page units."""

    x: float
    y: float
    size: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class District:
    """A piece of land as an SVG path, with the warnings that hold there while the traveller is on the way."""

    path: str
    warnings: tuple[str, ...] = ()
    severe: bool = False
    """A 경보 is among them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnStretch:
    """A piece of the way with one level; `x`, `y` is its middle. Its word is there if there was room."""

    path: str
    level: Level
    x: float
    y: float
    word: Word | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnWay:
    """Another way, named by its roads."""

    path: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnStop:
    """A named point of the way with the time there ("부산 12:20")."""

    x: float
    y: float
    end: bool
    """Where the way begins or ends."""
    word: Word


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A map of one journey on a page of `width` x `height` units, y down."""

    width: float
    height: float
    title: str
    districts: tuple[District, ...]
    roads: str
    stretches: tuple[DrawnStretch, ...]
    others: tuple[DrawnWay, ...]
    stops: tuple[DrawnStop, ...]


@dataclass(frozen=True, slots=True)
class Sizes:
    """Heights of words and radii of points, in units of the page."""

    end: float = 19
    stop: float = 15
    level: float = 16
    icon: float = 0.0
    """Room that is kept free at the middle of a stretch that is not safe."""


def drawing(view: MapView, width: float, height: float, sizes: Sizes | None = None) -> Drawing:
    """The view on a page of that size."""
    sizes = sizes or Sizes()
    frame = Frame.around(_all_points(view), width, height)
    taken = [Box.around(*frame.at(lat, lon), 5) for stretch in view.stretches for lat, lon in stretch.points]
    middles = [frame.at(*stretch.points[len(stretch.points) // 2]) for stretch in view.stretches]
    if sizes.icon:
        taken += [
            Box.around(x, y, sizes.icon / 2)
            for (x, y), stretch in zip(middles, view.stretches, strict=True)
            if stretch.level > Level.SAFE
        ]
    ends = list(_stops((view.stops[0], view.stops[-1]), True, frame, taken, sizes))
    words = [
        _level_word(stretch.level, x, y, frame, taken, sizes)
        for (x, y), stretch in zip(middles, view.stretches, strict=True)
    ]
    between = list(_stops(view.stops[1:-1], False, frame, taken, sizes))
    return Drawing(
        width=width,
        height=height,
        title=title(view),
        districts=tuple(_districts(view, frame)),
        roads="".join(path_of(frame, line) for line in lines_of_roads(frame)),
        stretches=tuple(
            DrawnStretch(
                path=path_of(frame, stretch.points),
                level=stretch.level,
                x=round(x, 1),
                y=round(y, 1),
                word=word,
            )
            for (x, y), stretch, word in zip(middles, view.stretches, words, strict=True)
        ),
        others=tuple(DrawnWay(path=path_of(frame, line), name=name) for name, line in view.others),
        stops=(*ends, *between),
    )


def title(view: MapView) -> str:
    """ "서울 → 부산"."""
    return f"{view.origin} → {view.destination}"


def path_of(frame: Frame, points: Iterable[tuple[float, float]]) -> str:
    """An SVG path through points (lat, lon)."""
    return "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in (frame.at(lat, lon) for lat, lon in points))


def _all_points(view: MapView) -> Iterable[tuple[float, float]]:
    for stretch in view.stretches:
        yield from stretch.points
    for _, line in view.others:
        yield from line
    for stop in view.stops:
        yield stop.lat, stop.lon


def _districts(view: MapView, frame: Frame) -> Iterable[District]:
    warned = {area.region: area.names for area in view.areas}
    for code, path in paths_of_regions(frame):
        names = warned.get(code, ())
        yield District(path=path, warnings=names, severe=any("경보" in name for name in names))


def _stops(
    stops: Iterable[Stop], end: bool, frame: Frame, taken: list[Box], sizes: Sizes
) -> Iterable[DrawnStop]:
    """Names with times where they cover neither each other nor the way; the ends in any case."""
    for stop in stops:
        x, y = frame.at(stop.lat, stop.lon)
        said = f"{stop.name} {clock_of(stop.at)}"
        size = sizes.end if end else sizes.stop
        box = placed(x, y, said, size, taken, (frame.width, frame.height), must=end)
        if box is not None:
            taken.append(box)
            yield DrawnStop(x=round(x, 1), y=round(y, 1), end=end, word=_word(box, size, said))


def _level_word(
    level: Level, x: float, y: float, frame: Frame, taken: list[Box], sizes: Sizes
) -> Word | None:
    if level is Level.SAFE:
        return None
    said, size = level_word(level), sizes.level
    gap = max(GAP, sizes.icon / 2 + 3)
    box = placed(x, y, said, size, taken, (frame.width, frame.height), gap=gap)
    if box is None:
        return None
    taken.append(box)
    return _word(box, size, said)


def _word(box: Box, size: float, said: str) -> Word:
    return Word(x=round(box.x, 1), y=round(box.y + size, 1), size=size, text=said)
