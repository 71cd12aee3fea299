"""Recognition with sherpa-onnx: a Korean streaming Zipformer, or SenseVoice (whole utterances).

An extra (`sherpa`) and a folder with a model, both by setting; nothing is downloaded here. Which kind of
model a folder holds is seen from its files.
"""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from assistant.speech.errors import RecognizerMissing
from assistant.speech.stt import (
    SAMPLE_RATE,
    Hypothesis,
    RecognitionStream,
    Transcript,
    Word,
    mean_confidence,
    whole_samples,
)

_GIVEN = 0.8
"""SenseVoice tells no confidence; its words are given this."""
_WORD_START = ("▁", " ")


class SherpaRecognizer:
    """A sherpa-onnx model of a folder. Raises RecognizerMissing with what is wrong."""

    def __init__(self, folder: Path, *, threads: int = 1) -> None:
        try:
            import sherpa_onnx
        except (ImportError, OSError) as error:
            raise RecognizerMissing(
                f"sherpa-onnx is not installed ({error}). Install the extra: pip install 'gilbeot[sherpa]'"
            ) from error
        if not folder.is_dir():
            raise RecognizerMissing(f"there is no folder {folder}. Unpack a sherpa-onnx model there.")
        tokens = _one(folder, "tokens.txt")
        self.folder = folder
        try:
            if any(folder.glob("encoder*.onnx")):
                self._online = True
                self._engine: Any = sherpa_onnx.OnlineRecognizer.from_transducer(
                    tokens=tokens,
                    encoder=_one(folder, "encoder*.onnx"),
                    decoder=_one(folder, "decoder*.onnx"),
                    joiner=_one(folder, "joiner*.onnx"),
                    num_threads=threads,
                    decoding_method="modified_beam_search",
                )
            else:
                self._online = False
                self._engine = sherpa_onnx.OfflineRecognizer.from_sense_voice(
                    model=_one(folder, "model*.onnx"),
                    tokens=tokens,
                    num_threads=threads,
                    language="ko",
                    use_itn=False,
                )
        except (RuntimeError, ValueError) as error:
            raise RecognizerMissing(f"sherpa-onnx cannot load {folder}: {error}") from error

    @property
    def name(self) -> str:
        """See `Recognizer`."""
        return f"sherpa-onnx {self.folder.name}"

    def stream(self) -> RecognitionStream:
        """See `Recognizer`."""
        return _Streaming(self._engine) if self._online else _WholeUtterance(self._engine)


class _Stream:
    """What both kinds share."""

    def __init__(self, engine: Any) -> None:
        self._engine = engine
        self._tail = b""
        self.reset()

    def reset(self) -> None:
        self._sherpa = self._engine.create_stream()
        self._tail = b""

    def _take(self, pcm16: bytes) -> NDArray[np.float32] | None:
        data, self._tail = whole_samples(self._tail + pcm16)
        return np.frombuffer(data, "<i2").astype(np.float32) / 32768 if data else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None


class _Streaming(_Stream):
    def accept(self, pcm16: bytes) -> str:
        samples = self._take(pcm16)
        if samples is not None:
            self._sherpa.accept_waveform(SAMPLE_RATE, samples)
        return self._decode()

    def finish(self) -> Transcript:
        # The network looks ahead: what was said last comes out only after some more (silent) sound.
        self._sherpa.accept_waveform(SAMPLE_RATE, np.zeros(SAMPLE_RATE // 2, np.float32))
        self._sherpa.input_finished()
        text = self._decode()
        words = _words(
            self._engine.tokens(self._sherpa),
            self._engine.timestamps(self._sherpa),
            self._engine.ys_probs(self._sherpa),
        )
        self.reset()
        return _transcript(text, words)

    def _decode(self) -> str:
        while self._engine.is_ready(self._sherpa):
            self._engine.decode_stream(self._sherpa)
        return _spaced(str(self._engine.get_result(self._sherpa)), self._engine.tokens(self._sherpa))


class _WholeUtterance(_Stream):
    """No partial results: the model reads the utterance when it is over."""

    def accept(self, pcm16: bytes) -> str:
        samples = self._take(pcm16)
        if samples is not None:
            self._sherpa.accept_waveform(SAMPLE_RATE, samples)
        return ""

    def finish(self) -> Transcript:
        self._engine.decode_stream(self._sherpa)
        result = self._sherpa.result
        tokens, times = list(result.tokens), list(result.timestamps)
        text = _spaced(str(result.text), tokens)
        self.reset()
        return _transcript(text, _words(tokens, times, []))


def _spaced(text: str, tokens: list[str]) -> str:
    """The text with the spaces of its pieces: sherpa-onnx leaves out those between syllables of Hangul.

    Pieces that spell something else (bytes, marks of the language) say nothing about spaces."""
    pieces = "".join(tokens).replace("▁", " ")
    same = "".join(pieces.split()) == "".join(text.split())
    return " ".join((pieces if same else text).split())


def _words(tokens: list[str], times: list[float], logs: list[float]) -> tuple[Word, ...]:
    """Words of the pieces that the model knows; a piece that begins with a mark or a space begins a word."""
    rows: list[tuple[str, float, float, list[float]]] = []
    for index, (token, time) in enumerate(zip(tokens, times, strict=False)):
        sure = float(np.exp(min(0.0, logs[index]))) if index < len(logs) else _GIVEN
        if not rows or token.startswith(_WORD_START):
            rows.append((token.lstrip("▁ "), time, time, [sure]))
        else:
            text, start, _, all_sure = rows[-1]
            rows[-1] = (text + token, start, time, [*all_sure, sure])
    return tuple(
        Word(text, round(start, 3), round(end + 0.08, 3), float(np.mean(sure)))
        for text, start, end, sure in rows
        if text
    )


def _transcript(text: str, words: tuple[Word, ...]) -> Transcript:
    if not text:
        return Transcript()
    return Transcript(text, words, mean_confidence(words), (Hypothesis(text, 0.0),))


def _one(folder: Path, pattern: str) -> str:
    """The file of this pattern; of several the quantised one, which is made for small machines."""
    found = sorted(folder.glob(pattern), key=lambda path: ("int8" not in path.name, path.name))
    if not found:
        raise RecognizerMissing(f"{folder} lacks {pattern}; it is no sherpa-onnx model that is known here")
    return str(found[0])
