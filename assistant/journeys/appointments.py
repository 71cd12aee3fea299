"""From an appointment to the trip there: which place it names, and when one has to leave."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.journeys.bookings.model import Reservation
from assistant.journeys.calendar import Appointment
from assistant.journeys.trip import Provenance, TripPlan
from assistant.places.gazetteer import load_gazetteer
from assistant.places.model import Place, PlaceKind
from assistant.places.regions import load_regions
from assistant.places.resolve import Ambiguous, resolve
from assistant.risk.matching import distance_km
from assistant.riskclient import NoWay
from assistant.routing.model import NoRoute, Planner
from assistant.tripwise import usual_mode

EARLY = timedelta(minutes=10)
"""One wants to be there before it begins."""
AT_HOME_KM = 3.0
"""Appointments this close to home are no journey."""
_ONLINE = re.compile(r"https?://|zoom|온라인|화상|teams|webex|google meet|전화|비대면", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """An appointment with its trip, or why there is none."""

    appointment: Appointment
    plan: TripPlan | None
    why_not: str = ""
    """Korean."""
    booking: Reservation | None = None
    """The booking it comes from, if it is none of a calendar's own."""
    key: str = ""

    @property
    def client_id(self) -> str:
        """The same for the same trip, whichever document it is read from."""
        return self.key or self.appointment.key


def trip_to(appointment: Appointment, home: Place, planner: Planner, now: datetime) -> Found:
    """The trip from home that gets there in time."""
    if appointment.cancelled:
        return Found(appointment, None, "취소된 일정이에요.")
    place, certain = _place(appointment, home)
    if isinstance(place, str):
        return Found(appointment, None, place)
    if distance_km(home.lat, home.lon, place.lat, place.lon) < AT_HOME_KM:
        return Found(appointment, None, "집 가까이예요.")
    depart: datetime | None = None
    window: tuple[datetime, datetime] | None = None
    if appointment.all_day:
        window = (max(appointment.start, now), appointment.start + timedelta(days=1))
    else:
        try:
            mode = usual_mode(planner, home, place, appointment.start)
            route = planner.plan(home, place, mode, appointment.start)[0]
        except (NoRoute, NoWay):
            return Found(appointment, None, "가는 길을 찾지 못했어요.")
        depart = appointment.start - timedelta(minutes=route.minutes) - EARLY
        depart = depart.replace(second=0, microsecond=0, minute=depart.minute // 5 * 5)
    if (depart or window[1]) <= now:  # type: ignore[index]
        return Found(appointment, None, "이미 떠나셨을 때예요.")
    plan = TripPlan(
        origin=home,
        destination=place,
        depart=depart,
        window=window,
        title=appointment.title,
        origin_assumed=True,
        provenance=Provenance.CALENDAR,
        confidence=0.9 if certain else 0.6,
    )
    return Found(appointment, plan)


def _place(appointment: Appointment, home: Place) -> tuple[Place | str, bool]:
    """The place, or why there is none; and whether it was given as such (not only in the title)."""
    if appointment.point is not None:
        lat, lon = appointment.point
        region = load_regions().at(lat, lon)
        if region is None:
            return "우리나라 밖이에요.", True
        name = appointment.where or load_regions().spoken(region.code)
        return (
            Place(
                name=name, kind=PlaceKind.HERE, lat=lat, lon=lon, region=region.code, region_name=region.name
            ),
            True,
        )
    if _ONLINE.search(appointment.where):
        return "온라인 일정이에요.", True
    for text, certain in ((appointment.where, True), (appointment.title, False)):
        mentions = [mention for mention in load_gazetteer().mentions(text) if mention.candidates]
        if not mentions:
            continue
        # The last one is the most exact: "부산 해운대구 벡스코".
        chosen = resolve(mentions[-1], near=home, context=f"{appointment.where} {appointment.title}")
        if isinstance(chosen, Ambiguous):
            return f"'{mentions[-1].text}' 곳이 여럿이라 어디인지 모르겠어요.", certain
        return chosen, certain
    return "어디인지 적혀 있지 않거나 모르는 곳이에요.", False
