"""Warning bulletins: the text of KMA's regional offices -> structured statements.

A bulletin has three parallel texts, each a list of numbered items "(1) 강풍주의보 발표 : …":
when each takes effect, for which zones, and remarks such as when it may be released.
Pure: no I/O; the issue time comes with the bulletin.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from assistant.feeds.kma_tables import Command, Kind, WarningLevel
from assistant.feeds.kma_zones import ZoneTable, zone_table
from assistant.feeds.statements import Statement

KST = timezone(timedelta(hours=9), "KST")

_ITEM = re.compile(r"\((\d+)\)\s*(?=\S)")
_TITLE = re.compile(
    rf"(?P<kind>{'|'.join(sorted(Kind, key=len, reverse=True))})\s*"
    rf"(?P<level>{'|'.join(sorted(WarningLevel, key=len, reverse=True))})\s+"
    rf"(?P<command>{'|'.join(sorted(Command, key=len, reverse=True))})\s*"
)
_TIME = re.compile(r"(\d{4})년\s*(\d{1,2})월\s*(\d{1,2})일\s*(\d{1,2})시(?:\s*(\d{1,2})분)?")
_END = re.compile(r"해제\s*예고\s*:\s*(\d{1,2})일[^()]*\((\d{1,2})시?\s*~\s*(\d{1,2})시\)")
_JOINED = re.compile(r"인천\s*[·.ㆍ]\s*경기(?=[가-힣])")
_PIECES = {"도서", "도서지역", "섬", "산지", "평지", "내륙", "산간", "흑산면"}
_NUMBERS = re.compile(r"\((\d+)\)")


class BulletinError(ValueError):
    """A bulletin whose items cannot be read; says which text and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletin:
    """The three texts of one bulletin."""

    issued: datetime
    office: str
    effective: str
    zones: str
    remarks: str = ""


@dataclass(frozen=True, slots=True)
class ZoneName:
    """A zone name with what stands in its parentheses: "경상남도(하동. 거창 제외)"."""

    name: str
    parts: tuple[ZoneName, ...] = ()
    excluded: bool = False
    """True if the parts are those that are left out."""


def parse_bulletin(bulletin: Bulletin, table: ZoneTable | None = None) -> tuple[Statement, ...]:
    """All statements of a bulletin, in its order. Raises BulletinError if its items do not match up."""
    table = table or zone_table()
    times = dict(_items(bulletin.effective))
    zones = dict(_items(bulletin.zones))
    if not zones or times.keys() != zones.keys():
        raise BulletinError(f"{bulletin.issued:%Y-%m-%d %H:%M}: items of time and zones differ")
    ends = dict(_expected_ends(bulletin.remarks, bulletin.issued))
    found = []
    for number, text in zones.items():
        title = _TITLE.match(text)
        effective = _TIME.search(times[number])
        if title is None or effective is None:
            raise BulletinError(f"{bulletin.issued:%Y-%m-%d %H:%M}: cannot read item {number}")
        leaves, unknown = resolve_zones(_after_colon(text, title.end()), bulletin.issued.date(), table)
        end_from, end_until = ends.get(number, (None, None))
        found.append(
            Statement(
                issued=bulletin.issued,
                office=bulletin.office,
                number=number,
                kind=Kind(title["kind"]),
                level=WarningLevel(title["level"]),
                command=Command(title["command"]),
                effective=_moment(effective, bulletin.issued),
                zones=leaves,
                end_from=end_from,
                end_until=end_until,
                unknown_zones=unknown,
            )
        )
    return tuple(found)


def parse_zone_names(text: str) -> tuple[ZoneName, ...]:
    """The tree of a zone list: names separated by "." or ",", parts in (nested) parentheses."""
    names, rest = _names(text, 0)
    if rest < len(text):
        raise BulletinError(f"parenthesis too many in {text!r}")
    return names


def resolve_zones(
    text: str, day: date, table: ZoneTable | None = None
) -> tuple[frozenset[str], tuple[str, ...]]:
    """(leaf zones, unknown names) of the zone text of an item on a day.

    Lines after " /  o " narrow what the first line named: "남해동부앞바다 /  o 부산앞바다(연안바다 제외)".
    """
    table = table or zone_table()
    text = _JOINED.sub("인천경기", text)
    first, *narrowed = re.split(r"\s*/?\s*\bo\s+", text)
    unknown: list[str] = []
    leaves: set[str] = set()
    for name in parse_zone_names(first.rstrip(" /")):
        leaves |= _leaves(name, None, day, table, unknown)
    for line in narrowed:
        for name in parse_zone_names(line.rstrip(" /")):
            whole = _leaves(ZoneName(name.name), None, day, table, unknown)
            kept = _leaves(name, None, day, table, unknown)
            leaves -= whole - kept
    return frozenset(leaves), tuple(dict.fromkeys(unknown))


