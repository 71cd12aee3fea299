"""Reason, details, place, departure, alternatives, directions: one table of checks over all samples."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from assistant.answers import (
    alternatives_answer,
    departure_answer,
    detail_answer,
    directions_answer,
    infection_answer,
    place_answer,
    reason_answer,
    road_status_answer,
)
from assistant.feeds.model import FeedHealth, FeedStatus
from assistant.reply import Reply
from assistant.risk.model import Assessment, Hazard, Level, Mode, SignalKind
from tests.answers.samples import (
    DUSTY,
    NOW,
    SAMPLES,
    assessment,
    at,
    driver,
    fresh,
    ktx,
    option,
    place,
    scan,
    segment,
    signal,
    trip,
    usual,
)
from tests.answers.voice import check_voice, sentences

Answer = Callable[[Assessment, datetime], Reply]


def at_place(a: Assessment, now: datetime) -> Reply:
    there = trip(origin="밀양", destination="밀양", depart=now, arrive=now + timedelta(hours=3))
    return place_answer(replace(a, trip=there, scan=None, alternatives=()), now)


ANSWERS: list[Answer] = [
    reason_answer,
    departure_answer,
    alternatives_answer,
    directions_answer,
    at_place,
    lambda a, now: road_status_answer("경부고속도로", now, assessment=a),
]


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("answer", ANSWERS)
def test_every_answer_sounds_right_and_claims_no_safety(name: str, answer: Answer) -> None:
    for coverage in (SAMPLES[name].coverage, 0.2):
        a = replace(SAMPLES[name], coverage=coverage)
        reply = answer(a, NOW)
        check_voice(reply)
        if coverage < 0.5:
            assert "안전" not in reply.text, reply.text


@pytest.mark.parametrize("name", SAMPLES)
def test_reason_names_every_source_with_its_issue_time(name: str) -> None:
    text = reason_answer(SAMPLES[name], NOW).text
    for d in SAMPLES[name].drivers:
        assert d.source in text
        assert "오늘 오후 5시 10분" in text


def test_reason_tells_each_issue_time_of_a_source() -> None:
    early = driver("강풍주의보", issued=NOW - timedelta(hours=3), contribution=30.0)
    text = reason_answer(assessment(Level.ALERT, drivers=(driver(), early)), NOW).text
    assert text.startswith(
        "기상청이 오늘 오후 5시 10분에 발표한 호우경보, 오늘 오후 3시에 발표한 강풍주의보 때문이에요."
    )


VALIDITY = [
    ("open", {}, "호우경보는 따로 해제될 때까지 이어져요."),
    (
        "closed",
        {"valid_until": at(15)},
        "호우경보는 오늘 오후 5시 30분부터 내일 오후 3시까지예요.",
    ),
    (
        "to come",
        {"valid_from": at(6)},
        "호우경보는 내일 오전 6시에 시작해서 따로 해제될 때까지 이어져요.",
    ),
]


@pytest.mark.parametrize(("case", "changes", "said"), VALIDITY)
def test_reason_tells_the_validity(case: str, changes: dict[str, datetime], said: str) -> None:
    text = reason_answer(assessment(Level.ALERT, drivers=(driver(**changes),)), NOW).text
    assert said in text


def test_reason_without_drivers_tells_what_was_looked_at() -> None:
    text = reason_answer(assessment(freshness=(fresh(), fresh("부산광역시"))), NOW).text
    assert "기상청과 부산광역시 정보에서" in text
    assert "오늘 오후 5시 10분 발표예요" in text
    past = reason_answer(assessment(freshness=(), coverage=0.0, usual=(usual(),), unknown=DUSTY), NOW).text
    assert past.startswith("2016년부터 2020년까지의 일별 기상자료 기준으로 8월 밀양에서")
    assert "확인할 수 없어요" in past


@pytest.mark.parametrize("name", SAMPLES)
def test_details_come_in_turns_and_leave_nothing_out(name: str) -> None:
    a = replace(SAMPLES[name], segments=(segment("대구광역시~밀양시", 11, 12.5, Level.CAUTION),))
    told, page = "", 0
    while True:
        reply = detail_answer(a, NOW, page)
        check_voice(reply)
        told += reply.text
        if not reply.expects_reply:
            break
        assert "계속" in reply.quick_replies
        page += 1
        assert page < 10
    assert all(d.name in told and d.source in told for d in a.drivers)
    assert "대구광역시에서 밀양시까지 구간은 '주의' 단계예요." in told
    assert ("추정" in told) == any(d.extrapolated for d in a.drivers)
    assert ("확인할 수 없어요" in told) == bool(a.unknown)
    assert all(f.source in told for f in a.freshness)
    done = detail_answer(a, NOW, page + 1)
    assert not done.expects_reply
    check_voice(done)


def stay(destination: str = "밀양", **changes: object) -> Assessment:
    there = trip(origin=destination, destination=destination, depart=NOW, arrive=NOW + timedelta(hours=3))
    return assessment(**{"level": Level.CAUTION, "trip": there, "drivers": (driver(),)} | changes)  # type: ignore[arg-type]


STAYS = [
    ("district", stay(), "지금 밀양에 기상청 호우경보가 내려져 있어서"),
    ("in a district", stay("밀양역"), "지금 밀양역에 기상청 호우경보가"),
    ("part of a province", stay("경남"), "지금 경남 밀양에 기상청"),
    (
        "parts of a province",
        stay("경남", drivers=(driver(region="밀양시·김해시"),)),
        "지금 경남 2곳에 기상청",
    ),
    (
        "a whole city",
        stay("부산", drivers=(driver(region="부산 중구·부산 서구"),)),
        "지금 부산에 기상청",
    ),
    (
        "to come",
        stay(drivers=(driver(valid_from=NOW + timedelta(hours=2)),)),
        "오후 8시부터 밀양에",
    ),
    ("nothing", stay(level=Level.SAFE, drivers=()), "지금 밀양에서 확인된 위험은 없어요."),
]


@pytest.mark.parametrize(("case", "a", "said"), STAYS)
def test_place(case: str, a: Assessment, said: str) -> None:
    reply = place_answer(a, NOW)
    check_voice(reply)
    assert reply.text.startswith(said), reply.text


DEPARTURES = [
    (
        "scan",
        {"scan": scan("aaclx"), "level": Level.SERIOUS},
        "내일은 오전 6시에서 7시 사이에 출발하시는 게 가장 나아요.",
    ),
    (
        "flat",
        {"scan": scan("aaaa"), "level": Level.ATTENTION},
        "내일은 언제 출발하셔도 길벗 판단으로 '관심' 단계라 큰 차이가 없어요.",
    ),
    (
        "earlier",
        {"level": Level.ALERT, "alternatives": (option("departure"),)},
        "오전 6시에 출발하시는 게 나아요.",
    ),
    (
        "no help",
        {"level": Level.ALERT, "alternatives": (ktx(),), "drivers": (driver(),)},
        "출발 시각을 바꿔도 길벗 판단으로 '경계' 단계에서 내려가지 않아요.",
    ),
    ("fine", {}, "내일 오전 9시에 출발하셔도 확인된 위험은 없어요."),
]


@pytest.mark.parametrize(("case", "changes", "said"), DEPARTURES)
def test_departure(case: str, changes: dict[str, object], said: str) -> None:
    reply = departure_answer(assessment(**changes), NOW)  # type: ignore[arg-type]
    check_voice(reply)
    assert sentences(reply.text)[0] == said


def test_alternatives_tell_how_long_they_take_and_compare_modes() -> None:
    a = SAMPLES["one_warning"]
    text = alternatives_answer(a, NOW).text
    assert "KTX는 2시간 40분쯤 걸려서 오전 11시 30분쯤 도착해요." in text
    alike = assessment(Level.ATTENTION, alternatives=(ktx(), option("mode", mode=Mode.BUS, via="")))
    text = alternatives_answer(alike, NOW).text
    assert "바꾸지 않으셔도 돼요" in text
    assert "KTX는 2시간 40분쯤에 '관심' 단계" in text


def test_road_status_is_honest_about_traffic() -> None:
    text = road_status_answer("경부고속도로", NOW).text
    assert "실시간 교통 정보는 아직 연결되지 않아서" in text
    signals = (signal("대설경보"), signal("한파주의보"))
    told = road_status_answer("대관령", NOW, signals=signals).text
    assert told.startswith("대관령이 지나는 곳에 기상청 대설경보와 기상청 한파주의보가")
    live = FeedHealth(
        feed="its", source="국가교통정보센터", status=FeedStatus.OK, hazards=(Hazard.CONGESTION,)
    )
    with_feed = road_status_answer("대관령", NOW, signals=signals, feeds=(live,)).text
    assert "연결되지 않아서" not in with_feed


def test_infection() -> None:
    silent = infection_answer(NOW, place=place())
    check_voice(silent)
    assert "밀양의 감염병 발생 정보는 아직 연결된 자료가 없어서" in silent.text
    case = driver("코로나19 확산", hazard=Hazard.INFECTION, source="질병관리청", kind=SignalKind.OBSERVATION)
    told = infection_answer(NOW, place=place(), assessment=stay(drivers=(case,)))
    check_voice(told)
    assert "질병관리청이 오늘 오후 5시 10분에 알린 코로나19 확산 소식이 있어요" in told.text
