"""A trip without an hour: every departure of a window, its worst and its best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from assistant.risk.model import Assessment, DepartureScan, ScanPoint


def scan(assessments: Sequence[Assessment], usual_departure: datetime) -> Assessment:
    """The assessment of the worst departure, with the scan attached.

    The worst is reported because a traveller who has not chosen an hour must not be told a level that
    holds for the best one only; `scan.best` says when to go. Scores equal to the point are settled by the
    lower coverage (worst) or the higher one (best), then by nearness to `usual_departure`.
    Raises ValueError without assessments."""
    if not assessments:
        raise ValueError("a scan needs at least one departure")

    def away(item: Assessment) -> float:
        return abs((item.trip.depart - usual_departure).total_seconds())

    worst = min(
        assessments,
        key=lambda item: (-item.level.rank, -round(item.score), round(item.coverage, 1), away(item)),
    )
    best = min(
        assessments,
        key=lambda item: (item.level.rank, round(item.score), -round(item.coverage, 1), away(item)),
    )
    ordered = sorted(assessments, key=lambda item: item.trip.depart)
    points = tuple(_point(item) for item in ordered)
    return replace(worst, scan=DepartureScan(worst=_point(worst), best=_point(best), points=points))


def _point(assessment: Assessment) -> ScanPoint:
    return ScanPoint(depart=assessment.trip.depart, level=assessment.level, score=assessment.score)
