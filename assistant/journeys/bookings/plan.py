"""From a booking to trips: the booked journey itself, and the way from home to where it begins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta

from assistant.clock import SEOUL
from assistant.journeys.appointments import Found, trip_to
from assistant.journeys.bookings.airports import airport
from assistant.journeys.bookings.model import Kind, Reservation, Spot
from assistant.journeys.calendar import Appointment
from assistant.journeys.trip import ACCESS, Provenance, TripPlan
from assistant.places.gazetteer import load_gazetteer
from assistant.places.model import Place, PlaceKind, PlaceMention
from assistant.places.regions import load_regions
from assistant.places.resolve import Ambiguous, distance_km, resolve
from assistant.routing.model import Planner

AHEAD = {
    Kind.FLIGHT: timedelta(minutes=60),
    Kind.TRAIN: timedelta(minutes=15),
    Kind.BUS: timedelta(minutes=15),
    Kind.SHIP: timedelta(minutes=40),
}
"""How long before the departure one wants to be there; `trip_to` adds ten minutes."""
AHEAD_ABROAD = timedelta(minutes=120)
"""Airlines and airports ask to be there two hours before a flight abroad."""
NEVER = datetime(2000, 1, 1, tzinfo=SEOUL)
FAR_FROM_HOME_KM = 120.0
"""Who departs from further away is on the way already."""
CHECK_IN = time(15)
"""Where a lodging tells a day only."""
_ENDINGS = {
    Kind.TRAIN: ("역", ""),
    Kind.BUS: ("고속버스터미널", "종합버스터미널", "버스터미널", "터미널", ""),
    Kind.SHIP: ("연안여객터미널", "여객터미널", "항", ""),
    Kind.FLIGHT: ("국제공항", "공항", ""),
}
_RIDES = {Kind.FLIGHT: "비행기", Kind.TRAIN: "기차", Kind.BUS: "버스", Kind.SHIP: "배"}
"""What a ride is called: what papers call it ("KE1201 GMP-CJU") cannot be said."""
_SAME_KM = 3.0


_AIRPORTS = (
    "인천국제공항 김포국제공항 제주국제공항 김해국제공항 대구국제공항 청주국제공항 광주공항 무안국제공항 "
    "양양국제공항 여수공항 울산공항 포항경주공항 군산공항 사천공항 원주공항"
).split()


def trips_of(one: Reservation, home: Place, planner: Planner, now: datetime) -> list[Found]:
    """The trips of a booking, in order, each with the reason if there is none."""
    event = _appointment(one)
    if one.cancelled:
        return [_none(one, event, "취소된 예약이에요.")]
    if one.kind.mode is None:
        return [_booked(trip_to(event, home, planner, now), one, "")]
    start = place_of(one.start, one.kind, home)
    if isinstance(start, str):
        return [_none(one, event, start)]
    found = list(_access(one, start, home, planner, now))
    end = place_of(one.end, one.kind, home)
    if isinstance(end, str):
        return [*found, _none(one, event, end)]
    return [*found, _ride(one, event, start, end, now)]


def place_of(spot: Spot, kind: Kind, near: Place) -> Place | str:
    """The place in Korea, or why there is none."""
    known = airport(spot.code) if spot.code else spot
    point, country = spot.point or known.point, spot.country or known.country
    if country and country not in ("KR", "KOR"):
        return "우리나라 밖이에요."
    if point is not None:
        region = load_regions().at(*point)
        if region is None and not country:
            return "우리나라 밖이에요."
        here = Place(
            name=spot.name or known.name or (load_regions().spoken(region.code) if region else "예약한 곳"),
            kind=PlaceKind.AIRPORT if kind is Kind.FLIGHT else PlaceKind.HERE,
            lat=point[0],
            lon=point[1],
            region=region.code if region else None,
            region_name=region.name if region else "",
        )
        return _our_airport(here) if kind is Kind.FLIGHT else here
    for ending in _ENDINGS.get(kind, ("",)):
        name = spot.name.replace(" ", "").removesuffix(ending) + ending
        if candidates := load_gazetteer().lookup(name):
            mention = PlaceMention(text=name, start=0, end=len(name), candidates=tuple(candidates))
            chosen = resolve(mention, near=near, context=spot.name)
            if not isinstance(chosen, Ambiguous):
                return chosen
    mentions = [mention for mention in load_gazetteer().mentions(spot.name) if mention.candidates]
    last = resolve(mentions[-1], near=near, context=spot.name) if mentions else None
    return last if isinstance(last, Place) else "제가 모르는 곳이에요."


def _our_airport(here: Place) -> Place:
    """The gazetteer's airport at that point: routes begin there."""
    for name in _AIRPORTS:
        for place in load_gazetteer().lookup(name):
            if distance_km(place, here) < _SAME_KM * 2:
                return place
    return here


def _access(one: Reservation, start: Place, home: Place, planner: Planner, now: datetime) -> Iterator[Found]:
    """From home to where it departs; not for a way back, which begins far from home."""
    at = one.depart or one.boarding
    if at is None or distance_km(start, home) < _SAME_KM:
        return
    abroad = one.end.country not in ("", "KR") if one.kind is Kind.FLIGHT else False
    there = at - (AHEAD_ABROAD if abroad else AHEAD[one.kind])
    event = Appointment(
        uid=one.key + ACCESS,
        title=f"{start.short} 가는 길",
        start=there,
        end=there,
        all_day=False,
        where=start.name,
        point=(start.lat, start.lon),
    )
    if distance_km(start, home) > FAR_FROM_HOME_KM:
        return
    yield _booked(trip_to(event, home, planner, now), one, ACCESS)


def _ride(one: Reservation, event: Appointment, start: Place, end: Place, now: datetime) -> Found:
    window: tuple[datetime, datetime] | None = None
    depart = one.depart
    if depart is None and one.boarding is not None:
        depart = one.boarding + timedelta(minutes=30)  # boarding begins about half an hour before
    if depart is None and one.day is not None:
        first = datetime.combine(one.day, time(), SEOUL)
        window = (max(first, now), first + timedelta(days=1))
    last = depart or (window[1] if window else None)
    if last is None or last <= now:
        return _none(one, event, "이미 떠나셨을 때예요.")
    plan = TripPlan(
        origin=start,
        destination=end,
        depart=depart,
        window=window if depart is None else None,
        mode=one.kind.mode,
        title=f"{end.short} 가는 {_RIDES[one.kind]}",
        provenance=Provenance.BOOKING,
        confidence=one.confidence,
    )
    return Found(event, plan, booking=one, key=one.key)


def _appointment(one: Reservation) -> Appointment:
    start, all_day = one.when, False
    if start is None and one.day is not None:
        all_day = one.kind is not Kind.LODGING
        start = datetime.combine(one.day, time() if all_day else CHECK_IN, SEOUL)
    if start is None:  # an end only: a lodging's check-out
        start = one.arrive or NEVER
    where = " ".join(filter(None, (one.start.address, one.start.name)))
    return Appointment(
        uid=one.key,
        title=(one.title or one.service)[:200],
        start=start,
        end=one.arrive or start,
        all_day=all_day,
        where=where[:300],
        point=one.start.point if one.kind.mode is None else None,
    )


def _booked(found: Found, one: Reservation, part: str) -> Found:
    plan = found.plan
    if plan is not None:
        sure = min(plan.confidence, one.confidence)
        plan = replace(plan, provenance=Provenance.BOOKING, confidence=sure)
    return replace(found, plan=plan, booking=one, key=one.key + part)


def _none(one: Reservation, event: Appointment, why: str) -> Found:
    return Found(event, None, why, booking=one, key=one.key)
