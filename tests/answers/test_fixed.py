"""Emergency wording (held letter by letter), guidance, questions back, errors."""

from __future__ import annotations

import hashlib

import pytest

from assistant import answers
from assistant.answers.emergency import EmergencyKind, emergency_answer, emergency_kind, shelter_answer
from assistant.answers.guidance import guidance_answer
from assistant.answers.say import fill, listed
from assistant.answers.tables import table
from assistant.places.model import Place, PlaceKind
from assistant.reply import CardKind, Reply
from assistant.risk.model import Advice, Hazard, Level, Mode
from tests.answers.samples import place
from tests.answers.voice import check_voice, sentences

# The vetted wording. A change here is a change of what people in danger hear: read it aloud first.
VETTED = {
    "flooded_car": (
        "바로 119에 전화하시고, 연결을 기다리지 말고 차에서 나오세요. "
        "안전벨트를 풀고 창문을 열거나 옆 유리를 깨세요. "
        "문이 안 열리면 차 안팎의 물 높이가 비슷해질 때 힘껏 미세요. "
        "나오시면 높은 곳으로 가세요."
    ),
    "stranded_snow": (
        "119에 전화해서 지금 계신 곳을 알리세요. "
        "차 안에 머물면서 배기구 둘레의 눈을 치우고, 창문을 가끔 조금 열어 환기하세요. "
        "몸을 따뜻하게 하고 모두 함께 잠들지는 마세요."
    ),
    "landslide": (
        "바로 119에 전화하세요. "
        "흙이 흘러오는 방향의 옆으로, 비탈에서 먼 높은 곳으로 피하세요. "
        "골짜기와 계곡 쪽으로는 가지 마세요."
    ),
    "earthquake": (
        "다치거나 갇히셨으면 119에 전화하세요. "
        "흔들리는 동안에는 탁자 아래에서 머리를 보호하세요. "
        "멈추면 승강기 대신 계단으로 나가 건물과 담에서 먼 넓은 곳으로 가세요. "
        "바닷가라면 바로 높은 곳으로 가세요."
    ),
    "collapse": (
        "바로 119에 전화하세요. "
        "무너질 수 있는 벽과 천장에서 떨어져 머리를 감싸세요. "
        "나갈 길이 있으면 바로 나가시고, 갇히셨으면 움직임을 줄이고 단단한 것을 규칙적으로 두드리세요."
    ),
    "fire": (
        "밖으로 피하면서 119에 전화하세요. "
        "젖은 천으로 코와 입을 막고 몸을 낮춰 계단으로 나가세요. "
        "승강기는 타지 마세요. "
        "나갈 수 없으면 문을 닫고 틈을 막은 뒤 창가에서 구조를 요청하세요."
    ),
    "water": (
        "바로 119에 전화하세요. "
        "물에서 떨어져 더 높은 곳으로 가세요. "
        "무릎 높이의 물이나 흐르는 물은 건너지 마시고, 지하와 물에 잠긴 전기 시설에서 떨어지세요."
    ),
    "injured": (
        "바로 119에 전화하시고, 끊지 말고 안내를 따르세요. "
        "더 위험한 곳이 아니면 다친 분을 옮기지 마세요. "
        "피가 나면 깨끗한 천으로 세게 누르고, 숨을 쉬지 않으면 가슴 압박을 시작하세요."
    ),
    "trapped": (
        "바로 119에 전화해서 계신 곳과 몇 분이 함께 있는지 알리세요. "
        "억지로 빠져나오려 하지 말고 힘을 아끼세요. "
        "전화가 안 되면 단단한 것을 규칙적으로 두드려 알리세요."
    ),
    "unknown": (
        "위험하시면 바로 119에 전화하세요. "
        "위험한 곳에서 떨어져 다른 분들과 함께 움직이세요. "
        "말로 하기 어려우면 119에 문자를 보내셔도 돼요."
    ),
}


@pytest.mark.parametrize("kind", EmergencyKind)
def test_emergency_wording_is_fixed(kind: EmergencyKind) -> None:
    reply = emergency_answer(kind)
    assert reply.text == VETTED[kind.value]
    assert reply.speech == reply.text.replace("119", "일일구")
    assert "119" in sentences(reply.text)[0]
    check_voice(reply, most=4)
    assert reply.cards[0].kind is CardKind.EMERGENCY
    assert reply.cards[0].items[0].value == "119"


@pytest.mark.parametrize("kind", [None, "", "nonsense", "flooded_car"])
def test_emergency_never_fails(kind: str | None) -> None:
    assert "119" in emergency_answer(kind).text
    assert emergency_answer("flooded_car") == emergency_answer(EmergencyKind.FLOODED_CAR)


KINDS = [
    ("차가 물에 잠겼어", "flooded_car"),
    ("차 안에 물이 들어와요", "flooded_car"),
    ("산사태 났어 살려줘", "landslide"),
    ("불이 났어", "fire"),
    ("집에 불났어요", "fire"),
    ("건물이 무너졌어", "collapse"),
    ("지진 났어 어떡해", "earthquake"),
    ("폭설에 고립됐어", "stranded_snow"),
    ("눈길에 갇혔어", "stranded_snow"),
    ("물이 차오르고 있어", "water"),
    ("사람이 다쳤어요", "injured"),
    ("엄마가 쓰러졌어", "injured"),
    ("엘리베이터에 갇혔어", "trapped"),
    ("살려주세요", "unknown"),
]


