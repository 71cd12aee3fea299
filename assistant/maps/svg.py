"""Draws a view: districts and trunk roads, hazards over them, the way with its levels and times on top."""

from __future__ import annotations

from datetime import datetime
from xml.sax.saxutils import escape

from assistant.answers import times
from assistant.answers.tables import level_word, mode_word
from assistant.maps.drawing import Drawing, Word, drawing, title
from assistant.maps.view import MapView
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
    drawn = drawing(view, WIDTH, MAP_HEIGHT)
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
        *_ground(drawn),
        *_ways(drawn),
        *_words(drawn),
        "</g>",
        *_legend(HEAD + MAP_HEIGHT + 34),
        *(_text(24, HEAD + MAP_HEIGHT + FOOT + LINE * (i + 0.6), line, 17) for i, line in enumerate(reasons)),
        "</svg>",
    ]
    return "".join(parts)


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


def _ground(drawn: Drawing) -> list[str]:
    found = []
    for land in drawn.districts:
        found.append(f'<path d="{land.path}" fill="{GROUND}" stroke="{BORDER}" stroke-width="0.8"/>')
        if land.warnings:
            fill = "url(#hatch)" if land.severe else ADVISORY
            opacity = "" if land.severe else ' fill-opacity="0.45"'
            found.append(f'<path d="{land.path}" fill="{fill}"{opacity}/>')
    found.append(f'<path d="{drawn.roads}" fill="none" stroke="{ROAD}" stroke-width="1.6"/>')
    return found


def _ways(drawn: Drawing) -> list[str]:
    round_ends = 'fill="none" stroke-linecap="round" stroke-linejoin="round"'
    found = [
        f'<path d="{way.path}" {round_ends} stroke="#6a6f76" stroke-width="3.5" stroke-dasharray="2 8"/>'
        for way in drawn.others
    ]
    for part in drawn.stretches:
        width = THICK[part.level] + 4
        found.append(f'<path d="{part.path}" {round_ends} stroke="#ffffff" stroke-width="{width}"/>')
    for part in drawn.stretches:
        colour, width = COLOUR[part.level], THICK[part.level]
        found.append(f'<path d="{part.path}" {round_ends} stroke="{colour}" stroke-width="{width}"/>')
    return found


def _words(drawn: Drawing) -> list[str]:
    found = []
    for stop in drawn.stops:
        found.append(
            f'<circle cx="{stop.x:.1f}" cy="{stop.y:.1f}" r="{8 if stop.end else 5}" fill="#fff" '
            f'stroke="{INK}" stroke-width="3"/>'
        )
        found.append(_halo(stop.word, bold=stop.end))
    found += [_halo(part.word, bold=True, colour=COLOUR[part.level]) for part in drawn.stretches if part.word]
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


def _text(
    x: float,
    y: float,
    said: str,
    size: float,
    *,
    bold: bool = False,
    colour: str = INK,
    anchor: str = "start",
) -> str:
    weight = ' font-weight="700"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{colour}" text-anchor="{anchor}"{weight}>'
        f"{escape(said)}</text>"
    )


def _halo(word: Word, *, bold: bool = False, colour: str = INK) -> str:
    plain = _text(word.x, word.y, word.text, word.size, bold=bold, colour=colour)
    white = 'stroke="#ffffff" stroke-width="4" stroke-linejoin="round" fill="#ffffff"'
    return plain.replace(f'fill="{colour}"', white) + plain


def _attribute(said: str) -> str:
    return escape(said, {'"': "&quot;"})
