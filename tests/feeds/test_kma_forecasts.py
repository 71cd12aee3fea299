"""Forecasts over HTTP. Rows are constructed from FACTS §1 (categories, strings, issue times)."""

from __future__ import annotations

import asyncio
import csv
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from assistant.feeds.batch import Batch
from assistant.feeds.errors import BadAnswer, Refused
from assistant.feeds.kma_forecasts import (
    MOST_WANTED,
    KmaForecasts,
    chosen_regions,
    nowcast_base,
    short_base,
    ultra_base,
)
from assistant.feeds.kma_grid import cell
from assistant.feeds.weather_hours import HOUR, Hour, amount, feels_like_c, stretches
from assistant.risk.model import Certainty, Hazard, Severity, SignalKind
from tests.feeds.helpers import at
from tests.feeds.wire import KEY, Say, Wire, portal

NOW = at("2026-07-16 09:20")
BASE = "apis.data.go.kr/1360000/VilageFcstInfoService_2.0/"


def rows(start: datetime, hours: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = []
    for n, values in enumerate(hours):
        when = start + n * HOUR
        found += [
            {
                "baseDate": "20260716",
                "baseTime": "0800",
                "category": category,
                "fcstDate": f"{when:%Y%m%d}",
                "fcstTime": f"{when:%H%M}",
                "fcstValue": value,
                "nx": 90,
                "ny": 81,
            }
            for category, value in values.items()
        ]
    return found


def observed(**values: Any) -> list[dict[str, Any]]:
    return [
        {"baseDate": "20260716", "baseTime": "0900", "category": c, "obsrValue": v, "nx": 90, "ny": 81}
        for c, v in values.items()
    ]


DRY = {"PCP": "강수없음", "SNO": "적설없음", "WSD": "2.1", "TMP": "24", "REH": "60", "POP": "20"}


def say(wire: Wire, short: list[Any], ultra: list[Any] | None = None, now: list[Any] | None = None) -> None:
    wire.says[BASE + "getVilageFcst"] = Say(portal(short))
    wire.says[BASE + "getUltraSrtFcst"] = Say(
        portal(rows(at("2026-07-16 09:00"), [{"RN1": "강수없음", "T1H": "24", "REH": "60", "WSD": "2"}]))
        if ultra is None
        else portal(ultra)
    )
    wire.says[BASE + "getUltraSrtNcst"] = Say(portal(observed(RN1="0", T1H="24.1") if now is None else now))


def ask(wire: Wire, feed: KmaForecasts | None = None, now: datetime = NOW) -> Batch:
    return asyncio.run(wire.ask(feed or KmaForecasts(KEY, "밀양시"), now))


def test_heavy_rain_by_sums(wire: Wire) -> None:
    wet = DRY | {"PCP": "30.0~50.0mm", "POP": "80"}
    say(wire, rows(at("2026-07-16 09:00"), [DRY, DRY, wet, wet, wet, DRY, DRY]))
    batch = ask(wire)
    (rain,) = batch.signals
    assert (rain.hazard, rain.kind, rain.severity) == (
        Hazard.HEAVY_RAIN,
        SignalKind.FORECAST,
        Severity.SEVERE,
    )
    assert (rain.onset, rain.expires) == (at("2026-07-16 11:00"), at("2026-07-16 14:00"))
    assert rain.facts["rain_mm_3h"] == 120
    assert rain.certainty is Certainty.LIKELY
    assert rain.area.regions == {"48270"}
    assert rain.issued == at("2026-07-16 08:30")
    (cover,) = batch.covers
    assert (cover.regions, NOW + cover.horizon) == ({"48270"}, at("2026-07-16 16:00"))


def test_the_ultra_short_forecast_replaces(wire: Wire) -> None:
    wet = DRY | {"PCP": "50mm 이상", "POP": "90"}
    say(
        wire,
        rows(at("2026-07-16 10:00"), [wet, DRY]),
        rows(at("2026-07-16 10:00"), [{"RN1": "1mm 미만", "T1H": "24", "REH": "60", "WSD": "2"}]),
    )
    assert ask(wire).signals == ()


def test_the_nowcast_is_an_observation(wire: Wire) -> None:
    say(wire, rows(at("2026-07-16 09:00"), [DRY]), now=observed(RN1="55.5", T1H="24", WSD="-998.9"))
    (seen,) = ask(wire).signals
    assert (seen.kind, seen.certainty) == (SignalKind.OBSERVATION, Certainty.OBSERVED)
    assert seen.facts == {"rain_mm_1h": 55.5}
    assert seen.expires == at("2026-07-16 10:00")


def test_an_issue_not_out_yet_falls_back_to_the_one_before(wire: Wire) -> None:
    say(wire, rows(at("2026-07-16 09:00"), [DRY]))
    wire.says[BASE + "getVilageFcst"] = [
        Say(portal("", code="03")),
        Say(portal(rows(at("2026-07-16 09:00"), [DRY]))),
    ]
    batch = ask(wire)
    assert batch.covers
    asked = [a.query["base_time"] for a in wire.asked if a.path.endswith("getVilageFcst")]
    assert asked == ["0800", "0500"]


def test_asks_again_only_for_a_new_issue(wire: Wire) -> None:
    say(wire, rows(at("2026-07-16 09:00"), [DRY] * 20))
    feed = KmaForecasts(KEY, "밀양시")
    ask(wire, feed)
    count = len(wire.asked)
    ask(wire, feed, NOW + timedelta(minutes=10))
    assert len(wire.asked) == count
    ask(wire, feed, at("2026-07-16 10:16"))
    assert [a.path.rsplit("/", 1)[1] for a in wire.asked[count:]] == ["getUltraSrtFcst", "getUltraSrtNcst"]


def test_a_region_that_failed_is_not_covered(wire: Wire) -> None:
    good = Say(portal(rows(at("2026-07-16 09:00"), [DRY])))
    say(wire, rows(at("2026-07-16 09:00"), [DRY]))
    wire.says[BASE + "getVilageFcst"] = [good, Say("", status=500)]
    batch = ask(wire, KmaForecasts(KEY, "밀양시, 제주시"))
    assert len(batch.covers) == 1
    assert len(batch.covers[0].regions or ()) == 1
    assert "1곳은 받지 못했어요" in batch.note


def test_all_failed_or_refused(wire: Wire) -> None:
    for operation in ("getVilageFcst", "getUltraSrtFcst", "getUltraSrtNcst"):
        wire.says[BASE + operation] = Say(portal(""))
    with pytest.raises(BadAnswer):
        ask(wire)
    wire.says[BASE + "getVilageFcst"] = Say(portal("", code="30"))
    with pytest.raises(Refused):
        ask(wire)


def test_a_gap_ends_the_coverage(wire: Wire) -> None:
    first, later = rows(at("2026-07-16 09:00"), [DRY] * 3), rows(at("2026-07-16 15:00"), [DRY])
    say(wire, first + later)
    assert NOW + ask(wire).covers[0].horizon == at("2026-07-16 12:00")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("강수없음", 0),
        ("적설없음", 0),
        ("1mm 미만", 0.5),
        ("1.0mm 미만", 0.5),
        ("12.0mm", 12),
        ("30~49mm", 39.5),
        ("30.0~50.0mm", 40),
        ("50.0mm 이상", 50),
        ("5cm 이상", 5),
        ("0", 0),
        (3.2, 3.2),
        ("-", None),
        ("", None),
        (None, None),
        ("-998.9", None),
    ],
)
def test_amounts(text: object, value: float | None) -> None:
    assert amount(text) == value


