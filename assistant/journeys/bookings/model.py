"""What a booking says: what kind it is, from where to where, and when."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from assistant.risk.model import Mode


class Kind(StrEnum):
    """What was booked."""

    FLIGHT = "flight"
    TRAIN = "train"
    BUS = "bus"
    SHIP = "ship"
    LODGING = "lodging"
    EVENT = "event"
    RESTAURANT = "restaurant"
    CAR = "car"

    @property
    def mode(self) -> Mode | None:
        """How one travels; None where one only arrives."""
        return _MODES.get(self)


_MODES = {Kind.FLIGHT: Mode.FLIGHT, Kind.TRAIN: Mode.TRAIN, Kind.BUS: Mode.BUS, Kind.SHIP: Mode.SHIP}


class Paper(StrEnum):
    """The form in which it was found."""

    JSON_LD = "json-ld"
    MICRODATA = "microdata"
    PKPASS = "pkpass"
    CALENDAR = "calendar"
    TEXT = "text"


class BookingUnreadable(Exception):
    """A document, or one part of it, cannot be read. The text is Korean and repeats nothing personal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place as the document names it."""

    name: str = ""
    code: str = ""
    """IATA code of an airport."""
    address: str = ""
    country: str = ""
    """ISO 3166 code, two letters."""
    point: tuple[float, float] | None = None
    """Latitude and longitude, degrees."""

    def __bool__(self) -> bool:
        return bool(self.name or self.code or self.address or self.point)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    """One journey or stay that was booked."""

    kind: Kind
    title: str = ""
    service: str = ""
    """"KE1201", "KTX 101"."""
    number_hash: str = field(default="", repr=False)
    """Hash of the booking's number, to tell papers of one booking; never logged or stored."""
    start: Spot
    """Where it departs; of a stay or an event, where it is."""
    end: Spot = Spot()
    """Where it arrives; empty for a stay or an event."""
    depart: datetime | None = None
    """Departure, check-in or beginning: aware. None if only the day is known."""
    arrive: datetime | None = None
    """Arrival, check-out or end: aware."""
    boarding: datetime | None = None
    day: date | None = None
    """The local day of departure."""
    cancelled: bool = False
    papers: tuple[Paper, ...] = ()
    confidence: float = 0.9
    """0-1: how sure it is that this was booked as read."""

    @property
    def when(self) -> datetime | None:
        """The departure, else the boarding."""
        return self.depart or self.boarding

    @property
    def key(self) -> str:
        """The same for the same journey, whichever paper it was read from."""
        day = self.day or (self.when.date() if self.when else None)
        by = _plain(self.service) if self.kind is Kind.FLIGHT and self.service else ""
        if not by:
            at = f"{self.depart:%H%M}" if self.depart and self.kind.mode else ""
            by = f"{_plain(self.start.code or self.start.name or self.start.address).removesuffix('역')}|{at}"
        text = f"{self.kind}|{day}|{by}"
        return "booking-" + hashlib.sha256(text.encode()).hexdigest()[:24]


def number_hash(number: str) -> str:
    """The hash under which a booking number is compared; empty for none."""
    plain = _plain(number)
    return hashlib.sha256(f"booking number {plain}".encode()).hexdigest()[:16] if plain else ""


def _plain(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
