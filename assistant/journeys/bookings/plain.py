"""Korean confirmation texts of railways, airlines, buses, lodgings and ticket sites, read by their labels."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from assistant.clock import SEOUL
from assistant.journeys.bookings.airports import airport, is_airport, zone_of
from assistant.journeys.bookings.labels import MAX_LINES, labelled, lodging_in, tables
from assistant.journeys.bookings.model import Kind, Paper, Reservation, Spot, number_hash
from assistant.journeys.bookings.services import AIR, SERVICE, without_service
from assistant.journeys.bookings.written import clock_in, day_in, name_in

MAX_LETTERS = 200_000
_LINE = 300
_ARROW = re.compile(r"\s{0,5}(?:→|->|⇒|▶|➔|➡|▷|＞|>|~|〜|∼|―|—|⟶|↔)\s{0,5}|\s-\s")
_ARROWS = re.compile(r"→|->|⇒|▶|➔|➡|▷|＞|⟶")
_CODE = re.compile(r"(?<![A-Z])([A-Z]{3})(?![A-Z])")
_CALLED_OFF = re.compile(
    r"(?:예약|예매|승차권|항공권)[이가을를은는]?\s?(?:정상\s?)?(?:취소|환불|반환)\s?(?:되었|됐|완료|안내)"
    r"|(?:취소|환불|반환)(?:[이가를을]\s?)?(?:정상(?:적으로)?\s?)?(?:되었|됐|완료|처리\s?되)"
)
_TWO_CLOCKS = re.compile(r"\s*(\d{1,2}:\d\d)\s+(?:[~\-–→]\s*)?(\d{1,2}:\d\d)\s*\Z")
"""Hours under the stations of the line above: "13:30     15:08"."""
EARLIEST_SHOW = 7
"""Nothing is performed before this hour: "2시" is two in the afternoon."""


@dataclass(slots=True)
class _Draft:
    """What the lines of one journey have told so far."""

    start: str = ""
    end: str = ""
    day: date | None = None
    last_day: date | None = None
    depart: time | None = None
    arrive: time | None = None
    service: str = ""
    names: dict[str, str] = field(default_factory=dict)

    @property
    def full(self) -> bool:
        """Whether another departure would be another journey."""
        return bool(self.start and self.end and self.depart)


def in_text(text: str, now: datetime) -> list[Reservation]:
    """The bookings of a text; none if it is no confirmation. `now` gives years that are not written."""
    text = text[:MAX_LETTERS]
    kind = _kind(text)
    if kind is None:
        return []
    off = bool(_CALLED_OFF.search(text))
    drafts = _drafts(text, kind, now.astimezone(SEOUL).date())
    shared = {name: value for draft in drafts for name, value in draft.names.items()}
    day = next((draft.day for draft in drafts if draft.day), None)
    found = []
    if kind is Kind.LODGING and not shared.get("lodging"):
        shared["lodging"] = lodging_in(text)
    for draft in drafts:
        draft.names = {**shared, **draft.names}
        draft.day = draft.day or day
        made = _journey(kind, draft, off) if kind.mode else _stay(kind, draft, off)
        if made is not None:
            found.append(made)
    return found


def _kind(text: str) -> Kind | None:
    plain = text.casefold().replace(" ", "")
    counts = {
        row["kind"]: sum(min(3, plain.count(word)) for word in row["words"]) for row in tables()["kinds"]
    }
    if AIR.search(text) and counts["flight"]:
        counts["flight"] += 2
    best = max(counts, key=lambda name: counts[name])
    return Kind(best) if counts[best] else None


def _drafts(text: str, kind: Kind, today: date) -> list[_Draft]:
    drafts = [_Draft()]
    waiting = ""
    for raw in text.splitlines()[:MAX_LINES]:
        line = raw.strip(" \t·•-*■□▶◆●○|│※✈️🚄🚌[]【】<>")[:_LINE]
        if not line:
            continue
        label, value = labelled(line)
        if label == "other":
            waiting = ""
            continue
        if waiting and not label:
            label = waiting  # the value stands on a line of its own
        waiting = label if label and not value else ""
        _told(drafts, label, value if label and value else "" if label and waiting else line, kind, today)
    return drafts


def _told(drafts: list[_Draft], label: str, value: str, kind: Kind, today: date) -> None:
    draft = drafts[-1]
    if not value:
        return
    service = SERVICE.search(value)
    halves = (
        [half for half in _ARROW.split(value) if half.strip()] if label not in ("number", "event") else []
    )
    ends = len(halves) == 2 and not label and all(map(without_service, halves))
    starts = (
        ends or label in ("depart", "origin", "route") or (not label and _ARROWS.search(value) is not None)
    )
    if kind.mode and starts and draft.full and (label == "route" or name_in(value) or day_in(value, today)):
        drafts.append(draft := _Draft())
    named = " ".join(service.group(0).removesuffix("편").split()) if service and label != "number" else ""
    if named and (not draft.service or (_numbered(named) and not _numbered(draft.service))):
        draft.service = named
    if len(halves) == 2 and _spans(label, kind) and _pair(draft, halves, kind, today):
        return
    match label:
        case "origin" | "depart":
            _side(draft, value, today, first=True, place=bool(kind.mode))
        case "target" | "arrive":
            _side(draft, value, today, first=False, place=bool(kind.mode))
        case "day" | "hour" | "period":
            draft.day = draft.day or day_in(value, today)
            draft.depart = draft.depart or clock_in(value)
        case "number" | "lodging" | "event" | "venue" | "address":
            draft.names.setdefault(label, value[:200])
        case _:
            day = day_in(value, today)
            hours = _TWO_CLOCKS.match(value)
            if hours and draft.start and draft.end and not draft.depart:
                draft.depart, draft.arrive = clock_in(hours[1]), clock_in(hours[2])
            elif kind.mode and draft.depart and value.rstrip(" .)").endswith("도착"):
                draft.arrive, draft.last_day = draft.arrive or clock_in(value), draft.last_day or day
            if day and kind.mode and "도착" not in value and draft.day in (None, day):
                draft.depart = draft.depart or clock_in(value)
            draft.day = draft.day or day


def _numbered(service: str) -> bool:
    return any(letter.isdigit() for letter in service)


def _spans(label: str, kind: Kind) -> bool:
    """Whether a line of that label may hold both ends of a journey or a stay."""
    if label in ("venue", "address", "lodging", "number", "event"):
        return False
    return bool(kind.mode) or label not in ("depart", "arrive")


def _pair(draft: _Draft, halves: list[str], kind: Kind, today: date) -> bool:
    """Both ends in one line: "서울(10:00) → 부산(12:41)", "10:00 ~ 12:41", "12.03(목) ~ 12.05(토)"."""
    one, two = (without_service(half) for half in halves)
    days = [day_in(half, today) for half in halves]
    clocks = [clock_in(half) for half in halves]
    if kind.mode:
        if one and two and not draft.end:
            draft.start, draft.end = one, two
        elif not (clocks[0] and clocks[1]):
            return False
    elif not (days[0] or clocks[0]) or not (days[1] or clocks[1]):
        return False
    draft.day = draft.day or days[0]
    draft.last_day = draft.last_day or days[1]
    draft.depart = draft.depart or clocks[0]
    draft.arrive = draft.arrive or clocks[1]
    return True


def _side(draft: _Draft, value: str, today: date, *, first: bool, place: bool) -> None:
    name, day, clock = without_service(value) if place else "", day_in(value, today), clock_in(value)
    if first:
        draft.start, draft.day, draft.depart = draft.start or name, draft.day or day, draft.depart or clock
    else:
        draft.end, draft.last_day, draft.arrive = (
            draft.end or name,
            draft.last_day or day,
            draft.arrive or clock,
        )


def _journey(kind: Kind, draft: _Draft, off: bool) -> Reservation | None:
    if not draft.start or not draft.end or draft.day is None:
        return None
    start, end = _spot(draft.start, kind), _spot(draft.end, kind)
    depart = _at(draft.day, draft.depart, start)
    arrive = _at(draft.last_day or draft.day, draft.arrive, end)
    if depart and arrive and arrive <= depart and draft.last_day is None:
        arrive += timedelta(days=1)
    return Reservation(
        kind=kind,
        title=f"{draft.start} → {draft.end}",
        service=draft.service,
        number_hash=number_hash(draft.names.get("number", "")),
        start=start,
        end=end,
        depart=depart,
        arrive=arrive,
        day=draft.day,
        cancelled=off,
        papers=(Paper.TEXT,),
        confidence=0.85 if depart else 0.6,
    )


def _stay(kind: Kind, draft: _Draft, off: bool) -> Reservation | None:
    names = draft.names
    title = names.get("lodging" if kind is Kind.LODGING else "event") or names.get("event") or ""
    venue = names.get("venue", "")
    where = title or venue if kind is Kind.LODGING else venue
    address = names.get("address") or (venue if venue != where else "")
    spot = Spot(name=where, address=address, country="KR")
    if kind is Kind.EVENT and draft.depart and 0 < draft.depart.hour < EARLIEST_SHOW:
        draft.depart = draft.depart.replace(hour=draft.depart.hour + 12)
    if not (where or spot.address) or draft.day is None:
        return None
    return Reservation(
        kind=kind,
        title=title,
        number_hash=number_hash(names.get("number", "")),
        start=spot,
        depart=_at(draft.day, draft.depart, spot),
        arrive=_at(draft.last_day or draft.day, draft.arrive, spot),
        day=draft.day,
        cancelled=off,
        papers=(Paper.TEXT,),
        confidence=0.85,
    )


def _at(day: date, clock: time | None, spot: Spot) -> datetime | None:
    return datetime.combine(day, clock, zone_of(spot) or SEOUL) if clock is not None else None


def _spot(name: str, kind: Kind) -> Spot:
    if kind is not Kind.FLIGHT:
        return Spot(name=name, country="KR")
    code = _CODE.search(name)
    if code and is_airport(code[1]):
        return airport(code[1], name_in(name.replace(code[1], " ")) or "")
    # The last part is the most exact: "서울/김포".
    for part in reversed(re.split(r"[/\s(),]+", name)):
        known = tables()["airports"].get(part.removesuffix("국제공항").removesuffix("공항"))
        if known:
            return airport(known, name)
    return Spot(name=name)