@pytest.mark.parametrize(
    ("now", "short", "ultra", "nowcast"),
    [
        ("2026-07-16 09:20", "16 08:00", "16 08:30", "16 09:00"),
        ("2026-07-16 02:12", "15 23:00", "16 01:30", "16 01:00"),
        ("2026-07-16 00:05", "15 23:00", "15 23:30", "15 23:00"),
    ],
)
def test_issue_times(now: str, short: str, ultra: str, nowcast: str) -> None:
    assert f"{short_base(at(now)):%d %H:%M}" == short
    assert f"{ultra_base(at(now)):%d %H:%M}" == ultra
    assert f"{nowcast_base(at(now)):%d %H:%M}" == nowcast
    assert timedelta(minutes=15) <= at(now) - ultra_base(at(now)) < timedelta(minutes=75)


def hour(n: int, **values: float) -> Hour:
    return Hour(start=at("2026-01-16 00:00") + n * HOUR, **values)


def test_thresholds_at_their_edges() -> None:
    assert stretches([hour(0, wind_mps=13.9)]) == ()
    assert [s.severity for s in stretches([hour(0, wind_mps=14), hour(1, wind_mps=21)])] == [
        Severity.MODERATE,
        Severity.SEVERE,
    ]
    assert stretches([hour(0, temp_c=-11.9)]) == ()
    (cold,) = stretches([hour(n, temp_c=-12 - n) for n in range(3)])
    assert cold.facts == {"temp_min_c": -14}
    (snow,) = stretches([hour(n, snow_cm=1) for n in range(5)])
    assert (snow.hazard, snow.facts["snow_cm_24h"]) == (Hazard.HEAVY_SNOW, 5)
    assert stretches([hour(n, snow_cm=1) for n in range(4)]) == ()


