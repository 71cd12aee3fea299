"""Words of time as they are misheard and mistyped (네일, 어재, 세벽), read as what was meant.

The misspellings are a table of `data/times.toml`, not made by rule: a letter more or less is often another
word (오늘, 오는; 아침, 아참). Each has as many syllables as the word, so that no offset moves.
"""

import re
from functools import cache

from assistant.korean.times.lexicon import lexicon


def as_meant(text: str) -> str:
    """`text` with the words of time that were meant, as long as before."""
    return _pattern().sub(lambda match: _meant()[match.group()], text)


@cache
def _meant() -> dict[str, str]:
    return {variant: word for word, variants in lexicon().heard.items() for variant in variants}


@cache
def _pattern() -> re.Pattern[str]:
    """A misspelling at the beginning of a word, unless what follows makes it another word."""
    others = lexicon().not_heard
    # Letters first, then the guard before them: most positions fail at their first letter.
    pieces = [
        rf"{variant}(?<![가-힣]{variant})" + (f"(?!{others[variant]})" if variant in others else "")
        for variant in sorted(_meant(), key=len, reverse=True)
    ]
    return re.compile("|".join(pieces))
