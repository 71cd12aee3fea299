"""The first answer about a journey."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.answers import route_answer
from assistant.risk.advice import BETTER_BUT_UNKNOWN
from assistant.risk.model import Advice, Level, Mode
from tests.answers.samples import (
    DUSTY,
    NOW,
    SAMPLES,
    TOMORROW,
    assessment,
    at,
    driver,
    ktx,
    option,
    scan,
    trip,
    typhoon,
)
from tests.answers.voice import check_voice, has_final, sentences

SPOKEN = [
    (
        "one_warning",
        "내일 오전 아홉 시에 집에서 출발하시면 부산까지 자동차로 다섯 시간쯤 걸려요. "
        "낮 열두 시쯤 지나시는 밀양과 김해에 기상청 호우경보가 내려져 있어서 길벗 판단으로 경계 단계예요. "
        "오전 여섯 시에 출발하시거나 케이티엑스를 타시면 관심 단계로 내려가요.",
    ),
    (
        "coming",
        "내일 오전 아홉 시에 집에서 출발하시면 부산까지 자동차로 다섯 시간쯤 걸려요. "
        "오전 열한 시부터 부산에 기상청 호우경보가 발효될 예정이라 길벗 판단으로 주의 단계예요. "
        "오전 여섯 시에 출발하시면 안전 단계로 내려가요.",
    ),
    (
        "clear",
        "내일 오전 아홉 시에 집에서 출발하시면 부산까지 자동차로 다섯 시간쯤 걸려요. "
        "가시는 길에 확인된 위험은 없어요.",
    ),
    (
        "climatology",
        "내일 오전 아홉 시에 집에서 출발하시면 부산까지 자동차로 다섯 시간쯤 걸려요. "
        "지금 날씨와 교통 상황 같은 실시간 정보가 연결되지 않아서 위험 단계를 말씀드리기 어려워요. "
        "지난 자료로는 팔월 밀양에서 호우특보 수준의 비가 열흘에 한 번쯤 왔어요.",
    ),
]


@pytest.mark.parametrize(("name", "speech"), SPOKEN)
def test_says_it_like_this(name: str, speech: str) -> None:
    assert route_answer(SAMPLES[name], NOW).speech == speech


@pytest.mark.parametrize("name", SAMPLES)
def test_sounds_right(name: str) -> None:
    a = SAMPLES[name]
    reply = route_answer(a, NOW)
    check_voice(reply)
    assert len(reply.text) < 400
    assert reply.assessment is a
    assert "출발하시면" in reply.text or not a.trip.origin_assumed


@pytest.mark.parametrize("name", SAMPLES)
def test_never_says_safe_unchecked(name: str) -> None:
    for coverage in (0.0, 0.3, 0.49):
        a = replace(SAMPLES[name], coverage=coverage)
        reply = route_answer(a, NOW)
        assert "안전" not in reply.text + reply.speech, reply.text
        assert all(card.level is not Level.SAFE for card in reply.cards)


@pytest.mark.parametrize("name", [n for n, a in SAMPLES.items() if a.drivers])
def test_names_the_worst_warning_with_its_source_and_our_level_as_ours(name: str) -> None:
    a = SAMPLES[name]
    text = route_answer(a, NOW).text
    worst = max(a.drivers, key=lambda d: d.contribution)
    if not worst.extrapolated:
        assert worst.name in text
        assert worst.source in text
    assert "길벗 판단으로 '" in text


def test_names_simultaneous_hazards_and_counts_the_rest() -> None:
    drivers = tuple(
        driver(name, contribution=90.0 - 10 * i)
        for i, name in enumerate(["태풍경보", "호우경보", "강풍경보", "풍랑주의보", "폭염주의보"])
    )
    text = route_answer(assessment(Level.SERIOUS, drivers=drivers), NOW).text
    assert "기상청 태풍경보, 호우경보와 강풍경보가 내려져 있고" in text
    assert "그 밖의 위험도 2가지 더 있어서" in text


def test_a_hazard_of_two_levels_is_named_once() -> None:
    drivers = (driver("호우주의보", "대구", 11, contribution=30.0), driver("호우경보", "밀양시", 12))
    text = route_answer(assessment(Level.ALERT, drivers=drivers), NOW).text
    assert "호우경보" in text
    assert "호우주의보" not in text


def test_a_typhoon_that_we_extrapolated_is_marked() -> None:
    text = route_answer(assessment(Level.ALERT, drivers=(typhoon(),)), NOW).text
    assert "지금까지의 움직임을 이어 본 추정으로는" in text
    known = route_answer(assessment(Level.ALERT, drivers=(typhoon(extrapolated=False),)), NOW).text
    assert "추정" not in known


UNKNOWN_THINGS = [
    ("one", DUSTY[:1], "미세먼지 정보는 지금 확인할 수 없어요."),
    ("two", (DUSTY[0], DUSTY[4]), "미세먼지와 감염병 정보는 지금 확인할 수 없어요."),
    ("many", DUSTY, "교통 상황과 미세먼지 등 3가지 정보는 지금 확인할 수 없어요."),
]


@pytest.mark.parametrize(("case", "unknown", "said"), UNKNOWN_THINGS)
def test_says_what_is_unknown(case: str, unknown: tuple[object, ...], said: str) -> None:
    for level, drivers in ((Level.SAFE, ()), (Level.ATTENTION, (driver(),))):
        text = route_answer(assessment(level, unknown=unknown, drivers=drivers), NOW).text
        assert text.endswith(said)


OPTIONS = [
    ("earlier", (option("departure"),), "오전 6시에 출발하시면 '관심' 단계로 내려가요."),
    ("next day", (option("departure", hour=30),), "모레 오전 6시에 출발하시면 '관심' 단계로 내려가요."),
    ("ktx", (ktx(),), "KTX를 타시면 '관심' 단계로 내려가요."),
    (
        "bus",
        (option("mode", mode=Mode.BUS, via="고속버스"),),
        "버스를 타시면 '관심' 단계로 내려가요.",
    ),
    ("route", (option("route"),), "중앙고속도로로 돌아가시면 '관심' 단계로 내려가요."),
    (
        "two levels",
        (option("departure", Level.CAUTION), ktx()),
        "KTX를 타시면 '관심', 오전 6시에 출발하시면 '주의' 단계로 내려가요.",
    ),
    ("safe", (ktx(Level.SAFE),), "KTX를 타시면 '안전' 단계로 내려가요."),
    ("safe but unknown", (ktx(Level.SAFE, coverage=0.2),), "KTX를 타시면 확인된 위험은 줄어들어요."),
    (
        "same level",
        (ktx(Level.ALERT, score=40.0),),
        "KTX를 타시면 조금 나아지지만 단계는 그대로예요.",
    ),
]


@pytest.mark.parametrize(("case", "alternatives", "said"), OPTIONS)
def test_offers_what_is_better(case: str, alternatives: tuple[object, ...], said: str) -> None:
    a = assessment(Level.ALERT, drivers=(driver(),), alternatives=alternatives)
    assert sentences(route_answer(a, NOW).text)[2] == said


NOTES = [
    ("none better", "시간이나 길, 교통수단을 바꿔도 나아지지 않아요", "바꿔도 나아지지 않으니"),
    ("unproven", BETTER_BUT_UNKNOWN, "그쪽은 확인된 정보가 적으니 급하지 않으시면"),
]


@pytest.mark.parametrize(("case", "note", "said"), NOTES)
def test_says_when_nothing_is_better(case: str, note: str, said: str) -> None:
    a = assessment(Level.ALERT, drivers=(driver(),), alternatives_note=note)
    assert said in route_answer(a, NOW).text


def test_claims_nothing_of_alternatives_that_were_not_computed() -> None:
    text = route_answer(assessment(Level.ALERT, drivers=(driver(),)), NOW).text
    assert "나아지지" not in text


def test_shelter_goes_before_every_alternative() -> None:
    a = assessment(Level.SERIOUS, drivers=(driver(hour=9),), advice=Advice.SHELTER, alternatives=(ktx(),))
    assert "튼튼한 건물 안에 머무르세요" in route_answer(a, NOW).text
    assert "KTX" not in route_answer(a, NOW).text


SCANS = [
    (
        "worst told, best said",
        "aacclc",
        10,
        "오전 6시에서 7시 사이 출발이 '관심' 단계로 가장 나아요.",
    ),
    (
        "neither told",
        "aacclxxc",
        8,
        "오전 6시에서 7시 사이 출발이 '관심' 단계로 가장 낫고, "
        "오전 11시에서 낮 12시 사이 출발이 '심각' 단계로 가장 나빠요.",
    ),
    ("best is silence", "ssccl", 10, "오전 6시에서 7시 사이 출발이 확인된 위험이 가장 적어요."),
]


@pytest.mark.parametrize(("case", "levels", "hour", "said"), SCANS)
def test_tells_the_best_and_the_worst_window(case: str, levels: str, hour: int, said: str) -> None:
    a = assessment(
        Level.ALERT, drivers=(driver(),), trip=trip(depart=at(hour), arrive=at(hour + 5)), scan=scan(levels)
    )
    assert sentences(route_answer(a, NOW).text)[2] == said
    hedged = route_answer(replace(a, coverage=0.3), NOW).text
    assert f"지금 확인된 것만 보면 {said}" in hedged


def test_a_day_without_an_hour_names_the_day_and_the_hour_the_level_is_for() -> None:
    a = SAMPLES["scan"]
    first, second, _ = sentences(route_answer(a, NOW).text)
    assert first == "내일 집에서 출발하시면 부산까지 자동차로 5시간쯤 걸려요."
    assert second.startswith("오전 9시에 출발하시면 낮 12시쯤 지나시는")
    assert "언제 출발하셔도" in route_answer(SAMPLES["scan_flat"], NOW).text


HANGUL = st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=2, max_size=4)
# Administrative endings are taken off a name before it is said; those names are tested by table.
PLAIN = HANGUL.filter(lambda name: name[-1] not in "시군구도")


@settings(deadline=None)
@given(first=PLAIN, second=PLAIN)
def test_particles_fit_any_place_name(first: str, second: str) -> None:
    drivers = (driver(region=first, hour=11), driver(region=second, hour=12))
    text = route_answer(assessment(Level.ALERT, drivers=drivers), NOW).text
    both = f"{first}{'과' if has_final(first) else '와'} {second}에 기상청"
    assert (f"{first}에 기상청" if first == second else both) in text


@settings(deadline=None)
@given(name=HANGUL)
def test_route_names_take_the_right_direction_particle(name: str) -> None:
    road = f"{name}고속도로"
    a = assessment(Level.ALERT, drivers=(driver(),), alternatives=(option("route", via=road),))
    assert f"{road}로 돌아가시면" in route_answer(a, NOW).text


def test_follow_ups_fit_the_trip() -> None:
    by_car = route_answer(SAMPLES["one_warning"], NOW).quick_replies
    assert by_car == ("왜?", "자세히 알려줘", "기차로 가면?", "한 시간 늦게 가면?")
    by_train = route_answer(assessment(trip=trip(mode=Mode.TRAIN)), NOW).quick_replies
    assert "기차로 가면?" not in by_train


def test_card_shows_stretches_drivers_and_gaps() -> None:
    card = route_answer(SAMPLES["unknown_too"], NOW).cards[0]
    assert card.title == "집 → 부산"
    assert card.level is Level.ALERT
    assert "자동차" in card.description
    assert "경부고속도로" in card.description
    labels = [item.label for item in card.items]
    assert labels == ["호우경보", "확인 못 함"]
    assert "기상청 오늘 오후 5시 10분 발표" in card.items[0].value


def test_departure_now() -> None:
    a = assessment(trip=trip(depart=NOW, arrive=at(-1)))
    assert route_answer(a, NOW).text.startswith("지금 집에서 출발하시면")
    assert NOW < TOMORROW
