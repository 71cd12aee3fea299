"""The recipe: `make vosk-model`. A quarter of an hour on a graphics card and 16 cores, two days on two
cores alone (`--sentences`, `--steps`, `--minutes` make it shorter); every step shows its progress and is
kept.

For other settings or another network delete the folder of `--work` first."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

from tools.vosk_model import RECIPE
from tools.vosk_model.text import WAKE_PHRASES, Sentence, others, own, place_names, to_speak, words_of

ROOT = Path(__file__).parents[2]
OUT = ROOT / "assistant" / "speech" / "data" / "vosk-ko"
UTTERANCES = 70_000
STEPS = 24_000
EXAMPLES = 256
WIDTH, DEPTH = 320, 6
PIECES = 8_000
"""Of the cut of words; names, wake phrases and common words come on top."""
COMMON = 30
"""A word met so often is never cut."""
WORTH = 2.5
"""Nats that an n-gram must save."""
SCORES = 0.625
"""What the network's scores are multiplied by. Speech of people is told apart best with half of their weight,
that of synthesisers with nine tenths: an acoustic scale of 0.8, with which the prototype was measured on
people, is the first, the model's own the second."""
ACOUSTIC_SCALE = 0.9 / SCORES
BEAM = 9.5
MIN_ACTIVE = 0
"""Kaldi's 200 doubles the time and changes nothing that is heard."""
LATTICE_BEAM = 6.0
LICENCE = (
    "CC BY-SA 4.0: made of our sentences, 3i4K and ParaKQC (Cho et al., CC BY-SA 4.0), ChatbotData (MIT), "
    "of which only counts of word pieces are in the files; sound of espeak-ng"
)


def main() -> None:
    """Builds the model, or only its words (`--words-only`) around a network that is there already."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--work", type=Path, default=ROOT / "var" / "vosk_model")
    parser.add_argument(
        "--utterances", type=Path, required=True, help="folder of 3i4K, ParaKQC and ChatbotData"
    )
    parser.add_argument("--words-only", action="store_true", help="keep the network that --work holds")
    parser.add_argument("--sentences", type=int, default=UTTERANCES, help="that are spoken to learn from")
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--minutes", type=float, default=24 * 60, help="train no longer than this")
    parser.add_argument("--examples", type=int, default=EXAMPLES, help="of a step")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    given = parser.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    sentences = [*own(), *others(given.utterances)]
    print(f"text: {len(sentences):,} sentences")
    if not given.words_only:
        _network(sentences, given)
    _files(sentences, given.out, given.work)


def _network(sentences: list[Sentence], given: Any) -> None:
    from tools.vosk_model import corpus, train

    speech = corpus.spoken(to_speak(sentences, given.sentences), given.work, given.jobs)
    settings = train.Settings(
        given.steps, given.minutes, width=WIDTH, depth=DEPTH, examples=given.examples, threads=given.jobs
    )
    train.train(speech, settings, given.work / "network.pt")


def _files(sentences: list[Sentence], out: Path, work: Path) -> None:
    from tools.vosk_model import graph, kaldi, network, ngram, train, units

    graph.check_programs()
    counts: Counter[str] = Counter()
    for sentence in sentences:
        for word in sentence.words:
            counts[word] += 1
    names = (words_of(name) for kind, row in place_names().items() if kind != "neighbourhood" for name in row)
    whole = {words[0] for words in names if len(words) == 1}
    whole |= {word for phrase in WAKE_PHRASES for word in phrase.split()}
    whole |= {word for word, count in counts.items() if count >= COMMON}
    cutter = units.learn(counts, whole, PIECES)
    said = [(sentence.words, sentence.weight) for sentence in sentences]
    lexicon = units.readings(said, cutter)
    pieces = [([unit for word in words for unit in cutter.cut(word)], weight) for words, weight in said]
    order = ngram.learn(pieces, lexicon, units.SORTS, worth=WORTH)
    trained = train.load(work / "network.pt")
    priors = train.shares_of(trained.priors) ** SCORES
    kaldi.write_settings(
        out,
        trained.mean,
        acoustic_scale=ACOUSTIC_SCALE,
        beam=BEAM,
        lattice_beam=LATTICE_BEAM,
        min_active=MIN_ACTIVE,
    )
    *layers, last = trained.network.affines()
    scaled = network.Affine(last.offsets, last.weights * SCORES, last.bias * SCORES)
    kaldi.write_model(out / "am" / "final.mdl", [*layers, scaled], priors / priors.sum())
    graph.write_graph(out, lexicon, order, work)
    card = {
        "name": "gilbeot-vosk-ko",
        "recipe": RECIPE,
        "units": len(lexicon),
        "readings": sum(map(len, lexicon.values())),
        "ngrams": [len(lexicon), *(sum(1 for gram in order.cost if len(gram) == size) for size in (2, 3))],
        "trained_on": "synthetic speech of espeak-ng only",
        "licence": LICENCE,
        "bytes": sum(path.stat().st_size for path in files_of(out)),
        "digest": digest_of(out),
    }
    (out / "card.json").write_text(json.dumps(card, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(card, ensure_ascii=False, indent=2))


def files_of(folder: Path) -> list[Path]:
    """The files of a model, without its card, in a fixed order."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "card.json")


def digest_of(folder: Path) -> str:
    """SHA-256 over names and contents of the model's files."""
    digest = hashlib.sha256()
    for path in files_of(folder):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


if __name__ == "__main__":
    main()
