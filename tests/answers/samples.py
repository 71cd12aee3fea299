"""Builds sample assessments and signals for the tests of the answers."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from assistant.places.model import Place, PlaceKind
from assistant.risk.model import (
    Advice,
    Alternative,
    AlternativeKind,
    Area,
    Assessment,
    Certainty,
    Circle,
    DepartureScan,
    Driver,
    Freshness,
    Hazard,
    Level,
    Mode,
    ScanPoint,
    Segment,
    Severity,
    Signal,
    SignalKind,
    TripSummary,
    UsualRisk,
)

KST = ZoneInfo("Asia/Seoul")
NOW = datetime(2023, 8, 9, 18, 0, tzinfo=KST)
TOMORROW = datetime(2023, 8, 10, 0, 0, tzinfo=KST)


def at(hour: float, day: datetime = TOMORROW) -> datetime:
    """That hour of the trip's day (may pass 24)."""
    return day + timedelta(hours=hour)


def trip(**changes: Any) -> TripSummary:
    """집 to 부산 by car tomorrow at nine, five hours."""
    values: dict[str, Any] = {
        "origin": "집",
        "destination": "부산",
        "mode": Mode.CAR,
        "depart": at(9),
        "arrive": at(14),
        "distance_km": 395.0,
        "via": "경부고속도로·중앙고속도로",
        "origin_assumed": True,
    }
    return TripSummary(**(values | changes))


def driver(name: str = "호우경보", region: str = "밀양시", hour: float = 12, **changes: Any) -> Driver:
    """A KMA warning met at that hour for one hour."""
    values: dict[str, Any] = {
        "hazard": _HAZARDS.get(name[:2], Hazard.OTHER),
        "name": name,
        "region": region,
        "from_": at(hour),
        "until": at(hour + 1),
        "severity": Severity.SEVERE,
        "certainty": Certainty.LIKELY,
        "source": "기상청",
        "issued": NOW - timedelta(minutes=50),
        "valid_from": NOW - timedelta(minutes=30),
        "valid_until": None,
        "kind": SignalKind.ALERT,
        "extrapolated": False,
        "contribution": 60.0,
        "text": f"{region}에 {name}",
        "signal_ids": (f"{name}-{region}",),
    }
    return Driver(**(values | changes))


_HAZARDS = {
    "호우": Hazard.HEAVY_RAIN,
    "태풍": Hazard.TYPHOON,
    "강풍": Hazard.STRONG_WIND,
    "대설": Hazard.HEAVY_SNOW,
    "한파": Hazard.COLD,
    "폭염": Hazard.HEAT,
    "건조": Hazard.DRY,
    "풍랑": Hazard.HIGH_WAVES,
}


def typhoon(hour: float = 13, *, extrapolated: bool = True, **changes: Any) -> Driver:
    """The typhoon itself, by its track."""
    return driver(
        "태풍 카눈",
        "부산",
        hour,
        **({"kind": SignalKind.FORECAST, "extrapolated": extrapolated, "contribution": 80.0} | changes),
    )


def option(
    kind: str, level: Level = Level.ATTENTION, hour: float = 6, hours: float = 5, **changes: Any
) -> Alternative:
    """A better way, by default with full coverage."""
    values: dict[str, Any] = {
        "kind": AlternativeKind(kind),
        "depart": at(hour),
        "arrive": at(hour + hours),
        "mode": Mode.CAR,
        "via": "중앙고속도로",
        "level": level,
        "score": 10.0 + 20 * level.rank,
        "coverage": 0.9,
    }
    return Alternative(**(values | changes))


def ktx(level: Level = Level.ATTENTION, **changes: Any) -> Alternative:
    """By train at nine, under three hours."""
    return option("mode", level, 9, 2.6, **({"mode": Mode.TRAIN, "via": "KTX 경부선"} | changes))


def scan(levels: str) -> DepartureScan:
    """Hourly departures from six on: one letter a level (s a c l x)."""
    ranks = [("sacl" + "x").index(letter) for letter in levels]
    points = tuple(
        ScanPoint(depart=at(6 + i), level=list(Level)[rank], score=20.0 * rank)
        for i, rank in enumerate(ranks)
    )
    worst = max(points, key=lambda p: p.score)
    best = min(points, key=lambda p: p.score)
    return DepartureScan(worst=worst, best=best, points=points)


def fresh(source: str = "기상청", minutes: float = 50) -> Freshness:
    """A source that answered that long ago."""
    return Freshness(
        feed="kma_warnings", source=source, issued=NOW - timedelta(minutes=minutes), age_minutes=minutes
    )


def usual(hazard: Hazard = Hazard.HEAVY_RAIN, region: str = "밀양시", share: float = 0.1) -> UsualRisk:
    """A climatology line for August."""
    return UsualRisk(
        hazard=hazard, region=region, month=8, day_fraction=share, years="2016-2020 일별 기상자료"
    )


def assessment(level: Level = Level.SAFE, **changes: Any) -> Assessment:
    """An assessment of the default trip, all known."""
    values: dict[str, Any] = {
        "level": level,
        "score": 20.0 * level.rank,
        "coverage": 0.9,
        "confidence": 0.8,
        "advice": Advice.GO if level <= Level.ATTENTION else Advice.DELAY,
        "trip": trip(),
        "freshness": (fresh(),),
        "now": NOW,
    }
    return Assessment(**(values | changes))


def segment(name: str, start: float, end: float, level: Level) -> Segment:
    """A stretch of the way."""
    return Segment(name=name, from_=at(start), until=at(end), level=level)


