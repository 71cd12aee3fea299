"""Trips by speech, through Rasa: asked back, kept, listed, looked over, deleted; and what must not happen."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from assistant import clock
from assistant.dialogue import Turn
from assistant.journeys import Provenance
from assistant.journeys.keeping import Keeper
from assistant.places.gazetteer import load_gazetteer
from assistant.reply import Reply
from assistant.risk.model import Level, Mode
from assistant.store import LOCAL, conversation_of
from tests.bots import NOW, SEOUL, Home

pytestmark = pytest.mark.model


def test_a_trip_is_asked_back_and_then_kept(home: Home) -> None:
    asked = home.say("내일 오전 10시에 부산 출장 잡아줘")
    assert asked.text == "내일 오전 10시 부산 출장을 저장할까요?"
    assert asked.expects_reply
    assert home.trips() == []
    kept = home.say("응")
    assert kept.text.startswith(
        "내일 오전 10시 부산 출장을 저장했어요. 가시는 길이 위험해지면 먼저 알려 드릴게요."
    )
    assert "태풍주의보" in kept.text  # of the day that is replayed
    (trip,) = home.stores.trips.of(LOCAL, "minsu")
    assert (trip.plan.depart, trip.plan.title) == (datetime(2023, 8, 10, 10, tzinfo=SEOUL), "부산 출장")
    assert trip.plan.provenance is Provenance.SPEECH
    assert trip.plan.origin_assumed
    assert trip.rated is not None
    assert trip.rated.level >= Level.CAUTION


def test_what_is_missing_is_asked_for(home: Home) -> None:
    assert home.say("여행 일정 추가해줘").text == "어디로 가시는 여정인가요?"
    assert home.say("강릉이요").text == "강릉으로 언제 출발하시나요?"
    assert home.say("모레 오후 두 시요").text.startswith("모레 오후 2시 강릉")
    assert home.trips() == []
    home.say("네")
    (trip,) = home.stores.trips.of(LOCAL, "minsu")
    assert trip.plan.depart == datetime(2023, 8, 11, 14, tzinfo=SEOUL)


def test_mode_and_origin_are_told_back(home: Home) -> None:
    asked = home.say("모레 오후 두 시에 대전에서 기차로 대구 가는 일정 추가해줘")
    assert asked.text == "모레 오후 2시 대전에서 기차로 대구 가는 길을 저장할까요?"
    home.say("응 저장해줘")
    (trip,) = home.stores.trips.of(LOCAL, "minsu")
    assert (trip.plan.mode, trip.plan.origin.short) == (Mode.TRAIN, "대전")


def test_no_is_no_and_so_is_another_subject(home: Home) -> None:
    home.say("내일 오전 10시에 부산 출장 잡아줘")
    assert home.say("아니").text == "네, 저장하지 않을게요."
    home.say("내일 오전 10시에 부산 출장 잡아줘")
    home.say("내일 강릉 가는 길 안전해?")
    home.say("응")
    assert home.trips() == []


def test_a_place_of_several_names_is_asked_back_first(home: Home) -> None:
    assert "어디인가요" in home.say("내일 오전 아홉 시에 광주 여행 등록해줘").text
    assert home.say("경기도요").text.endswith("저장할까요?")
    home.say("응")
    (trip,) = home.stores.trips.of(LOCAL, "minsu")
    assert trip.plan.destination.region == "41610"


def test_listed_and_deleted_by_what_it_is(home: Home) -> None:
    assert home.say("내 일정 뭐 있어").text.startswith("저장해 둔 여정이 없어요.")
    for text in ("내일 오전 10시에 부산 출장 잡아줘", "모레 저녁에 강릉 여행 등록해줘"):
        home.say(text)
        home.say("응")
    told = home.say("내 일정 뭐 있어").text
    assert told.startswith("저장해 둔 여정은 2개예요. 내일 오전 10시 부산 출장, 모레")
    assert home.say("출장 취소됐어").text == "내일 오전 10시 부산 출장을 지울까요?"
    assert home.say("응").text == "내일 오전 10시 부산 출장을 지웠어요."
    assert home.trips() == ["강릉 여행"]
    assert home.say("부산 출장 지워줘").text.startswith("그런 여정은 저장돼 있지 않아요.")


def test_a_booked_trip_that_is_called_off_stays_away_with_the_way_to_it(home: Home) -> None:
    home.say("내일 오전 10시에 부산 출장 잡아줘")
    home.say("응")
    (said,) = home.stores.trips.of(LOCAL, "minsu")
    home.stores.remove_trip(LOCAL, said.id)
    keeper = Keeper(home.stores, LOCAL, "minsu", NOW)
    meeting = replace(said.plan, provenance=Provenance.CALENDAR, title="부산 워크숍")
    station = load_gazetteer().lookup("부산역")[0]
    ticket = replace(
        said.plan,
        provenance=Provenance.BOOKING,
        mode=Mode.TRAIN,
        title="부산역 가는 기차",
        destination=station,
    )
    keeper.keep(meeting, "meeting")
    keeper.keep(ticket, "booking-1")
    keeper.keep(replace(ticket, title="서울역 가는 길", destination=ticket.origin), "booking-1-access")
    assert "예약과 달력에 함께 있는" not in home.say("내 일정 뭐 있어").text  # two trips
    for words in ("부산 출장 취소됐어", "부산 워크숍 취소됐어", "출장 취소됐어", "부산 기차 취소됐어"):
        home.say("아니")
        assert home.say(words).text == "내일 오전 10시 부산역 가는 기차를 지울까요?"
    assert (
        home.say("응").text == "내일 오전 10시 부산역 가는 기차를 지웠어요. 서울역 가는 길도 함께 지웠어요."
    )
    assert home.trips() == []
    assert home.stores.cancelled.of(LOCAL, "minsu") >= {"booking-1", "booking-1-access", "meeting"}


def test_which_one_is_asked_where_several_are_meant(home: Home) -> None:
    for day in ("내일", "모레"):
        home.say(f"{day} 오전 10시에 부산 출장 잡아줘")
        home.say("응")
    assert home.say("부산 출장 취소됐어").text.endswith("가운데 어느 여정인가요?")
    assert home.say("모레 부산 출장 취소됐어").text == "모레 오전 10시 부산 출장을 지울까요?"
    assert home.say("아니").text == "네, 그대로 둘게요."
    assert home.say("내일 부산 출장 취소됐어").text == "내일 오전 10시 부산 출장을 지울까요?"
    assert len(home.trips()) == 2


def test_the_worst_of_the_trips_is_told_and_explained(home: Home) -> None:
    for text in ("내일 오전 10시에 부산 출장 잡아줘", "다음 주 수요일 오전 10시에 강릉 여행 잡아줘"):
        home.say(text)
        home.say("응")
    told = home.say("내 일정 중에 위험한 거 있어?")
    assert "여정 2개 가운데 1개가 걸려요. 내일 오전 10시 부산 출장은 " in told.text
    assert told.assessment is not None
    assert "발표" in home.say("왜?").text


def test_what_is_slight_is_told_as_slight_and_explained(home: Home) -> None:
    for day in ("8월 17일", "8월 18일"):
        home.say(f"{day} 오전 10시에 부산 출장 잡아줘")
        home.say("응")
    home.say("내일 오전 7시에 대전 출장 잡아줘")
    home.say("응")
    told = home.say("내 일정 중에 위험한 거 있어?")
    assert told.assessment is not None
    if told.assessment.level < Level.CAUTION and told.assessment.drivers:
        assert (
            "'주의' 단계 이상인 것은 없어요. 그중에는 내일 오전 7시 대전 출장이 가장 마음에 걸려요."
            in told.text
        )
        assert "확인된 위험은 없" not in told.text


def test_after_a_trip_is_called_off_it_is_talked_about_no_more(home: Home) -> None:
    home.say("내일 오전 10시에 부산 출장 잡아줘")
    home.say("응")
    home.say("출장 취소됐어")
    home.say("응")
    assert home.say("하루 미루면?").assessment is None


def test_members_of_a_household_are_kept_apart(home: Home) -> None:
    home.say("내일 오전 10시에 부산 출장 잡아줘")
    home.say("응")
    assert home.say("내 일정 뭐 있어", user="yuna").text.startswith("저장해 둔 여정이 없어요.")
    assert home.say("출장 취소됐어", user="yuna").text.startswith("저장해 둔 여정이 없어요.")


def test_users_of_one_name_behind_two_keys_share_neither_conversation_nor_trips(home: Home) -> None:
    def say(owner: str, text: str) -> Reply:
        turn = Turn(user_id="minsu", text=text, now=NOW, scenario="khanun-2023", owner=owner)
        return home.loop.run_until_complete(home.bot.handle(turn))

    try:
        assert say("k1", "내일 오전 10시에 부산 출장 잡아줘").expects_reply
        assert "저장" not in say("k2", "응").text
        assert home.stores.trips.of("k2", "minsu") == ()
        assert say("k2", "하루 미루면?").assessment is None
        say("k1", "내일 오전 10시에 부산 출장 잡아줘")
        assert "저장했어요" in say("k1", "응").text
        assert [trip.user for trip in home.stores.trips.of("k1", "minsu")] == ["minsu"]
        assert home.trips() == []
    finally:
        for owner in ("k1", "k2"):
            home.loop.run_until_complete(home.bot.forget(conversation_of("minsu", owner)))


def test_alerts_are_switched_off_and_on(home: Home) -> None:
    assert home.say("알림 꺼줘").text.startswith("네, 이제 먼저 알려 드리지 않을게요.")
    assert not home.stores.preferences.of(LOCAL, "minsu").alerts
    home.say("내일 오전 10시에 부산 출장 잡아줘")
    assert "알림은 꺼져 있어요." in home.say("응").text
    assert "1개를 지켜보다가" in home.say("위험하면 미리 알려줘").text
    assert home.stores.preferences.of(LOCAL, "minsu").alerts


def test_bad_times_are_refused(home: Home) -> None:
    assert "지났어요" in home.say("어제 오전 10시에 부산 출장 잡아줘").text
    assert "없는 날짜" in home.say("13월 40일에 부산 출장 잡아줘").text
    home.say("응")
    assert home.trips() == []


def test_everything_is_forgotten_when_asked(home: Home) -> None:
    home.say("내일 오전 10시에 부산 출장 잡아줘")
    home.say("응")
    recordings, now = home.stores.recordings, clock.now()
    recordings.switch_on(now + timedelta(hours=1), now)
    said = {"flac": b"fLaC", "text": "왜", "confidence": 1.0, "alternatives": (), "now": now}
    recordings.add(LOCAL, "minsu", keep=timedelta(hours=1), **said)
    told = home.say("내 정보 지워줘").text
    assert told == "저장해 둔 여정 1개와 녹음 1개를 비롯해 모두 지울까요? 되돌릴 수 없어요."
    assert home.trips()
    assert home.say("응").text.startswith("저장해 둔 여정 1개와 녹음 1개를 지웠고")
    assert home.trips() == []
    assert recordings.count() == 0
