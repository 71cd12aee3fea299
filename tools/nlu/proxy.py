"""A quick stand-in for the Rasa pipeline: logistic regression on jamo and syllable n-grams and morphemes.

    python -m tools.nlu.proxy [LABELLED.tsv ...]

Trains on nlu_data/nlu, evaluates on tests/nlu/intents_*.tsv and the given files, and prints accuracy,
macro F1, the intents that are confused and the sentences that failed. It takes seconds, so the data
can be judged without training DIET.
"""

from __future__ import annotations

import argparse
import unicodedata
from collections import Counter
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from kiwipiepy import Kiwi
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, f1_score
from sklearn.pipeline import make_pipeline, make_union

from tools.nlu.data import EVALUATION_SETS, Example, labelled_tsv, training_examples


def normal(text: str) -> str:
    """What a tokenizer would leave: no punctuation, single spaces."""
    kept = "".join(char if char.isalnum() else " " for char in text)
    return " ".join(kept.split())


def jamo(text: str) -> str:
    """Syllables taken apart into their letters (NFD)."""
    return unicodedata.normalize("NFD", normal(text))


@cache
def _kiwi() -> Kiwi:
    return Kiwi()


def morphemes(text: str) -> list[str]:
    """Kiwi morphemes with their tags, names of places and people folded into one token."""
    tokens = _kiwi().tokenize(normal(text))
    return ["<name>" if token.tag == "NNP" else f"{token.form}/{token.tag}" for token in tokens]


def morpheme_ngrams(text: str) -> list[str]:
    """Single morphemes, neighbours in pairs, and how the sentence ends."""
    tokens = morphemes(text)
    return [*tokens, *map(" ".join, pairwise(tokens)), "end:" + " ".join(tokens[-2:])]


def train(examples: list[Example]) -> Any:
    """A fitted scikit-learn pipeline text -> intent."""
    features = make_union(
        TfidfVectorizer(
            preprocessor=jamo, analyzer="char_wb", ngram_range=(2, 5), min_df=2, sublinear_tf=True
        ),
        TfidfVectorizer(
            preprocessor=normal, analyzer="char_wb", ngram_range=(1, 4), min_df=2, sublinear_tf=True
        ),
        TfidfVectorizer(analyzer=morpheme_ngrams, sublinear_tf=True),
    )
    model = make_pipeline(features, LogisticRegression(C=20, max_iter=300, class_weight="balanced"))
    return model.fit([text for _, text in examples], [intent for intent, _ in examples])


def report(name: str, model: Any, examples: list[Example], *, failures: int) -> None:
    """Prints the figures of one evaluation set."""
    right = [intent for intent, _ in examples]
    got = [str(intent) for intent in model.predict([text for _, text in examples])]
    accuracy = accuracy_score(right, got)
    macro = f1_score(right, got, average="macro", labels=sorted(set(right)), zero_division=0)
    print(f"\n== {name}: {len(examples)} lines, accuracy {accuracy:.3f}, macro F1 {macro:.3f}")
    wrong = [(r, g, text) for r, g, (_, text) in zip(right, got, examples, strict=True) if r != g]
    for (r, g), count in Counter((r, g) for r, g, _ in wrong).most_common(25):
        print(f"  {count:3} {r} -> {g}")
    for r, g, text in wrong[:failures]:
        print(f"      {r} -> {g}: {text}")


def main() -> None:
    """Command line entry."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--failures", type=int, default=200, help="failed sentences to show per set")
    options = parser.parse_args()
    examples = training_examples()
    print(f"{len(examples)} training examples, {len({intent for intent, _ in examples})} intents")
    model = train(examples)
    for path in [*EVALUATION_SETS, *options.files]:
        report(path.name, model, labelled_tsv(path), failures=options.failures)


if __name__ == "__main__":
    main()
