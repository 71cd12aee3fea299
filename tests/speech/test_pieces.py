from __future__ import annotations

from assistant.speech.stt import Word
from assistant.speech.vosk_engine import plain, whole


def test_pieces_are_written_as_one_word() -> None:
    assert plain(["서해대교", "+가", "통제", "+됐어", "[unk]"]) == "서해대교가 통제됐어"
    assert plain(["+가", "통제"]) == "가 통제"
    assert plain([]) == ""


def test_a_word_of_pieces_lasts_as_long_and_is_as_sure_as_they_are() -> None:
    pieces = [Word("안동", 0.1, 0.4, 0.9), Word("+에서", 0.4, 0.7, 0.6), Word("가", 0.8, 0.9, 1.0)]
    assert whole(pieces) == [Word("안동에서", 0.1, 0.7, 0.6), Word("가", 0.8, 0.9, 1.0)]
    assert whole([Word("+가", 0.0, 0.1, 0.5)]) == [Word("가", 0.0, 0.1, 0.5)]
