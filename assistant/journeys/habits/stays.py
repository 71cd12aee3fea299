"""From points to stays, one point at a time: a stay is where somebody was near one spot for long enough."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from assistant.journeys.habits.points import Point, Stay
from assistant.risk.matching import distance_km

NEAR_KM = 0.2
"""Points so far from the middle of a stay still belong to it: telephones are off by that much indoors."""
LONG = timedelta(minutes=15)
"""Shorter ones are lights, stops and queues."""
SILENCE = timedelta(hours=14)
"""A telephone that says nothing for so long was off, not where it was last."""


def stays(items: Iterable[Point | Stay]) -> Iterator[Stay]:
    """In order of time, as long as the items are. Points out of order are left out; memory does not grow."""
    middle: Stay | None = None
    count = 0
    last: datetime | None = None
    for item in items:
        if isinstance(item, Stay):
            yield from _long(middle)
            middle, last = None, max(last, item.end) if last else item.end
            if item.end - item.start >= LONG:
                yield item
            continue
        if last is not None and item.at < last:
            continue
        gone = last is not None and item.at - last > SILENCE
        last = item.at
        if middle is None or gone or distance_km(middle.lat, middle.lon, item.lat, item.lon) > NEAR_KM:
            yield from _long(middle)
            middle, count = Stay(item.at, item.at, item.lat, item.lon), 1
            continue
        count = min(count + 1, 1000)
        middle = Stay(
            middle.start,
            item.at,
            middle.lat + (item.lat - middle.lat) / count,
            middle.lon + (item.lon - middle.lon) / count,
        )
    yield from _long(middle)


def _long(stay: Stay | None) -> Iterator[Stay]:
    if stay is not None and stay.end - stay.start >= LONG:
        yield stay
