"""Short ways to write bulletins and statements in tests."""

from __future__ import annotations

from datetime import datetime

from assistant.feeds.kma_bulletin import KST, Bulletin
from assistant.feeds.kma_tables import Command, Kind, WarningLevel
from assistant.feeds.statements import Statement

OFFICE = "부산·울산·경상남도"


def at(text: str) -> datetime:
    """ "2023-08-09 18:00" in Korea."""
    return datetime.fromisoformat(text).replace(tzinfo=KST)


def bulletin(issued: str, *items: tuple[str, str, str], remarks: str = "", office: str = OFFICE) -> Bulletin:
    """Items are (title, effective, zones) as a bulletin has them."""
    return Bulletin(
        issued=at(issued),
        office=office,
        effective=" / ".join(f"({i}) {t} : {when}" for i, (t, when, _) in enumerate(items, 1)),
        zones=" / ".join(f"({i}) {t} : {zones}" for i, (t, _, zones) in enumerate(items, 1)),
        remarks=remarks,
    )


def say(
    issued: str,
    name: str,
    command: str,
    *zones: str,
    effective: str | None = None,
    number: int = 1,
    end: str | None = None,
) -> Statement:
    """A statement: say("2023-08-09 12:00", "호우주의보", "발표", "밀양")."""
    level = next(x for x in sorted(WarningLevel, key=len, reverse=True) if name.endswith(x))
    return Statement(
        issued=at(issued),
        office=OFFICE,
        number=number,
        kind=Kind(name.removesuffix(level).strip()),
        level=level,
        command=Command(command),
        effective=at(effective or issued),
        zones=frozenset(zones),
        end_from=at(end) if end else None,
        end_until=at(end) if end else None,
    )
