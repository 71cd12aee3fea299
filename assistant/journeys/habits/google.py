"""Google's location histories, streamed in bounded memory.

Takeout until 2024: `Records.json` (points) and Semantic Location History (stays, one file a month). Since
then the telephone exports its Timeline itself: Android as an object with `semanticSegments`, iOS as a list.
Field names as seen in such exports; what is not understood is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, BinaryIO

import ijson

from assistant.journeys.habits.points import (
    WORST_M,
    HistoryUnreadable,
    Point,
    Progress,
    Stay,
    moment,
    on_earth,
    quiet,
    size_of,
)

STEP = 2000
"""Items between two words about the progress."""
_LATLNG = re.compile(r"^(?:geo:)?\s*(-?\d+(?:\.\d+)?)\s*°?\s*,\s*(-?\d+(?:\.\d+)?)\s*°?\s*$")
_E7 = 1e7
_LISTS = {
    "locations": "locations.item",
    "timelineObjects": "timelineObjects.item",
    "semanticSegments": "semanticSegments.item",
}


def read_google(path: Path, progress: Progress = quiet) -> Iterator[Point | Stay]:
    """Points and stays in the order of the file. Raises `HistoryUnreadable`."""
    whole = size_of(path)
    with path.open("rb") as stream:
        try:
            where = _list_in(stream)
            stream.seek(0)
            for number, item in enumerate(ijson.items(stream, where, use_float=True)):
                if number % STEP == 0:
                    progress(stream.tell(), whole)
                if isinstance(item, dict):
                    yield from _read(where, item)
        except (ijson.JSONError, UnicodeDecodeError) as error:
            raise HistoryUnreadable(f"{path.name} 의 JSON이 깨져 있어요.") from error
    progress(whole, whole)


def _list_in(stream: BinaryIO) -> str:
    """Where the items are: the path of the first known list."""
    for prefix, event, value in ijson.parse(stream):
        if prefix == "" and event == "start_array":
            return "item"
        if prefix == "" and event == "map_key" and value in _LISTS:
            return _LISTS[value]
    raise HistoryUnreadable("구글 위치 기록이 아니에요 (Records.json, 월별 기록, Timeline.json).")


def _read(where: str, item: dict[str, Any]) -> Iterator[Point | Stay]:
    if where == "locations.item":
        yield from _record(item)
    elif where == "timelineObjects.item":
        yield from _object(item)
    else:
        yield from _segment(item)


def _record(item: dict[str, Any]) -> Iterator[Point]:
    accuracy = item.get("accuracy")
    if isinstance(accuracy, int | float) and accuracy > WORST_M:
        return
    at = moment(item.get("timestamp") or item.get("timestampMs"))
    here = _e7(item)
    if at is not None and here is not None:
        yield Point(at, *here)


def _object(item: dict[str, Any]) -> Iterator[Stay]:
    visit = _dict(item.get("placeVisit"))
    times = _dict(visit.get("duration"))
    start = moment(times.get("startTimestamp") or times.get("startTimestampMs"))
    end = moment(times.get("endTimestamp") or times.get("endTimestampMs"))
    here = _e7(_dict(visit.get("location"))) or _e7(
        {"latitudeE7": visit.get("centerLatE7"), "longitudeE7": visit.get("centerLngE7")}
    )
    if start is not None and end is not None and here is not None and end > start:
        yield Stay(start, end, *here)


def _segment(item: dict[str, Any]) -> Iterator[Point | Stay]:
    start, end = moment(item.get("startTime")), moment(item.get("endTime"))
    if start is None or end is None or end < start:
        return
    if "visit" in item:
        place = _dict(_dict(item["visit"]).get("topCandidate")).get("placeLocation")
        here = _latlng(_dict(place).get("latLng") if isinstance(place, dict) else place)
        if here is not None and end > start:
            yield Stay(start, end, *here)
    for each in item.get("timelinePath") or ():
        spot = _dict(each)
        here, at = _latlng(spot.get("point")), moment(spot.get("time"))
        if at is None and "durationMinutesOffsetFromStartTime" in spot:
            try:
                at = start + timedelta(minutes=float(spot["durationMinutesOffsetFromStartTime"]))
            except (TypeError, ValueError, OverflowError):
                continue
        if here is not None and at is not None:
            yield Point(at, *here)


def _e7(item: dict[str, Any]) -> tuple[float, float] | None:
    lat, lon = item.get("latitudeE7"), item.get("longitudeE7")
    if not isinstance(lat, int | float) or not isinstance(lon, int | float):
        return None
    return on_earth(lat / _E7, lon / _E7)


def _latlng(text: object) -> tuple[float, float] | None:
    found = _LATLNG.match(text) if isinstance(text, str) and len(text) < 100 else None
    return on_earth(found[1], found[2]) if found else None


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
