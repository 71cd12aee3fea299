"""Bookings in calendar files: schema.org data beside an event, or a route in its title or timetable."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from assistant.clock import SEOUL
from assistant.journeys.bookings.airports import airport, airport_of_city, is_airport, zone_of
from assistant.journeys.bookings.markup import in_json
from assistant.journeys.bookings.model import BookingUnreadable, Kind, Paper, Reservation, Spot
from assistant.journeys.bookings.services import without_service
from assistant.journeys.calendar_file import FAULTS, CalendarUnreadable, events_of, is_off

MAX_EVENTS = 2_000
_LEG = re.compile(
    r"^\s{0,9}[^\W\d]{1,10}\.?[:\s]{1,5}(?P<hour>\d{1,2}):(?P<minute>\d\d)[\s|]{1,5}(?P<place>[^|\n]{2,80}?)"
    r"(?:\s{1,3}-\s.{0,200})?(?:\|.{0,200})?$",
    re.MULTILINE,
)
"""A line of a timetable in any language: "ab 10:26 Frankfurt", "Arr:16:05|Brno"."""
_SERVICE = re.compile(r"\(([A-Z][A-Za-z0-9]{0,4}\s{0,5}\d{1,6})\)")
_ROUTE = (
    re.compile(r"^(?:.{0,40}?:\s)?(?P<a>[^:→>]{2,60}?)\s?(?:→|->|⇒|▶)\s?(?P<b>[^→>]{2,60})$"),
    re.compile(r"\b[Ff]rom\s(?P<a>.{2,60}?),?\s[Tt]o\s(?P<b>.{2,60}?)(?:,\sseat.{0,40})?$"),
    re.compile(r"\b(?P<a>[A-Z]{3})\s?[-–/]\s?(?P<b>[A-Z]{3})\b"),
    re.compile(r"(?P<a>[가-힣]{2,20})에서\s(?P<b>[가-힣]{2,20}?)(?:으?로|까지|\s|$)"),
)
_DASH = re.compile(r"(?<![가-힣])(?P<a>[가-힣]{2,10})\s?[-~–]\s?(?P<b>[가-힣]{2,10})(?![가-힣])")
"""Only where the title names a train or the like: "KTX 101 서울-부산"."""
_FLIGHT_TO = re.compile(
    r"^(?:Flight to (?P<b>.{2,40}?)|(?P<k>[가-힣 ]{2,20}?)행 항공편)\s?\((?P<n>[A-Z0-9]{2}\s?\d{1,4})\)$"
)
"""What Google's calendar calls a flight that it found in a mail; LOCATION is "Seoul GMP" then."""
_HANGUL = re.compile(r"[가-힣]")
_CODE = re.compile(r"(?<![A-Z])([A-Z]{3})(?![A-Z])")
_FLIGHT = re.compile(r"\b(?P<number>[A-Z][A-Z0-9]\s?\d{2,4})\b")
_WORDS = (
    (
        Kind.TRAIN,
        re.compile(r"train|\bzug\b|KTX|SRT|ITX|열차|기차|\bICE\b|bahn|hafas|Gleis|Hbf", re.IGNORECASE),
    ),
    (Kind.BUS, re.compile(r"\bbus\s?\d{0,6}\b|버스", re.IGNORECASE)),
    (Kind.SHIP, re.compile(r"ferry|여객선|페리", re.IGNORECASE)),
    (Kind.FLIGHT, re.compile(r"flight|\bflug\b|항공|비행", re.IGNORECASE)),
)


def in_calendar(data: bytes, errors: list[str]) -> list[Reservation]:
    """The bookings among the events of a file. Raises `BookingUnreadable` for what is no calendar."""
    found: list[Reservation] = []
    try:
        events = events_of(data, errors)[:MAX_EVENTS]
    except CalendarUnreadable as error:
        raise BookingUnreadable(str(error)) from error
    for event in events:
        try:
            read = _linked(event, errors) or _told(event)
            found += (replace(each, cancelled=True) for each in read) if is_off(event) else read
        except (BookingUnreadable, *FAULTS) as error:
            errors.append(f"일정 하나의 예약을 읽지 못했어요 ({type(error).__name__}).")
    return found


def _linked(event: Any, errors: list[str]) -> list[Reservation]:
    """schema.org data that a program left in a property of its own."""
    for name, value in event.items():
        if not name.upper().startswith("X-") or '"@type"' not in str(value):
            continue
        text = str(value).replace("\\,", ",").replace("\\;", ";").replace("\\n", "\n")
        try:
            read = in_json(text, errors)
        except BookingUnreadable:
            continue
        return [replace(each, papers=(*each.papers, Paper.CALENDAR)) for each in read]
    return []


