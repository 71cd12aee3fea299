"""Finding the word that was meant as a place when no gazetteer knows it ("안드로메다 가는 길")."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

_GOING = re.compile(
    r"([가-힣A-Za-z0-9]{2,12}?)(?:까지|으로|에|로|행)?\s+(?:가는|갈|가도|가려|가면|가고|가는데|갔다|다녀|도착)"
)
_NAMED = re.compile(
    r"(?:^|\s)([가-힣0-9]{2,8}(?:동|읍|면|리|역|공항|터미널|해수욕장|휴게소|대교|터널|산|섬))(?=\s|[은는이가에도로을를]|$)"
)
_ALONE = re.compile(
    r"^\s*(?:음|어|아|그럼)?[,.\s]*([가-힣A-Za-z0-9]{2,12}?)(?:까지|으로|로|요|이요|이에요|예요|에)?[.!?\s]*$"
)


@cache
def _not_places() -> frozenset[str]:
    lines = (files("assistant.korean") / "data" / "not_places.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def unknown_place_in(text: str) -> str | None:
    """The word in a place's position, None if nothing stands there. For texts without a known place."""
    for pattern in (_GOING, _NAMED, _ALONE):
        for match in pattern.finditer(text):
            word = match.group(1)
            if word not in _not_places() and not word.isdigit():
                return word
    return None
