"""How well a Vosk model hears: voices that never trained it, sentences it was and was not made of, noise.

    python -m tools.vosk_model.judge assistant/speech/data/vosk-ko

Free requests are the labelled sentences of tests/nlu, which are in no training text of the model. With
`--intents` the dialogue model tells what was meant, of the readings as in a voice session; the last column is
the share with the label's intent, and the first row that of the sentences as they are written.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.korean.jamo import sequence_distance
from assistant.speech.spacing import writing_for
from assistant.speech.stt import Transcript, recognize
from assistant.speech.vosk_engine import VoskRecognizer
from tools.nlu import grammar
from tools.vosk_model.noise import babble, coloured
from tools.vosk_model.pronounce import Style
from tools.vosk_model.sense import Sense
from tools.vosk_model.synthesis import OWN_TEST, RATE, Espeak, Manner, utter
from tools.vosk_model.text import held_out, words_of

_LEVEL = 2000.0
_SPEEDS = (110, 140, 165, 185, 205, 240)
_TRACTS = (0.94, 1.0, 1.06)
NOISES: dict[str, tuple[str, float] | None] = {
    "clean": None,
    "pink 10 dB": ("pink", 10.0),
    "babble 10 dB": ("babble", 10.0),
}


@dataclass(frozen=True, slots=True)
class Said:
    """A test utterance."""

    text: str
    sound: NDArray[np.int16]
    intent: str | None = None
    """What is meant by it, where that is known."""


def travel_sentences(count: int, seed: int = 77) -> list[tuple[str, ...]]:
    """Sentences that the travel grammar can make."""
    rng = random.Random(seed)
    slots = grammar.load_slots()
    source = (grammar.GRAMMAR_DIR / "travel.txt").read_text(encoding="utf-8")
    lines = [line for rows in grammar.parse(source).values() for line in rows]
    found: dict[tuple[str, ...], None] = {}
    while len(found) < count:
        for text in grammar.sentences(rng.choice(lines), slots, rng, 0.2)[:1]:
            words = words_of(text)
            if 3 <= len(words) <= 9:
                found[words] = None
    return list(found)[:count]


def free_requests(count: int, seed: int = 78) -> list[tuple[str, ...]]:
    """Some of the requests of tests/nlu."""
    usable = sorted(words for words in held_out() if 2 <= len(words) <= 9)
    return random.Random(seed).sample(usable, min(count, len(usable)))


def speak(sentences: Sequence[tuple[str, ...]], seed: int = 5) -> list[Said]:
    """The sentences said by the voices of the test, as written and as pronounced."""
    with ProcessPoolExecutor(1) as pool:
        return pool.submit(_speak, list(sentences), seed).result()


def _speak(sentences: Sequence[tuple[str, ...]], seed: int) -> list[Said]:
    rng, espeak = random.Random(seed), Espeak()
    known = held_out()
    found = []
    for index, words in enumerate(sentences):
        style = rng.choice((None, Style.CAREFUL, Style.STANDARD))
        voice = OWN_TEST[index % len(OWN_TEST)]
        manner = Manner(voice, rng.choice(_SPEEDS), rng.randint(25, 75), 50, 0, rng.choice(_TRACTS), style)
        said = utter(espeak, words, manner)
        if said is not None:
            found.append(Said(" ".join(words), said.sound, known.get(words)))
    return found


def noisy(
    said: Said, noise: tuple[str, float] | None, others: Sequence[Said], rng: np.random.Generator
) -> bytes:
    """16-bit sound with silence around it, and the noise."""
    sound = said.sound.astype(np.float64)
    sound = sound / (np.sqrt((sound**2).mean()) + 1e-9) * _LEVEL
    sound = np.r_[np.zeros(int(0.4 * RATE)), sound, np.zeros(int(0.6 * RATE))]
    if noise is None:
        sound = sound + rng.standard_normal(len(sound)) * 3
    else:
        kind, decibels = noise
        voices = [other.sound for other in others]
        what = coloured(len(sound), 1.0, rng) if kind == "pink" else babble(len(sound), voices, rng)
        sound = sound + what * _LEVEL * 10 ** (-decibels / 20)
    return np.clip(np.round(sound), -32768, 32767).astype("<i2").tobytes()


def judge(
    recognizer: VoskRecognizer,
    tests: Sequence[Said],
    noise: tuple[str, float] | None,
    show: int = 0,
    sense: Sense | None = None,
) -> str:
    """A line of the table: exact with and without spaces, errors for each syllable, real-time factor, and
    the share of intents that are right."""
    rng = np.random.default_rng(1)
    exact = same = errors = syllables = meant = 0
    seconds = spent = 0.0
    for said in tests:
        sound = noisy(said, noise, tests, rng)
        seconds += len(sound) / 2 / RATE
        began = time.process_time()
        transcript = recognize(recognizer, sound)
        spent += time.process_time() - began
        heard = transcript.text
        bare, wanted = heard.replace(" ", ""), said.text.replace(" ", "")
        exact += heard == said.text
        same += bare == wanted
        errors += sequence_distance(wanted, bare)
        syllables += len(wanted)
        meant += sense is not None and sense.intent(transcript) == said.intent
        if bare != wanted and show > 0:
            show -= 1
            print(f"    {said.text}  ->  {heard}")
    count = len(tests)
    return (
        f"exact {exact / count:6.1%}  without spaces {same / count:6.1%}  "
        f"syllable errors {errors / syllables:6.2%}  real-time factor {spent / seconds:.4f}"
        + (f"  intent {meant / count:6.1%}" if sense is not None else "")
    )


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model", type=Path)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--skip", type=int, default=0, help="sentences of each kind to leave out first")
    parser.add_argument("--show", type=int, default=0, help="mistakes to show for each row")
    parser.add_argument("--intents", action="store_true", help="ask the dialogue model as well")
    given = parser.parse_args()
    sense = Sense() if given.intents else None
    recognizer = VoskRecognizer(given.model, writing=writing_for(given.model))
    for name, sentences in (
        ("travel", travel_sentences(given.skip + given.count)),
        ("free", free_requests(given.skip + given.count)),
    ):
        tests = speak(sentences)[given.skip :]
        asked = sense if name == "free" else None
        if asked is not None:
            right = sum(asked.intent(Transcript(said.text)) == said.intent for said in tests)
            print(f"{name:7} {'as written':13} intent {right / len(tests):6.1%}", flush=True)
        for noise, kind in NOISES.items():
            print(f"{name:7} {noise:13} {judge(recognizer, tests, kind, given.show, asked)}", flush=True)


if __name__ == "__main__":
    main()
