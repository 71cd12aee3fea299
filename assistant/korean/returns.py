"""The way back: "돌아오는 길은?", "올 때는?", "집에 오는 길 괜찮아?"."""

from __future__ import annotations

import re

_BACK = re.compile(
    r"(?:되?돌아|복귀|귀가|귀갓|귀경)(?:하?[는오올]|할|\s*[길편때])|(?<![가-힣])(?:집에|집으로|거기서|다시)?\s*(?:올라|내려)?"
    r"(?:오는\s*[길편]|올\s*때)(?![가-힣]*\s*(?:눈|비)(?![가-힣]))"
)
_SKY = re.compile(r"(?:비|눈|태풍|소나기|장마|한파|폭설|폭우|지진|바람)[가이은는도]?\s*(?:오는|올)")


def speaks_of_return(text: str) -> bool:
    """Whether the way back is asked about, and not rain that comes ("비 올 때는?")."""
    return bool(_BACK.search(text)) and not _SKY.search(text)
