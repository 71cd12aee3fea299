"""Draws a view: districts and trunk roads, hazards over them, the way with its levels and times on top."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from xml.sax.saxutils import escape

from assistant.answers import times
from assistant.answers.tables import level_word, mode_word
from assistant.maps.base import lines_of_roads, paths_of_regions
from assistant.maps.frame import Frame
from assistant.maps.labels import Box, placed
from assistant.maps.view import MapView, clock_of
from assistant.risk.model import Level

WIDTH, MAP_HEIGHT, HEAD, LINE = 900.0, 900.0, 104.0, 26.0
FOOT = 62.0
FONT = "'NanumGothic','Noto Sans CJK KR','Noto Sans KR','Apple SD Gothic Neo','Malgun Gothic',sans-serif"
COLOUR = {
    Level.SAFE: "#1f7a4d",
    Level.ATTENTION: "#2767b0",
    Level.CAUTION: "#b07a00",
    Level.ALERT: "#d2500a",
    Level.SERIOUS: "#a3123a",
}
"""At least 3:1 on the ground of the map; a level is also told by width and by its word."""
THICK = {Level.SAFE: 5, Level.ATTENTION: 6, Level.CAUTION: 8, Level.ALERT: 10, Level.SERIOUS: 12}
GROUND, SEA, BORDER, ROAD, INK = "#f4f1ea", "#dbe7ee", "#c9c3b6", "#b9ae9a", "#22262b"
ADVISORY, WARNING = "#f3c969", "#e2604a"
MOST_NAMES = 6


def svg(view: MapView, now: datetime) -> str:
    """The picture as one SVG document of 900 units width. Needs no file or network beside it."""
    frame = Frame.around(_all_points(view), WIDTH, MAP_HEIGHT)
    reasons = _reasons(view, now)
    height = HEAD + MAP_HEIGHT + FOOT + LINE * len(reasons) + 12
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {height:.0f}" width="{WIDTH:.0f}" '
        f'height="{height:.0f}" font-family="{FONT}" role="img" aria-label="{_attribute(title(view))}">',
        f'<defs><clipPath id="page"><rect width="{WIDTH:.0f}" height="{MAP_HEIGHT:.0f}"/></clipPath>'
        '<pattern id="hatch" width="9" height="9" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)">'
        f'<rect width="9" height="9" fill="{WARNING}" fill-opacity="0.30"/>'
        f'<rect width="3" height="9" fill="{WARNING}" fill-opacity="0.55"/></pattern></defs>',
        f'<rect width="{WIDTH:.0f}" height="{height:.0f}" fill="#ffffff"/>',
        *_head(view, now),
        f'<g transform="translate(0 {HEAD:.0f})" clip-path="url(#page)">',
        f'<rect width="{WIDTH:.0f}" height="{MAP_HEIGHT:.0f}" fill="{SEA}"/>',
        *_ground(view, frame),
        *_ways(view, frame),
        *_stops(view, frame),
        "</g>",
        *_legend(HEAD + MAP_HEIGHT + 34),
        *(_text(24, HEAD + MAP_HEIGHT + FOOT + LINE * (i + 0.6), line, 17) for i, line in enumerate(reasons)),
        "</svg>",
    ]
    return "".join(parts)


def title(view: MapView) -> str:
    """ "서울 → 부산"."""
    return f"{view.origin} → {view.destination}"


def summary(view: MapView, now: datetime) -> str:
    """When, by what, how long, by which roads."""
    trip = view.assessment.trip
    said = [
        f"{times.when(trip.depart, now)} 출발",
        mode_word(trip.mode, "noun"),
        times.duration(trip.arrive - trip.depart),
        f"{trip.distance_km:.0f} km",
        trip.via,
    ]
    return " · ".join(part for part in said if part)


def _all_points(view: MapView) -> Iterable[tuple[float, float]]:
    for stretch in view.stretches:
        yield from stretch.points
    for _, line in view.others:
        yield from line
    for stop in view.stops:
        yield stop.lat, stop.lon


def _head(view: MapView, now: datetime) -> list[str]:
    level = view.assessment.level
    word = level_word(level) if view.assessment.drivers or not view.assessment.unknown else "일부 확인 못 함"
    colour = COLOUR[level] if word == level_word(level) else "#5b6067"
    width = 26 + 19 * len(word)
    return [
        _text(24, 48, title(view), 34, bold=True),
        f'<rect x="{WIDTH - 24 - width}" y="18" width="{width}" height="40" rx="20" fill="{colour}"/>',
        _text(WIDTH - 24 - width / 2, 45, word, 20, bold=True, colour="#ffffff", anchor="middle"),
        _text(24, 84, summary(view, now), 18, colour="#4a4f57"),
    ]


def _ground(view: MapView, frame: Frame) -> list[str]:
    severe = {area.region: any("경보" in name for name in area.names) for area in view.areas}
    found = []
    for code, path in paths_of_regions(frame):
        found.append(f'<path d="{path}" fill="{GROUND}" stroke="{BORDER}" stroke-width="0.8"/>')
        if code in severe:
            fill = "url(#hatch)" if severe[code] else ADVISORY
            opacity = "" if severe[code] else ' fill-opacity="0.45"'
            found.append(f'<path d="{path}" fill="{fill}"{opacity}/>')
    roads = (_path(frame, line) for line in lines_of_roads(frame))
    found.append(f'<path d="{"".join(roads)}" fill="none" stroke="{ROAD}" stroke-width="1.6"/>')
    return found


def _ways(view: MapView, frame: Frame) -> list[str]:
    round_ends = 'fill="none" stroke-linecap="round" stroke-linejoin="round"'
    found = [
        f'<path d="{_path(frame, line)}" {round_ends} stroke="#6a6f76" stroke-width="3.5" '
        'stroke-dasharray="2 8"/>'
        for _, line in view.others
    ]
    for stretch in view.stretches:
        width = THICK[stretch.level]
        path = _path(frame, stretch.points)
        found.append(f'<path d="{path}" {round_ends} stroke="#ffffff" stroke-width="{width + 4}"/>')
    for stretch in view.stretches:
        found.append(
            f'<path d="{_path(frame, stretch.points)}" {round_ends} stroke="{COLOUR[stretch.level]}" '
            f'stroke-width="{THICK[stretch.level]}"/>'
        )
    return found


def _stops(view: MapView, frame: Frame) -> list[str]:
    """Names with times, where they cover neither each other nor the way; words of the levels last."""
    way = [frame.at(lat, lon) for stretch in view.stretches for lat, lon in stretch.points]
    taken = [Box.around(x, y, 5) for x, y in way]
    ends = [view.stops[0], view.stops[-1]]
    found = []
    for stop in (*ends, *view.stops[1:-1]):
        x, y = frame.at(stop.lat, stop.lon)
        end = stop in ends
        said = f"{stop.name} {clock_of(stop.at)}"
        size = 19 if end else 15
        box = placed(x, y, said, size, taken, (WIDTH, MAP_HEIGHT), must=end)
        radius = 8 if end else 5
        dot = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="#fff" stroke="{INK}" stroke-width="3"/>'
        if box is None:
            continue
        taken.append(box)
        found += [dot, _halo(box.x, box.y + size, said, size, bold=end)]
    for stretch in view.stretches:
        if stretch.level > Level.SAFE:
            x, y = frame.at(*stretch.points[len(stretch.points) // 2])
            box = placed(x, y, level_word(stretch.level), 16, taken, (WIDTH, MAP_HEIGHT))
            if box is not None:
                taken.append(box)
                word = level_word(stretch.level)
                found.append(_halo(box.x, box.y + 16, word, 16, bold=True, colour=COLOUR[stretch.level]))
    return found


def _legend(y: float) -> list[str]:
    found, x = [], 24.0
    for level in Level:
        found.append(
            f'<path d="M{x:.0f},{y - 5:.0f}h28" stroke="{COLOUR[level]}" stroke-width="{THICK[level]}"/>'
        )
        found.append(_text(x + 36, y, level_word(level), 16))
        x += 58 + 16 * len(level_word(level))
    for word, fill in (("주의보", ADVISORY), ("경보", "url(#hatch)")):
        found.append(
            f'<rect x="{x:.0f}" y="{y - 15:.0f}" width="28" height="18" fill="{fill}" stroke="{BORDER}"/>'
        )
        found.append(_text(x + 36, y, word, 16))
        x += 58 + 16 * len(word)
    found.append(
        f'<path d="M{x:.0f},{y - 5:.0f}h28" stroke="#6a6f76" stroke-width="3.5" stroke-linecap="round" '
        'stroke-dasharray="2 8"/>'
    )
    return [*found, _text(x + 36, y, "다른 길", 16)]


def _reasons(view: MapView, now: datetime) -> list[str]:
    """Why, and what is unknown: the lines under the map."""
    from assistant.answers.cards import route_card

    items = route_card(view.assessment, now).items
    lines = [f"{item.label}: {item.value}" for item in items]
    others = [name for name, _ in view.others if name][:MOST_NAMES]
    return [*lines, *([f"다른 길: {', '.join(others)}"] if others else [])]


def _path(frame: Frame, points: Iterable[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in (frame.at(lat, lon) for lat, lon in points))


def _text(
    x: float, y: float, said: str, size: int, *, bold: bool = False, colour: str = INK, anchor: str = "start"
) -> str:
    weight = ' font-weight="700"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{colour}" text-anchor="{anchor}"{weight}>'
        f"{escape(said)}</text>"
    )


def _halo(x: float, y: float, said: str, size: int, *, bold: bool = False, colour: str = INK) -> str:
    plain = _text(x, y, said, size, bold=bold, colour=colour)
    white = 'stroke="#ffffff" stroke-width="4" stroke-linejoin="round" fill="#ffffff"'
    return plain.replace(f'fill="{colour}"', white) + plain


def _attribute(said: str) -> str:
    return escape(said, {'"': "&quot;"})
