"""One journey from many papers: a flight in a mail, a calendar and a pass is one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from assistant.journeys.bookings.model import Kind, Reservation, Spot

_CLOSE = timedelta(minutes=90)
"""A boarding time and a departure this near are of one journey."""
_SURER = 0.04
"""What another paper that says the same adds to the confidence."""


def merged(found: Iterable[Reservation]) -> list[Reservation]:
    """Each journey once, in order of time, with everything that its papers say."""
    kept: list[Reservation] = []
    for one in found:
        place = next((i for i, other in enumerate(kept) if same(one, other)), None)
        if place is None:
            kept.append(one)
        else:
            kept[place] = _together(kept[place], one)
    return sorted(kept, key=lambda one: one.when.timestamp() if one.when else float("inf"))


def same(a: Reservation, b: Reservation) -> bool:
    """Whether two papers are of one journey or stay."""
    if a.kind is not b.kind:
        return False
    if a.kind is Kind.FLIGHT and a.day and b.day and a.service and b.service:
        return a.day == b.day and _flight(a.service) == _flight(b.service) and _at_one(a.start, b.start)
    if a.kind is Kind.LODGING and a.number_hash and a.number_hash == b.number_hash:
        return _at_one(a.start, b.start)
    if not _at_one(a.start, b.start) or (a.end and b.end and not _at_one(a.end, b.end)):
        return False
    if a.when and b.when:
        near = _CLOSE if bool(a.depart) != bool(b.depart) else timedelta(minutes=2)
        return abs(a.when - b.when) <= near
    return a.day is not None and a.day == b.day


def _flight(service: str) -> str:
    return "".join(filter(str.isdigit, service)).lstrip("0")


def _at_one(a: Spot, b: Spot) -> bool:
    if a.code and b.code:
        return a.code == b.code
    if a.point and b.point:
        return abs(a.point[0] - b.point[0]) < 0.05 and abs(a.point[1] - b.point[1]) < 0.05
    first, second = (_plain(one.name or one.address) for one in (a, b))
    return bool(first) and bool(second) and (first in second or second in first)


def _plain(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum()).removesuffix("역")


def _together(a: Reservation, b: Reservation) -> Reservation:
    first, second = (
        (a, b) if (a.confidence, a.depart is not None) >= (b.confidence, b.depart is not None) else (b, a)
    )
    papers = tuple(dict.fromkeys((*a.papers, *b.papers)))
    return replace(
        first,
        title=first.title or second.title,
        service=first.service or second.service,
        number_hash=first.number_hash or second.number_hash,
        start=_fuller(first.start, second.start),
        end=_fuller(first.end, second.end),
        depart=first.depart or second.depart,
        arrive=first.arrive or second.arrive,
        boarding=first.boarding or second.boarding,
        day=first.day or second.day,
        cancelled=a.cancelled or b.cancelled,
        papers=papers,
        confidence=min(0.99, first.confidence + (_SURER if len(papers) > len(first.papers) else 0)),
    )


def _fuller(a: Spot, b: Spot) -> Spot:
    return Spot(
        name=a.name or b.name,
        code=a.code or b.code,
        address=a.address or b.address,
        country=a.country or b.country,
        point=a.point or b.point,
    )
