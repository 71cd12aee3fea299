"""The events of an iCalendar file, as icalendar reads them: any encoding, odd zones, broken ones left out."""

from __future__ import annotations

import re
import warnings
from typing import Any

from icalendar import Calendar, Event, GloballyUniqueTZIDGuessed

warnings.filterwarnings("ignore", category=GloballyUniqueTZIDGuessed)  # "/example.org/Asia/Seoul" is Seoul

FAULTS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What the library raises for hostile calendars: "TZID=Europe" opens a folder, to name but one."""
_EVENT = re.compile(rb"BEGIN:VEVENT\r?\n.*?END:VEVENT\r?\n?", re.DOTALL)
_OFFSET_ZONE = re.compile(
    rb';TZID="?\(?(?:GMT|UTC) ?([+-])0?(\d{1,2})(?::?00)?\)?[^:;"\r\n]{0,80}"?(?=:\d{8})', re.IGNORECASE
)
"""Zones that are named by their offset, which no table knows: "GMT+09:00", "(UTC+09:00) Seoul"."""


class CalendarUnreadable(Exception):
    """The file is no calendar. The text is Korean and says what to do."""


def _utf8(data: bytes) -> bytes:
    """The text in UTF-8; calendars of older Korean programs are in CP949."""
    text = data.removeprefix(b"\xef\xbb\xbf")
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return text.decode("cp949", errors="replace").encode()
    return text


def _known_zones(data: bytes) -> bytes:
    """Offsets as zones that are known (Etc has the sign the other way), unless the file defines its own."""
    if b"BEGIN:VTIMEZONE" in data:
        return data
    return _OFFSET_ZONE.sub(
        lambda found: b";TZID=Etc/GMT" + (b"-" if found[1] == b"+" else b"+") + found[2], data
    )


def events_of(data: bytes, errors: list[str]) -> list[Any]:
    """The events of a file, those that are called off (`is_off`) too. Raises `CalendarUnreadable`."""
    return _events(_known_zones(_utf8(data)), errors)


def is_off(event: Any) -> bool:
    """Whether an event is called off."""
    return str(event.get("STATUS", "")).strip().upper() == "CANCELLED"


def _events(data: bytes, errors: list[str]) -> list[Any]:
    """Where the whole cannot be read, one by one. An invitation that is taken back is off as a whole."""
    if b"BEGIN:VCALENDAR" not in data and b"BEGIN:VEVENT" not in data:
        raise CalendarUnreadable("달력 파일(.ics)이 아니에요. 달력 앱에서 내보낸 파일을 주세요.")
    try:
        calendars = Calendar.from_ical(data, multiple=True)
        events = []
        for calendar in calendars:
            taken_back = str(calendar.get("METHOD", "")).strip().upper() == "CANCEL"
            for event in calendar.walk("VEVENT"):
                if taken_back:
                    event["STATUS"] = "CANCELLED"
                events.append(event)
    except FAULTS:
        events = []
        for match in _EVENT.finditer(data):
            try:
                events.append(Event.from_ical(match.group(0)))
            except FAULTS as error:
                errors.append(f"일정 하나를 읽지 못했어요 ({type(error).__name__}).")
    return events
