"""One resident of every district, with the trips of `data/residents.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.backtest.trips import named
from assistant.clock import SEOUL
from assistant.places import load_regions
from assistant.places.model import Place, PlaceKind, Region
from assistant.risk.matching import distance_km
from assistant.risk.model import Mode
from assistant.routing import NoRoute, load_planner
from assistant.routing.batch import ExposureBatch, expose_batch
from assistant.routing.model import Route
from assistant.routing.traffic import day_kind

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Population:
    """Residents, and the trips that they make on a day of each kind."""

    homes: tuple[str, ...]
    """(R,) district codes."""
    profiles: ExposureBatch
    """P profiles, followed by nobody yet."""
    daily: dict[str, tuple[tuple[int, int, time], ...]]
    """Kind of day -> (resident, profile, departure) of each trip."""

    def ends(self, kind: str = "weekday") -> list[frozenset[str]]:
        """(R,) the districts where the trips of a kind of day begin and end."""
        found: list[set[str]] = [set() for _ in self.homes]
        for resident, profile, _ in self.daily.get(kind, ()):
            first, after = self.profiles.offsets[profile : profile + 2]
            for number in self.profiles.regions[[first, after - 1]].tolist():
                found[resident] |= {self.profiles.codes[number]} if number >= 0 else set()
        return [frozenset(codes) for codes in found]

    def during(self, first: date, days: int) -> tuple[ExposureBatch, Ints]:
        """Trips of `days` days from `first` on, and (T,) the resident of each."""
        rows = [
            (resident, profile, datetime.combine(day, depart, SEOUL))
            for day in (first + timedelta(days=n) for n in range(days))
            for resident, profile, depart in self.daily.get(day_kind(day), ())
        ]
        batch = self.profiles.with_trips([row[1] for row in rows], [row[2] for row in rows])
        return batch, np.array([row[0] for row in rows], np.int64)


def population(first: date, last: date, homes: Sequence[str] | None = None) -> Population:
    """Residents of `homes` (all districts with a road), for the kinds of day from `first` to `last`."""
    examples: dict[str, date] = {}
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        examples.setdefault(day_kind(day), day)
    found: list[str] = []
    routes: list[Route] = []
    daily: dict[str, list[tuple[int, int, time]]] = {kind: [] for kind in examples}
    for region in load_regions().all():
        if homes is not None and region.code not in homes:
            continue
        trips = [(kind, *trip) for kind, day in examples.items() for trip in _trips(region, kind, day)]
        if trips:
            for kind, route, depart in trips:
                daily[kind].append((len(found), len(routes), depart))
                routes.append(route)
            found.append(region.code)
    return Population(
        homes=tuple(found),
        profiles=expose_batch(routes, (), ()).by_region(),
        daily={kind: tuple(trips) for kind, trips in daily.items()},
    )


@cache
def _table() -> dict[str, Any]:
    path = resources.files("assistant.backtest") / "data" / "residents.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _trips(home: Region, kind: str, day: date) -> Iterator[tuple[Route, time]]:
    """(way, departure) of the trips of a day; those without a way are left out."""
    near = min((r for r in load_regions().all() if r.code != home.code), key=lambda r: _km(home, r))
    places = {"home": middle(home), "near": middle(near), "city": nearest_city(home, near)}
    for trip in _table()["trips"]:
        if (trip["days"] == "weekday") is (kind == "weekday"):
            depart = time.fromisoformat(trip["depart"])
            here, there = places[trip["from"]], places[trip["to"]]
            at = datetime.combine(day, depart, SEOUL)
            try:
                yield load_planner().plan(here, there, Mode(trip["mode"]), at)[0], depart
            except NoRoute:
                continue


def nearest_city(home: Region, near: Region) -> Place:
    """The nearest of the table's cities that is in neither of the two districts."""
    cities = [city for city in map(named, _table()["cities"]) if city.region not in (home.code, near.code)]
    return min(cities, key=lambda city: _km(home, city))


def middle(region: Region) -> Place:
    """The district's own point, as a place."""
    return Place(
        name=region.name, kind=PlaceKind.DISTRICT, lat=region.lat, lon=region.lon, region=region.code
    )


def _km(one: Region, other: Region | Place) -> float:
    return distance_km(one.lat, one.lon, other.lat, other.lon)
