"""How words sound: examples of the Standard Pronunciation, or of the rule that is named."""

from __future__ import annotations

import pytest

from tools.vosk_model.phones import PHONES, phones_of
from tools.vosk_model.pronounce import Style, pronounced


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("길이", "기리"), ("안전해요", "안전해요"), ("괜찮을까", "괜차늘까"), ("같이", "가치"),
        ("국물", "궁물"),
        ("신라", "실라"), ("독립", "동닙"), ("못하다", "모타다"), ("않다", "안타"), ("값이", "갑씨"),
        ("닭", "닥"), ("읽고", "익꼬"), ("좋아", "조아"), ("많이", "마니"), ("놓는", "논는"),
        ("도착해", "도차캐"), ("있어", "이써"), ("서울역", "서울력"), ("출장", "출짱"), ("희망", "히망"),
    ],
)  # fmt: skip
def test_within_a_word(written: str, said: str) -> None:
    assert pronounced([written], Style.CAREFUL) == [said]


@pytest.mark.parametrize(
    ("written", "style", "said"),
    [
        ("부산 가는 길 안전해", Style.CAREFUL, "부산 가는 길 안전해"),
        ("부산 가는 길 안전해", Style.STANDARD, "부산 가는 기 란전해"),  # rule 13, when said without a pause
        ("옷 안", Style.STANDARD, "오 단"),  # rule 15
        ("할 수 있어", Style.STANDARD, "할 쑤 이써"),  # rule 27
        ("갈 거예요", Style.STANDARD, "갈 꺼예요"),
        ("전화해", Style.CASUAL, "저놔애"),
        ("십육 분", Style.STANDARD, "심뉵 뿐"),
    ],
)
def test_across_words(written: str, style: Style, said: str) -> None:
    assert pronounced(written.split(), style) == said.split()


def test_every_syllable_stays_one() -> None:
    words = "삼십육 번 국도 몇 킬로미터 남았습니까".split()
    for style in Style:
        assert [len(word) for word in pronounced(words, style)] == [len(word) for word in words]


def test_other_letters_are_refused() -> None:
    with pytest.raises(ValueError, match="KTX"):
        pronounced(["KTX"])


def test_phones() -> None:
    assert phones_of("광교") == ["g", "w", "a", "NG", "g", "y", "o"]
    assert len(PHONES) == 35
    with pytest.raises(ValueError, match="ㅄ"):
        phones_of("값")
