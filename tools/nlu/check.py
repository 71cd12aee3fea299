"""Checks the NLU data: no sentence under two intents, none shared with an evaluation set, none copied.

    python -m tools.nlu.check [FILE_OR_FOLDER ...]

The arguments are reference corpora (.tsv, .txt) from which no sentence may have been taken; those that
are absent are skipped. Utterances of one or two words ("왜?") are nobody's and may coincide.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from tools.nlu.data import EVALUATION_SETS, Example, bare, labelled_tsv, training_examples

TRIVIAL_WORDS = 2


def ambiguous(examples: Iterable[Example]) -> dict[str, set[str]]:
    """Sentences that stand under more than one intent."""
    intents: dict[str, set[str]] = defaultdict(set)
    for intent, text in examples:
        intents[bare(text)].add(intent)
    return {text: names for text, names in intents.items() if len(names) > 1}


def corpus_lines(paths: Iterable[Path]) -> set[str]:
    """Every cell of the given .tsv and .txt files, bare, except the trivial ones."""
    found = set()
    for path in paths:
        files = sorted(path.glob("*")) if path.is_dir() else [path] if path.exists() else []
        for file in files:
            if file.suffix not in {".tsv", ".txt"}:
                continue
            for line in file.read_text(encoding="utf-8").splitlines():
                for cell in line.split("\t"):
                    if len(cell.split()) > TRIVIAL_WORDS:
                        found.add(bare(cell))
    return found


def copied(examples: Iterable[Example], corpus: set[str]) -> list[Example]:
    """Examples of three words or more that stand in the corpus."""
    return [(i, t) for i, t in examples if len(t.split()) > TRIVIAL_WORDS and bare(t) in corpus]


def main() -> int:
    """Command line entry; returns the number of kinds of faults found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", nargs="*", type=Path)
    corpus = corpus_lines(parser.parse_args().corpora)
    training = training_examples()
    own = [example for path in EVALUATION_SETS for example in labelled_tsv(path)]
    own_lines = {bare(text) for _, text in own}
    faults: dict[str, Sequence[object]] = {
        "under two intents": sorted(ambiguous(training).items()),
        "under two intents in the evaluation set": sorted(ambiguous(own).items()),
        "both in training and in the evaluation set": [(i, t) for i, t in training if bare(t) in own_lines],
        "training lines of a reference corpus": copied(training, corpus),
        "evaluation lines of a reference corpus": copied(own, corpus),
    }
    for name, found in faults.items():
        print(f"{name}: {len(found)}")
        for item in found[:40]:
            print("   ", item)
    print(f"{len(training)} training, {len(own)} evaluation, {len(corpus)} corpus lines")
    return sum(bool(found) for found in faults.values())


if __name__ == "__main__":
    raise SystemExit(main())
