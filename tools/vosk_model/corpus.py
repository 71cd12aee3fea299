"""The training material: sentences spoken, made worse, turned into frames; every step is kept in a folder."""

from __future__ import annotations

import pickle
import random
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from tools.vosk_model.augment import example
from tools.vosk_model.features import Floats
from tools.vosk_model.synthesis import Espeak, Utterance, manner_of, utter, variants

_BATCH = 250
Example = tuple[Floats, NDArray[np.int64]]


def spoken(sentences: Sequence[tuple[str, ...]], folder: Path, workers: int) -> list[Utterance]:
    """Every sentence said by somebody. Seeded; espeak-ng itself is not quite the same each time."""
    path = folder / f"speech-{len(sentences)}.pickle"
    if not path.is_file():
        batches = [sentences[at : at + _BATCH] for at in range(0, len(sentences), _BATCH)]
        found: list[Utterance] = []
        # A process for each batch: the two builds of espeak-ng cannot share one.
        with ProcessPoolExecutor(workers, max_tasks_per_child=1) as pool:
            for said in tqdm(pool.map(_speak, range(len(batches)), batches), "speech", len(batches)):
                found += said
        path.write_bytes(pickle.dumps(found))
    loaded: list[Utterance] = pickle.loads(path.read_bytes())
    return loaded


def _speak(seed: int, sentences: Sequence[tuple[str, ...]]) -> list[Utterance]:
    rng = random.Random(seed)
    try:
        espeak = Espeak(debian=seed % 2 == 1)
    except RuntimeError:
        espeak = Espeak()
    voices = variants()
    said = (utter(espeak, words, manner_of(rng, voices)) for words in sentences)
    return [each for each in said if each is not None]


_SPEECH: list[Utterance] = []


def worsened(speech: Sequence[Utterance], copy: int, folder: Path, workers: int) -> list[Example]:
    """All utterances once, in rooms and noise. Each copy is another."""
    path = folder / f"frames-{len(speech)}-{copy}.pickle"
    if not path.is_file():
        order = np.random.default_rng(copy).permutation(len(speech))
        rows = [order[at : at + _BATCH] for at in range(0, len(order), _BATCH)]
        found: list[Example] = []
        _SPEECH[:] = speech  # the processes inherit it
        with ProcessPoolExecutor(workers) as pool:
            jobs = pool.map(_worsen, [copy * 100_000 + index for index in range(len(rows))], rows)
            for made in tqdm(jobs, f"frames, copy {copy}", len(rows)):
                found += made
        path.write_bytes(pickle.dumps(found))
    loaded: list[Example] = pickle.loads(path.read_bytes())
    return loaded


def _worsen(seed: int, row: NDArray[np.int64]) -> list[Example]:
    rng = np.random.default_rng(seed)
    others = [_SPEECH[index].sound for index in rng.integers(len(_SPEECH), size=60)]
    found, at = [], 0
    while at < len(row):
        count = 1 + int(rng.random() < 0.35)
        found.append(example([_SPEECH[index] for index in row[at : at + count]], others, rng))
        at += count
    return found
