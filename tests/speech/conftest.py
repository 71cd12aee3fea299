"""A recogniser and sound for the tests of speech."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from assistant.speech import Audio, default_synthesizer
from assistant.speech.recognizers import SHIPPED, open_recognizer
from assistant.speech.vosk_engine import VoskRecognizer


@pytest.fixture(scope="session")
def vosk_folder() -> Path:
    """The shipped model."""
    return SHIPPED


@pytest.fixture(scope="session")
def recognizer(vosk_folder: Path) -> VoskRecognizer:
    """Vosk with that model."""
    found = open_recognizer(model=vosk_folder)
    assert isinstance(found, VoskRecognizer)
    return found


@pytest.fixture(scope="session")
def say() -> Iterator[Callable[..., Audio]]:
    """Says a text at 16 kHz, with silence before and after."""
    with default_synthesizer(sample_rate=16_000) as voice:

        def speak(text: str, before_s: float = 0.3, after_s: float = 0.3) -> Audio:
            said = voice.synthesize(text)
            gap = [Audio.silence(seconds, 16_000).samples for seconds in (before_s, after_s)]
            return Audio(np.concatenate([gap[0], said.samples, gap[1]]), 16_000)

        yield speak
