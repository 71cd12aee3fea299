"""Which place is meant, and when to ask."""

from __future__ import annotations

import pytest

from assistant.places import Ambiguous, Place, PlaceMention, load_gazetteer, resolve, spoken_name


def mention(text: str) -> PlaceMention:
    return load_gazetteer().mentions(text)[0]


def place(name: str) -> Place:
    return load_gazetteer().lookup(name)[0]


@pytest.mark.parametrize(
    ("text", "near", "answer"),
    [
        ("부산 가는 길", None, "부산광역시"),
        ("제주 가는 비행기", None, "제주특별자치도"),
        ("강남 붐벼?", None, "강남구"),
        ("아산 가는 길", None, "아산시"),
        ("경기 광주 가는 길", None, "광주시"),
        ("전라도 광주 가는 길", None, "광주광역시"),
        ("강원도 고성 가는 길", None, "고성군"),
        ("고성 가는 길", "속초", "고성군"),
        ("광주 가는 길", "나주", "광주광역시"),
        ("서면 붐벼?", None, "서면"),
    ],
)
def test_resolved(text: str, near: str | None, answer: str) -> None:
    found = resolve(mention(text), place(near) if near else None, text)
    assert isinstance(found, Place)
    assert found.name == answer


def test_near_end_decides_between_namesakes() -> None:
    found = resolve(mention("고성 가는 길"), place("속초"))
    assert isinstance(found, Place)
    assert found.region == "51820"
    found = resolve(mention("고성 가는 길"), place("통영"))
    assert isinstance(found, Place)
    assert found.region == "48820"


def test_province_word_elsewhere_decides() -> None:
    text = "고성 날씨 어때 강원도 말이야"
    found = resolve(mention(text), None, text)
    assert isinstance(found, Place)
    assert found.region == "51820"


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("광주 가는 길", {"광주광역시", "경기 광주시"}),
        ("고성 위험해?", {"경남 고성군", "강원 고성군"}),
    ],
)
def test_asked(text: str, labels: set[str]) -> None:
    found = resolve(mention(text))
    assert isinstance(found, Ambiguous)
    assert set(found.labels) == labels


def test_many_namesakes_give_four_options_at_most() -> None:
    found = resolve(mention("중앙동 날씨"))
    assert isinstance(found, Ambiguous)
    assert len(found.options) == 4


def test_nearest_namesake_is_offered_first() -> None:
    found = resolve(mention("신사동 날씨"), place("역삼동"))
    assert isinstance(found, Ambiguous)
    assert found.labels[0] == "서울 강남구 신사동"


def test_deictic_is_left_to_the_caller() -> None:
    assert resolve(mention("집에서 출발")) == Ambiguous("집", ())


@pytest.mark.parametrize(
    ("name", "spoken"),
    [
        ("부산", "부산광역시"),
        ("밀양", "경남 밀양시"),
        ("역삼동", "서울 강남구 역삼동"),
        ("인천공항", "인천국제공항"),
        ("보성군", "전남 보성군"),
    ],
)
def test_spoken_name(name: str, spoken: str) -> None:
    assert spoken_name(place(name)) == spoken
