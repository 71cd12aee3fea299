"""AirKorea over HTTP: the recorded row with missing values, and rows constructed after it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from assistant.feeds.airkorea import AirKorea
from assistant.feeds.batch import Batch
from assistant.feeds.errors import Refused
from assistant.risk.model import Hazard, Severity, SignalKind
from tests.feeds.helpers import at
from tests.feeds.wire import KEY, Say, Wire, portal

NOW = at("2026-10-02 21:20")
MEASURED = "apis.data.go.kr/B552584/ArpltnInforInqireSvc/getCtprvnRltmMesureDnsty"
STATIONS = "apis.data.go.kr/B552584/MsrstnInfoInqireSvc/getMsrstnList"
# Recorded, without the fields that are not read.
ROW: dict[str, Any] = {
    "so2Value": "-",
    "so2Flag": "통신장애",
    "coValue": "-",
    "coFlag": "통신장애",
    "pm10Value": "34",
    "pm25Value": "8",
    "pm10Flag": None,
    "pm25Flag": None,
    "sidoName": "세종",
    "stationName": "조치원읍",
    "dataTime": "2026-10-02 21:00",
}


def envelope(rows: list[dict[str, Any]], code: str = "00") -> Say:
    """AirKorea puts the rows into `items` itself."""
    document = portal("", len(rows), code)
    document["response"]["body"]["items"] = rows
    return Say(document)


def ask(wire: Wire, *rows: dict[str, Any], now: Any = NOW) -> Batch:
    wire.says[MEASURED] = envelope(list(rows))
    return asyncio.run(wire.ask(AirKorea(KEY), now))


def test_clean_air_is_covered_where_it_was_measured(wire: Wire) -> None:
    batch = ask(wire, ROW)
    assert batch.signals == ()
    assert {(h, r) for c in batch.covers for h in c.hazards for r in c.regions or ()} == {
        (Hazard.FINE_DUST, "36110"),
        (Hazard.YELLOW_DUST, "36110"),
    }
    assert batch.newest == at("2026-10-02 21:00")


@pytest.mark.parametrize(
    ("pm10", "pm25", "told"),
    [
        ("80", "35", {}),
        ("81", "8", {Hazard.FINE_DUST: Severity.MINOR}),
        ("34", "75", {Hazard.FINE_DUST: Severity.MODERATE}),
        ("300", "-", {Hazard.FINE_DUST: Severity.SEVERE}),
        ("450", "60", {Hazard.FINE_DUST: Severity.SEVERE, Hazard.YELLOW_DUST: Severity.MODERATE}),
        ("450", "300", {Hazard.FINE_DUST: Severity.SEVERE}),
    ],
)
def test_levels(wire: Wire, pm10: str, pm25: str, told: dict[Hazard, Severity]) -> None:
    signals = ask(wire, ROW | {"pm10Value": pm10, "pm25Value": pm25}).signals
    assert {s.hazard: s.severity for s in signals} == told
    assert all(s.kind is SignalKind.OBSERVATION and s.expires for s in signals)


def test_missing_values_are_unknown_not_clean(wire: Wire) -> None:
    batch = ask(wire, ROW | {"pm10Value": "-", "pm25Value": "-", "pm10Flag": "통신장애"})
    assert (batch.signals, batch.covers) == ((), ())
    only_fine = ask(wire, ROW | {"pm10Value": "-"})
    assert {h for c in only_fine.covers for h in c.hazards} == {Hazard.FINE_DUST}


def test_old_and_unknown_stations_are_told(wire: Wire) -> None:
    batch = ask(
        wire, ROW | {"dataTime": "2026-10-02 15:00"}, ROW | {"stationName": "한강대로", "sidoName": "서울"}
    )
    assert batch.covers == ()
    assert "1곳은 어디인지 몰라요" in batch.note
    assert "1곳은 값이 오래됐어요" in batch.note


def test_midnight_is_written_as_24(wire: Wire) -> None:
    batch = ask(wire, ROW | {"dataTime": "2026-10-02 24:00"}, now=at("2026-10-03 00:20"))
    assert batch.newest == at("2026-10-03 00:00")


def test_addresses_place_the_stations_and_the_worst_counts(wire: Wire) -> None:
    wire.says[STATIONS] = envelope(
        [
            {"stationName": "한강대로", "addr": "서울 용산구 한강대로 405 서울역 앞"},
            {"stationName": "용산구", "addr": "서울 용산구 한남대로 136"},
        ]
    )
    rows = [
        ROW | {"sidoName": "서울", "stationName": "한강대로", "pm25Value": "80"},
        ROW | {"sidoName": "서울", "stationName": "용산구", "pm25Value": "40"},
    ]
    for order in (rows, rows[::-1]):
        (signal,) = ask(wire, *order).signals
        assert signal.area.regions == {"11170"}
        assert (signal.severity, signal.facts["station"]) == (Severity.MODERATE, "한강대로")


def test_a_refused_key(wire: Wire) -> None:
    wire.says[MEASURED] = envelope([], code="30")
    with pytest.raises(Refused):
        asyncio.run(wire.ask(AirKorea(KEY), NOW))
