"""Some weeks of one life, seeded, in every format that is read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from random import Random

from assistant.clock import SEOUL
from assistant.journeys.habits.points import Point
from assistant.journeys.habits.stays import stays

Spot = tuple[float, float]
HOME, WORK, GYM = (37.5443, 126.9512), (37.4979, 127.0276), (37.5512, 126.9882)
FIRST = datetime(2023, 3, 6, tzinfo=SEOUL)
"""A Monday."""


def life(weeks: int = 8, seed: int = 1) -> Iterator[Point]:
    """Every five minutes: to work on weekdays at about 7:40 and back at 18:20; on Saturdays to the gym."""
    rng = Random(seed)
    for day in range(7 * weeks):
        midnight = FIRST + timedelta(days=day)
        legs: list[tuple[float, Spot, Spot, float]] = []
        if midnight.weekday() < 5 and rng.random() < 0.95:
            legs = [(460 + rng.gauss(0, 6), HOME, WORK, 50), (1100 + rng.gauss(0, 10), WORK, HOME, 55)]
        elif midnight.weekday() == 5 and rng.random() < 0.8:
            legs = [(600 + rng.gauss(0, 8), HOME, GYM, 20), (720 + rng.gauss(0, 8), GYM, HOME, 20)]
        for minute in range(0, 1440, 5):
            lat, lon = _at(minute, legs)
            at = midnight + timedelta(minutes=minute)
            yield Point(at, lat + rng.gauss(0, 0.0003), lon + rng.gauss(0, 0.0003))


def _at(minute: float, legs: Iterable[tuple[float, Spot, Spot, float]]) -> Spot:
    here = HOME
    for start, (lat, lon), there, takes in legs:
        if minute >= start + takes:
            here = there
        elif minute >= start:
            share = (minute - start) / takes
            return lat + (there[0] - lat) * share, lon + (there[1] - lon) * share
    return here


def records(points: Iterable[Point], *, millis: bool = False) -> Iterator[str]:
    """`Records.json`, piece by piece."""
    yield '{"locations": ['
    for number, p in enumerate(points):
        time = {"timestampMs": str(int(p.at.timestamp() * 1000))} if millis else {"timestamp": _utc(p.at)}
        row = {"latitudeE7": round(p.lat * 1e7), "longitudeE7": round(p.lon * 1e7), "accuracy": 20, **time}
        yield (", " if number else "") + json.dumps(row)
    yield "]}"


def semantic(points: Iterable[Point]) -> str:
    """Stays as Semantic Location History has them."""
    visits = [
        {
            "placeVisit": {
                "location": {"latitudeE7": round(s.lat * 1e7), "longitudeE7": round(s.lon * 1e7)},
                "duration": {"startTimestamp": _utc(s.start), "endTimestamp": _utc(s.end)},
            }
        }
        for s in stays(points)
    ]
    return json.dumps({"timelineObjects": [{"activitySegment": {}}, *visits]})


def android(points: Iterable[Point]) -> str:
    """The telephone's own export, two hours a segment."""
    paths: dict[datetime, list[dict[str, str]]] = {}
    for p in points:
        spot = {"point": f"{p.lat:.7f}°, {p.lon:.7f}°", "time": p.at.isoformat()}
        paths.setdefault(p.at.replace(minute=0, hour=p.at.hour // 2 * 2), []).append(spot)
    segments = [
        {"startTime": at.isoformat(), "endTime": (at + timedelta(hours=2)).isoformat(), "timelinePath": path}
        for at, path in paths.items()
    ]
    return json.dumps({"semanticSegments": segments, "rawSignals": []}, ensure_ascii=False)


def ios(points: Iterable[Point]) -> str:
    """The list of an iPhone: visits."""
    return json.dumps(
        [
            {
                "startTime": s.start.isoformat(),
                "endTime": s.end.isoformat(),
                "visit": {"topCandidate": {"placeLocation": f"geo:{s.lat:.6f},{s.lon:.6f}"}},
            }
            for s in stays(points)
        ]
    )


def gpx(points: Iterable[Point]) -> str:
    """One track."""
    rows = "".join(f'<trkpt lat="{p.lat}" lon="{p.lon}"><time>{_utc(p.at)}</time></trkpt>' for p in points)
    head = '<?xml version="1.0"?><gpx version="1.1" creator="t" xmlns="http://www.topografix.com/GPX/1/1">'
    return f"{head}<trk><trkseg>{rows}</trkseg></trk></gpx>"


def rec(points: Iterable[Point]) -> str:
    """The recorder of OwnTracks."""
    return "".join(
        f"{_utc(p.at)}\t*                 \t"
        + json.dumps({"_type": "location", "lat": p.lat, "lon": p.lon, "tst": int(p.at.timestamp())})
        + "\n"
        for p in points
    )


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
