"""What people say around a sentence without meaning anything by it: the wake word, hesitation, laughter."""

from __future__ import annotations

import re

_CALL = r"(?:(?:하이|헤이|오케이|저기) ?)?(?:길벗아?|엘지)"
_HESITATION = r"음+|어+|아+|에+|저기요?|저|있잖아요?|그니까|그러니까|근데|혹시"
_PATTERN = re.compile(
    rf"^(?:(?:{_CALL})[,.!~…]* +|(?:{_HESITATION})[,.~…]* +)+(?=\S)"
    rf"|(?<= )(?:음+|어+|저기|있잖아요?|그니까|그러니까|혹시)[,.~…]* +(?=\S)"
    r"|(?<=[가-힣0-9?!.])[ ]?[ㅋㅎㅠㅜ]+(?= |$)"
)


def filler_spans(text: str) -> list[tuple[int, int]]:
    """[start, end) of every filler, in text order. A sentence never consists of fillers alone: "어" by
    itself is a yes, "길벗아" a greeting."""
    return [found.span() for found in _PATTERN.finditer(text)]
