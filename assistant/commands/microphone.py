"""A conversation by voice: `gilbeot talk --voice` (extra `mic`, and the system's PortAudio)."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from assistant.commands.errors import CommandError
from assistant.speech.audio import Audio
from assistant.speech.ears import Ears
from assistant.speech.stt import SAMPLE_RATE

if TYPE_CHECKING:
    from assistant.speech.tts.protocol import Synthesizer

BLOCK_S = 0.1
WAIT_S = 8.0
"""Who says nothing for so long does not want to."""


def hear(ears: Ears, sound: Iterable[bytes], partial: Callable[[str], None]) -> str:
    """One utterance out of 16 kHz PCM16 blocks; "" if nobody spoke. Raises SpeechError."""
    ears.forget()
    ears.listen(WAIT_S)
    for block in sound:
        heard = ears.accept(block)
        if heard.partial:
            partial(heard.partial)
        if heard.end is not None:
            return heard.transcript.text
    return ears.finish().text


class Voice:
    """Listens by the microphone and speaks by the loudspeaker of this machine."""

    def __init__(self, ears: Ears, synthesizer: Synthesizer, device: Any) -> None:
        self._ears = ears
        self._synthesizer = synthesizer
        self._device = device
        self._keep: Callable[[bytes, str], None] | None = None

    def record(self, keep: Callable[[bytes, str], None]) -> None:
        """From now on utterances (16 kHz PCM16) are kept with what was understood."""
        self._keep, self._ears.keeps_sound = keep, True

    def listen(self, partial: Callable[[str], None]) -> str:
        """One utterance. Raises `CommandError` where there is no microphone."""
        try:
            with self._blocks() as sound:
                text = hear(self._ears, sound, partial)
        except self._device.PortAudioError as error:
            raise CommandError(f"마이크를 열 수 없어요: {error}") from error
        if self._keep is not None and text:
            self._keep(self._ears.sound, text)
        return text

    def speak(self, text: str) -> None:
        """Says it to the end. Raises `CommandError` where there is no loudspeaker."""
        said: Audio = self._synthesizer.synthesize(text)
        try:
            self._device.play(said.samples, said.sample_rate, blocking=True)
        except self._device.PortAudioError as error:
            raise CommandError(f"스피커를 열 수 없어요: {error}") from error

    @contextmanager
    def _blocks(self) -> Iterator[Iterator[bytes]]:
        """Sound as it comes, from now on."""
        waiting: queue.SimpleQueue[bytes] = queue.SimpleQueue()

        def take(data: Any, *_: Any) -> None:
            waiting.put(np.asarray(data, dtype="<i2").tobytes())

        size = int(SAMPLE_RATE * BLOCK_S)
        with self._device.InputStream(SAMPLE_RATE, size, channels=1, dtype="int16", callback=take):
            yield iter(waiting.get, None)


@contextmanager
def opened() -> Iterator[Voice]:
    """The voice of this machine. Raises `CommandError` with what is missing and what to do."""
    try:
        import sounddevice
    except (ImportError, OSError) as error:
        raise CommandError(
            "소리로 이야기하려면 sounddevice와 PortAudio가 있어야 해요: uv sync --extra mic, "
            "apt-get install libportaudio2"
        ) from error
    try:
        sounddevice.query_devices(kind="input")
    except (sounddevice.PortAudioError, ValueError) as error:
        raise CommandError(
            "이 기기에서 마이크를 찾지 못했어요. 글로 물어보시려면 --voice를 빼 주세요."
        ) from error
    from assistant.commands.listen import configured_recognizer
    from assistant.settings import settings
    from assistant.speech import default_synthesizer

    ears = Ears(configured_recognizer(), settings().patience)
    with default_synthesizer() as synthesizer:
        yield Voice(ears, synthesizer, sounddevice)
