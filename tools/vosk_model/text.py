"""What is said: sentences for the sounds and for the word order of our Vosk model.

Our own sentences, their grammars with places of the whole gazetteer, everyday requests (`everyday.txt`),
sentences written for this model as people say them (`spoken.txt`), and open utterances of others (3i4K and
ParaKQC, Cho et al., CC BY-SA 4.0; ChatbotData, MIT) from a folder that is not part of the project: only
counts of word pieces get into the model. Sentences of our tests are left out.
"""

from __future__ import annotations

import csv
import gzip
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assistant.korean.spoken import sino, spoken
from tools.nlu import grammar
from tools.nlu.data import EVALUATION_SETS, ROOT, bare, labelled_tsv, training_examples
from tools.nlu.noise import SLIPS

PLACES = ROOT / "assistant" / "places" / "data" / "places.tsv.gz"
EVERYDAY = Path(__file__).parent / "everyday.txt"
SPOKEN = Path(__file__).parent / "spoken.txt"
WAKE_PHRASES = ("하이 엘지", "길벗아", "길벗", "헤이 길벗", "안녕 길벗", "하이 길벗")
_ENTITY = re.compile(r"\[([^\]]*)\](?:\([^)]*\)|\{[^}]*\})")
_BRACKETS = re.compile(r"\(.*?\)")
_GIVE = "줘|줄래|주세요|주라|주렴|주십시오|줄게|주실래요"
_TRY = "봐|봤|볼|보고|보자|보면|보려|보니|보던|보세|둬|뒀|두고|두면|두려|놔|놨|놓고|놓은|놓을|놓아"
_SPACES = (
    (re.compile(rf"(?<=[가-힣]) (?=(?:{_GIVE})요?(?: |$))"), ""),
    (re.compile(rf"(?<=[해어아여워져려켜쳐]) (?=(?:{_TRY})[가-힣]*(?: |$))"), ""),
    (re.compile(r"(?<![가-힣])안(?=[돼된될됩됐되])"), "안 "),
    (re.compile(r"(?<=[가-힣]지)(?=[마말](?:요|세요|라|고|아|아요)?(?: |$))"), " "),
)
"""알려 줘 and 알려줘 are both right; one way to write it is enough for a recogniser."""
_NOT_HANGUL = re.compile(r"[^가-힣 ]+")
_PLACE_SLOTS = {
    "city": ("province", "district"),
    "dong": ("neighbourhood",),
    "spot": ("landmark", "station", "university", "hospital", "stadium", "park", "beach", "terminal"),
    "mountain": ("mountain",),
    "island": ("island",),
    "road": ("road",),
    "bridge": ("bridge", "pass"),
    "ic": ("interchange", "tollgate", "rest_area"),
}
_GRAMMAR_SHARE = 20.0
"""More of each grammar line than its xN says."""
_OTHERS_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class Sentence:
    """Hangul words, and how much they count for the order of words."""

    words: tuple[str, ...]
    weight: float
    own: bool
    """Ours, or of the open utterances."""


def words_of(text: str) -> tuple[str, ...]:
    """The words as they are spoken, Hangul only; () for text with anything that is not read aloud."""
    plain = _ENTITY.sub(r"\1", text)
    hangul = " ".join(_NOT_HANGUL.sub(" ", spoken(plain)).split())
    for pattern, written in _SPACES:
        hangul = pattern.sub(written, hangul)
    return tuple(hangul.split())


