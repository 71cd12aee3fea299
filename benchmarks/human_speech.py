"""Speech of people: which of some sentences was said (a graph of exactly those), and what is read freely.

    python -m benchmarks.human_speech [MODEL] [--acoustic-scale 0.8] [--beam 16] [--shared ../shared]

A recording is one of N candidate sentences. The graph of the model is replaced by the union of the candidates
(`Gr.fst`), each word in all the ways of cutting it into the model's units; the reading that is nearest wins.
Where there are fewer sentences than the prototype was measured with, those of the other sets fill up. Needs
OpenFst's programs (apt-get install libfst-tools) and the recordings of the shared data; no model may learn
from those. False calls in the same recordings: `benchmarks.wake`.
"""

from __future__ import annotations

import argparse
import csv
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.korean.jamo import sequence_distance, to_jamo
from assistant.settings import ROOT
from assistant.speech.readings import CONTINUES
from assistant.speech.recognizers import SHIPPED
from assistant.speech.sound_in import read_sound
from assistant.speech.stt import SAMPLE_RATE, recognize
from assistant.speech.vosk_engine import VoskRecognizer
from benchmarks.wake import pcm16
from tools.vosk_model.text import words_of

PROTOTYPE = {"deeply": (57, 50, 71.9), "emotiontts": (45, 40, 91.1), "pansori": (50, 50, 58.0)}
"""Recordings, candidates, per cent right of the prototype, whose vocabulary was made for the sentences."""
LEVEL = 1500.0 / 32768
"""Root mean square of what is played."""
Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recording:
    """What somebody said."""

    words: Words
    pcm16: bytes


@dataclass(slots=True)
class Score:
    """What was heard of a set."""

    right: int = 0
    count: int = 0
    errors: int = 0
    syllables: int = 0
    seconds: float = 0.0
    spent: float = 0.0


