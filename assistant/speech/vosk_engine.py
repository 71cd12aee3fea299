"""Recognition with Vosk: our own model, the official small Korean one, or any other folder that Vosk loads.

Words and their confidences come from Vosk's lattice. Alternatives cost a second pass, so they are made only
for an utterance that has an unsure word; that pass takes about a hundredth of the utterance's length.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from assistant.speech.errors import EngineFailed, RecognizerMissing
from assistant.speech.stt import SAMPLE_RATE, Hypothesis, Transcript, Word, mean_confidence, whole_samples

UNKNOWN = "[unk]"
"""Vosk's garbage word."""
CONTINUES = "+"
"""Before a piece that belongs to the word before it: our own model knows many words only in pieces."""
_PARTS = ("am/final.mdl", "conf/model.conf")
_GRAPHS = ("graph/HCLG.fst", "graph/HCLr.fst")
_SURE = 0.95
"""Below this confidence of any word, alternatives are worth their time."""
_ALTERNATIVES = 5
_LONGEST_S = 30.0
"""Sound kept for the second pass; longer utterances get no alternatives."""

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
        found.SetPartialWords(True)
        return found


class VoskStream:
    """See `RecognitionStream`."""

    def __init__(self, model: Any, writing: Writing) -> None:
        import vosk

        self._model, self._writing = model, writing
        self._vosk = vosk.KaldiRecognizer(model, SAMPLE_RATE)
        self._vosk.SetWords(True)
        self._words: list[Word] = []
        self._heard = bytearray()
        self._tail = b""
        self._began = 0
        self._taken = 0

    def accept(self, pcm16: bytes) -> str:
        """See `RecognitionStream`."""
        pcm16, self._tail = whole_samples(self._tail + pcm16)
        if pcm16:
            self._taken += len(pcm16) // 2
            if len(self._heard) < _LONGEST_S * SAMPLE_RATE * 2:
                self._heard += pcm16
            if self._feed(pcm16):
                self._keep(self._vosk.Result())
        partial = json.loads(self._vosk.PartialResult()).get("partial", "")
        return self._writing([word.text for word in self._words] + partial.split())

    def finish(self) -> Transcript:
        """See `RecognitionStream`."""
        self._keep(self._vosk.FinalResult())
        words, heard = tuple(self._words), bytes(self._heard)
        self.reset()
        said = whole([word for word in words if word.text != UNKNOWN])
        if not said:
            return Transcript()
        text = self._writing([word.text for word in said])
        unsure = any(word.confidence < _SURE for word in said)
        again = unsure and len(heard) < _LONGEST_S * SAMPLE_RATE * 2
        alternatives = self._alternatives(heard, text) if again else (Hypothesis(text, 0.0),)
        return Transcript(text, tuple(said), mean_confidence(said), alternatives)

    def reset(self) -> None:
        """See `RecognitionStream`."""
        self._vosk.Reset()
        self._words, self._heard, self._tail = [], bytearray(), b""
        self._began = self._taken  # Vosk counts time from its first sample, also after a reset

    def _feed(self, pcm16: bytes) -> bool:
        status = self._vosk.AcceptWaveform(pcm16)
        if status < 0:
            raise EngineFailed("Vosk could not decode the sound; the utterance is lost, the next works")
        return bool(status)

    def _keep(self, result: str) -> None:
        shift = self._began / SAMPLE_RATE
        for row in json.loads(result).get("result", []):
            start, end = max(0.0, row["start"] - shift), max(0.0, row["end"] - shift)
            self._words.append(Word(row["word"], round(start, 3), round(end, 3), min(1.0, row["conf"])))

    def _alternatives(self, heard: bytes, text: str) -> tuple[Hypothesis, ...]:
        """The best readings of the whole utterance; the one already given stays the first."""
        import vosk

        second = vosk.KaldiRecognizer(self._model, SAMPLE_RATE)
        second.SetMaxAlternatives(_ALTERNATIVES)
        pieces: list[list[tuple[str, float]]] = []
        step = SAMPLE_RATE // 2
        for start in range(0, len(heard), step):
            if second.AcceptWaveform(heard[start : start + step]) > 0:
                pieces.append(_readings(second.Result()))
        pieces.append(_readings(second.FinalResult()))
        combined = [("", 0.0)]
        for readings in filter(None, pieces):
            top = readings[0][1]
            joined = [
                (f"{a} {b}".strip(), score + more - top) for a, score in combined for b, more in readings
            ]
            combined = sorted(joined, key=lambda pair: -pair[1])[:_ALTERNATIVES]
        found: dict[str, float] = {text: 0.0}
        for reading, score in combined:
            found.setdefault(self._writing(reading.split()), score)
        return tuple(Hypothesis(reading, round(score, 2)) for reading, score in found.items() if reading)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.reset()


def whole(pieces: Sequence[Word]) -> list[Word]:
    """Words out of pieces. A word is as sure as its least sure piece."""
    found: list[Word] = []
    for piece in pieces:
        if not piece.text.startswith(CONTINUES) or not found:
            found.append(replace(piece, text=piece.text.removeprefix(CONTINUES)))
            continue
        before = found[-1]
        text = before.text + piece.text.removeprefix(CONTINUES)
        found[-1] = Word(text, before.start_s, piece.end_s, min(before.confidence, piece.confidence))
    return found


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


def _readings(result: str) -> list[tuple[str, float]]:
    rows = json.loads(result).get("alternatives", [])
    return [(row["text"], float(row["confidence"])) for row in rows if row["text"]]
