"""schema.org reservations, whether they came as JSON-LD or as microdata."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from assistant.journeys.bookings.airports import airport
from assistant.journeys.bookings.model import BookingUnreadable, Kind, Paper, Reservation, Spot, number_hash
from assistant.journeys.bookings.moments import NEVER, When, when
from assistant.journeys.bookings.references import whole

Node = dict[str, Any]
_DEEPEST = 12
_MOST = 500


@dataclass(frozen=True, slots=True)
class _Form:
    """Where a kind of reservation keeps what we read: names of properties, the first that is set."""

    kind: Kind
    start: tuple[str, ...]
    end: tuple[str, ...]
    depart: tuple[str, ...]
    arrive: tuple[str, ...]


_FORMS = {
    "FlightReservation": _Form(
        Kind.FLIGHT, ("departureAirport",), ("arrivalAirport",), ("departureTime",), ("arrivalTime",)
    ),
    "TrainReservation": _Form(
        Kind.TRAIN, ("departureStation",), ("arrivalStation",), ("departureTime",), ("arrivalTime",)
    ),
    "BusReservation": _Form(
        Kind.BUS,
        ("departureBusStop", "departureStation", "departureBusStation"),
        ("arrivalBusStop", "arrivalStation", "arrivalBusStation"),
        ("departureTime",),
        ("arrivalTime",),
    ),
    "BoatReservation": _Form(
        Kind.SHIP, ("departureBoatTerminal",), ("arrivalBoatTerminal",), ("departureTime",), ("arrivalTime",)
    ),
    "LodgingReservation": _Form(
        Kind.LODGING,
        (),
        (),
        ("checkinTime", "checkinDate", "checkIn"),
        ("checkoutTime", "checkoutDate", "checkOut"),
    ),
    "EventReservation": _Form(
        Kind.EVENT, ("location",), (), ("startDate", "startTime", "doorTime"), ("endDate", "endTime")
    ),
    "FoodEstablishmentReservation": _Form(Kind.RESTAURANT, (), (), ("startTime",), ("endTime",)),
    "RentalCarReservation": _Form(
        Kind.CAR, ("pickupLocation",), ("dropoffLocation",), ("pickupTime",), ("dropoffTime",)
    ),
    "TaxiReservation": _Form(Kind.CAR, ("pickupLocation",), ("dropoffLocation",), ("pickupTime",), ()),
}
_BARE = {
    "Flight": "FlightReservation",
    "TrainTrip": "TrainReservation",
    "BusTrip": "BusReservation",
    "BoatTrip": "BoatReservation",
    "Event": "EventReservation",
}
"""Things that stand alone: a timetable or an invitation, booked or not."""
_BARE_CONFIDENCE = 0.5


def reservations(document: Any, paper: Paper, errors: list[str]) -> list[Reservation]:
    """Every reservation in a document; what cannot be read becomes an error of its own."""
    found: list[Reservation] = []
    for node in _nodes(whole(document), 0):
        if len(found) >= _MOST:
            errors.append(f"예약이 너무 많아요. {_MOST}개까지만 읽었어요.")
            break
        try:
            found += _read(node, paper)
        except BookingUnreadable as error:
            errors.append(f"예약 하나({_type(node)})를 읽지 못했어요: {error}")
        except (TypeError, ValueError, AttributeError, KeyError, IndexError) as error:
            errors.append(f"예약 하나({_type(node)})를 읽지 못했어요 ({type(error).__name__}).")
    return list(dict.fromkeys(found))


def _nodes(value: Any, depth: int) -> Iterator[Node]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for each in value:
            yield from _nodes(each, depth + 1)
    elif isinstance(value, dict):
        kind = _type(value)
        if kind in _FORMS or kind in _BARE:
            yield value
            return
        for each in value.values():
            if isinstance(each, (dict, list)):
                yield from _nodes(each, depth + 1)


def _type(node: Node) -> str:
    for each in _listed(node.get("@type")):
        name = str(each).rstrip("/").rpartition("/")[2].rpartition(":")[2]
        if name in _FORMS or name in _BARE:
            return name
        if name.endswith("Event") and name.isalpha():  # MusicEvent, BusinessEvent
            return "Event"
    return ""


def _read(node: Node, paper: Paper) -> Iterator[Reservation]:
    name = _type(node)
    bare = name in _BARE
    form = _FORMS[_BARE.get(name, name)]
    for thing in [node] if bare else _listed(node.get("reservationFor")) or [{}]:
        if isinstance(thing, str):
            thing = {"name": thing}
        read = _one(node, thing, form, paper)
        yield replace(read, confidence=_BARE_CONFIDENCE) if bare else read


def _one(node: Node, thing: Node, form: _Form, paper: Paper) -> Reservation:
    start = _spot(_first(form.start, thing, node)) if form.start else _spot(thing)
    end = _spot(_first(form.end, thing, node))
    depart = _when(form.depart, thing, node, start)
    arrive = _when(form.arrive, thing, node, end or start)
    day = depart.day or _when(("departureDay",), thing, node, start).day
    boarding = _when(("boardingTime",), thing, node, start).at
    if not start and form.kind is not Kind.EVENT:
        raise BookingUnreadable("어디인지 적혀 있지 않아요.")
    if day is None and boarding is None and arrive.day is None:
        raise BookingUnreadable("언제인지 적혀 있지 않아요.")
    return Reservation(
        kind=form.kind,
        title=_text(thing.get("name"))[:200],
        service=_service(thing),
        number_hash=number_hash(_text(node.get("reservationNumber") or node.get("reservationId"))),
        start=start,
        end=end,
        depart=depart.at,
        arrive=arrive.at,
        boarding=boarding,
        day=day or (boarding.date() if boarding else None),
        cancelled="cancel" in _text(node.get("reservationStatus") or thing.get("eventStatus")).lower(),
        papers=(paper,),
    )


def _when(names: tuple[str, ...], thing: Node, node: Node, spot: Spot) -> When:
    value = _first(names, thing, node)
    return NEVER if value is None else when(value, spot)


def _first(names: tuple[str, ...], *nodes: Node) -> Any:
    return next((node[name] for name in names for node in nodes if node.get(name)), None)


def _service(thing: Node) -> str:
    carrier = next((each for each in _listed(thing.get("airline")) if isinstance(each, dict)), {})
    number = _text(_first(("flightNumber", "trainNumber", "busNumber"), thing))
    code = _text(carrier.get("iataCode"))
    if code and number.upper().startswith(code.upper()):
        code = ""
    name = _text(thing.get("trainName") or thing.get("busName"))
    both = f"{code} {number}" if code else f"{name} {number}" if name not in number else number
    return " ".join(both.split())[:40]


def _spot(value: Any) -> Spot:
    real = (each for each in _listed(value) if not _is_virtual(each))
    value = next(real, None)
    if isinstance(value, str):
        return Spot(name=_text(value)[:200])
    if not isinstance(value, dict):
        return Spot()
    name, code = _text(value.get("name"))[:200], _text(value.get("iataCode")).upper()
    known = airport(code, name) if code else Spot(name=name)
    address, country = _address(value.get("address"))
    return replace(
        known, address=address, country=country or known.country, point=_point(value) or known.point
    )


def _is_virtual(value: Any) -> bool:
    """Whether it is held on the net: "VirtualLocation" beside the hall."""
    return isinstance(value, dict) and any("VirtualLocation" in str(t) for t in _listed(value.get("@type")))


def _address(value: Any) -> tuple[str, str]:
    value = next(iter(_listed(value)), None)
    if not isinstance(value, dict):
        return _text(value)[:300], ""
    parts = [
        _text(value.get(name))
        for name in ("addressRegion", "addressLocality", "streetAddress")
        if not isinstance(value.get(name), dict)
    ]
    country = value.get("addressCountry")
    if isinstance(country, dict):
        country = country.get("name")
    country = _text(country)
    return " ".join(part for part in parts if part)[:300], country.upper() if len(country) == 2 else ""


def _point(value: Node) -> tuple[float, float] | None:
    for each in (value, *_listed(value.get("geo"))):
        try:
            lat, lon = float(each["latitude"]), float(each["longitude"])
        except (KeyError, TypeError, ValueError):
            continue
        if abs(lat) <= 90 and abs(lon) <= 180 and (lat or lon):
            return lat, lon
    return None


def _listed(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _text(value: Any) -> str:
    value = next(iter(_listed(value)), "")
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name") or value.get("@id") or ""
    return " ".join(str(value).split())
