"""Place names in running text: found, nested, and not found where they are ordinary words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.places import PlaceMention, load_gazetteer
from tests.places.cases import NEGATIVE, POSITIVE


def show(mention: PlaceMention) -> str:
    return f"{mention.text}={'@' + mention.deictic if mention.deictic else mention.candidates[0].name}"


@pytest.mark.parametrize(("text", "places"), POSITIVE)
def test_found(text: str, places: str) -> None:
    assert [show(m) for m in load_gazetteer().mentions(text)] == places.split(" | ")


@pytest.mark.parametrize("text", NEGATIVE)
def test_not_found(text: str) -> None:
    assert [show(m) for m in load_gazetteer().mentions(text)] == []


def test_offsets_and_province_words() -> None:
    text = "강원도 고성에서 부산까지"
    first, second = load_gazetteer().mentions(text)
    assert (first.start, first.end, first.province) == (0, 6, "강원도")
    assert (second.text, second.province) == ("부산", "")
    assert {place.region for place in first.candidates} == {"51820"}


def test_ambiguous_names_keep_all_candidates() -> None:
    (mention,) = load_gazetteer().mentions("광주 가는 길")
    assert [place.name for place in mention.candidates[:2]] == ["광주광역시", "광주시"]
    (mention,) = load_gazetteer().mentions("고성 위험해?")
    assert {place.region for place in mention.candidates[:2]} == {"48820", "51820"}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("음성", "음성=음성군"),
        ("예산이요", "예산=예산군"),
        ("진도요", "진도=진도군"),
        ("역삼이요", "역삼=역삼"),
        ("집이요", "집=@home"),
        ("회사", "회사=@work"),
    ],
)
def test_a_bare_word_is_a_place_only_when_asked_for(text: str, place: str) -> None:
    gazetteer = load_gazetteer()
    assert [show(m) for m in gazetteer.mentions(text, expected=True)] == [place]
    if text != "역삼이요":
        assert gazetteer.mentions(text) == ()


@pytest.mark.parametrize("text", ["괜찮아", "아니 됐어", "동작이요", "글쎄", "공주님이요"])
def test_asking_does_not_turn_every_word_into_a_place(text: str) -> None:
    assert load_gazetteer().mentions(text, expected=True) == ()


def test_groups_of_provinces_are_offered() -> None:
    (mention,) = load_gazetteer().mentions("경상도 쪽 날씨 어때")
    assert {place.name for place in mention.candidates} == {"경상북도", "경상남도"}


KOREAN = st.text(
    alphabet="가나다라마바사부산서울강릉역동구시에서까지으로는은이가 광주고성집여기.·,?→1A😀", max_size=40
)


@given(st.one_of(KOREAN, st.text(max_size=200)))
@settings(max_examples=300)
def test_offsets_equal_slices_and_nothing_overlaps(text: str) -> None:
    reached = 0
    for mention in load_gazetteer().mentions(text):
        assert mention.text == text[mention.start : mention.end]
        assert reached <= mention.start < mention.end
        assert bool(mention.candidates) != bool(mention.deictic)
        reached = mention.end


@pytest.mark.parametrize(
    "text",
    ["가" * 10_000, "부산" * 5_000, "부산 " * 3_334, "😀" * 10_000, "서울시강남구" * 1_600, "\n\t" * 5_000],
)
@pytest.mark.timeout(20)
def test_long_text_is_answered(text: str) -> None:
    load_gazetteer().mentions(text)
