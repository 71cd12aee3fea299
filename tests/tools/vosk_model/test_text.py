from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools.vosk_model.text import SPOKEN, held_out, others, unspoilt, words_of
from tools.vosk_model.units import Units, learn, readings


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("[부산](place) KTX 3시 반", "부산 케이티엑스 세 시 반"),
        ("알려 주세요", "알려주세요"),
        ("얘기 하나 해 봐", "얘기 하나 해봐"),
        ("잡아 놓은 여행", "잡아놓은 여행"),
        ("영화 보고 싶어", "영화 보고 싶어"),
        ("제설 안된 도로", "제설 안 된 도로"),
        ("안내해 줘", "안내해줘"),
        ("나가지마", "나가지 마"),
    ],
)
def test_spaces_have_one_way(written: str, spoken: str) -> None:
    assert " ".join(words_of(written)) == spoken


def test_slips_and_lost_spaces_are_left_out() -> None:
    texts = ["길 있어", "길 잇어", "길있어", "잇어 봐", "다른 길"]
    assert unspoilt(texts) == ["길 있어", "잇어 봐", "다른 길"]


def test_spoken_sentences_are_plain_and_different() -> None:
    lines = SPOKEN.read_text(encoding="utf-8").splitlines()
    assert len(lines) > 30_000
    assert len(set(lines)) == len(lines)
    assert all(words_of(line) for line in lines[::50])
    assert not [line for line in lines if re.search(r"[^가-힣0-9A-Za-z ,.?!~…%:·-]", line)]


def test_sentences_of_our_tests_are_not_learnt(tmp_path: Path) -> None:
    ours = " ".join(min(held_out()))
    for name in ("assistant_requests.tsv", "paraphrases.tsv"):
        (tmp_path / name).write_text(f"text\n{ours}\n지하철 타자\n", encoding="utf-8")
    (tmp_path / "small_talk.txt").write_text(f"{ours}\n안녕\n", encoding="utf-8")
    assert [sentence.words for sentence in others(tmp_path)] == [("지하철", "타자")] * 2 + [("안녕",)]


def test_every_usual_syllable_can_be_spelt() -> None:
    units: Units = learn({"안전해": 20.0, "가는": 9.0, "길": 30.0}, ["안전해"], 20)
    found = readings([(("안전해", "가는", "길"), 1.0)], units)
    assert units.cut("안전해") == ("안전해",)
    assert all(found[syllable][0][0] for syllable in "쭈빅갊")
