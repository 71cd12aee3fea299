"""Calendars by URL: a published `.ics`, or a CalDAV collection asked for the days that matter (RFC 4791)."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus

import httpx
from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from assistant import outward
from assistant.journeys.calendar import MAX_BYTES, Read, read_calendar
from assistant.journeys.calendar_file import CalendarUnreadable

_DATA = "{urn:ietf:params:xml:ns:caldav}calendar-data"
_QUERY = """<?xml version="1.0" encoding="utf-8"?>
<C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">
  <D:prop><C:calendar-data/></D:prop>
  <C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">
    <C:time-range start="{since}" end="{until}"/>
  </C:comp-filter></C:comp-filter></C:filter>
</C:calendar-query>"""


_WHY = {
    "the host is in a private network": " (안쪽 네트워크예요)",
    "too many redirects": " (주소가 자꾸 다른 데로 넘어가요)",
}
"""Of `outward.Refused`."""


class CalendarUnreachable(Exception):
    """The calendar could not be fetched. The text is Korean, says what to do, and names no address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a calendar is, and with what it is opened."""

    url: str
    caldav: bool = False
    name: str | None = None
    password: str | None = None


async def read_remote(
    source: Source, since: datetime, until: datetime, trusted: frozenset[str] = frozenset()
) -> Read:
    """The appointments that begin in [since, until). Raises `CalendarUnreachable`, `CalendarUnreadable`."""
    if not source.caldav:
        return read_calendar(await fetch(source, trusted), since, until)
    times = {"since": _stamp(since), "until": _stamp(until)}
    head = _head(source) | {"Content-Type": "application/xml; charset=utf-8", "Depth": "1"}
    answer = await _fetch(source.url, head, trusted, "REPORT", _QUERY.format(**times).encode())
    return read_calendar(_joined(answer), since, until)


async def fetch(source: Source, trusted: frozenset[str] = frozenset()) -> bytes:
    """A published calendar as it is. Raises `CalendarUnreachable`."""
    url = source.url
    if url.lower().startswith(("webcal://", "webcals://")):
        url = "https://" + url.partition("://")[2]
    return await _fetch(url, _head(source), trusted)


def _head(source: Source) -> dict[str, str]:
    head = {"Accept": "text/calendar, */*;q=0.1"}
    if source.name is not None:
        pair = f"{source.name}:{source.password or ''}".encode()
        head["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
    return head


async def _fetch(
    url: str, head: dict[str, str], trusted: frozenset[str], method: str = "GET", content: bytes | None = None
) -> bytes:
    try:
        answer = await outward.fetch(
            url, most=MAX_BYTES, method=method, content=content, headers=head, trusted=trusted
        )
    except outward.UnknownHost as error:
        raise CalendarUnreachable("그런 이름의 달력 서버를 찾지 못했어요. 주소를 확인해 주세요.") from error
    except outward.Refused as error:
        why = _WHY.get(str(error), "")
        raise CalendarUnreachable(
            f"이 주소의 달력은 읽지 않아요{why}. https 주소인지, 집 안의 서버라면 GILBEOT_CALENDAR_HOSTS 에 "
            "적혀 있는지 확인해 주세요."
        ) from error
    except outward.TooBig as error:
        raise CalendarUnreachable("달력이 너무 커요.") from error
    except (httpx.HTTPError, TimeoutError) as error:
        raise CalendarUnreachable("달력 서버가 대답하지 않아요. 잠시 뒤에 다시 해 주세요.") from error
    if answer.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        raise CalendarUnreachable("달력 서버가 이름이나 비밀번호를 받아 주지 않아요.")
    if not 200 <= answer.status < 300:
        raise CalendarUnreachable(f"달력 서버가 {answer.status} 로 대답했어요. 주소를 확인해 주세요.")
    return answer.body


def _joined(answer: bytes) -> bytes:
    """All events of a multistatus answer as one calendar."""
    try:
        root = ElementTree.fromstring(answer)
    except (ElementTree.ParseError, DefusedXmlException, ValueError) as error:
        raise CalendarUnreadable("CalDAV 서버의 대답을 읽을 수 없어요.") from error
    events = []
    for part in root.iter(_DATA):
        text = (part.text or "").replace("\r\n", "\n")
        first, last = text.find("BEGIN:VCALENDAR\n"), text.rfind("END:VCALENDAR")
        if first >= 0 and last > first:
            events.append(text[first + len("BEGIN:VCALENDAR\n") : last])
    whole = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//gilbeot//caldav//\n" + "".join(
        line + "\n"
        for part in events
        for line in part.splitlines()
        if not line.startswith(("VERSION:", "PRODID", "CALSCALE", "METHOD"))
    )
    return (whole + "END:VCALENDAR\n").replace("\n", "\r\n").encode()


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