def _told(event: Any) -> list[Reservation]:
    start, end = event.get("DTSTART"), event.get("DTEND")
    depart = start.dt if start is not None else None
    if not isinstance(depart, datetime):
        return []
    depart = depart if depart.tzinfo else depart.replace(tzinfo=SEOUL)
    arrive = end.dt if end is not None and isinstance(end.dt, datetime) else None
    if arrive is not None and arrive.tzinfo is None:
        arrive = arrive.replace(tzinfo=SEOUL)
    title, text = (
        " ".join(str(event.get("SUMMARY", "")).split())[:300],
        str(event.get("DESCRIPTION", ""))[:20_000],
    )
    legs = list(_legs(text, depart, arrive))
    if legs and legs[0].depart == depart and arrive in (None, legs[-1].arrive):
        return legs  # it is the timetable of this event
    match = next((match for pattern in _ROUTE if (match := pattern.search(title))), None)
    if match is None and _named_kind(title):
        match = _DASH.search(title)
    if match is None:
        return _flight_to(title, str(event.get("LOCATION", "")), depart, arrive)
    kind = _kind(f"{title} {text[:2000]}", title)
    if kind is None:
        return []
    number = _FLIGHT.search(title)
    first = _spot(without_service(match["a"]), text)
    return [
        Reservation(
            kind=kind,
            title=title[:200],
            service=number["number"] if number else "",
            start=first,
            end=_spot(without_service(match["b"]), text),
            depart=depart,
            arrive=arrive,
            day=_day(depart, first),
            papers=(Paper.CALENDAR,),
            confidence=0.8,
        )
    ]


def _legs(text: str, first: datetime, last: datetime | None) -> Iterator[Reservation]:
    """A timetable in the description: departures and arrivals take turns."""
    at, left = first, None
    for match in _LEG.finditer(text):
        hour = at.replace(hour=int(match["hour"]) % 24, minute=int(match["minute"]), second=0)
        if hour < at:
            hour += timedelta(days=1)
        place, at = match["place"].strip(), hour
        if left is None:
            service = _SERVICE.search(match.group(0))
            left = (hour, place, " ".join(service[1].split()) if service else "")
            continue
        depart, origin, number = left
        left = None
        yield Reservation(
            kind=_kind(text[:2000], number) or Kind.TRAIN,
            title=f"{origin} → {place}",
            service=number,
            start=Spot(name=origin),
            end=Spot(name=place),
            depart=depart,
            arrive=last if last == hour else hour,
            day=depart.date(),
            papers=(Paper.CALENDAR,),
            confidence=0.8,
        )


def _flight_to(title: str, where: str, depart: datetime, arrive: datetime | None) -> list[Reservation]:
    """A flight whose title tells where it goes and whose place where it leaves."""
    told, code = _FLIGHT_TO.match(title), _CODE.search(where)
    if told is None or code is None or not is_airport(code[1]):
        return []
    city = told["b"] or told["k"]
    return [
        Reservation(
            kind=Kind.FLIGHT,
            title=title[:200],
            service=told["n"],
            start=airport(code[1]),
            end=airport_of_city(city) or Spot(name=city),
            depart=depart,
            arrive=arrive,
            day=_day(depart, airport(code[1])),
            papers=(Paper.CALENDAR,),
            confidence=0.8,
        )
    ]


def _day(depart: datetime, start: Spot) -> date:
    """The local day: programs write UTC."""
    zone = zone_of(start) or (SEOUL if _HANGUL.search(start.name) else None)
    return depart.astimezone(zone).date() if zone is not None else depart.date()


def _named_kind(title: str) -> Kind | None:
    return next((kind for kind, pattern in _WORDS if pattern.search(title)), None)


def _kind(words: str, title: str) -> Kind | None:
    named = _named_kind(title)
    named = named or next((kind for kind, pattern in _WORDS if pattern.search(words)), None)
    if named is None and _FLIGHT.search(title):
        return Kind.FLIGHT
    return named


def _spot(name: str, text: str) -> Spot:
    """A code is an airport's; a longer name for it may stand in the description ("Hamburg Hbf (ZMB)")."""
    name = name.strip(" ,.")
    if len(name) == 3 and name.isupper():
        told = re.search(rf"(?:From|At|To|출발|도착)[^:\n]{{0,9}}:\s?([^\n(]{{2,60}}?)\s?\({name}\)", text)
        longer = told[1].strip() if told else ""
        return airport(name, longer) if is_airport(name) else Spot(name=longer or name)
    return Spot(name=name)
