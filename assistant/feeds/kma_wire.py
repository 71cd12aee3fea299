"""Rows of KMA's warning services -> statements. Pure: no I/O.

`getPwnStatus` is a text of what is in force, `getPwnCd` the events of some days, the hub's `wrn_now_data` a
table of what is in force. Zone names differ from those of the bulletins by "시" and "군"; names that no
table has are placed by the district they start with, and what cannot be placed is told.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from importlib import resources
from typing import Any

from assistant.feeds.kma_bulletin import KST, BulletinError, resolve_zones
from assistant.feeds.kma_tables import Command, Kind, WarningLevel
from assistant.feeds.kma_zones import zone_table
from assistant.feeds.statements import Statement
from assistant.places.regions import load_regions

OFFICE = "기상청"
BY_REGION = "region:"
"""Start of the id of a zone that is known only by its districts: "region:50130|서귀포시동부"."""

STATUS, NOTICES = 1_000_000, 2_000_000
"""First numbers of the statements read from the status and the notices: an announcement numbers its own."""

_AHEAD = re.compile(r"o\s*(?:(\d{1,2})월\s*)?(\d{1,2})일\s*([가-힣]+)[^:]*:\s*([^\n\r]+)")
_NOTICE = re.compile(rf"({'|'.join(sorted(Kind, key=len, reverse=True))})\s*예비특보")


@dataclass(slots=True)
class Read:
    """What was read, and what could not be."""

    statements: list[Statement] = field(default_factory=list)
    unplaced: set[tuple[Kind, str]] = field(default_factory=set)
    """Zone names that stand nowhere on our map."""
    skipped: int = 0
    """Rows that could not be read."""


@cache
def codes() -> Mapping[str, Mapping[str, Any]]:
    """The code tables of `data/kma_warnings.toml`."""
    path = resources.files("assistant.feeds") / "data" / "kma_warnings.toml"
    table: Mapping[str, Mapping[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))["codes"]
    return table


def kst(text: Any) -> datetime | None:
    """ "202608011000" (or with seconds, or a number) in Korea; None for "0", "" and what is no time."""
    digits = re.sub(r"\D", "", str(text or ""))
    for size, form in ((14, "%Y%m%d%H%M%S"), (12, "%Y%m%d%H%M"), (10, "%Y%m%d%H"), (8, "%Y%m%d")):
        if len(digits) == size:
            try:
                return datetime.strptime(digits, form).replace(tzinfo=KST)
            except ValueError:
                return None
    return None


def place_zones(name: str, parent: str, day: date) -> tuple[frozenset[str], tuple[str, ...]]:
    """(leaf zones, names that stand nowhere) of an area name of a service; `parent`: its province or ""."""
    name = codes()["zone_names"].get(name.strip(), name.strip())
    spellings = [name]
    if parent and "(" not in name:
        spellings = [f"{parent}({name})", name]
    best: tuple[frozenset[str], tuple[str, ...]] = (frozenset(), (name,))
    for text in spellings:
        try:
            found = resolve_zones(text, day)
        except BulletinError:
            continue
        if found[0] and not found[1]:
            return found
        best = found if len(found[1]) < len(best[1]) or (found[0] and not best[0]) else best
    placed, lost = set(best[0]), []
    for left in best[1]:
        regional = _by_district(left, parent)
        placed |= regional
        lost += [] if regional else [left]
    return frozenset(placed), tuple(lost)


def _by_district(name: str, parent: str) -> frozenset[str]:
    """The districts that a name starts with ("서귀포시동부" is in 서귀포시); all of them if it is shared."""
    for size in range(len(name), 1, -1):
        prefix = name[:size]
        if size < len(name) and prefix[-1] not in "시군구":
            continue
        regions = load_regions().find(prefix, parent or None) or load_regions().find(prefix)
        if regions:
            return frozenset(f"{BY_REGION}{region.code}|{name}" for region in regions)
    return frozenset()


def regions_of(leaf: str) -> frozenset[str]:
    """Region codes of a leaf zone, or of one that is known by its district only."""
    if leaf.startswith(BY_REGION):
        return frozenset({leaf.removeprefix(BY_REGION).split("|")[0]})
    return _zone_regions(leaf)


@cache
def _zone_regions(leaf: str) -> frozenset[str]:
    return zone_table().region_codes(leaf, load_regions())


def read_events(rows: Iterable[Mapping[str, Any]]) -> Read:
    """Statements of `getPwnCd` rows; rows of one announcement with the same meaning are one statement."""
    read, groups = Read(), dict[tuple[Any, ...], set[str]]()
    table = codes()
    for row in rows:
        issued = kst(row.get("tmFc"))
        kind = table["kinds"].get(str(row.get("warnVar", "")).strip())
        level = table["stress"].get(str(row.get("warnStress", "")).strip())
        command = table["pwncd_commands"].get(str(row.get("command", "")).strip())
        if issued is None or not kind or not level or not command:
            read.skipped += 1
            continue
        if str(row.get("cancel", "0")).strip() in ("1", "Y"):
            continue
        ends = Command(command).releases
        effective = (
            kst(row.get("endTime")) or kst(row.get("allEndTime")) if ends else kst(row.get("startTime"))
        )
        zones, lost = place_zones(str(row.get("areaName", "")), "", issued.date())
        if not ends:
            read.unplaced |= {(Kind(kind), name) for name in lost}
        seq = str(row.get("tmSeq", "0"))
        key = (issued, effective or issued, kind, level, command, int(seq) if seq.isdigit() else 0)
        groups.setdefault(key, set()).update(zones)
    read.statements = _statements(groups)
    return read


def read_hub(text: str) -> Read:
    """Statements of a `wrn_now_data` table: comma-separated, comments start with "#", rows end with "="."""
    read, groups = Read(), dict[tuple[Any, ...], set[str]]()
    table = codes()
    for line in text.splitlines():
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.rstrip("=, ").split(",")]
        if len(cells) < 8:
            read.skipped += 1
            continue
        cells += [""] * (10 - len(cells))
        issued, effective = kst(cells[4]), kst(cells[5])
        kind = _named(Kind, cells[6], table["kinds"])
        level = _named(WarningLevel, cells[7], table["levels"])
        command = _named(Command, cells[8], table["hub_commands"]) or Command.ISSUE
        if issued is None or kind is None or level is None:
            read.skipped += 1
            continue
        zones, lost = place_zones(cells[3], cells[1], issued.date())
        if not command.releases:
            read.unplaced |= {(kind, name) for name in lost}
        key = (issued, effective or issued, kind, level, command, 0, kst(cells[9]))
        groups.setdefault(key, set()).update(zones)
    read.statements = _statements(groups)
    return read


def read_notices(text: str, issued: datetime) -> Read:
    """Preliminary notices (`t7`): "(1) 호우 예비특보", then "o 08월 02일 새벽 : 제주도(제주도산지)"."""
    read, groups = Read(), dict[tuple[Any, ...], set[str]]()
    kind: str | None = None
    for line in re.split(r"[\r\n]+", text):
        if heading := _NOTICE.search(line):
            kind = heading[1]
        for month, day, part, zones_text in _AHEAD.findall(line):
            onset = _ahead(issued, month, day, part)
            if kind is None or onset is None:
                read.skipped += 1
                continue
            zones, lost = place_zones(zones_text, "", issued.date())
            read.unplaced |= {(Kind(kind), name) for name in lost}
            key = (issued, onset, kind, WarningLevel.PRELIMINARY, Command.ISSUE, 0)
            groups.setdefault(key, set()).update(zones)
    read.statements = _statements(groups, NOTICES)
    return read


def _ahead(issued: datetime, month: str, day: str, part: str) -> datetime | None:
    """The first such day on or after the issue."""
    hours = [hour for word, hour in codes()["parts_of_day"].items() if part.startswith(word)]
    for ahead in range(-1, 32):
        found = issued + timedelta(days=ahead)
        if found.day == int(day) and (not month or found.month == int(month)):
            return found.replace(hour=hours[0] if hours else 0, minute=0)
    return None


def _named(kinds: type[Any], text: str, table: Mapping[str, str]) -> Any:
    """The member of an enumeration that a word or a code means; None if it means none."""
    text = table.get(text, text)
    return kinds(text) if text in {member.value for member in kinds} else None


def _statements(groups: Mapping[tuple[Any, ...], set[str]], base: int = 0) -> list[Statement]:
    return [
        Statement(
            issued=key[0],
            office=OFFICE,
            number=base + key[5] * 1000 + number,
            kind=Kind(key[2]),
            level=WarningLevel(key[3]),
            command=Command(key[4]),
            effective=key[1],
            zones=frozenset(zones),
            end_until=key[6] if len(key) > 6 else None,
        )
        for number, (key, zones) in enumerate(sorted(groups.items(), key=lambda g: str(g[0])), 1)
        if zones
    ]
