"""Typhoon information over HTTP: a recorded row, and rows constructed after it."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from assistant.feeds.batch import Batch
from assistant.feeds.errors import Refused
from assistant.feeds.kma_typhoon import KmaTyphoon
from assistant.risk.matching import distance_km
from assistant.risk.model import SignalKind
from tests.feeds.helpers import at
from tests.feeds.wire import KEY, Say, Wire, portal

NOW = at("2022-11-14 16:20")
PATH = "apis.data.go.kr/1360000/TyphoonInfoService/getTyphoonInfo"
# Recorded (KMA, 2022-11-14), without the fields that are not read.
ROW: dict[str, Any] = {
    "tmFc": "202211141600",
    "tmSeq": 8,
    "typ15": 250,
    "typ15ed": "-",
    "typ15er": 0,
    "typ25": 70,
    "typ25ed": "-",
    "typ25er": 0,
    "typDir": "NNE",
    "typEn": "YAMANEKO",
    "typLat": 24.8,
    "typLoc": "일본 도쿄 동남동쪽 약 2780 km 부근 해상",
    "typLon": 165.9,
    "typName": "야마네코",
    "typPs": 910,
    "typSeq": 24,
    "typSp": 21,
    "typTm": 202211141500,
    "typWs": 55,
}


def ask(wire: Wire, now: datetime = NOW) -> Batch:
    return asyncio.run(wire.ask(KmaTyphoon(KEY), now))


def test_a_recorded_fix(wire: Wire) -> None:
    wire.says[PATH] = Say(portal([ROW]))
    batch = ask(wire)
    observed = {s.id.rsplit(":", 1)[1]: s for s in batch.signals if s.kind is SignalKind.OBSERVATION}
    assert {part: s.area.circle.radius_km for part, s in observed.items() if s.area.circle} == {
        "gale": 250,
        "storm": 70,
    }
    assert observed["gale"].name == "태풍 야마네코"
    assert observed["gale"].feed == "kma_typhoon"
    assert observed["gale"].source == "기상청 태풍정보"
    ahead = [s for s in batch.signals if s.kind is SignalKind.FORECAST]
    assert all(s.extrapolated for s in ahead)
    # It moves north-northeast at 21 km/h, as the message says.
    last = max((s for s in ahead if s.onset <= NOW + timedelta(hours=12)), key=lambda s: s.onset)
    lat, lon = last.facts["lat"], last.facts["lon"]
    assert isinstance(lat, float)
    assert isinstance(lon, float)
    hours = (last.onset - at("2022-11-14 15:00")) / timedelta(hours=1)
    assert distance_km(24.8, 165.9, lat, lon) == pytest.approx(21 * hours, rel=0.1)
    assert lat > 24.8
    assert lon > 165.9


@pytest.mark.parametrize("say", [Say(portal("")), Say(portal("", code="03")), Say(portal("", code="11"))])
def test_no_storm_is_covered(wire: Wire, say: Say) -> None:
    wire.says[PATH] = say
    batch = ask(wire)
    assert batch.signals == ()
    assert batch.covers[0].horizon == timedelta(hours=24)


def test_a_refused_key_is_no_calm(wire: Wire) -> None:
    wire.says[PATH] = Say(portal("", code="30"))
    with pytest.raises(Refused):
        ask(wire)


def test_a_correction_replaces_and_the_lost_are_dropped(wire: Wire) -> None:
    corrected = ROW | {"tmSeq": 9, "typWs": 40, "typ15er": 300, "typ15ed": "SE"}
    wire.says[PATH] = Say(portal([corrected, ROW, ROW]))
    batch = ask(wire)
    gale = next(s for s in batch.signals if s.id.endswith(":gale") and s.kind is SignalKind.OBSERVATION)
    assert gale.facts["max_wind_mps"] == 40
    assert gale.area.circle
    assert gale.area.circle.radius_km == 300
    assert ask(wire, NOW + timedelta(days=1)).signals == ()


def test_a_row_without_a_place_takes_the_coverage(wire: Wire) -> None:
    wire.says[PATH] = Say(portal([ROW | {"typLat": "-"}]))
    batch = ask(wire)
    assert (batch.signals, batch.covers) == ((), ())
    assert batch.note
