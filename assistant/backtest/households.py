"""Synthetic households with the trips of `data/households.toml`, seeded: who goes where, and when."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib import resources
from random import Random
from typing import Any

from assistant.backtest.residents import middle, nearest_city
from assistant.backtest.trips import named
from assistant.clock import SEOUL
from assistant.journeys import Provenance, Trip, TripPlan
from assistant.places import load_regions
from assistant.places.model import Place, Region
from assistant.risk.matching import distance_km
from assistant.risk.model import Mode
from assistant.routing.model import NO_WISHES, NoRoute, Planner, Route, Wishes
from assistant.routing.traffic import day_kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One member of a household."""

    name: str
    """"3-commuter": the household's number and what they do."""
    home: str
    """District code."""
    rows: tuple[tuple[dict[str, Any], int], ...]
    """The trips of the table, each with the minutes by which this person's hour differs."""


@cache
def table() -> dict[str, Any]:
    """`data/households.toml`."""
    path = resources.files("assistant.backtest") / "data" / "households.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def people(count: int, seed: int) -> tuple[Person, ...]:
    """The members of `count` households in districts where warnings are on record."""
    rng = Random(seed)  # noqa: S311
    homes = [r for r in load_regions().all() if r.code.startswith(tuple(table()["first_homes"]))]
    homes = [home for home in homes if home.code != "47940"]  # 울릉: no road leads anywhere
    found = []
    for number in range(count):
        home = rng.choice(homes)
        for kind, member in table()["members"].items():
            if rng.random() < member["often"]:
                most = table()["jitter"]
                rows = tuple((row, rng.randint(-most, most)) for row in member["trips"])
                found.append(Person(name=f"{number}-{kind}", home=home.code, rows=rows))
    return tuple(found)


def trips_of(person: Person, first: date, last: date, seed: int) -> Iterator[Trip]:
    """What a person stores, by departure; `created` is when: some days ahead."""
    rng = Random(f"{seed} {person.name}")  # noqa: S311
    home = load_regions().get(person.home)
    assert home is not None
    places = _places(home)
    ahead = timedelta(hours=table()["known_ahead_h"])
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        weekday = 6 if day_kind(day) != "weekday" and day.weekday() < 5 else day.weekday()
        for row, shift in person.rows:
            if weekday not in row["days"] or rng.random() >= row["chance"]:
                continue
            ends = [
                named(rng.choice(table()["far"])) if e == "far" else places[e]
                for e in (row["from"], row["to"])
            ]
            depart = datetime.combine(day, time.fromisoformat(row["depart"]), SEOUL) + timedelta(
                minutes=shift
            )
            if _km(*ends) > 1.0:
                plan = TripPlan(
                    origin=ends[0], destination=ends[1], depart=depart, mode=Mode(row["mode"]),
                    provenance=Provenance.HABIT,
                )  # fmt: skip
                stored = depart - ahead
                yield Trip(
                    id=f"{person.name}/{depart:%Y%m%d%H%M}", owner="local", user=person.name, plan=plan,
                    created=stored, updated=stored,
                )  # fmt: skip


@cache
def _places(home: Region) -> dict[str, Place]:
    near = min((r for r in load_regions().all() if r.code != home.code), key=lambda r: _km(home, r))
    return {"home": middle(home), "near": middle(near), "city": nearest_city(home, near)}


def _km(one: Region | Place, other: Region | Place) -> float:
    return distance_km(one.lat, one.lon, other.lat, other.lon)


class Remembered:
    """A planner that plans a way once for each hour and kind of day: enough for typical traffic."""

    def __init__(self, planner: Planner) -> None:
        self._planner = planner
        self._known: dict[tuple[object, ...], Sequence[Route] | NoRoute] = {}

    def plan(
        self,
        origin: Place,
        destination: Place,
        mode: Mode,
        depart: datetime,
        *,
        alternatives: int = 0,
        wishes: Wishes = NO_WISHES,
    ) -> Sequence[Route]:
        """As `Planner` says."""
        kind = (day_kind(depart.date()), depart.hour)
        key = (origin.lat, origin.lon, destination.lat, destination.lon, mode, kind, alternatives, wishes)
        if key not in self._known:
            try:
                self._known[key] = self._planner.plan(
                    origin, destination, mode, depart, alternatives=alternatives, wishes=wishes
                )
            except NoRoute as error:
                self._known[key] = error
        found = self._known[key]
        if isinstance(found, NoRoute):
            raise found
        return found

    def modes(self, origin: Place, destination: Place) -> tuple[Mode, ...]:
        """As `Planner` says."""
        return self._planner.modes(origin, destination)
