"""A trip without an hour: every departure of a window, its worst and its best."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from assistant.risk.model import DepartureScan, ScanPoint
from assistant.risk.rating import Rated

R = TypeVar("R", bound=Rated)


def scan(rated: Sequence[R], usual_departure: datetime) -> tuple[R, DepartureScan]:
    """The worst departure, and the scan.

    The worst is reported because a traveller who has not chosen an hour must not be told a level that
    holds for the best one only; `scan.best` says when to go. Scores equal to the point are settled by the
    lower coverage (worst) or the higher one (best), then by nearness to `usual_departure`.
    Raises ValueError without departures."""
    if not rated:
        raise ValueError("a scan needs at least one departure")

    def away(item: R) -> float:
        return abs((item.trip.depart - usual_departure).total_seconds())

    worst = min(
        rated,
        key=lambda item: (-item.level.rank, -round(item.score), round(item.coverage, 1), away(item)),
    )
    best = min(
        rated,
        key=lambda item: (item.level.rank, round(item.score), -round(item.coverage, 1), away(item)),
    )
    ordered = sorted(rated, key=lambda item: item.trip.depart)
    points = tuple(_point(item) for item in ordered)
    return worst, DepartureScan(worst=_point(worst), best=_point(best), points=points)


def _point(item: Rated) -> ScanPoint:
    return ScanPoint(depart=item.trip.depart, level=item.level, score=item.score)
