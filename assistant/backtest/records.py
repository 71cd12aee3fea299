"""Readers for the recorded history that back-tests and tools measure on (never part of the project)."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from assistant.backtest.infection import Counts, residents
from assistant.backtest.message_reading import Message
from assistant.feeds.kma_bulletin import KST, Bulletin, parse_bulletin
from assistant.feeds.statements import Statement
from assistant.feeds.storms import Fix
from assistant.settings import ROOT

_KNOT_MPS = 0.514444


def shared_root() -> Path | None:
    """GILBEOT_SHARED, or `../shared` beside the repository; None if there is none."""
    root = Path(os.environ.get("GILBEOT_SHARED", ROOT.parent / "shared"))
    return root if root.is_dir() else None


def bulletins(root: Path) -> Iterator[Bulletin]:
    """The recorded warning bulletins of Yeongnam, in order of issue."""
    path = root / "data/warnings/yeongnam_warning_bulletins_2023_2026.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            issued = datetime.strptime(row["발표시간"], "%Y-%m-%d %H:%M").replace(tzinfo=KST)
            yield Bulletin(
                issued=issued,
                office=row["지역"],
                effective=row["발효시각"],
                zones=row["해당지역"],
                remarks=row["내용"],
            )


def statements(root: Path) -> list[Statement]:
    """All statements of the recorded bulletins."""
    return [s for b in bulletins(root) for s in parse_bulletin(b)]


def readings(root: Path, file: str, column: str, station: str) -> Iterator[tuple[datetime, float]]:
    """(time in KST, value) of one station of a flood record; empty values left out."""
    with (root / "data/floods" / file).open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            if station in row.values() and row[column]:
                yield datetime.fromisoformat(row["timestamp_kst"]).replace(tzinfo=KST), float(row[column])


def storm_fixes(root: Path) -> dict[str, tuple[Fix, ...]]:
    """IBTrACS storm id -> fixes, times in KST, wind in m/s."""
    found: dict[str, list[Fix]] = {}
    path = root / "data/typhoon/ibtracs_korea_storms.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            time = datetime.fromisoformat(row["time_utc"].replace("Z", "")).replace(tzinfo=UTC)
            wind, pressure = row["wmo_wind_kt"], row["wmo_pres_hpa"]
            found.setdefault(row["SID"], []).append(
                Fix(
                    time=time.astimezone(KST),
                    lat=float(row["lat"]),
                    lon=float(row["lon"]),
                    wind_mps=round(float(wind) * _KNOT_MPS, 1) if wind else None,
                    pressure_hpa=float(pressure) if pressure else None,
                )
            )
    return {sid: tuple(sorted(fixes, key=lambda f: f.time)) for sid, fixes in found.items()}


def case_counts(root: Path) -> Counts:
    """Cumulative COVID-19 cases of the provinces by day (travellers in quarantine left out)."""
    days: dict[str, dict[str, int]] = {}
    path = root / "data/infection/kr_regional_daily.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            days.setdefault(row["date"], {})[row["region"]] = int(row["confirmed"])
    names = tuple(residents())
    total = np.array([[days[day][name] for name in names] for day in sorted(days)], np.float64)
    first = datetime.strptime(min(days), "%Y%m%d").replace(tzinfo=KST).date()
    return Counts(provinces=names, first=first, total=total)


def messages(root: Path) -> list[Message]:
    """The disaster messages of 2023-09 to 2024-07, in order of time."""
    path = root / "data/disaster_messages/mois_disaster_msgs_20230916_20240710_nomissing.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        found = [
            Message(
                number=row["NO"],
                at=datetime.strptime(row["등록일자"], "%Y/%m/%d %H:%M:%S").replace(tzinfo=KST),
                text=row["메시지내용"],
                sent=row["수신지역"],
                step=row["단계"],
                kind=row["재난유형"],
            )
            for row in csv.DictReader(stream)
        ]
    return sorted(found, key=lambda message: message.at)
