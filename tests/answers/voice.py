"""What every answer must sound like: checks shared by the tests of the answers."""

from __future__ import annotations

import re

from assistant.answers.say import QUICK_REPLY_MAX
from assistant.reply import Reply

_END = re.compile(r"(?<=[.?!])\s+")
_POLITE = re.compile(r"(요|까요)[.?]$")
_UNREAD = re.compile(r"[0-9A-Za-z{}~·→]")


def sentences(text: str) -> list[str]:
    """The sentences of a text."""
    return [s for s in _END.split(text) if s]


def check_voice(reply: Reply, *, most: int = 3) -> None:
    """Polite 해요체 sentences, few of them, nothing left that a synthesiser would have to guess at."""
    assert reply.text
    assert len(sentences(reply.text)) <= most, reply.text
    for sentence in sentences(reply.text):
        assert _POLITE.search(sentence), sentence
    assert not _UNREAD.search(reply.speech), reply.speech
    assert "{" not in reply.text
    assert "  " not in reply.text
    for label in reply.quick_replies:
        assert 0 < len(label) <= QUICK_REPLY_MAX, label


def has_final(word: str) -> bool:
    """Whether a Hangul word ends in a consonant: computed here, apart from the code under test."""
    return (ord(word[-1]) - 0xAC00) % 28 != 0
