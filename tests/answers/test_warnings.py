"""Warnings, typhoon position, weather, names of regions."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.answers import warnings_answer, weather_answer
from assistant.answers.area import touches
from assistant.answers.names import of_regions, short, split
from assistant.answers.tables import how_often
from assistant.answers.warnings import bearing_from_city
from assistant.feeds.model import FeedHealth, FeedStatus
from assistant.places.model import PlaceKind
from assistant.risk.model import Area, Circle, Hazard
from tests.answers.samples import NOW, at, place, signal, track_point, usual
from tests.answers.voice import check_voice

KMA = FeedHealth(
    feed="kma_warnings",
    source="기상청",
    status=FeedStatus.OK,
    hazards=(Hazard.HEAVY_RAIN, Hazard.TYPHOON),
    detail="경남만 알 수 있어요.",
)
DOWN = FeedHealth(
    feed="kma_warnings", source="기상청", status=FeedStatus.FAILED, hazards=(Hazard.HEAVY_RAIN,)
)
MILYANG = place()
GYEONGNAM = place("경상남도", "경남", None, kind=PlaceKind.PROVINCE, region_name="")
SEOUL = place("서울특별시", "서울", None, kind=PlaceKind.PROVINCE, region_name="", lat=37.57, lon=126.98)


def test_all_simultaneous_warnings_are_told_by_name_and_area() -> None:
    signals = (
        signal("호우주의보", ("47290",)),
        signal("호우경보", ("48270", "48250")),
        signal("태풍경보", ("26110", "26200", "sea:남해동부앞바다")),
    )
    reply = warnings_answer(signals, NOW, feeds=(KMA,))
    check_voice(reply)
    assert reply.text.startswith("지금 확인된 기상청 특보는 ")
    for name in ("태풍경보", "호우경보", "호우주의보"):
        assert name in reply.text
    assert "호우경보는 경남 2곳" in reply.text
    assert [item.label for item in reply.cards[0].items] == ["호우경보", "태풍경보", "호우주의보"]


PLACES = [
    ("here", MILYANG, "지금 밀양에 내려진 기상청 특보는 호우경보예요."),
    ("its province", GYEONGNAM, "지금 경남에 내려진 기상청 특보는 호우경보예요."),
    ("elsewhere", SEOUL, "지금 서울에 확인된 기상특보는 없어요. 경남만 알 수 있어요."),
]


@pytest.mark.parametrize(("case", "where", "said"), PLACES)
def test_warnings_at_a_place(case: str, where: object, said: str) -> None:
    reply = warnings_answer((signal(),), NOW, where, feeds=(KMA,))  # type: ignore[arg-type]
    check_voice(reply)
    assert reply.text.startswith(said)


def test_a_source_that_does_not_answer_is_not_calm() -> None:
    for feeds in ((), (DOWN,)):
        assert warnings_answer((), NOW, feeds=feeds).text == "기상특보를 지금 확인할 수 없어요."


def test_typhoon_position_is_told_and_its_future_marked() -> None:
    ahead = track_point(34.8, 129.08, extrapolated=True)
    seen = track_point(31.6, 127.5)
    text = warnings_answer((seen,), NOW, feeds=(KMA,)).text
    assert "태풍 카눈은 오늘 오후 5시 30분에 제주 남동쪽 약 230km에 있었어요." in text
    text = warnings_answer((seen, replace(ahead, onset=at(6))), NOW, feeds=(KMA,)).text
    assert "움직임을 이어 본 추정으로는 내일 오전 6시에 부산 남쪽 약 40km" in text


BEARINGS = [
    (33.5, 126.5, "제주 부근"),
    (31.0, 126.53, "제주 남쪽 약 280km"),
    (35.18, 131.5, "포항 남동쪽 약 210km"),
    (36.0, 124.0, "목포 북서쪽 약 250km"),
]


@pytest.mark.parametrize(("lat", "lon", "said"), BEARINGS)
def test_bearing(lat: float, lon: float, said: str) -> None:
    assert bearing_from_city(lat, lon) == said


WEATHER = [
    ("warned", (signal(),), (), (KMA,), "오늘 밀양에 기상청 호우경보가 내려져 있어요."),
    ("calm", (), (), (KMA,), "오늘 밀양에 내려진 기상특보는 없어요."),
    ("elsewhere", (signal(regions=("11110",)),), (), (KMA,), "오늘 밀양에 내려진 기상특보는 없어요."),
    ("not covered", (), (usual(),), (KMA,), "밀양의 기상특보는 지금 확인할 수 없어요."),
    ("no source", (), (), (), "밀양의 기상특보는 지금 확인할 수 없어요."),
]


@pytest.mark.parametrize(("case", "signals", "past", "feeds", "said"), WEATHER)
def test_weather(case: str, signals: tuple, past: tuple, feeds: tuple, said: str) -> None:  # type: ignore[type-arg]
    start, end = NOW + timedelta(hours=1), NOW + timedelta(hours=5)
    reply = weather_answer(signals, past, MILYANG, start, end, NOW, feeds)
    check_voice(reply)
    assert reply.text.startswith(said)
    assert "날씨 예보는 아직 연결되지 않아서" in reply.text
    assert ("열흘에 한 번쯤" in reply.text) == bool(past)


def test_weather_tells_only_of_its_time() -> None:
    over = signal(expires=NOW + timedelta(hours=1))
    start, end = at(9), at(12)
    text = weather_answer((over,), (), MILYANG, start, end, NOW, (KMA,)).text
    assert text.startswith("내일 밀양에 내려진 기상특보는 없어요.")


def test_touches_is_exact() -> None:
    assert touches(signal(), MILYANG)
    assert not touches(signal(regions=("48250",)), MILYANG)
    disc = Area(circle=Circle(lat=35.5, lon=128.75, radius_km=5))
    assert touches(signal(area=disc), MILYANG)
    assert not touches(signal(area=disc), SEOUL)
    assert not touches(signal(), SEOUL)


SHORT = [
    ("경상남도 밀양시", "밀양"),
    ("밀양시", "밀양"),
    ("청도군", "청도"),
    ("부산광역시", "부산"),
    ("부산광역시 중구", "부산 중구"),
    ("부산 연제구", "부산 연제구"),
    ("세종특별자치시", "세종"),
    ("제주특별자치도 서귀포시", "서귀포"),
    ("창원시 의창구", "창원 의창구"),
    ("해운대구", "해운대구"),
    ("추풍령 부근", "추풍령 부근"),
    ("강릉역", "강릉역"),
    ("집", "집"),
    ("중구", "중구"),
    ("경기도", "경기"),
]


@pytest.mark.parametrize(("name", "said"), SHORT)
def test_short_names(name: str, said: str) -> None:
    assert short(name) == said


def test_split_and_gather() -> None:
    assert split("밀양시·김해시·밀양시") == ("밀양", "김해")
    codes = frozenset({"48270", "48250", "26110", "26200", "sea:남해동부앞바다"})
    assert of_regions(codes) == ("경남 2곳", "부산", "남해동부앞바다")
    assert of_regions(codes | {"sea:동해남부앞바다"})[-1] == "해상 2곳"


OFTEN = [(1.0, "거의 날마다"), (0.5, "이틀에 한 번쯤"), (0.1, "열흘에 한 번쯤"), (0.001, "드물게")]


@pytest.mark.parametrize(("share", "said"), OFTEN)
def test_how_often(share: float, said: str) -> None:
    assert how_often(share) == said


def test_warnings_of_one_hazard() -> None:
    signals = (signal("호우경보"), signal("강풍주의보"))
    assert "강풍주의보예요." in warnings_answer(signals, NOW, hazard=Hazard.STRONG_WIND, feeds=(KMA,)).text
    none = warnings_answer(signals, NOW, hazard=Hazard.TYPHOON, feeds=(KMA,)).text
    assert none == "지금 확인된 태풍 특보는 없어요. 경남만 알 수 있어요."
    dark = warnings_answer(signals, NOW, hazard=Hazard.HEAVY_SNOW, feeds=(KMA,)).text
    assert dark == "대설 특보를 지금 확인할 수 없어요."


def test_messages_of_others_are_not_called_weather_warnings() -> None:
    flood = signal("도로 침수", hazard=Hazard.FLOOD, source="부산광역시")
    reply = warnings_answer((signal(), flood), NOW, feeds=(KMA,))
    check_voice(reply)
    assert "기상청 특보는 호우경보예요. 부산광역시 도로 침수 알림이 나와 있어요." in reply.text
    assert warnings_answer((flood,), NOW).text == "부산광역시 도로 침수 알림이 나와 있어요."


def test_where_is_the_typhoon() -> None:
    reply = warnings_answer((track_point(31.6, 127.5),), NOW, hazard=Hazard.TYPHOON, feeds=(KMA,))
    check_voice(reply)
    assert reply.text.startswith("태풍 카눈은 오늘 오후 5시 30분에 제주")
    assert reply.text.endswith("지금 확인된 태풍 특보는 없어요.")


def test_a_question_about_the_air_is_answered_about_the_air() -> None:
    there, until = place("서초구", "서초", "11650"), NOW + timedelta(hours=3)
    reply = weather_answer((), (usual(),), there, NOW, until, NOW, (), hazard=Hazard.FINE_DUST)
    assert reply.text == "미세먼지 정보는 아직 연결되지 않아서 서초의 공기가 어떤지 알려드리지 못해요."
    check_voice(reply)
