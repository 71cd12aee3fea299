"""The training material: sentences spoken, and kept in a folder."""

from __future__ import annotations

import pickle
import random
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tqdm import tqdm

from tools.vosk_model.synthesis import Espeak, Utterance, manner_of, utter, variants

_BATCH = 250


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