def test_feels_like_of_kma() -> None:
    # 33 C at 60 % feels close to 34 C, at 40 % about a degree less than the air.
    assert feels_like_c(33, 60) == pytest.approx(34.0, abs=0.6)
    assert feels_like_c(33, 40) < 33


@pytest.mark.parametrize(
    "point", [(35.1769, 129.0769, 98, 76), (37.5636, 126.98, 60, 127), (33.5, 126.53, 53, 38)]
)
def test_grid(point: tuple[float, float, int, int]) -> None:
    assert cell(point[0], point[1]) == point[2:]


@pytest.mark.parametrize("point", [(0.0, 0.0), (91.0, 127.0), (37.0, 200.0)])
def test_outside_the_grid(point: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="outside"):
        cell(*point)


@pytest.mark.shared
def test_grid_of_kmas_own_table(shared: Path) -> None:
    with (shared / "geo" / "kma_grid.csv").open(encoding="utf-8-sig") as stream:
        table = list(csv.DictReader(stream))
    differ = 0
    for row in table:
        try:
            differ += cell(float(row["latitude"]), float(row["longitude"])) != (
                int(row["nX"]),
                int(row["nY"]),
            )
        except ValueError:
            differ += 1
    assert (len(table), differ) == (3792, 42), "two rows have corrupt coordinates, forty lie on an edge"


def test_regions_of_the_settings() -> None:
    assert len(chosen_regions("")) == 17
    assert len(chosen_regions("전국")) > 200
    with pytest.raises(ValueError, match="안드로메다"):
        chosen_regions("밀양시, 안드로메다")


def test_wanted_regions_are_kept_and_let_go() -> None:
    feed = KmaForecasts(KEY, "밀양시")
    codes = [region.code for region in chosen_regions("전국") if region.code != "48270"]
    assert not feed.want(frozenset({"48270", "sea:남해동부앞바다"}))
    assert feed.want(frozenset(codes[:2]))
    assert not feed.want(frozenset(codes[:2]))
    for code in codes[2 : MOST_WANTED + 1]:
        feed.want(frozenset({codes[0], code}))
    kept = {region.code for region in feed.regions}
    assert len(kept) == MOST_WANTED + 1
    assert codes[0] in kept
    assert codes[1] not in kept