@pytest.mark.parametrize(("text", "kind"), KINDS)
def test_emergency_kind(text: str, kind: str) -> None:
    assert emergency_kind(text) == kind


@pytest.mark.parametrize("hazard", [*Hazard, None])
def test_guidance_is_short_and_names_its_source(hazard: Hazard | None) -> None:
    reply = guidance_answer(hazard)
    check_voice(reply)
    source = reply.cards[0].items[0].value
    assert ("행정안전부 국민행동요령을 간추리면" in reply.text) == (source == "행정안전부 국민행동요령")


def test_every_word_table_is_complete() -> None:
    words, guidance = table("words"), table("guidance")
    assert set(words["hazard"]) == {h.value for h in Hazard}
    assert set(words["level"]) == {level.value for level in Level}
    assert set(words["mode"]) == {mode.value for mode in Mode}
    assert (
        set(words["advice"])
        == set(words["advice_and"])
        == set(words["advice_place"])
        == {advice.value for advice in Advice}
    )
    assert set(guidance) - {"source"} == {h.value for h in Hazard}
    members = [hazard for family in words["family"] for hazard in family["hazards"]]
    assert sorted(members) == sorted(h.value for h in Hazard)


GWANGJU = [
    Place(
        name="광주시",
        kind=PlaceKind.DISTRICT,
        lat=37.4,
        lon=127.3,
        region="41610",
        region_name="경기도 광주시",
    ),
    Place(name="광주광역시", kind=PlaceKind.PROVINCE, lat=35.2, lon=126.9, region=None, aliases=("광주",)),
]


def test_ask_which() -> None:
    reply = answers.ask_which(GWANGJU)
    assert reply.text == "경기도 광주시와 광주광역시 중 어디인가요?"
    assert reply.expects_reply
    assert reply.quick_replies == ("경기도 광주시", "광주광역시")
    station = place("중구청역", "중구청역", "11140", region_name="서울특별시 중구")
    assert "서울특별시 중구 중구청역" in answers.ask_which([station, *GWANGJU]).text


TALK: list[tuple[Reply, bool]] = [
    (answers.ask_destination(), True),
    (answers.ask_which(GWANGJU), True),
    (answers.unknown_place("안드로메다"), True),
    (answers.unknown_place("Paris 2"), True),
    (answers.past_time(), True),
    (answers.bad_time("13월 40일"), True),
    (answers.same_place(), True),
    (answers.same_place("서울특별시"), True),
    (answers.no_way("제주도까지는 길이 이어져 있지 않아요. 비행기나 배로 물어봐 주세요."), True),
    (answers.no_way(""), True),
    (answers.too_long(), True),
    (answers.empty(), True),
    (answers.fallback(), True),
    (answers.help_reply(), True),
    (answers.service_down(), False),
    (shelter_answer(), False),
    (shelter_answer(place()), False),
]


@pytest.mark.parametrize(("reply", "expects"), TALK)
def test_talk(reply: Reply, expects: bool) -> None:
    check_voice(reply)
    assert reply.expects_reply is expects


def test_bad_input_is_named_with_the_right_particle() -> None:
    assert answers.bad_time("13월 40일").text.startswith("'13월 40일'은 없는")
    assert answers.bad_time("25시").text.startswith("'25시'는 없는")
    assert answers.unknown_place("안드로메다").text.startswith("'안드로메다'라는 곳을")
    assert answers.unknown_place("도깨비섬").text.startswith("'도깨비섬'이라는 곳을")
    assert answers.same_place("서울특별시").text.startswith("출발지와 도착지가 모두 서울로 같아요.")
    assert len(answers.unknown_place("가" * 10_000).text) < 200


def test_english_is_answered_with_a_hint_that_is_shown_only() -> None:
    reply = answers.not_korean()
    assert "Please ask in Korean" in reply.text
    assert "Please" not in reply.speech
    assert not any("a" <= c <= "z" for c in reply.speech)


def test_shelter_is_honest() -> None:
    reply = shelter_answer(place())
    assert "밀양 근처 대피소 위치는 아직 연결된 자료가 없어서" in reply.text
    assert "119" in reply.text


LISTS = [
    ([], ""),
    (["호우"], "호우"),
    (["강풍", "호우"], "강풍과 호우"),
    (["호우", "강풍"], "호우와 강풍"),
    (["태풍", "호우", "강풍"], "태풍, 호우와 강풍"),
]


@pytest.mark.parametrize(("words", "said"), LISTS)
def test_listed(words: list[str], said: str) -> None:
    assert listed(words) == said


def test_fill_fits_particles() -> None:
    assert fill("{a:으로}", a="서울") == "서울로"


def test_vetted_text_has_not_been_touched_together_with_its_test() -> None:
    whole = "\n".join(VETTED[kind.value] for kind in EmergencyKind)
    assert hashlib.sha256(whole.encode()).hexdigest()[:16] == "3df72bff755e4339"
