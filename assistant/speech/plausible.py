"""Whether a reading names dates and hours that exist: there is no thirtieth of February and no hour 25."""

from __future__ import annotations

import re
from datetime import datetime

from assistant.korean.numbers import NUMBER, parse_number
from assistant.korean.times import find_times

_DATE = re.compile(rf"(?:{NUMBER}|유|시)\s*월\s*{NUMBER}\s*일(?!곱)")
_HOUR = re.compile(rf"(?P<hour>{NUMBER})\s*시(?=$|[\s에부까반쯤경])(?!\s*간)")
_MORNING = re.compile(rf"(?:오전|아침|새벽)\s*(?P<hour>{NUMBER})\s*시")


def possible(text: str, now: datetime) -> bool:
    """False when the text says a date or an hour that cannot be."""
    spans = [(span.text, span.start) for span in find_times(text, now)]
    covered = " ".join(said for said, _ in spans)
    for pattern in (_DATE, _HOUR):
        if any(match[0] not in covered for match in pattern.finditer(text)):
            return False
    return all(_value(match["hour"]) <= 12 for match in _MORNING.finditer(text))


def _value(words: str) -> float:
    value = parse_number(words)
    return float(value) if value is not None else 0.0