def recordings(folder: Path, name: str) -> list[Recording]:
    """Those of people in a set, equally loud, with half a second of the quietest sound around."""
    with (folder / "index.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    wanted = [row for row in rows if row["file"].startswith(f"{name}/") and row["human"] == "human"]
    found = []
    for row in wanted:
        words = words_of(row["transcript"])
        if words:
            sound = read_sound(folder / row["file"]).audio.at(SAMPLE_RATE).samples
            found.append(Recording(words, padded(sound)))
    return found


def padded(sound: NDArray[np.float32]) -> bytes:
    """The sound at `LEVEL`, between its own quietest tenth of a second again and again."""
    loud = sound / (np.sqrt(np.mean(np.square(sound))) + 1e-9) * LEVEL
    step = SAMPLE_RATE // 100
    power = np.square(loud[: len(loud) // step * step]).reshape(-1, step).mean(axis=1)
    at = int(np.convolve(power, np.ones(10), "valid").argmin()) * step
    quiet = loud[at : at + 10 * step]
    around = np.tile(np.r_[quiet, quiet[::-1]], 3)[: SAMPLE_RATE // 2]
    whole = np.r_[around, loud, around]
    return pcm16(whole)


def pieces(word: str, units: dict[str, int]) -> Iterator[tuple[int, int, int]]:
    """Every unit that fits at a place of a word: from, to, number. A syllable that the model has only as the
    beginning or only as the rest of words stands for both."""
    for start in range(len(word)):
        for end in range(start + 1, len(word) + 1):
            part = word[start:end]
            named = part if start == 0 else CONTINUES + part
            if named in units:
                yield start, end, units[named]
            elif len(part) == 1:
                other = CONTINUES + part if start == 0 else part
                if other in units:
                    yield start, end, units[other]


def union(sentences: Sequence[Words], units: dict[str, int]) -> str:
    """The graph of the sentences as OpenFst's text."""
    arcs: list[str] = []
    finals: list[str] = []
    states = 1
    for words in sentences:
        at = 0
        for word in words:
            inner = [at, *range(states, states + len(word))]
            states += len(word)
            arcs += [f"{inner[a]} {inner[b]} {unit} {unit}" for a, b, unit in pieces(word, units)]
            at = inner[-1]
        finals.append(str(at))
    return "\n".join([*arcs, *finals]) + "\n"


def strict(model: Path, sentences: Sequence[Words], target: Path) -> VoskRecognizer:
    """The model with the union of the sentences as its graph."""
    with (model / "graph" / "words.txt").open(encoding="utf-8") as file:
        units = {name: int(number) for name, number in (line.split() for line in file)}
    shutil.copytree(model, target)
    (target / "sentences.txt").write_text(union(sentences, units), encoding="ascii")
    made = (
        "fstcompile sentences.txt | fstconnect | fstdeterminize | fstminimize | "
        "fstarcsort --sort_type=ilabel | fstconvert --fst_type=const > graph/Gr.fst"
    )
    subprocess.run(["bash", "-o", "pipefail", "-ec", made], check=True, cwd=target, timeout=120)
    return VoskRecognizer(target)


def with_options(model: Path, target: Path, options: dict[str, float | None]) -> Path:
    """A copy of the model with other options of decoding."""
    shutil.copytree(model, target)
    conf = target / "conf" / "model.conf"
    text = conf.read_text(encoding="ascii")
    for name, value in options.items():
        if value is not None:
            text = re.sub(rf"^--{name}=.*$", f"--{name}={value}", text, flags=re.MULTILINE)
    conf.write_text(text, encoding="ascii")
    return target


def nearest(heard: str, sentences: Sequence[Words]) -> Words | None:
    """The candidate whose letters are nearest; None if nothing was heard."""
    if not heard:
        return None
    said = to_jamo(heard.replace(" ", ""))

    def far(words: Words) -> float:
        wanted = to_jamo("".join(words))
        return sequence_distance(wanted, said) / max(len(wanted), len(said))

    return min(sentences, key=far)


def identify(recognizer: VoskRecognizer, said: Sequence[Recording], sentences: Sequence[Words]) -> Score:
    """How many recordings are taken for what they are."""
    score = Score(count=len(said))
    for one in said:
        began = time.process_time()
        heard = recognize(recognizer, one.pcm16).text
        score.spent += time.process_time() - began
        score.seconds += len(one.pcm16) / 2 / SAMPLE_RATE
        bare, wanted = heard.replace(" ", ""), "".join(one.words)
        score.right += nearest(heard, sentences) == one.words
        score.errors += sequence_distance(wanted, bare)
        score.syllables += len(wanted)
    return score


def candidates(
    name: str, sets: dict[str, list[Recording]], count: int
) -> tuple[list[Words], list[Recording]]:
    """As many sentences as the prototype had, those of the set first, and the recordings of them."""
    own = sorted({one.words for one in sets[name]})[:count]
    rest = sorted({one.words for other, said in sets.items() if other != name for one in said})
    kept = frozenset(own)
    filled = own + [words for words in rest if words not in kept][: count - len(own)]
    return filled, [one for one in sets[name] if one.words in kept]


def main() -> None:
    """Prints a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("model", type=Path, nargs="?", default=SHIPPED)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--acoustic-scale", type=float, default=0.8)
    parser.add_argument("--beam", type=float, default=16.0)
    given = parser.parse_args()
    folder = given.shared / "data" / "speech"
    if not (folder / "index.tsv").is_file():
        sys.exit(f"no recordings in {folder}: this benchmark needs the shared development data")
    if shutil.which("fstcompile") is None:
        sys.exit("OpenFst's programs are missing: apt-get install libfst-tools")
    free = VoskRecognizer(given.model)
    sets = {name: recordings(folder, name) for name in PROTOTYPE}
    print(f"{given.model}, acoustic scale {given.acoustic_scale}, beam {given.beam}")
    print(
        f"{'set':<12}{'recordings':>11}{'candidates':>11}{'right':>8}{'prototype':>11}{'real time':>11}"
        f"{'syllables wrong, read freely':>30}"
    )
    with tempfile.TemporaryDirectory() as work:
        options = {"acoustic-scale": given.acoustic_scale, "beam": given.beam}
        tuned = with_options(given.model, Path(work) / "tuned", options)
        for name, (_, count, prototype) in PROTOTYPE.items():
            sentences, said = candidates(name, sets, count)
            score = identify(strict(tuned, sentences, Path(work) / name), said, sentences)
            read = identify(free, said, sentences)
            right, wrong = score.right / score.count, read.errors / read.syllables
            speed = score.spent / score.seconds
            row = f"{name:<12}{score.count:>11}{len(sentences):>11}{right:>8.1%}{prototype:>10.1f}%"
            print(f"{row}{speed:>11.3f}{wrong:>30.1%}", flush=True)


if __name__ == "__main__":
    main()
