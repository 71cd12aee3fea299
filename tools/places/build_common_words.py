"""Builds assistant/places/data/common_words.txt: place names that are ordinary words too.

A name of up to three syllables is listed when Kiwi's dictionary reads it as one noun, adverb, numeral or
verb stem (id above the markers of unknown words); proper nouns are not. Words judged by hand are in
mention_rules.toml and override this list. Needs kiwipiepy. Usage: build_common_words.py
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from kiwipiepy import Kiwi

from assistant.places.gazetteer import load_gazetteer
from tools.places.kma_grid import DATA

UNKNOWN_IDS = 50
"""Kiwi gives unknown words ids of the plain tags, below this."""


def is_common(kiwi: Kiwi, word: str) -> bool:
    """Whether the dictionary knows the word as something other than a proper noun."""
    tokens = kiwi.tokenize(word)
    if len(tokens) == 1:
        return tokens[0].tag != "NNP" and tokens[0].id > UNKNOWN_IDS
    # "가야" is 가+어야, "이리" 이리: endings and particles make a phrase, not a name.
    return all(t.tag[0] in "EJVMX" or t.tag in ("NP", "NNB") for t in tokens)


def main() -> None:
    """Write the list, one word a line, sorted."""
    kiwi = Kiwi()
    names = {name for name in load_gazetteer().names() if len(name) <= 3 and name.isalpha()}
    words = sorted(name for name in names if is_common(kiwi, name))
    (DATA / "common_words.txt").write_text("\n".join(words) + "\n", encoding="utf-8")
    print(len(words), "of", len(names))


if __name__ == "__main__":
    main()
