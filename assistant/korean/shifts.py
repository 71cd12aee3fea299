"""Relative changes of a departure: "한 시간 늦게 가면?", "삼십 분 일찍 출발하면?", "하루 미루면?"."""

from __future__ import annotations

import re
from datetime import timedelta

from assistant.korean.numbers import parse_number

_UNITS = {"시간": 60, "분": 1, "일": 24 * 60, "주": 7 * 24 * 60, "주일": 7 * 24 * 60}
"""Minutes a unit."""
_DAYS = {"하루": 1, "이틀": 2, "사흘": 3, "나흘": 4, "닷새": 5, "일주일": 7}

_LATER = r"늦게|늦춰|늦추|미루|미뤄|미룰|뒤로|나중에|연기|밀면|밀어"
_EARLIER = r"일찍|앞당|당겨|당기|당길|앞으로|먼저|빨리"
_AMOUNT = re.compile(
    rf"(?:(?P<days>{'|'.join(_DAYS)})|(?P<number>[0-9가-힣]{{1,6}}?)\s*(?P<unit>시간|분|주일|일|주)(?P<half>\s*반)?)"
    rf"\s*(?:쯤|정도|만|더)?\s*(?:더\s*)?(?:(?P<later>{_LATER})|(?P<earlier>{_EARLIER}))"
)


def without_shift(text: str) -> str:
    """The text without such a phrase."""
    return _AMOUNT.sub(" ", text)


def find_shift(text: str) -> timedelta | None:
    """How much later (positive) or earlier (negative) one would leave; None if nothing of that is said."""
    for match in _AMOUNT.finditer(text):
        minutes = _minutes(match)
        if minutes is not None:
            return timedelta(minutes=minutes if match["later"] else -minutes)
    return None


def _minutes(match: re.Match[str]) -> int | None:
    if match["days"]:
        return _DAYS[match["days"]] * 24 * 60
    number = parse_number(match["number"].strip())
    if number is None or number > 10_000:
        return None
    unit = _UNITS[match["unit"]]
    return number * unit + (unit // 2 if match["half"] else 0)
