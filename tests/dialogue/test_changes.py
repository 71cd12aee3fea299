"""Stored trips at another time or by other means, the way back, and consent, through Rasa."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from assistant.journeys import Provenance, TripPlan
from assistant.journeys.habits.model import Habits, Role, UsualPlace, UsualWay
from assistant.journeys.keeping import Keeper
from assistant.places.gazetteer import load_gazetteer
from assistant.risk.model import Mode
from assistant.store import LOCAL
from assistant.store.consents import QUESTIONS, DataKind
from tests.bots import NOW, SEOUL, Home

pytestmark = pytest.mark.model
TRIP = "내일 오전 10시에 부산 출장 잡아줘"


def keep(home: Home, *texts: str) -> None:
    for text in texts:
        home.say(text)
        home.say("응")


def departs(home: Home) -> list[datetime | None]:
    return [trip.plan.depart for trip in home.stores.trips.of(LOCAL, "minsu")]


@pytest.mark.parametrize(
    "text",
    [
        "그 출장 하루 미루면?",
        "부산 출장 하루 늦추면 어때",
        "하루 미루면?",
        "출장을 모레로 옮기면?",
        "모레 가면?",
    ],
)
def test_another_day_is_compared_and_the_trip_moved_after_a_yes(home: Home, text: str) -> None:
    keep(home, TRIP)
    told = home.say(text)
    assert told.text.startswith("내일 오전 10시 부산 출장은 모레 오전 10시에 가시면 ")
    assert told.text.endswith("저장해 둔 일정을 모레 오전 10시로 바꿀까요?")
    assert departs(home) == [datetime(2023, 8, 10, 10, tzinfo=SEOUL)]
    assert home.say("응").text == "네, 일정을 바꿨어요. 이제 모레 오전 10시 부산 출장이에요."
    assert departs(home) == [datetime(2023, 8, 11, 10, tzinfo=SEOUL)]


def test_other_means_and_a_no(home: Home) -> None:
    keep(home, TRIP)
    home.say("내 일정 중에 위험한 거 있어?")
    told = home.say("KTX로 가면?")
    assert "기차를 타시면" in told.text
    assert told.assessment is not None
    assert told.assessment.trip.mode == "train"
    assert home.say("아니").text == "네, 그대로 둘게요."
    home.say("부산 출장 기차로 가면?")
    home.say("응")
    (trip,) = home.stores.trips.of(LOCAL, "minsu")
    assert trip.plan.mode is Mode.TRAIN


def test_a_ticket_is_named_by_where_it_leads_and_by_what(home: Home) -> None:
    there = load_gazetteer().lookup("부산역")[0]
    plan = TripPlan(
        origin=load_gazetteer().lookup("서울역")[0],
        destination=there,
        depart=datetime(2023, 8, 11, 14, tzinfo=SEOUL),
        mode=Mode.TRAIN,
        title="부산역 가는 기차",
        provenance=Provenance.BOOKING,
        scenario="khanun-2023",
    )
    Keeper(home.stores, LOCAL, "minsu", NOW).keep(plan, "booking-1")
    for text, day in (
        ("부산 기차 괜찮아?", 11),
        ("모레 부산 가는 기차 괜찮을까?", 11),
        ("내일 부산 가는 기차 괜찮을까?", 10),
    ):
        told = home.say(text).assessment
        assert told is not None, text
        assert told.trip.depart.day == day, text
    told = home.say("대구에서 부산 가는 기차 괜찮아?").assessment
    assert told is not None
    assert told.trip.origin.startswith("대구")


def test_which_of_several_is_asked(home: Home) -> None:
    keep(home, TRIP, "모레 오전 9시에 강릉 여행 등록해줘")
    home.say("내일 대구 가는 길 안전해?")
    assert home.say("저장한 일정 하루 미루면?").text.endswith("가운데 어느 여정인가요?")
    assert "강릉 여행은 8월 12일 토요일 오전 9시에" in home.say("강릉이요").text
    assert "부산 출장은 모레" in home.say("부산 출장 하루 미루면?").text
    assert home.say("제주 여행 하루 미루면?").text.startswith("그런 여정은 저장돼 있지 않아요.")


def test_the_way_back_of_stored_and_asked_journeys(home: Home) -> None:
    keep(home, TRIP)
    for text in ("돌아오는 길은?", "부산 출장에서 돌아오는 길은?"):
        back = home.say(text).assessment
        assert back is not None, text
        assert back.trip.origin.startswith("부산"), text
        assert back.trip.destination.startswith("서울"), text
        assert back.trip.depart >= datetime(2023, 8, 10, 12, tzinfo=SEOUL), text
    home.say("내일 대전에서 강릉 가는 길 안전해?")
    back = home.say("돌아올 때는 괜찮아?").assessment
    assert back is not None
    assert (back.trip.origin[:2], back.trip.destination[:2]) == ("강릉", "대전")


def test_without_stored_trips_a_change_is_about_the_journey_talked_about(home: Home) -> None:
    home.say("내일 오전 9시에 부산 가는 길 안전해?")
    later = home.say("하루 미루면?").assessment
    assert later is not None
    assert later.trip.depart == datetime(2023, 8, 11, 9, tzinfo=SEOUL)


def test_location_is_asked_for_in_words_and_taken_back(home: Home) -> None:
    asked = home.say("내 위치 사용해도 좋아")
    assert asked.text == QUESTIONS[DataKind.LIVE_LOCATION]
    assert not home.stores.consents.has(LOCAL, "minsu", DataKind.LIVE_LOCATION)
    home.say("네")
    assert home.stores.consents.has(LOCAL, "minsu", DataKind.LIVE_LOCATION)
    home.say("위치 쓰지 마")
    assert not home.stores.consents.has(LOCAL, "minsu", DataKind.LIVE_LOCATION)


def test_a_yes_to_one_kind_is_none_to_another(home: Home) -> None:
    home.say("내 이동 습관 배워도 돼")
    assert home.say("내 위치 사용해도 좋아").text == QUESTIONS[DataKind.LIVE_LOCATION]
    assert home.say("아니").text == "네, 위치를 쓰지 않을게요."
    assert not home.stores.consents.of(LOCAL, "minsu").given


def test_habits_are_told_and_forgotten_after_a_yes(home: Home) -> None:
    places = tuple(
        UsualPlace(role=role, lat=lat, lon=126.95, days=30)
        for role, lat in ((Role.HOME, 37.54), (Role.WORK, 37.5))
    )
    ways = tuple(
        UsualWay(origin=0, destination=1, weekday=day, minute=480, spread=5, seen=9, days=10)
        for day in range(5)
    )
    known = Habits(first=date(2023, 5, 1), last=date(2023, 7, 1), places=places, ways=ways)
    home.stores.habits.put(LOCAL, "minsu", known)
    home.stores.consents.give(LOCAL, "minsu", DataKind.LOCATION_HISTORY, NOW)
    assert home.say("내 이동 습관 알려줘").text == "평일 오전 8시쯤 집에서 회사로 자주 가세요."
    assert "자주 다니시는 길" in home.say("나에 대해 뭘 알고 있어?").text
    assert home.say("내 이동 습관 지워줘").expects_reply
    assert home.stores.habits.get(LOCAL, "minsu") is not None
    home.say("응")
    assert home.stores.habits.get(LOCAL, "minsu") is None
    assert not home.stores.consents.of(LOCAL, "minsu").given
