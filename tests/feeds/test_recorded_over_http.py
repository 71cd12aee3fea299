"""Recorded bulletins, spoken as the live services would speak them: the feed must know what the replay knows.

The statements are real (the shipped scenarios); their wire form is constructed from FACTS §1.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import pytest

from assistant.feeds.kma_tables import Command, WarningLevel
from assistant.feeds.kma_warnings import KmaWarnings
from assistant.feeds.kma_wire import codes
from assistant.feeds.kma_zones import zone_table
from assistant.feeds.replay import zone_regions
from assistant.feeds.resolve import ZoneWarning, resolve
from assistant.feeds.scenarios import load_scenario
from assistant.feeds.statements import Statement
from tests.feeds.wire import KEY, Say, Wire, portal

STATUS = "apis.data.go.kr/1360000/WthrWrnInfoService/getPwnStatus"
EVENTS = "apis.data.go.kr/1360000/WthrWrnInfoService/getPwnCd"
HUB = "apihub.kma.go.kr/api/typ01/url/wrn_now_data.php"
KINDS = {name: code for code, name in codes()["kinds"].items() if code.isdigit()}
STRESS = {name: code for code, name in codes()["stress"].items()}
COMMANDS = {Command.ISSUE: 1, Command.RELEASE: 2, Command.EXTEND: 3, Command.CHANGE: 7, Command.REPLACE: 7}
COMMANDS |= {Command.RELEASE_CHANGED: 8, Command.RELEASE_REPLACED: 8}

MOMENTS = [
    ("khanun-2023", "2023-08-09 15:00"),
    ("khanun-2023", "2023-08-10 06:30"),
    ("khanun-2023", "2023-08-10 18:10"),
    ("rain-yeongnam-2024", None),
    ("snow-yeongnam-2025", None),
    ("heat-yeongnam-2024", None),
]


def clean(statements: Iterable[Statement]) -> list[Statement]:
    """Land zones and kinds that the services have codes for; preliminary notices are another text."""
    land = {zone.id for zone in zone_table().zones.values() if zone.kind == "land"}
    return [
        s
        for s in statements
        if s.level is not WarningLevel.PRELIMINARY and s.kind in KINDS and s.zones & land
    ]


def full_name(zone: str) -> str:
    """ "경상남도(밀양)"."""
    row = zone_table().zones[zone]
    return f"{row.parent}({row.name})" if row.parent else row.name


def land_only(warnings: Iterable[ZoneWarning]) -> list[ZoneWarning]:
    return [w for w in warnings if zone_table().zones[w.zone].kind == "land"]


def event_rows(statements: Iterable[Statement]) -> list[dict[str, Any]]:
    rows = []
    for n, s in enumerate(statements, 1):
        at = "endTime" if s.command.releases else "startTime"
        for zone in sorted(s.zones):
            if zone_table().zones[zone].kind == "land":
                rows.append(
                    {
                        "areaName": full_name(zone),
                        "cancel": "0",
                        "command": str(COMMANDS[s.command]),
                        "tmFc": f"{s.issued:%Y%m%d%H%M}",
                        "tmSeq": str(n),
                        "warnVar": KINDS[s.kind],
                        "warnStress": STRESS[s.level],
                        "startTime": "0",
                        "endTime": "0",
                        "allEndTime": "0",
                        at: f"{s.effective:%Y%m%d%H%M}",
                    }
                )
    return rows


def regions(found: Iterable[tuple[str, Iterable[str]]]) -> set[tuple[str, str]]:
    return {(name, code) for name, codes in found for code in codes}


def expected(warnings: Iterable[ZoneWarning]) -> set[tuple[str, str]]:
    return regions((w.statement.name, zone_regions(w.zone)) for w in warnings)


@pytest.mark.parametrize(("name", "when"), MOMENTS)
def test_the_portal_tells_what_the_record_tells(wire: Wire, name: str, when: str | None) -> None:
    scenario = load_scenario(name)
    now = datetime.fromisoformat(f"{when}+09:00") if when else scenario.meta.suggested_now
    known = clean(s for s in scenario.statements if s.issued <= now)
    # The status is half an hour old: what was issued since comes from the events only.
    told = now - timedelta(minutes=30)
    lines = [
        f"o {w.statement.name} : {full_name(w.zone)}"
        for w in land_only(resolve((s for s in known if s.issued <= told), told))
        if w.active(told)
    ]
    row = {"tmFc": f"{told:%Y%m%d%H%M}", "tmSeq": "1", "t6": "\r\n".join(lines) or "o 없음", "t7": "o 없음"}
    wire.says[STATUS] = Say(portal([row]))
    recent = [s for s in known if s.issued > now - timedelta(days=5)]
    wire.says[EVENTS] = [
        Say(portal(page, total=len(event_rows(recent)))) for page in pages(event_rows(recent))
    ]
    batch = asyncio.run(wire.ask(KmaWarnings(KEY, None), now))
    assert batch.note == ""
    truth = land_only(resolve(known, now))
    assert lines, "the moment has warnings in force"
    in_force = [s for s in batch.signals if s.onset <= now]
    assert regions((s.name, s.area.regions) for s in in_force) == expected(w for w in truth if w.active(now))
    ahead = [s for s in batch.signals if s.onset > now]
    assert regions((s.name, s.area.regions) for s in ahead) == expected(w for w in truth if w.onset > now)


def pages(rows: list[dict[str, Any]], size: int = 500) -> list[list[dict[str, Any]]]:
    return [rows[at : at + size] for at in range(0, len(rows), size)] or [[]]


@pytest.mark.parametrize(("name", "when"), MOMENTS)
def test_the_hub_tells_what_the_record_tells(wire: Wire, name: str, when: str | None) -> None:
    scenario = load_scenario(name)
    now = datetime.fromisoformat(f"{when}+09:00") if when else scenario.meta.suggested_now
    truth = land_only(resolve(clean(scenario.statements), now))
    table = ["# REG_UP,REG_UP_KO,REG_ID,REG_KO,TM_FC,TM_EF,WRN,LVL,CMD,ED_TM"]
    for w in truth:
        zone = zone_table().zones[w.zone]
        issued, onset = f"{w.statement.issued:%Y%m%d%H%M}", f"{w.onset:%Y%m%d%H%M}"
        kind, level = w.statement.kind, w.statement.level
        table.append(f"L1,{zone.parent},L2,{zone.name},{issued},{onset},{kind},{level},발표,,=")
    wire.says[HUB] = Say("\n".join(table).encode("euc-kr"), type="text/plain")
    batch = asyncio.run(wire.ask(KmaWarnings(None, KEY), now))
    assert batch.note == ""
    assert regions((s.name, s.area.regions) for s in batch.signals) == expected(truth)
