"""Tracks of other programs: GPX (gpxpy) and the recorder of OwnTracks (`.rec`)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import gpxpy
from gpxpy.gpx import GPXException

from assistant.journeys.habits.points import (
    WORST_M,
    HistoryUnreadable,
    Point,
    Progress,
    on_earth,
    quiet,
    size_of,
)

MAX_GPX = 64 * 1024 * 1024
"""Bytes: a track is read as a whole."""
MAX_LINE = 64 * 1024
STEP = 2000


def read_gpx(path: Path, progress: Progress = quiet) -> Iterator[Point]:
    """The points of all tracks that have a time. Raises `HistoryUnreadable`."""
    whole = size_of(path)
    if whole > MAX_GPX:
        raise HistoryUnreadable(f"{path.name} 이 너무 커요 (64 MB까지). 나누어서 가져와 주세요.")
    raw = path.read_bytes()
    if b"<!DOCTYPE" in raw or b"<!ENTITY" in raw:
        raise HistoryUnreadable(f"{path.name} 에 GPX에 없는 선언(DOCTYPE)이 있어 읽지 않았어요.")
    try:
        found = gpxpy.parse(raw.decode("utf-8-sig"))
    except (GPXException, UnicodeDecodeError, ValueError) as error:
        raise HistoryUnreadable(f"{path.name} 을 GPX로 읽을 수 없어요.") from error
    for track in found.tracks:
        for segment in track.segments:
            for point in segment.points:
                here = on_earth(point.latitude, point.longitude)
                if point.time is not None and here is not None:
                    at = point.time if point.time.tzinfo else point.time.replace(tzinfo=UTC)
                    yield Point(at, *here)
    progress(whole, whole)


def read_owntracks(path: Path, progress: Progress = quiet) -> Iterator[Point]:
    """The locations of a `.rec` file: time, tab, kind, tab, JSON. Lines that are none are left out."""
    whole, done = size_of(path), 0
    with path.open("rb") as stream:
        number = 0
        while line := stream.readline(MAX_LINE):
            done += len(line)
            if number % STEP == 0:
                progress(done, whole)
            number += 1
            point = _location(line.rpartition(b"\t")[2])
            if point is not None:
                yield point
    progress(whole, whole)


def _location(text: bytes) -> Point | None:
    try:
        found = json.loads(text)
        if not isinstance(found, dict) or found.get("_type") != "location":
            return None
        if float(found.get("acc") or 0.0) > WORST_M:
            return None
        at = datetime.fromtimestamp(int(found["tst"]), UTC)
    except (ValueError, KeyError, TypeError, OverflowError, OSError, RecursionError):
        return None
    here = on_earth(found.get("lat"), found.get("lon"))
    return Point(at, *here) if here else None