def _leaves(
    zone: ZoneName,
    within: str | None,
    day: date,
    table: ZoneTable,
    unknown: list[str],
    left_out: bool = False,
) -> frozenset[str]:
    found = table.find(zone.name, within, day)
    if found is None and within is not None and zone.name in _PIECES:
        # 고성(산지), 신안(흑산면제외): a piece that is no zone of its own here stands for the county.
        return frozenset() if left_out else table.leaves(within, day)
    if found is None:
        unknown.append(zone.name)
        return frozenset()
    whole = table.leaves(found.id, day)
    if not zone.parts:
        return whole
    parts = frozenset[str]().union(
        *(_leaves(part, found.id, day, table, unknown, zone.excluded) for part in zone.parts)
    )
    return whole - parts if zone.excluded else parts


def _names(text: str, at: int) -> tuple[tuple[ZoneName, ...], int]:
    """Names from `at` up to the closing parenthesis of this depth (or the end), and where that is."""
    names: list[ZoneName] = []
    word = ""
    parts: tuple[ZoneName, ...] = ()
    excluded = False

    def close() -> None:
        nonlocal word, parts, excluded
        if word.strip():
            names.append(ZoneName(word.strip(), parts, excluded))
        word, parts, excluded = "", (), False

    while at < len(text) and text[at] != ")":
        if text[at] == "(":
            parts, at = _names(text, at + 1)
            if at >= len(text):
                raise BulletinError(f"parenthesis not closed in {text!r}")
            if parts and parts[-1].name.endswith("제외"):
                last = parts[-1].name.removesuffix("제외").strip()
                parts = (*parts[:-1], ZoneName(last, parts[-1].parts, parts[-1].excluded))
                excluded = True
        elif text[at] in ".,·ㆍ":
            close()
        else:
            word += text[at]
        at += 1
    close()
    return tuple(names), at


def _items(text: str) -> Iterator[tuple[int, str]]:
    """("(1) a / (2) b") -> (1, "a"), (2, "b")."""
    marks = [m for m in _ITEM.finditer(text) if m.start() == 0 or text[: m.start()].endswith("/ ")]
    ends = [m.start() for m in marks[1:]] + [len(text)]
    for mark, end in zip(marks, ends, strict=False):
        yield int(mark[1]), text[mark.end() : end].strip().removesuffix("/").strip()


def _expected_ends(text: str, issued: datetime) -> Iterator[tuple[int, tuple[datetime, datetime]]]:
    """Release notices by item number; one notice may stand for several: "(1) .(2) 풍랑주의보 발표"."""
    numbers: list[int] = []
    for piece in (p.strip() for p in text.split("/")):
        if piece.startswith("("):
            numbers = [int(n) for n in _NUMBERS.findall(piece)]
        elif end := _END.search(piece):
            for number in numbers:
                yield number, _end_window(end, issued)


def _end_window(end: re.Match[str], issued: datetime) -> tuple[datetime, datetime]:
    """The first such day of a month on or after the day of issue."""
    day, start, stop = (int(g) for g in end.groups())
    at = issued.replace(hour=0, minute=0, second=0, microsecond=0)
    for _ in range(32):
        if at.day == day:
            return at + timedelta(hours=start), at + timedelta(hours=stop)
        at += timedelta(days=1)
    raise BulletinError(f"no day {day} after {issued:%Y-%m-%d}")


def _moment(match: re.Match[str], issued: datetime) -> datetime:
    year, month, day, hour, minute = (int(g or 0) for g in match.groups())
    try:
        day_start = datetime(year, month, day, tzinfo=issued.tzinfo)
    except ValueError as error:
        raise BulletinError(f"no such day: {match[0]!r}") from error
    # 24시 is midnight at the end of that day.
    return day_start + timedelta(hours=hour, minutes=minute)


def _after_colon(text: str, start: int) -> str:
    return text[start:].lstrip().removeprefix(":").strip()
