"""The fields of a pass by what they mean: by Apple's semantic tags, else by key and label."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from dateutil import parser

from assistant.clock import SEOUL
from assistant.journeys.bookings.airports import zone_of
from assistant.journeys.bookings.model import BookingUnreadable, Spot
from assistant.journeys.bookings.moments import when

_GROUPS = ("headerFields", "primaryFields", "secondaryFields", "auxiliaryFields", "backFields")
_HOUR = re.compile(r"(?<!\d)([01]?\d|2[0-3]):([0-5]\d)(?:\s*([AaPp])\.?[Mm]\.?)?(?!\d)")
_DATE = re.compile(
    r"\d{4}-\d{2}-\d{2}|\d{4}[./년年]\s?\d{1,2}[./월月]\s?\d{1,2}|\d{1,2}[A-Za-z]{3}\d{2,4}|\d{1,2}\.\d{1,2}\.\d{2,4}"
    r"|[A-Za-z]{3,9}\.?\s\d{1,2},?\s\d{4}|\d{1,2}\s[A-Za-z]{3,9}\.?,?\s\d{2,4}"
)
_CONTACT = re.compile(r"@|https?:|\b(?:tel|fax|phone|전화)\b", re.IGNORECASE)
_EUROPEAN = re.compile(r"\d{1,2}\.\d{1,2}\.\d{2,4}\Z")
_TAGS = {
    "depart": ("currentDepartureDate", "originalDepartureDate", "eventStartDate"),
    "arrive": ("currentArrivalDate", "originalArrivalDate", "eventEndDate"),
    "board": ("currentBoardingDate", "originalBoardingDate"),
    "service": ("flightCode", "vehicleNumber"),
    "number": ("confirmationNumber",),
    "event": ("eventName",),
    "venue": ("venueName",),
}


@dataclass(frozen=True, slots=True)
class Fields:
    """What a pass shows."""

    rows: tuple[tuple[str, str, str], ...]
    """Key, label, value."""
    primary: tuple[tuple[str, str], ...]
    """Label and value of the large fields."""
    tags: dict[str, Any]
    """Semantic tags of the pass and of its fields."""

    @property
    def words(self) -> str:
        """All keys and labels."""
        return " ".join(f"{key} {label}" for key, label, _ in self.rows)

    def text(self, meaning: str) -> str:
        """The value of that meaning; empty if the pass does not tell."""
        tagged = self._tagged(meaning)
        text = str(tagged) if tagged else next(iter(self._values(meaning)), "")
        return " ".join(line for line in text.splitlines() if not _CONTACT.search(line))[:200]

    def end(self, meaning: str) -> Spot:
        """Where it starts ("origin") or leads ("target"): the code, if it is one, and the name."""
        side = "departure" if meaning == "origin" else "destination"
        code, name = (
            self.tags.get(f"{side}AirportCode"),
            self.tags.get(f"{side}StationName") or self.tags.get(f"{side}AirportName"),
        )
        if code or name:
            return Spot(name=str(name or ""), code=str(code or name))
        for key, label, value in self.rows:
            if (
                value
                and (_label(meaning).search(key) or _label(meaning).search(label))
                and not _HOUR.search(value)
            ):
                return Spot(
                    name=label if label and not _label(meaning).search(label) else value, code=value.strip()
                )
        return Spot()

    def day(self, spot: Spot) -> date | None:
        """The day that stands alone, in the zone of the place."""
        tagged = self._tagged("depart") or self._tagged("board")
        if tagged:
            at = _moment(tagged, spot)
            return at.date() if at else None
        return next(iter(self._days()), None)

    def last_day(self) -> date | None:
        """The later of two days ("30.11.23 - 01.12.23")."""
        return max(self._days(), default=None)

    def moment(self, meaning: str, day: date | None, spot: Spot) -> datetime | None:
        """The time of that meaning: in full, or an hour on the given day."""
        tagged = self._tagged(meaning)
        if tagged and (at := _moment(tagged, spot)):
            return at
        for value in self._values(meaning):
            if (at := _iso(value, spot)) is not None:
                return at
            on = next(iter(_dates(value[:100])), day)
            if on is not None and (at := _on(on, value, spot)) is not None:
                return at
        return None

    def hour_of(self, number: int, day: date | None, spot: Spot) -> datetime | None:
        """The hour that a large field shows instead of a place, or over it."""
        shown = self.primary[number] if number < len(self.primary) else ()
        value = next((text for text in shown if is_hour(text)), "")
        return _on(day, value, spot) if day is not None and value else None

    def _days(self) -> list[date]:
        values = [*self._values("date"), *self._values("depart"), *self._values("board")]
        return [day for value in values for day in _dates(value[:200])]

    def _tagged(self, meaning: str) -> Any:
        return next((self.tags[name] for name in _TAGS.get(meaning, ()) if self.tags.get(name)), None)

    def _values(self, meaning: str) -> list[str]:
        """Values whose key or label has the meaning; those with a fitting label come first."""
        found = _label(meaning)
        by_label = [value for _, label, value in self.rows if value and found.search(label)]
        return by_label + [value for key, _, value in self.rows if value and found.search(key)]


def fields_of(document: dict[str, Any], style: str) -> Fields:
    """The fields of a pass, read only where they are of the right form."""
    rows: list[tuple[str, str, str]] = []
    primary: list[tuple[str, str]] = []
    tags = dict(document["semantics"]) if isinstance(document.get("semantics"), dict) else {}
    for group in _GROUPS:
        listed = document[style].get(group)
        for each in listed[:100] if isinstance(listed, list) else []:
            if not isinstance(each, dict):
                continue
            value = str(each.get("value", "")).strip()[:1000]
            label = str(each.get("label", "")).strip()[:100]
            rows.append((str(each.get("key", ""))[:100], label, value))
            for line in value.splitlines()[1:]:  # the back of a pass is a text of its own
                name, colon, rest = line.partition(":")
                if colon and rest.strip() and len(name) < 40:
                    rows.append(("", name.strip(), rest.strip()))
            if group == "primaryFields":
                primary.append((label, value))
            if isinstance(each.get("semantics"), dict):
                tags.update(each["semantics"])
    return Fields(tuple(rows), tuple(primary), tags)


@cache
def _label(meaning: str) -> re.Pattern[str]:
    """What a key or label of that meaning looks like, in any language."""
    table = tomllib.loads(files(__package__).joinpath("data/pass_labels.toml").read_text("utf-8"))
    return re.compile("|".join(f"(?:{each})" for each in table[meaning].values()), re.IGNORECASE)


def is_hour(value: str) -> bool:
    """Whether it is an hour and nothing else."""
    return _HOUR.fullmatch(value.strip()) is not None


def _on(day: date, value: str, spot: Spot) -> datetime | None:
    hour = _HOUR.search(value)
    if hour is None:
        return None
    hours = int(hour[1])
    if hour[3]:
        hours = hours % 12 + (12 if hour[3].lower() == "p" else 0)
    return datetime(day.year, day.month, day.day, hours, int(hour[2]), tzinfo=zone_of(spot) or SEOUL)


def _moment(value: Any, spot: Spot) -> datetime | None:
    try:
        return when(value, spot).at
    except BookingUnreadable:
        return None


def _iso(value: str, spot: Spot) -> datetime | None:
    return _moment(value, spot) if re.match(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}", value) else None


def _dates(text: str) -> list[date]:
    found = []
    for match in _DATE.finditer(text):
        plain = re.sub(r"[년월年月]\s?", "-", match[0])
        try:
            found.append(parser.parse(plain, dayfirst=bool(_EUROPEAN.match(plain))).date())
        except (ValueError, OverflowError):
            continue
    return found
