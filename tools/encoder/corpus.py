"""What an encoder of ours learns from: sentences, and groups of sentences that mean the same.

Open sets are read from the folder of shared data where it is present (`GILBEOT_SHARED`): ParaKQC
(`paraphrases.tsv`) and 3i4K (`assistant_requests.tsv`), both CC BY-SA 4.0. Without them only the project's
own training sentences are left. No line that an evaluation set holds is learned from (all of the small
talk is one), and names are hidden as they will be later.
"""

from __future__ import annotations

import csv
import random
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from assistant.evaluation.datasets import shared_folder, standard_sets
from assistant.korean.noise import corrupt
from assistant.nlu.annotate import annotate
from assistant.nlu.hiding import CLASSES, hide
from tools.nlu.data import bare, training_examples
from tools.nlu.restyle import restyled

SIGNS = {name: f"[{name.upper()}]" for name in CLASSES}
NOW = datetime(2026, 3, 4, 10, 0, tzinfo=ZoneInfo("Asia/Seoul"))
"""Which day it is does not matter: only where the times stand in the text."""
SEED = 20261123


@dataclass(frozen=True, slots=True)
class Corpus:
    """Sentences with names hidden."""

    sentences: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...]
    """Sentences of one meaning, two or more each."""
    sources: dict[str, int]
    """How many sentences came from where, for the model card."""


def hidden(text: str) -> str:
    """A sentence as the encoder will see it."""
    mentions = [(mention.entity, mention.start, mention.end) for mention in annotate(text, NOW)]
    return " ".join(hide(text, mentions, SIGNS).text.split())


def said_worse(text: str, intent: str) -> Iterator[str]:
    """The sentence with another end and with the slips of speech recognition. Seeded by the text."""
    rng = random.Random(zlib.crc32(text.encode()) ^ SEED)
    other = restyled(text.rstrip("?"), intent, rng)
    if other:
        yield other
    yield corrupt(text, rng, 1).text
    yield corrupt(text, rng, 2).text


def _column(path: Path, text: int, key: int) -> Iterator[tuple[str, str]]:
    with path.open(encoding="utf-8") as file:
        rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        next(rows)
        yield from ((row[key], row[text]) for row in rows if len(row) > max(text, key))


def paraphrase_sets(folder: Path) -> list[list[str]]:
    """The sets of ParaKQC."""
    sets: dict[str, list[str]] = defaultdict(list)
    for number, text in _column(folder / "paraphrases.tsv", 3, 0):
        sets[number].append(text)
    return list(sets.values())


def _seen_in_tests() -> frozenset[str]:
    return frozenset(bare(line.text) for data in standard_sets().present for line in data.lines)


def _groups(lines: Iterable[Iterable[str]]) -> Iterator[tuple[str, ...]]:
    for group in lines:
        kept = tuple(dict.fromkeys(hidden(text) for text in group))
        if len(kept) > 1:
            yield kept


def load(*, own_only: bool = False) -> Corpus:
    """All that is there; `own_only` leaves the shared sets out."""
    tests = _seen_in_tests()
    own = [(intent, text) for intent, text in training_examples() if bare(text) not in tests]
    folder = shared_folder() / "data" / "utterances"
    sets: list[list[str]] = []
    requests: list[str] = []
    if folder.is_dir() and not own_only:
        sets = [[t for t in group if bare(t) not in tests] for group in paraphrase_sets(folder)]
        rows = _column(folder / "assistant_requests.tsv", 1, 0)
        requests = [text for _, text in rows if text.strip() and bare(text) not in tests]
    groups = [
        *_groups(sets),
        *_groups((text, *said_worse(text, intent)) for intent, text in own),
        *_groups(
            (text, corrupt(text, random.Random(zlib.crc32(text.encode()) ^ SEED), 1).text)
            for text in requests
        ),
    ]
    sentences = dict.fromkeys(text for group in groups for text in group)
    sources = {"gilbeot": len(own), "ParaKQC": sum(map(len, sets)), "3i4K": len(requests)}
    return Corpus(tuple(sentences), tuple(groups), {name: n for name, n in sources.items() if n})
