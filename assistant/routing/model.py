"""Routes: legs with geometry and times relative to departure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from assistant.places.model import Place
from assistant.risk.model import Mode


class RoutePoint(NamedTuple):
    """A point of a leg. `minute` counts from departure.

    A tuple, so that `batch` turns a million of them into columns without a look at each.
    """

    lat: float
    lon: float
    minute: float
    region: str | None
    """Region code."""
    label: str
    """Short Korean name of the nearest node or region ("밀양IC", "청도군")."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One stretch by one mode on one named road or line."""

    mode: Mode
    name: str
    """"경부고속도로", "KTX 경부선", "도보"."""
    start: str
    """Where it begins, in Korean ("서울 요금소")."""
    end: str
    distance_km: float
    points: tuple[RoutePoint, ...]
    """At least two; close enough that no region is jumped over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A way from door to door, independent of the hour of departure."""

    origin: Place
    destination: Place
    mode: Mode
    legs: tuple[Leg, ...]
    minutes: float
    distance_km: float
    via: str
    """The main named roads or lines, at most two, in order ("경부고속도로·중앙고속도로")."""
    typical: bool = True
    """True: times are typical for the departure, not live traffic."""
    note: str = ""
    """What the user should know of it, a Korean sentence ("카카오모빌리티 길 안내를 쓸 수 없어서 …")."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What a way has to keep to. Hashable, so that found ways can be remembered by it."""

    avoid_regions: frozenset[str] = frozenset()
    """Region codes that no stretch may touch."""
    avoid_cells: frozenset[int] = frozenset()
    """H3 cells of resolution 7 that no stretch may touch (`assistant.routing.cells.cells_of`)."""
    via: Place | None = None
    """A place to pass, or a road (kind `road`) to take."""

    @property
    def avoids(self) -> bool:
        """Whether anything is to be avoided."""
        return bool(self.avoid_regions or self.avoid_cells)


NO_WISHES = Wishes()


class NoRoute(Exception):
    """There is no way by this mode. `reason` is a Korean sentence that says what to do."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Planner(Protocol):
    """Plans routes. Implementations raise `NoRoute`."""

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
        """The best route first, then up to `alternatives` distinct ones, all of them as `wishes` says."""

    def modes(self, origin: Place, destination: Place) -> tuple[Mode, ...]:
        """The modes that make sense between the two, best first."""
