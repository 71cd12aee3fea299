"""Turns pieces of road into legs with a running clock: one leg per named stretch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.places.model import Place
from assistant.risk.model import Mode
from assistant.routing.model import Leg, Route, RoutePoint
from assistant.routing.network import clipped
from assistant.routing.road import Piece
from assistant.routing.traffic import slowdown

LOCAL_ROAD = "일반도로"
SHORT_KM = 2.5
"""A named stretch shorter than this is told as part of the one before."""


@dataclass(slots=True)
class _Stretch:
    name: str
    pieces: list[tuple[Piece, float, float]]
    """Piece with the shares of it that belong to the stretch."""

    @property
    def km(self) -> float:
        return sum(piece.km * (until - since) for piece, since, until in self.pieces)


def road_route(
    origin: Place,
    destination: Place,
    mode: Mode,
    pieces: Sequence[Piece],
    depart: datetime,
    *,
    start_minute: float = 0.0,
    factor: float = 1.0,
    typical: bool = True,
) -> Route:
    """The route along `pieces`, leaving at `depart`; `factor` slows everything (a bus).

    `typical=False` leaves out the profile of the hour: free flow.
    """
    legs: list[Leg] = []
    minute = start_minute
    for stretch in _stretches(pieces):
        leg, minute = _leg(stretch, mode, depart, minute, factor, typical)
        legs.append(leg)
    if legs:
        legs[0] = _renamed(legs[0], start=origin.short)
        legs[-1] = _renamed(legs[-1], end=destination.short)
    return Route(
        origin=origin,
        destination=destination,
        mode=mode,
        legs=tuple(legs),
        minutes=minute,
        distance_km=round(sum(leg.distance_km for leg in legs), 1),
        via=via(legs),
    )


def via(legs: Sequence[Leg]) -> str:
    """The two longest named roads, in order of passage."""
    length: Counter[str] = Counter()
    for leg in legs:
        if leg.name != LOCAL_ROAD:
            length[leg.name] += round(leg.distance_km, 3)  # type: ignore[assignment]
    top = {name for name, km in length.most_common(2) if km >= SHORT_KM}
    return "·".join(dict.fromkeys(leg.name for leg in legs if leg.name in top)) or (
        LOCAL_ROAD if legs else ""
    )


def _stretches(pieces: Sequence[Piece]) -> list[_Stretch]:
    result: list[_Stretch] = []
    for piece in pieces:
        for name, since, until in _named_parts(piece, result[-1].name if result else ""):
            if result and result[-1].name == name:
                result[-1].pieces.append((piece, since, until))
            else:
                result.append(_Stretch(name, [(piece, since, until)]))
    return _merged(result)


def _named_parts(piece: Piece, before: str) -> list[tuple[str, float, float]]:
    """The names along a piece. Where an edge bears several we know the order, not the place of change."""
    if piece.kind == "link":
        return [(before or LOCAL_ROAD, 0.0, 1.0)]
    fast = [road for road in piece.roads if "고속" in road]
    names = fast or list(piece.roads[:1])
    if not names:
        return [(LOCAL_ROAD, 0.0, 1.0)]
    if before in names:
        names = names[names.index(before) :]
    names = names[:2] if len(names) <= 2 else [names[0], names[-1]]
    share = 1.0 / len(names)
    return [(name, i * share, (i + 1) * share) for i, name in enumerate(names)]


def _merged(stretches: list[_Stretch]) -> list[_Stretch]:
    result: list[_Stretch] = []
    for stretch in stretches:
        if result and (result[-1].name == stretch.name or stretch.km < SHORT_KM):
            result[-1].pieces.extend(stretch.pieces)
        elif len(result) == 1 and result[0].km < SHORT_KM:
            result[0] = _Stretch(stretch.name, result[0].pieces + stretch.pieces)
        else:
            result.append(stretch)
    return result


def _leg(
    stretch: _Stretch, mode: Mode, depart: datetime, minute: float, factor: float, typical: bool
) -> tuple[Leg, float]:
    points: list[RoutePoint] = []
    for piece, since, until in stretch.pieces:
        slow = factor
        if typical:
            slow *= slowdown(piece.kind, depart + timedelta(minutes=minute))
        total = piece.minutes * slow
        for lat, lon, share, code, label in clipped(piece.samples, since, until):
            at = minute + total * (share - since)
            if points and at - points[-1].minute < 1e-6:
                continue
            points.append(RoutePoint(lat=lat, lon=lon, minute=at, region=code, label=label))
        minute += total * (until - since)
    if len(points) < 2:
        lat, lon, _, code, label = stretch.pieces[-1][0].samples[-1]
        points.append(RoutePoint(lat=lat, lon=lon, minute=minute, region=code, label=label))
    first, since, _ = stretch.pieces[0]
    last, _, until = stretch.pieces[-1]
    leg = Leg(
        mode=mode,
        name=stretch.name,
        start=(first.start if since < 1e-9 else "") or points[0].label,
        end=(last.end if until > 1 - 1e-9 else "") or points[-1].label,
        distance_km=round(stretch.km, 2),
        points=tuple(points),
    )
    return leg, minute


def _renamed(leg: Leg, *, start: str | None = None, end: str | None = None) -> Leg:
    return Leg(
        mode=leg.mode,
        name=leg.name,
        start=start or leg.start,
        end=end or leg.end,
        distance_km=leg.distance_km,
        points=leg.points,
    )
