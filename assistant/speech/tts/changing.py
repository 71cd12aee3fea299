"""Which voice or pace a wish ("목소리 바꿔줘") means, and what is answered."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from assistant.speech.tts.chosen import Choice
from assistant.speech.tts.protocol import Voice
from assistant.speech.tts.voices import Voices
from assistant.store import LOCAL

_STEP = 0.15
_SLOWEST, _FASTEST = 0.55, 1.6


def change(voices: Voices, user: str, text: str, owner: str = LOCAL) -> str:
    """Does what a user of that API key asks for, and gives the answer to be said (in the new voice)."""
    say = _words()["say"]
    now = voices.choice_of(user, owner)
    pace = _pace(text)
    if pace:
        speed = round(now.speed + pace * _STEP, 2)
        if not _SLOWEST <= speed <= _FASTEST:
            return str(say["fastest" if pace > 0 else "slowest"])
        voices.choose(user, Choice(now.voice, speed), owner)
        return str(say["faster" if pace > 0 else "slower"])
    there = voices.voices()
    wished = _wished(text, there)
    if wished is None and len(there) > 1:
        # Just another one: the next in turn.
        ids = [voice.id for voice in there]
        wished = (there[(ids.index(now.voice) + 1) % len(there)],)
    if wished is None:
        return str(say["only"])
    if not wished:
        return str(say["none_such"].format(labels=", ".join(voice.label for voice in there)))
    current = next((voice for voice in wished if voice.id == now.voice), None)
    if current is not None and len(wished) == 1:
        return str(say["same"].format(label=current.label))
    new = next(voice for voice in wished if voice.id != now.voice)
    voices.choose(user, Choice(new.id, now.speed), owner)
    return str(say["changed"].format(label=new.label))


def _wished(text: str, there: tuple[Voice, ...]) -> tuple[Voice, ...] | None:
    """The voices that a text names, by label or gender; None if it names none."""
    bare = text.replace(" ", "")
    # The longest label first: "아빠 어릴 때" before "아빠".
    named = [voice for voice in there if voice.label.replace(" ", "") in bare]
    if named:
        return (max(named, key=lambda voice: len(voice.label)),)
    for gender in ("female", "male"):
        if any(word in bare for word in _words()[gender]):
            return tuple(voice for voice in there if voice.gender == gender)
    return None


def _pace(text: str) -> int:
    words = _words()
    for key, step in (("slower", -1), ("faster", 1)):
        if any(word in text for word in words[key]):
            return step
    return -1 if any(word in text for word in words["other_speed"]) else 0


@cache
def _words() -> dict[str, Any]:
    source = resources.files("assistant.speech") / "data" / "voice_words.toml"
    return tomllib.loads(source.read_text(encoding="utf-8"))
