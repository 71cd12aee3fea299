"""The training examples of the project: what the baseline learns from, and what a test must not contain."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from assistant.evaluation.datasets import DataSet
from assistant.settings import ROOT

_FOLDER = ROOT / "nlu_data" / "nlu"


def examples(folder: Path = _FOLDER) -> Iterator[tuple[str, str]]:
    """(intent, text) of every training example."""
    import yaml

    for path in sorted(folder.glob("*.yml")):
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        for block in document.get("nlu") or ():
            if "intent" not in block:
                continue
            for line in block["examples"].splitlines():
                if text := line.removeprefix("- ").strip():
                    yield block["intent"], text


def seen_in_training(data: DataSet) -> int:
    """How many lines of a set are training examples, spaces and punctuation apart."""
    return sum(_bare(line.text) in _trained() for line in data.lines)


@cache
def _trained() -> frozenset[str]:
    return frozenset(_bare(text) for _, text in examples())


def _bare(text: str) -> str:
    return re.sub(r"[^0-9A-Za-zㄱ-ㅎ가-힣]", "", text).upper()
