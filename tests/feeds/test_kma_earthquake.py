"""Earthquake messages over HTTP, constructed from FACTS §1 and the event of 2024-06-12 at Buan."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from assistant.feeds.batch import Batch
from assistant.feeds.kma_earthquake import KmaEarthquake
from assistant.places import load_regions
from assistant.risk.model import Severity
from tests.feeds.helpers import at
from tests.feeds.wire import KEY, Say, Wire, portal

NOW = at("2024-06-12 09:00")
PATH = "apis.data.go.kr/1360000/EqkInfoService/getEqkMsg"


def quake(**more: Any) -> dict[str, Any]:
    row = {
        "tmFc": 202406120827,
        "tmSeq": 1,
        "tmEqk": 20240612082649,
        "mt": 4.7,
        "lat": 35.7,
        "lon": 126.72,
        "loc": "전북 부안군 남남서쪽 4km 지역",
        "dep": "-",
        "inT": "",
        "fcTp": 11,
    }
    return row | more


def ask(wire: Wire, *rows: dict[str, Any]) -> Batch:
    wire.says[PATH] = Say(portal(list(rows)))
    return asyncio.run(wire.ask(KmaEarthquake(KEY), NOW))


def test_the_detailed_report_replaces_the_early_one(wire: Wire) -> None:
    detailed = quake(tmFc=202406120835, tmSeq=2, mt=4.8, dep=8, inT="최대진도 Ⅴ(전북),Ⅳ(전남),Ⅲ(광주,경남)")
    for rows in ([quake(), detailed], [detailed, quake(), detailed]):
        signals = ask(wire, *rows).signals
        assert {s.name for s in signals} == {"규모 4.8 지진"}
        by_severity = {s.severity: s.area.regions for s in signals}
        assert set(by_severity) == {Severity.MODERATE, Severity.MINOR}
        assert by_severity[Severity.MODERATE] == {r.code for r in load_regions().find("전북")}
        assert signals[0].facts["depth_km"] == 8


def test_without_intensities_a_circle_by_magnitude(wire: Wire) -> None:
    (signal,) = ask(wire, quake()).signals
    assert signal.area.circle
    assert signal.area.circle.radius_km == 80
    assert signal.severity is Severity.MODERATE
    assert signal.expires == at("2024-06-13 08:26").replace(second=49)


def test_small_ones_and_other_events_apart(wire: Wire) -> None:
    batch = ask(wire, quake(mt=2.1), quake(tmEqk=20240612135500, tmFc=202406121356, mt=3.6))
    assert [s.name for s in batch.signals] == ["규모 3.6 지진"]


def test_no_earthquake_is_covered_for_now_only(wire: Wire) -> None:
    wire.says[PATH] = Say(portal("", code="03"))
    batch = asyncio.run(wire.ask(KmaEarthquake(KEY), NOW))
    assert batch.signals == ()
    assert batch.covers[0].horizon.total_seconds() == 3600


@pytest.mark.parametrize("field", ["tmEqk", "mt", "lat"])
def test_rows_that_cannot_be_read_are_told(wire: Wire, field: str) -> None:
    assert "1건" in ask(wire, quake(**{field: "-"})).note
