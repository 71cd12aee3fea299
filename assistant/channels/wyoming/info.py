"""What is offered: the answer to `describe`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wyoming.info import (
    AsrModel,
    AsrProgram,
    Attribution,
    HandleModel,
    HandleProgram,
    Info,
    TtsProgram,
    TtsVoice,
    WakeModel,
    WakeProgram,
)

from assistant import __version__
from assistant.speech.tts.protocol import Voice

NAME = "gilbeot"
_US = Attribution(name="Gilbeot", url="https://github.com/rhasspy/wyoming")
_KOREAN = ["ko"]


def info_of(stt: str | None, voices: Iterable[Voice], phrases: Iterable[str]) -> Info:
    """The services that there are: `stt` is the recogniser's name."""
    common: dict[str, Any] = {"attribution": _US, "installed": True, "version": __version__}
    found = Info(
        handle=[
            HandleProgram(
                name=NAME,
                description="길벗: 가는 길이 안전한지",
                models=[HandleModel(name=NAME, description="길벗", languages=_KOREAN, **common)],
                **common,
            )
        ]
    )
    offered = [
        TtsVoice(name=voice.id, description=voice.label, languages=[voice.language], **common)
        for voice in voices
    ]
    if offered:
        found.tts = [
            TtsProgram(
                name=NAME,
                description="길벗의 목소리",
                voices=offered,
                supports_synthesize_streaming=True,
                **common,
            )
        ]
    if stt is None:
        return found
    asr = AsrModel(name=stt, description=stt, languages=_KOREAN, **common)
    found.asr = [AsrProgram(name=NAME, description="길벗의 귀", models=[asr], **common)]
    called = [
        WakeModel(name=phrase, description=phrase, phrase=phrase, languages=_KOREAN, **common)
        for phrase in phrases
    ]
    if called:
        found.wake = [WakeProgram(name=NAME, description="길벗 부르기", models=called, **common)]
    return found
