"""Whole conversations with the real bot over recorded events."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.answers import emergency_answer
from assistant.answers.emergency import emergency_kind
from assistant.risk.model import Hazard, Level
from tests.bots import Conversation

Talk = Callable[..., Conversation]
QUESTION = "내일 부산 가는 길 안전해?"
STORM = {Hazard.TYPHOON, Hazard.HEAVY_RAIN, Hazard.STRONG_WIND}


def test_the_question_before_the_typhoon(talk: Talk) -> None:
    reply = talk().say(QUESTION)
    assessment = reply.assessment
    assert assessment is not None
    assert reply.intent == "ask_route_safety"
    assert assessment.level >= Level.CAUTION
    assert assessment.trip.origin_assumed
    met = [driver for driver in assessment.drivers if driver.hazard in STORM]
    assert met
    assert all(driver.source and driver.issued <= assessment.now for driver in met)
    assert all(driver.until > assessment.trip.depart for driver in met)
    assert assessment.alternatives
    assert min(alternative.score for alternative in assessment.alternatives) < assessment.score
    assert "길벗 판단으로" in reply.text
    assert "서울" in reply.text


def test_calmer_after_the_typhoon(talk: Talk) -> None:
    before = talk().say(QUESTION).assessment
    after = talk("2023-08-12T09:00").say(QUESTION).assessment
    assert before is not None
    assert after is not None
    assert after.score < before.score
    assert after.level < before.level


def test_nothing_connected_is_said_and_never_called_safe(talk: Talk) -> None:
    reply = talk("2026-03-04T10:00", None).say(QUESTION)
    assert reply.assessment is not None
    assert reply.assessment.coverage == 0
    assert reply.assessment.unknown
    assert "안전해요" not in reply.text
    assert "연결되지 않아서" in reply.text
    assert "지난 자료로는" in reply.text


def test_follow_ups_reuse_the_conversation(talk: Talk) -> None:
    user = talk()
    first = user.say(QUESTION).assessment
    later = user.say("그럼 모레는?").assessment
    train = user.say("기차로 가면?").assessment
    assert first is not None
    assert later is not None
    assert train is not None
    assert (later.trip.depart.date() - first.trip.depart.date()).days == 1
    assert later.trip.destination == first.trip.destination
    assert train.trip.mode == "train"
    assert train.trip.depart.date() == later.trip.depart.date()
    why = user.say("왜?")
    assert why.intent == "ask_reason"
    assert any(driver.source in why.text for driver in train.drivers) or not train.drivers


def test_detail_goes_on_page_by_page(talk: Talk) -> None:
    user = talk()
    user.say(QUESTION)
    pages = [user.say("자세히 알려줘").text for _ in range(2)]
    assert pages[0] != pages[1]


def test_a_missing_destination_is_asked_for_and_the_answer_completes_the_question(talk: Talk) -> None:
    user = talk()
    question = user.say("내일 가는 길 안전해?")
    assert question.expects_reply
    assert question.assessment is None
    answer = user.say("부산이요")
    assert answer.assessment is not None
    assert answer.assessment.trip.destination.startswith("부산")
    assert answer.assessment.trip.depart.date().isoformat() == "2023-08-10"


def test_another_subject_ends_the_form(talk: Talk) -> None:
    user = talk()
    user.say("내일 가는 길 안전해?")
    weather = user.say("부산 날씨 어때?")
    assert weather.intent == "ask_weather"
    assert "어디로 가" not in weather.text


@pytest.mark.parametrize(
    "text",
    ["차가 물에 잠겼어", "산사태 났어 살려줘", "불이 났어", "지하차도에 갇혔어", "사람이 쓰러졌어 도와줘"],
)
@pytest.mark.parametrize("in_a_form", [False, True])
def test_emergency_comes_first_with_fixed_wording(talk: Talk, text: str, in_a_form: bool) -> None:
    user = talk()
    if in_a_form:
        assert user.say("내일 가는 길 안전해?").expects_reply
    reply = user.say(text)
    assert reply.intent == "emergency"
    assert reply.text == emergency_answer(emergency_kind(text)).text
    assert "119" in reply.text


def test_an_ambiguous_name_is_asked_about(talk: Talk) -> None:
    user = talk()
    question = user.say("내일 광주 가는 길 안전해?")
    assert question.expects_reply
    assert "경기" in question.text
    answer = user.say("경기도요")
    assert answer.assessment is not None
    assert "광주" in answer.assessment.trip.destination


@pytest.mark.parametrize(
    "text",
    [
        "안드로메다 가는 길 안전해?",
        "13월 40일에 부산 가는 길 안전해?",
        "어제 부산 가는 길 안전했어?",
        "서울에서 서울 가는 길 안전해?",
        "차로 제주도 가는 길 안전해?",
        "ㅁㄴㅇㄹ",
        "🙂🙂🙂",
        "",
        "Is the way to Busan safe?",
        "가나다라" * 2500,
        "부산\u202e 가는\u200b 길",
    ],
)
def test_bad_input_gets_a_helpful_answer_and_the_conversation_goes_on(talk: Talk, text: str) -> None:
    user = talk()
    reply = user.say(text)
    assert reply.text
    assert reply.speech
    again = user.say(QUESTION)
    assert again.assessment is not None


def test_unknown_and_impossible_are_named(talk: Talk) -> None:
    assert "안드로메다" in talk().say("안드로메다 가는 길 안전해?").text
    assert "13월" in talk().say("13월 40일에 부산 가는 길 안전해?").text


def test_here_needs_a_location_and_uses_it(talk: Talk) -> None:
    assert talk().say("여기 안전해?").expects_reply
    reply = talk().say("여기 안전해?", location={"lat": 35.1796, "lon": 129.0756})
    assert reply.assessment is not None
    assert reply.assessment.level >= Level.CAUTION


def test_home_is_remembered_in_the_conversation_and_forgotten_on_request(talk: Talk) -> None:
    user = talk()
    assert "대구" in user.say("우리 집은 대구야").text
    trip = user.say(QUESTION).assessment
    assert trip is not None
    assert trip.trip.origin == "집"
    user.say("내 정보 전부 지워줘")
    after = user.say(QUESTION).assessment
    assert after is not None
    assert after.trip.origin != "집"


def test_speech_has_nothing_left_to_guess_at(talk: Talk) -> None:
    user = talk()
    for text in (QUESTION, "왜?", "자세히 알려줘", "기차로 가면?", "안녕", "도움말", "부산 날씨 어때?"):
        speech = user.say(text).speech
        assert not [char for char in speech if char.isdigit() or ("a" <= char.lower() <= "z")], speech


def test_two_users_do_not_mix(talk: Talk) -> None:
    one, two = talk(), talk()
    one.say("내일 부산 가는 길 안전해?")
    two.say("내일 강릉 가는 길 안전해?")
    assert one.say("모레는?").assessment.trip.destination.startswith("부산")  # type: ignore[union-attr]
    assert two.say("모레는?").assessment.trip.destination.startswith("강릉")  # type: ignore[union-attr]


def test_a_wished_road_is_taken_told_and_kept(talk: Talk) -> None:
    user = talk()
    by_road = user.say("7번 국도로 강릉에서 포항 가는 길 안전해?")
    assert by_road.assessment is not None
    assert by_road.assessment.trip.by_way == "7번국도"
    assert "국도로" in by_road.text
    later = user.say("그럼 모레는?").assessment
    assert later is not None
    assert later.trip.by_way == "7번국도"
    other = user.say("강릉에서 포항까지 안전해?").assessment
    assert other is not None
    assert other.trip.by_way == ""


def test_a_wished_road_that_leads_elsewhere_is_said(talk: Talk) -> None:
    assert "찾지 못했어요" in talk().say("중앙고속도로로 서울에서 목포 가는 길 안전해?").text
