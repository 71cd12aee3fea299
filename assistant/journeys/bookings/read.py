"""Reads a document of any form by what is in it, not by its name."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from assistant.journeys.bookings.events import in_calendar
from assistant.journeys.bookings.mail import parts
from assistant.journeys.bookings.markup import decoded, in_html, in_json
from assistant.journeys.bookings.merge import merged
from assistant.journeys.bookings.model import BookingUnreadable, Paper, Reservation
from assistant.journeys.bookings.pkpass import passes
from assistant.journeys.bookings.plain import in_text

MAX_BYTES = 20 * 1024 * 1024
_ATTACHED = 3
"""Mails within mails."""


@dataclass(frozen=True, slots=True)
class Papers:
    """What was read, each journey once, and what was not."""

    reservations: tuple[Reservation, ...]
    errors: tuple[str, ...]
    """Korean, one for each part that could not be read; nothing personal."""


def read_booking(data: bytes, now: datetime) -> Papers:
    """The bookings of a JSON, HTML, mail, calendar, pass or text file. Raises `BookingUnreadable`.

    `now`, aware, tells the year of dates that are written without one."""
    if len(data) > MAX_BYTES:
        raise BookingUnreadable(f"파일이 너무 커요. {MAX_BYTES // 1024 // 1024} MB까지 읽을 수 있어요.")
    if not data.strip():
        raise BookingUnreadable("빈 파일이에요.")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = decoded(data).encode()
    errors: list[str] = []
    found = _read(sort_of(data), data, None, now, errors, 0)
    return Papers(tuple(merged(found)), tuple(dict.fromkeys(errors)))


def sort_of(data: bytes) -> str:
    """The form of a document: pkpass, ics, json, html, eml or text."""
    if data.startswith(b"PK\x03\x04"):
        return "pkpass"
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if b"BEGIN:VCALENDAR" in head or head.startswith(b"BEGIN:VEVENT"):
        return "ics"
    if head[:1] == b"{" or (head[:1] == b"[" and head[1:].lstrip()[:1] in (b"{", b"[", b"]", b'"')):
        return "json"
    if head[:1] == b"<":
        return "html"
    lines = head.split(b"\n", 12)[:12]
    names = (
        b"from:",
        b"to:",
        b"subject:",
        b"received:",
        b"return-path:",
        b"mime-version:",
        b"delivered-to:",
        b"date:",
    )
    if sum(line.lower().startswith(names) for line in lines) >= 2 and b":" in lines[0]:
        return "eml"
    return "html" if b"<html" in data[:65536].lower() else "text"


def _read(
    sort: str, data: bytes, charset: str | None, now: datetime, errors: list[str], depth: int
) -> list[Reservation]:
    match sort:
        case "pkpass" | "pkpasses" | "application/vnd.apple.pkpass":
            return passes(data, errors)
        case "ics" | "text/calendar":
            return in_calendar(data, errors)
        case "json" | "application/json" | "application/ld+json":
            return in_json(decoded(data, charset), errors)
        case "html" | "htm" | "text/html" | "application/xhtml+xml":
            text = decoded(data, charset)
            return in_html(text, errors) or _shown(text, now)
        case "text" | "text/plain":
            return in_text(decoded(data, charset), now)
        case "eml" | "message/rfc822" if depth < _ATTACHED:
            return _mail(data, now, errors, depth)
        case _:
            return []


def _mail(data: bytes, now: datetime, errors: list[str], depth: int) -> list[Reservation]:
    marked: list[Reservation] = []
    told: list[Reservation] = []
    for sort, content, charset in parts(data):
        try:
            read = _read(sort, content, charset, now, errors, depth + 1)
        except BookingUnreadable as error:
            errors.append(f"메일에 붙은 것 하나: {error}")
            continue
        plain = all(one.papers == (Paper.TEXT,) for one in read)
        (told if plain else marked).extend(read)
    return marked or told


def _shown(text: str, now: datetime) -> list[Reservation]:
    """The words of a page, as a reader sees them."""
    from html_text import extract_text

    try:
        words = extract_text(text)
    except (ValueError, RecursionError):
        return []
    return [replace(one, confidence=min(one.confidence, 0.7)) for one in in_text(words, now)]