def signal(name: str = "호우경보", regions: tuple[str, ...] = ("48270",), **changes: Any) -> Signal:
    """A warning in force for those regions."""
    values: dict[str, Any] = {
        "id": name,
        "hazard": _HAZARDS.get(name[:2], Hazard.OTHER),
        "kind": SignalKind.ALERT,
        "feed": "kma_warnings",
        "source": "기상청",
        "name": name,
        "area": Area(regions=frozenset(regions)),
        "issued": NOW - timedelta(minutes=50),
        "onset": NOW - timedelta(minutes=30),
        "severity": Severity.SEVERE if name.endswith("경보") else Severity.MODERATE,
        "certainty": Certainty.LIKELY,
    }
    return Signal(**(values | changes))


def track_point(lat: float, lon: float, *, extrapolated: bool = False) -> Signal:
    """The typhoon's centre."""
    return signal(
        "태풍 카눈",
        kind=SignalKind.OBSERVATION,
        area=Area(circle=Circle(lat=lat, lon=lon, radius_km=300)),
        extrapolated=extrapolated,
    )


def place(name: str = "밀양시", alias: str = "밀양", region: str | None = "48270", **changes: Any) -> Place:
    """A district."""
    values: dict[str, Any] = {
        "name": name,
        "kind": PlaceKind.DISTRICT,
        "lat": 35.50,
        "lon": 128.75,
        "region": region,
        "region_name": "경상남도 밀양시",
        "aliases": (alias,),
    }
    return Place(**(values | changes))


DUSTY = (Hazard.FINE_DUST, Hazard.YELLOW_DUST, Hazard.CONGESTION, Hazard.TRAFFIC_ACCIDENT, Hazard.INFECTION)
"""What is typically unknown when only weather warnings are connected."""

SAMPLES: dict[str, Assessment] = {
    "one_warning": assessment(
        Level.ALERT,
        drivers=(driver(), driver(region="김해시", hour=12.7)),
        alternatives=(option("departure"), ktx()),
    ),
    "unknown_too": assessment(
        Level.ALERT,
        coverage=0.4,
        drivers=(driver(),),
        alternatives=(option("departure", hour=6), ktx(Level.SAFE)),
        unknown=DUSTY,
    ),
    "khanun": assessment(
        Level.SERIOUS,
        drivers=(
            driver("태풍경보", "부산 강서구", 13, contribution=90.0),
            driver("호우경보", "밀양시", 12, contribution=85.0),
            driver("호우경보", "김해시", 12.5, contribution=84.0),
            driver("강풍주의보", "대구광역시", 11.2, contribution=40.0),
            typhoon(),
        ),
        alternatives=(option("departure", Level.CAUTION, 30),),
        unknown=DUSTY,
        coverage=0.5,
    ),
    "typhoon_only": assessment(
        Level.CAUTION,
        drivers=(typhoon(),),
        alternatives_note="시간이나 길, 교통수단을 바꿔도 나아지지 않아요",
    ),
    "coming": assessment(
        Level.CAUTION,
        drivers=(driver(region="부산광역시", hour=13.5, valid_from=at(11), valid_until=at(21)),),
        alternatives=(option("departure", Level.SAFE),),
    ),
    "not_better": assessment(
        Level.SERIOUS,
        drivers=(driver(), driver("강풍경보", "경상남도 창녕군", 11)),
        advice=Advice.AVOID,
        alternatives_note="시간이나 길, 교통수단을 바꿔도 나아지지 않아요",
    ),
    "clear": assessment(Level.SAFE),
    "clear_but": assessment(Level.SAFE, unknown=DUSTY, coverage=0.6),
    "climatology": assessment(
        Level.SAFE, coverage=0.0, freshness=(), unknown=tuple(Hazard), usual=(usual(), usual(share=0.02))
    ),
    "climatology_attention": assessment(
        Level.ATTENTION, coverage=0.1, freshness=(), unknown=tuple(Hazard), usual=(usual(share=0.35),)
    ),
    "half_checked": assessment(Level.SAFE, coverage=0.3, unknown=DUSTY, usual=(usual(),)),
    "scan": assessment(
        Level.ALERT,
        drivers=(driver(), driver(region="양산시", hour=13)),
        trip=trip(depart=at(9), depart_assumed=True),
        scan=scan("aaclllxxlc"),
        unknown=DUSTY,
    ),
    "scan_flat": assessment(
        Level.CAUTION,
        drivers=(driver("폭염경보", "대구"), driver("폭염경보", "청도군"), driver("폭염경보", "부산")),
        trip=trip(depart_assumed=True),
        scan=scan("cccccc"),
        alternatives=(ktx(),),
    ),
    "message": assessment(
        Level.CAUTION,
        drivers=(
            driver(
                "도로 침수",
                "부산광역시 동래구",
                13.8,
                hazard=Hazard.FLOOD,
                source="부산광역시",
                contribution=70.0,
            ),
            driver("호우주의보", "부산광역시", 13.5, contribution=40.0),
        ),
        alternatives=(option("route", via="남해고속도로"),),
        trip=trip(origin="서울", origin_assumed=False),
    ),
    "now_snow": assessment(
        Level.CAUTION,
        drivers=(driver("대설주의보", "강원특별자치도 평창군", -4.5),),
        trip=trip(destination="강릉", depart=NOW, arrive=NOW + timedelta(minutes=165), via="영동고속도로"),
        alternatives=(ktx(Level.SAFE),),
    ),
}
