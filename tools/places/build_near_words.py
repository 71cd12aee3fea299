"""Builds assistant/places/data/near_words.txt: words of the language that are one letter from a place name.

A word of two to four syllables is listed when Kiwi's dictionary has it as a noun, adverb or the like, no
place has that name, and it may be taken for a misspelt one. Needs kiwipiepy.
Usage: build_near_words.py [MODEL_DIR]
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from kiwipiepy import Kiwi

from assistant.korean.jamo import FINALS, INITIALS, VOWELS, compose, decompose, is_syllable
from assistant.places.gazetteer import load_gazetteer
from assistant.places.mention_rules import Need, load_rules
from assistant.places.misspelt import PROMINENT
from assistant.places.spelling import Spellings
from tools.places.kma_grid import DATA

RARE = 60_000
"""Entries of Kiwi's dictionary from here on are dialect words and spellings that hardly anybody uses."""
TAGS = ("NNG", "MAG", "MAJ", "XR", "NP", "NR", "IC", "MM")


def words(kiwi: Kiwi) -> set[str]:
    """Words of the dictionary, two to four syllables long."""
    found = set()
    for index in range(RARE):
        token = kiwi.morpheme(index)
        if token.tag in TAGS and 2 <= len(token.form) <= 4 and all(map(is_syllable, token.form)):
            found.add(token.form)
    return found


def eligible() -> set[str]:
    """Names that short words may stand for."""
    rules = load_rules()
    names = load_gazetteer().names()
    return {
        name
        for name, named in names.items()
        if rules.need(name, all(n.weak for n in named)) is not Need.NEVER
        and (len(name) > 2 or named[0].score >= PROMINENT)
    }


def neighbours(char: str) -> list[str]:
    """Syllables that differ in one letter."""
    initial, vowel, last = decompose(char)
    return [
        *(compose(i, vowel, last) for i in INITIALS if i != initial),
        *(compose(initial, v, last) for v in VOWELS if v != vowel),
        *(compose(initial, vowel, f) for f in FINALS if f != last),
    ]


def phrases(kiwi: Kiwi, names: set[str]) -> set[str]:
    """Forms of verbs, and pronouns with particles, one letter from a name of two syllables (건데, 와도)."""
    changed = {
        one
        for name in names
        if len(name) == 2
        for index, char in enumerate(name)
        for other in neighbours(char)
        if (one := name[:index] + other + name[index + 1 :]) not in names
    }
    found = set()
    ordered = sorted(changed)
    for word, tokens in zip(ordered, kiwi.tokenize(ordered), strict=True):
        verb = tokens[0].tag[0] == "V" and tokens[-1].tag[0] == "E"
        short = tokens[0].tag in ("NP", "NNB", "MM", "VCP") and len(tokens) > 1
        if (verb or short) and not any(getattr(token, "oov", False) for token in tokens):
            found.add(word)
    return found


def main(model: str | None = None) -> None:
    """Write the list, one word a line, sorted."""
    names = eligible()
    spellings = Spellings(names)
    kiwi = Kiwi(model_path=model)
    known = words(kiwi) - set(load_gazetteer().names())
    near = {word for word in known if spellings.near(word)} | phrases(kiwi, names)
    (DATA / "near_words.txt").write_text("\n".join(sorted(near)) + "\n", encoding="utf-8")
    print(len(near), "of", len(known))


if __name__ == "__main__":
    main(*sys.argv[1:])
