"""The trips of the back-test: planned once for each kind of day and hour, then followed every day."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib import resources
from typing import Any

import numpy as np

from assistant.clock import SEOUL
from assistant.places import Ambiguous, load_gazetteer, resolve
from assistant.places.model import Place
from assistant.risk.model import Mode
from assistant.routing import load_planner
from assistant.routing.batch import ExposureBatch, expose_batch
from assistant.routing.model import Route
from assistant.routing.traffic import day_kind


@cache
def table() -> dict[str, Any]:
    """`data/trips.toml`."""
    path = resources.files("assistant.backtest") / "data" / "trips.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TripRuns:
    """Every trip of every day, as exposures in columns; departures ascend."""

    batch: ExposureBatch
    departs: tuple[datetime, ...]
    """(T,)"""
    names: tuple[str, ...]
    """(T,) "서울-부산, car"."""

    def at(self, depart: datetime) -> slice:
        """The trips that leave at that moment."""
        minutes = self.batch.departs
        at = depart.timestamp() / 60.0
        return slice(int(np.searchsorted(minutes, at)), int(np.searchsorted(minutes, at, side="right")))

    def of(self, batch: ExposureBatch, part: slice) -> ExposureBatch:
        """Some of the trips, over the exposures of `batch` (the same profiles, perhaps seen otherwise)."""
        return replace(batch, profile=batch.profile[part], departs=batch.departs[part])


def named(name: str) -> Place:
    """The place of a name of the table. Raises LookupError where it is not one place."""
    candidates = load_gazetteer().mentions(name)
    found = resolve(candidates[0], context=name) if candidates else None
    if found is None or isinstance(found, Ambiguous):
        raise LookupError(f"{name} in trips.toml is not one place")
    return found


def runs(first: date, last: date) -> TripRuns:
    """All trips of the days from `first` to `last`."""
    profiles: dict[tuple[int, int, str], int] = {}
    routes: list[Route] = []
    rows: list[tuple[datetime, int, str]] = []
    for number, (origin, destination, mode) in enumerate(table()["trips"]):
        here, there = named(origin), named(destination)
        for depart in _moments(first, last):
            key = (number, depart.hour, day_kind(depart.date()))
            if key not in profiles:
                profiles[key] = len(routes)
                routes.append(load_planner().plan(here, there, Mode(mode), depart)[0])
            rows.append((depart, profiles[key], f"{origin}-{destination}, {mode}"))
    rows.sort(key=lambda row: row[0])
    departs = tuple(depart for depart, _, _ in rows)
    return TripRuns(
        batch=expose_batch(routes, departs, [profile for _, profile, _ in rows]),
        departs=departs,
        names=tuple(name for _, _, name in rows),
    )


def _moments(first: date, last: date) -> Iterator[datetime]:
    day = first
    while day <= last:
        for hour in table()["hours"]:
            yield datetime.combine(day, time(hour), SEOUL)
        day += timedelta(days=1)