@cache
def place_names() -> dict[str, list[str]]:
    """Names and aliases of the gazetteer by kind, as they are spoken."""
    found: dict[str, list[str]] = {}
    with gzip.open(PLACES, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            names = [row["name"], *(alias.lstrip("~") for alias in row["aliases"].split("|"))]
            short = (_BRACKETS.sub("", name).strip() for name in names)
            found.setdefault(row["kind"], []).extend(name for name in short if len(name) > 1)
    return found


def _slots() -> dict[str, list[str]]:
    slots = dict(grammar.load_slots())
    for slot, kinds in _PLACE_SLOTS.items():
        names = [name for kind in kinds for name in place_names().get(kind, ())]
        # Half the time a place that the grammar has, which people name more often.
        usual = slots.get(slot, [])
        times = max(1, len(names) // max(1, len(usual)))
        slots[slot] = [*names, *(usual * times)]
    slots["sino"] = [sino(number) for number in range(1, 200)]
    slots["minute"] = [sino(number) for number in range(1, 60)]
    months = [*("일 이 삼 사 오 유 칠 팔 구 시 십일 십이".split())]
    dates = [f"{month}월 {sino(day)}일" for month in months for day in range(1, 32)]
    week_days = "월요일 화요일 수요일 목요일 금요일 토요일 일요일".split()
    days = [
        "오늘",
        "내일",
        "모레",
        "글피",
        "어제",
        "주말",
        "다음 주",
        "이번 주",
        "이번 주말",
        "다음 달",
        *week_days,
    ]
    weeks = [f"{week} 주 {day}" for week in ("이번", "다음", "다다음") for day in week_days]
    slots["d"] = [*dates, *(days * 20), *(weeks * 4)]
    hours = "한 두 세 네 다섯 여섯 일곱 여덟 아홉 열 열한 열두".split()
    parts = ("오전", "오후", "아침", "점심", "저녁", "새벽", "밤", "")
    minutes = [
        *([""] * 25),
        *(["반"] * 8),
        *(f"{sino(number)} 분" for number in (*range(1, 60), *range(5, 60, 5))),
    ]
    slots["t"] = [
        f"{part} {hour} 시 {minute}".strip() for part in parts for hour in hours for minute in minutes
    ]
    slots["weatherterm"] = "날씨 기온 미세먼지 초미세먼지 습도 강수량 자외선 체감온도 강수확률".split()
    slots["wake"] = list(WAKE_PHRASES)
    return slots


def _grammar_lines() -> Iterator[tuple[str, float]]:
    for path in sorted(grammar.GRAMMAR_DIR.glob("*.txt")):
        for lines in grammar.parse(path.read_text(encoding="utf-8")).values():
            for line in lines:
                yield line, _GRAMMAR_SHARE if path.stem != "out_of_scope" else 1.5
    for line in EVERYDAY.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line, 4.0


@cache
def held_out() -> dict[tuple[str, ...], str]:
    """Sentences of our own tests, with their intents."""
    return {words_of(text): intent for path in EVALUATION_SETS for intent, text in labelled_tsv(path)}


def own(seed: int = 1) -> list[Sentence]:
    """Our own sentences and what their grammars make with places of the whole gazetteer."""
    rng = random.Random(seed)
    slots = _slots()
    made = [(text, 1.0) for text in unspoilt(text for _, text in training_examples())]
    made += [(line, 1.0) for line in SPOKEN.read_text(encoding="utf-8").splitlines()]
    for line, times in _grammar_lines():
        made += [(text, 1.0) for text in grammar.sentences(line, slots, rng, times)]
    made += [(name, 0.5) for names in place_names().values() for name in names]
    return _kept(made, own=True)


def unspoilt(texts: Iterable[str]) -> list[str]:
    """Without the copies of a text that lost spaces or have a slip of the thumb: those train the reader of
    typed requests, but nobody speaks them."""
    most: dict[str, str] = {}
    for text in texts:
        letters = bare(text)
        if len(text.split()) > len(most.get(letters, "").split()):
            most[letters] = text
    return [
        text
        for letters, text in most.items()
        if not any(
            wrong in letters and letters.replace(wrong, right, 1) in most
            for right, wrong in SLIPS
            if right not in letters
        )
    ]


def others(folder: Path) -> list[Sentence]:
    """Open utterances of others. Raises FileNotFoundError with what is missing."""
    texts: list[str] = []
    for name in ("assistant_requests.tsv", "paraphrases.tsv"):
        with (folder / name).open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            texts += [row["text"] for row in rows if row.get("text")]
    texts += (folder / "small_talk.txt").read_text(encoding="utf-8").splitlines()
    return _kept(((text, _OTHERS_WEIGHT) for text in texts), own=False)


def _kept(texts: Iterable[tuple[str, float]], *, own: bool) -> list[Sentence]:
    found: list[Sentence] = []
    cache_of: dict[str, tuple[str, ...]] = {}
    for text, weight in texts:
        words = cache_of.get(text)
        if words is None:
            words = cache_of[text] = words_of(text)
        if words and len(words) <= 30 and words not in held_out():
            found.append(Sentence(words, weight, own))
    return found


def to_speak(sentences: list[Sentence], count: int, seed: int = 2) -> list[tuple[str, ...]]:
    """What the network learns from: half ours, a third of others, the rest syllables in any order."""
    rng = random.Random(seed)
    ours = [each.words for each in sentences if each.own and len(each.words) <= 9]
    theirs = [each.words for each in sentences if not each.own and len(each.words) <= 9] or ours
    syllables = sorted({char for each in sentences for word in each.words for char in word})
    found = []
    for _ in range(count):
        kind = rng.random()
        if kind < 0.5:
            found.append(rng.choice(ours))
        elif kind < 0.83:
            found.append(rng.choice(theirs))
        else:
            lengths = [rng.randint(1, 4) for _ in range(rng.randint(1, 4))]
            found.append(tuple("".join(rng.choice(syllables) for _ in range(size)) for size in lengths))
    return found
