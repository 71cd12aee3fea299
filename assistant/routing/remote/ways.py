"""What every router is asked and answers, and how it fails."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.routing.geo import Point


class RouterError(Exception):
    """The router gave no way. The text says why, without places; it is for the log."""


class Busy(RouterError):
    """The quota is used up, or too many requests came: not before `rest_s` seconds."""

    def __init__(self, reason: str, rest_s: float = 60.0) -> None:
        super().__init__(reason)
        self.rest_s = rest_s


@dataclass(frozen=True, slots=True)
class Run:
    """A run along one road."""

    name: str
    """"경부고속도로"; "" for a road without a name."""
    line: tuple[Point, ...]
    """At least two (lat, lon)."""
    km: float
    minutes: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A question to a router."""

    origin: Point
    destination: Point
    through: Point | None = None
    alternatives: int = 0
    around: tuple[tuple[Point, ...], ...] = ()
    """Rings of areas to keep out of, where the router can."""


Way = Sequence[Run]


class Router(Protocol):
    """One service."""

    name: str

    def ways(self, ask: Ask) -> Sequence[Way]:
        """The best way first, at least one. Raises `RouterError`."""
