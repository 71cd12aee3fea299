from __future__ import annotations

import json

import pytest

from assistant.speech.readings import confident, readings_of, together, whole
from assistant.speech.stt import Word
from assistant.speech.vosk_engine import plain


def test_pieces_are_written_as_one_word() -> None:
    assert plain(["서해대교", "+가", "통제", "+됐어", "[unk]"]) == "서해대교가 통제됐어"
    assert plain(["+가", "통제"]) == "가 통제"
    assert plain([]) == ""


def test_a_word_of_pieces_lasts_as_long_and_is_as_sure_as_they_are() -> None:
    pieces = [Word("안동", 0.1, 0.4, 0.9), Word("+에서", 0.4, 0.7, 0.6), Word("가", 0.8, 0.9, 1.0)]
    assert whole(pieces) == [Word("안동에서", 0.1, 0.7, 0.6), Word("가", 0.8, 0.9, 1.0)]
    assert whole([Word("+가", 0.0, 0.1, 0.5)]) == [Word("가", 0.0, 0.1, 0.5)]


def said(text: str, score: float) -> dict[str, object]:
    """A reading as Vosk gives it, half a second a word."""
    words = [{"word": word, "start": 4 + n / 2, "end": 4.5 + n / 2} for n, word in enumerate(text.split())]
    return {"text": text, "confidence": score, "result": words}


def test_a_word_is_as_sure_as_the_readings_that_have_it() -> None:
    rows = [said("시월 십 일", 103.0), said("이월 십 일", 102.0), said("시월 이십 일", 101.0)]
    readings = readings_of(json.dumps({"alternatives": rows}), 4.0)
    month, ten, day = confident(readings)
    assert (month.text, month.start_s, month.end_s) == ("시월", 0.0, 0.5)
    assert month.confidence == pytest.approx((1 + 0.1353) / (1 + 0.3679 + 0.1353), abs=0.001)
    assert ten.confidence == pytest.approx((1 + 0.3679) / (1 + 0.3679 + 0.1353), abs=0.001)
    assert day.confidence == 1.0


def test_no_words_are_no_reading() -> None:
    assert readings_of('{"alternatives": [{"text": "", "confidence": 12.0}]}', 0.0) == []
    assert readings_of('{"text": ""}', 0.0) == []
    garbage = [said("[unk]", 3.0), said("가", 1.0)]
    assert readings_of(json.dumps({"alternatives": garbage}), 0.0) == []


def test_rows_that_say_the_same_add_up() -> None:
    rows = [said("참 +랑 가", 10.0), said("차 +랑 가", 9.8), said("차랑 가", 9.7)]
    first, second = readings_of(json.dumps({"alternatives": rows}), 0.0)
    assert (first.text, second.text) == ("차랑 가", "참랑 가")
    assert first.score == 0.0 > second.score


def test_parts_follow_each_other_and_the_best_rows_stay() -> None:
    rows = ([said("내일", 5.0), said("네일", 4.0)], [said("가", 7.0)])
    parts = [readings_of(json.dumps({"alternatives": part}), 0.0) for part in rows]
    assert [reading.text for reading in together(parts, 5)] == ["내일 가", "네일 가"]
    assert [reading.text for reading in together(parts, 1)] == ["내일 가"]
