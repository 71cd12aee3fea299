"""Readers for the training YAML and the labelled TSV files; no Rasa needed."""

from __future__ import annotations

import csv
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
TRAINING_DIR = ROOT / "nlu_data" / "nlu"
EVALUATION_SETS = (
    ROOT / "tests" / "nlu" / "intents_own.tsv",
    ROOT / "tests" / "nlu" / "intents_held_out.tsv",
    ROOT / "tests" / "nlu" / "intents_fresh.tsv",
    ROOT / "tests" / "nlu" / "intents_personal.tsv",
)
"""The first has guided the choice of training sentences; the others were written before the sentences that
were added after them (docs/intents.md says what that means for their figures)."""

SLOT_SETS = (
    ROOT / "tests" / "nlu" / "slots_own.jsonl",
    ROOT / "tests" / "nlu" / "slots_unseen.jsonl",
    ROOT / "tests" / "nlu" / "slots_held_back.jsonl",
)
"""Requests with their slots, which carry intents too."""

Example = tuple[str, str]
"""(intent, text)"""


def training_examples(folder: Path = TRAINING_DIR) -> list[Example]:
    """All examples of all topic files, in file order."""
    examples: list[Example] = []
    for path in sorted(folder.glob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            for line in block["examples"].splitlines():
                examples.append((block["intent"], line.removeprefix("- ")))
    return examples


def labelled_tsv(path: Path) -> list[Example]:
    """Lines `intent<TAB>text`; a header line `intent<TAB>text` is skipped."""
    with path.open(encoding="utf-8") as file:
        rows = [row for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if len(row) == 2]
    return [(row[0], row[1]) for row in rows if row != ["intent", "text"]]


def bare(text: str) -> str:
    """`text` without spaces and punctuation: two lines with the same letters are the same line."""
    return "".join(char for char in text if char.isalnum())
