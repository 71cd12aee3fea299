"""Recognition with Vosk: our own model, the official small Korean one, or any other folder that Vosk loads.

Vosk gives the likeliest readings of an utterance (`readings`); where all words are sure, the other readings
are left out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from assistant.speech.errors import EngineFailed, RecognizerMissing
from assistant.speech.readings import CONTINUES, UNKNOWN, Reading, confident, readings_of, together
from assistant.speech.stt import SAMPLE_RATE, Hypothesis, Transcript, mean_confidence, whole_samples

_PARTS = ("am/final.mdl", "conf/model.conf")
_GRAPHS = ("graph/HCLG.fst", "graph/HCLr.fst")
_SURE = 0.95
"""Below this confidence of any word, other readings are worth being understood."""
_READINGS = 10
"""Asked of Vosk, for the confidences."""
_ALTERNATIVES = 5
"""Given at most."""

Writing = Callable[[Sequence[str]], str]
"""How the engine's words are written as text."""


def plain(words: Sequence[str]) -> str:
    """Words with spaces between them, and pieces put to the words that they continue."""
    text = " ".join(word for word in words if word != UNKNOWN)
    return text.replace(f" {CONTINUES}", "").removeprefix(CONTINUES)


class VoskRecognizer:
    """A Vosk model. Raises RecognizerMissing when the folder holds none. Loading takes 0.02 to 1 s."""

    def __init__(self, folder: Path, *, writing: Writing = plain) -> None:
        self._model = load_model(folder)
        self.folder = folder
        self._writing = writing

    @property
    def name(self) -> str:
        """See `Recognizer`."""
        return f"vosk {self.folder.name}"

    def stream(self) -> VoskStream:
        """See `Recognizer`."""
        return VoskStream(self._model, self._writing)

    def has_word(self, word: str) -> bool:
        """Whether the model can recognise this word."""
        return int(self._model.vosk_model_find_word(word)) >= 0

    def grammar(self, phrases: Sequence[str]) -> Any:
        """Vosk's own recogniser for these phrases and garbage (`wake`).

        Raises RecognizerMissing for a model whose graph is fixed."""
        import vosk

        if not (self.folder / "graph" / "HCLr.fst").is_file():
            raise RecognizerMissing(f"{self.folder} has a fixed graph; wake words need graph/HCLr.fst")
        listed = json.dumps([*phrases, UNKNOWN], ensure_ascii=False)
        found = vosk.KaldiRecognizer(self._model, SAMPLE_RATE, listed)
        found.SetWords(True)
        return found


class VoskStream:
    """See `RecognitionStream`."""

    def __init__(self, model: Any, writing: Writing) -> None:
        import vosk

        self._writing = writing
        self._vosk = vosk.KaldiRecognizer(model, SAMPLE_RATE)
        self._vosk.SetWords(True)
        self._vosk.SetMaxAlternatives(_READINGS)
        self._parts: list[list[Reading]] = []
        """Of each stretch of the utterance that Vosk has ended, the likeliest first."""
        self._tail = b""
        self._began = 0
        self._taken = 0

    def accept(self, pcm16: bytes) -> str:
        """See `RecognitionStream`."""
        pcm16, self._tail = whole_samples(self._tail + pcm16)
        if pcm16:
            self._taken += len(pcm16) // 2
            if self._feed(pcm16):
                self._keep(self._vosk.Result())
        partial = json.loads(self._vosk.PartialResult()).get("partial", "")
        said = [word.text for readings in self._parts for word in readings[0].words]
        return self._writing(said + partial.split())

    def finish(self) -> Transcript:
        """See `RecognitionStream`."""
        self._keep(self._vosk.FinalResult())
        parts = self._parts
        self.reset()
        said = [word for part in parts for word in confident(part)]
        if not said:
            return Transcript()
        text = self._writing([word.text for word in said])
        sure = all(word.confidence >= _SURE for word in said)
        return Transcript(
            text,
            tuple(said),
            mean_confidence(said),
            (Hypothesis(text, 0.0),) if sure else self._alternatives(parts, text),
        )

    def reset(self) -> None:
        """See `RecognitionStream`."""
        self._vosk.Reset()
        self._parts, self._tail = [], b""
        self._began = self._taken  # Vosk counts time from its first sample, also after a reset

    def _feed(self, pcm16: bytes) -> bool:
        status = self._vosk.AcceptWaveform(pcm16)
        if status < 0:
            raise EngineFailed("Vosk could not decode the sound; the utterance is lost, the next works")
        return bool(status)

    def _keep(self, result: str) -> None:
        readings = readings_of(result, self._began / SAMPLE_RATE)
        if readings:
            self._parts.append(readings)

    def _alternatives(self, parts: Sequence[Sequence[Reading]], text: str) -> tuple[Hypothesis, ...]:
        """The best readings of the whole utterance."""
        found: dict[str, float] = {text: 0.0}
        for reading in together(parts, _READINGS):
            found.setdefault(self._writing([word.text for word in reading.words]), reading.score)
        near = [Hypothesis(reading, round(score, 2)) for reading, score in found.items() if reading]
        return tuple(near[:_ALTERNATIVES])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.reset()


@cache
def load_model(folder: Path) -> Any:
    """Vosk's model of a folder, loaded once. Raises RecognizerMissing with what is wrong."""
    try:
        import vosk
    except (ImportError, OSError) as error:
        raise RecognizerMissing(f"Vosk is not installed ({error}). Install the package vosk.") from error
    missing = [part for part in _PARTS if not (folder / part).is_file()]
    if not any((folder / graph).is_file() for graph in _GRAPHS):
        missing.append(_GRAPHS[0])
    if missing:
        why = "there is no such folder" if not folder.is_dir() else f"it lacks {', '.join(missing)}"
        raise RecognizerMissing(f"{folder} is no Vosk model: {why}. Unpack one there, or unset the setting.")
    vosk.SetLogLevel(-2)  # at -1 it warns of every cut-off word
    try:
        return vosk.Model(str(folder))
    except Exception as error:  # vosk raises nothing more exact
        raise RecognizerMissing(f"Vosk cannot load {folder}: {error}. The files may be damaged.") from error
