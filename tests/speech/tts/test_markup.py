"""Pauses and emphasis: what is read, and what is refused by name."""

from __future__ import annotations

import pytest

from assistant.speech.errors import BadMarkup
from assistant.speech.tts.markup import LONGEST, SENTENCE_PAUSE_S, Piece, plain, script


def test_a_plain_text_is_its_sentences() -> None:
    assert plain("비가 와요. 조심하세요.").pieces == (Piece("비가 와요."), Piece("조심하세요."))


def test_pauses_and_emphasis_are_read() -> None:
    pieces = script(
        "<speak>지금 <emphasis level='strong'>출발하지 마세요</emphasis>.<break time='500ms'/> "
        "<prosody rate='slow'>비가 와요.</prosody></speak>"
    ).pieces
    assert [piece.text for piece in pieces if piece.text != "."] == ["지금", "출발하지 마세요", "비가 와요."]
    assert {piece.emphasis for piece in pieces if "마세요" in piece.text} == {2}
    assert any(piece.pause_s == 0.5 for piece in pieces)
    assert pieces[-1].speed == 0.8


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<speak><sub alias='케이티엑스'>KTX</sub></speak>", "케이티엑스"),
        ("<speak xmlns='http://www.w3.org/2001/10/synthesis'><p><s>네.</s></p></speak>", "네."),
    ],
)
def test_other_elements(markup: str, text: str) -> None:
    assert script(markup).pieces[0].text == text


def test_a_pause_is_never_endless() -> None:
    assert script("<speak>네.<break time='999s'/>네.</speak>").pieces[0].pause_s == 10.0
    assert script("<speak><break/>네.</speak>").pieces[0].pause_s == SENTENCE_PAUSE_S


@pytest.mark.parametrize(
    ("markup", "said"),
    [
        ("비가 와요", "well-formed"),
        ("<speak>비가", "well-formed"),
        ("<p>비</p>", "outermost"),
        ("<speak><audio src='x'/></speak>", "<audio> is not known"),
        ("<speak>네<break time='soon'/></speak>", "500ms"),
        ("<speak><prosody rate='900%'>네</prosody></speak>", "50% to 200%"),
        ("<speak><emphasis level='huge'>네</emphasis></speak>", "level"),
        ("<!DOCTYPE s [<!ENTITY a 'b'>]><speak>&a;</speak>", "well-formed"),
        ("<speak>" + "가" * LONGEST + "</speak>", "at most"),
    ],
)
def test_what_is_wrong_is_named(markup: str, said: str) -> None:
    with pytest.raises(BadMarkup, match=said):
        script(markup)
