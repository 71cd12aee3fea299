"""How Korean is pronounced: from written syllables to sounds, with what neighbours do to each other.

Rules of the Standard Pronunciation (표준 발음법, 국립국어원), chapters 4 to 6: liaison, neutralisation of
finals, aspiration, palatalisation, nasalisation, lateralisation and tensing. Every syllable stays one
syllable, so a piece of a word is pronounced as its syllables are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from assistant.korean.jamo import NEUTRAL, TENSE, compose, decompose, is_syllable, split_cluster

_ASPIRATED = dict(zip("ㄱㄷㅂㅈ", "ㅋㅌㅍㅊ", strict=True))
_NASAL = {"ㄱ": "ㅇ", "ㄷ": "ㄴ", "ㅂ": "ㅁ"}
_WITH_H = {"ㄵ": ("ㄴ", "ㅊ"), "ㄺ": ("ㄹ", "ㅋ"), "ㄼ": ("ㄹ", "ㅍ"), "ㅈ": ("", "ㅊ")}
_TENSE_FINALS = "ㄵㄼㄾ"
_TENSED_AFTER_L = frozenset("게거걸껄건까지수줄데")
"""What is tense after an ending in ㄹ: 갈게 [갈께], 할 거 [할 꺼], 할 수 [할 쑤] (rule 27)."""

EXCEPTIONS = {
    "십육": "심뉵", "육육": "육뉵", "며칠이": "며치리", "몇 월": "며 둴", "깻잎": "깬닙",
    "담요": "담뇨", "색연필": "생년필", "한여름": "한녀름", "첫여름": "천녀름", "서울역": "서울력",
    "용산역": "용산녁", "부산역": "부산녁", "강남역": "강남녁", "대전역": "대전녁", "오송역": "오송녁",
    "잠실역": "잠실력", "출장": "출짱", "발전": "발쩐", "결정": "결쩡", "일정": "일쩡",
    "물질": "물찔", "갈등": "갈뜽", "실시": "실씨", "위험성": "위험썽", "안전성": "안전썽",
    "가능성": "가능썽", "눈길": "눈낄", "빗길": "비낄", "밤길": "밤낄", "산길": "산낄",
    "물길": "물낄", "출근길": "출근낄", "퇴근길": "퇴근낄", "빙판길": "빙판낄", "손가락": "손까락",
    "신라": "실라", "음운론": "으문논", "의견란": "의견난",
}  # fmt: skip
"""Words that the rules do not reach: ㄴ put in (rule 29), tensing in compounds (rule 28) and in Sino-Korean
words (rule 26)."""


class Style(Enum):
    """How carefully it is said."""

    CAREFUL = "careful"
    """Every written word by itself,"""
    STANDARD = "standard"
    """words that follow without a pause joined as the standard says,"""
    CASUAL = "casual"
    """and ㅎ between voiced sounds lost, as most people speak."""


@dataclass(slots=True)
class _Syllable:
    initial: str
    vowel: str
    final: str
    follows_space: bool = False
    tense_next: bool = False


def pronounced(words: Sequence[str], style: Style = Style.STANDARD) -> list[str]:
    """The words as they sound, in Hangul: ["안전한", "길이"] is ["안전한", "기리"].

    Raises ValueError for anything but Hangul syllables."""
    syllables: list[_Syllable] = []
    for word in _with_exceptions(words):
        if not word or not all(is_syllable(char) for char in word):
            raise ValueError(f"not a Hangul word: {word!r}")
        for index, char in enumerate(word):
            initial, vowel, final = decompose(char)
            syllables.append(_Syllable(initial, vowel, final, follows_space=index == 0))
    pairs = list(pairwise(syllables))
    joined = [pair for pair in pairs if style is not Style.CAREFUL or not pair[1].follows_space]
    if style is not Style.CAREFUL:
        _tense_after_l(pairs, words)
    for left, right in joined:
        _liaison(left, right, loose=style is Style.CASUAL)
    for syllable in syllables:
        syllable.tense_next = syllable.final in tuple(_TENSE_FINALS)
        syllable.final = NEUTRAL[syllable.final] if syllable.final else ""
    for left, right in joined:
        _assimilate(left, right)
    for syllable in syllables:
        _settle_vowel(syllable)
    found = iter(compose(each.initial, each.vowel, each.final) for each in syllables)
    return ["".join(next(found) for _ in word) for word in words]


def _with_exceptions(words: Sequence[str]) -> list[str]:
    text = " ".join(words)
    for written, said in EXCEPTIONS.items():
        if written in text:
            text = text.replace(written, said)
    return text.split(" ")


def _tense_after_l(pairs: Sequence[tuple[_Syllable, _Syllable]], words: Sequence[str]) -> None:
    letters = "".join(words)
    for index, (left, right) in enumerate(pairs):
        if left.final == "ㄹ" and right.initial in TENSE and letters[index + 1] in _TENSED_AFTER_L:
            right.initial = TENSE[right.initial]


def _liaison(left: _Syllable, right: _Syllable, *, loose: bool) -> None:
    """What a final does before a vowel or ㅎ, or as ㅎ itself (rules 12 to 18)."""
    final, initial = left.final, right.initial
    if not final:
        if loose and initial == "ㅎ" and not right.follows_space:
            right.initial = "ㅇ"
        return
    if right.follows_space and final not in "ㅎㄶㅀ":
        # Across words the final is neutral first: 옷 안 [오단] (rule 15).
        final = left.final = NEUTRAL[final]
    if initial == "ㅇ" and right.vowel in "ㅣㅕ" and final in "ㄷㅌ" and not right.follows_space:
        left.final, right.initial = "", {"ㄷ": "ㅈ", "ㅌ": "ㅊ"}[final]
        return
    if final in "ㅎㄶㅀ":
        rest = {"ㅎ": "", "ㄶ": "ㄴ", "ㅀ": "ㄹ"}[final]
        if initial in _ASPIRATED:
            left.final, right.initial = rest, _ASPIRATED[initial]
        elif initial == "ㅅ":
            left.final, right.initial = rest, "ㅆ"
        elif initial == "ㅇ":
            left.final, right.initial = "", rest or "ㅇ"
        elif final == "ㅎ" and initial == "ㄴ":
            left.final = "ㄴ"
        else:
            left.final = rest or "ㄷ"
        return
    if initial == "ㅎ":
        neutral = NEUTRAL[final]
        if final in _WITH_H:
            left.final, right.initial = _WITH_H[final]
        elif neutral in _ASPIRATED:
            left.final, right.initial = "", _ASPIRATED[neutral]
        elif loose and not right.follows_space:
            left.final, right.initial = ("", neutral) if neutral != "ㅇ" else ("ㅇ", "ㅇ")
        return
    if initial == "ㅇ" and final != "ㅇ":
        parts = split_cluster(final)
        if len(parts) == 2:
            left.final, right.initial = parts[0], "ㅆ" if parts[1] == "ㅅ" else parts[1]
        else:
            left.final, right.initial = "", final


def _assimilate(left: _Syllable, right: _Syllable) -> None:
    """Tensing, nasals and laterals (rules 18 to 20, 23 to 25)."""
    final, initial = left.final, right.initial
    if not final:
        return
    if (final in "ㄱㄷㅂ" or left.tense_next) and initial in TENSE:
        right.initial = TENSE[initial]
    elif final in _NASAL and initial in "ㄴㅁㄹ":
        left.final = _NASAL[final]
        right.initial = "ㄴ" if initial == "ㄹ" else initial
    elif final in "ㅁㅇ" and initial == "ㄹ":
        right.initial = "ㄴ"
    elif (final, initial) in (("ㄴ", "ㄹ"), ("ㄹ", "ㄴ")):
        left.final, right.initial = "ㄹ", "ㄹ"


def _settle_vowel(syllable: _Syllable) -> None:
    """ㅖ and ㅢ after consonants, ㅕ after ㅈ (rule 5)."""
    if syllable.vowel == "ㅖ" and syllable.initial not in "ㅇㄹ":
        syllable.vowel = "ㅔ"
    if syllable.vowel == "ㅢ" and syllable.initial != "ㅇ":
        syllable.vowel = "ㅣ"
    if syllable.initial in "ㅈㅉㅊ":
        syllable.vowel = {"ㅕ": "ㅓ", "ㅒ": "ㅔ"}.get(syllable.vowel, syllable.vowel)
