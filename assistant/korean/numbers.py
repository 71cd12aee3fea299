"""Korean numerals: Sino (이천이십육), native (스물네), digits and mixtures (3만5천), as text to int.

`SINO`, `NATIVE` and `NUMBER` are regular-expression sources for use inside larger patterns; each is bounded,
so a pattern built from them stays linear. `to_int` reads what they match.
"""

import re
from functools import lru_cache
from typing import Final

_SINO_DIGITS: Final = {c: i for i, c in enumerate("영일이삼사오육칠팔구")} | {"공": 0, "륙": 6}
_SMALL_UNITS: Final = {"십": 10, "백": 100, "천": 1000}
_LARGE_UNITS: Final = {"만": 10**4, "억": 10**8, "조": 10**12}
_NATIVE_TENS: Final = {
    "열": 10,
    "스물": 20,
    "스무": 20,
    "서른": 30,
    "마흔": 40,
    "쉰": 50,
    "예순": 60,
    "일흔": 70,
    "여든": 80,
    "아흔": 90,
}
_NATIVE_ONES: Final = {
    "하나": 1,
    "한": 1,
    "둘": 2,
    "두": 2,
    "셋": 3,
    "세": 3,
    "석": 3,
    "서": 3,
    "넷": 4,
    "네": 4,
    "넉": 4,
    "너": 4,
    "다섯": 5,
    "여섯": 6,
    "일곱": 7,
    "여덟": 8,
    "여덜": 8,
    "아홉": 9,
}
APPROXIMATE: Final = {
    "한두": 1,
    "두어": 2,
    "두세": 2,
    "두서너": 2,
    "서너": 3,
    "너댓": 4,
    "네댓": 4,
    "네다섯": 4,
    "대여섯": 5,
    "예닐곱": 6,
    "일고여덟": 7,
    "일이": 1,
    "이삼": 2,
    "삼사": 3,
    "사오": 4,
    "오륙": 5,
    "육칠": 6,
    "칠팔": 7,
}
"""Two neighbouring numbers said for one (두세 시간, 이삼일): the lower. Only before a unit; `parse_number`
reads 이삼 as the digits 23."""
MAX_LENGTH: Final = 40
"""Longer texts are no number anybody says; refusing them keeps the cost bounded."""

_TENS: Final = "열|스물|서른|마흔|쉰|예순|일흔|여든|아흔"
_ONES: Final = "하나|둘|셋|넷|한|두|세|네|다섯|여섯|일곱|여덟|여덜|아홉"
SINO: Final = r"[영공일이삼사오육륙칠팔구십백천만](?:\s?[영공일이삼사오육륙칠팔구십백천만]){0,8}"
"""Spaces are allowed inside: speech recognisers put them between morphemes (이십 사)."""
NATIVE: Final = rf"(?:(?:{_TENS})\s?(?:{_ONES})|{_TENS}|스무|{_ONES}|석|넉|서|너)"
DIGITS: Final = r"[0-9]{1,4}"
NUMBER: Final = rf"(?:{DIGITS}|{NATIVE}|{SINO})"

_NATIVE_RE: Final = re.compile(
    rf"(?:(?P<tens>{'|'.join(_NATIVE_TENS)})\s?)?(?P<ones>{'|'.join(_NATIVE_ONES)})?\Z"
)
_CHUNK_RE: Final = re.compile(r"[0-9]+|[영공일이삼사오육륙칠팔구]|[십백천]|[만억조]")
_PLAIN_RE: Final = re.compile(r"[영공일이삼사오육륙칠팔구]+\Z")


def parse_number(text: str) -> int | None:
    """Whole `text` as a non-negative number, or None if it is not one.

    Spaces and thousands separators inside are allowed. A run of bare Sino digits is read digit by digit
    (이공이육 -> 2026); a unit without a digit counts as one of it (백 -> 100, 만 오천 -> 15000).
    """
    compact = "".join(text.split()).replace(",", "")
    if not compact or len(compact) > MAX_LENGTH:
        return None
    return to_int(compact)


@lru_cache(maxsize=4096)
def to_int(compact: str) -> int | None:
    """`compact` (no spaces, at most `MAX_LENGTH` characters) as a number, or None."""
    if compact.isascii() and compact.isdigit():
        return int(compact)
    native = _NATIVE_RE.match(compact)
    if native and (native["tens"] or native["ones"]):
        return _NATIVE_TENS.get(native["tens"] or "", 0) + _NATIVE_ONES.get(native["ones"] or "", 0)
    if len(compact) > 1 and _PLAIN_RE.match(compact):
        return int("".join(str(_SINO_DIGITS[c]) for c in compact))
    return _sino(compact)


def _sino(compact: str) -> int | None:
    """Read 3만5천, 이천이십육 and the like: units must fall, so that 십백 or 오삼십 is refused."""
    total = section = 0
    digit: int | None = None
    small_limit, large_limit = 10_000, 10**16
    position = 0
    for chunk in _CHUNK_RE.finditer(compact):
        if chunk.start() != position:
            return None
        position = chunk.end()
        word = chunk.group()
        if word in _SMALL_UNITS:
            unit = _SMALL_UNITS[word]
            if unit >= small_limit or digit == 0:
                return None
            section += (1 if digit is None else digit) * unit
            small_limit, digit = unit, None
        elif word in _LARGE_UNITS:
            unit = _LARGE_UNITS[word]
            if unit >= large_limit:
                return None
            section += digit or 0
            total += (section or 1) * unit
            section, digit, small_limit, large_limit = 0, None, 10_000, unit
        elif digit is not None:
            return None
        else:
            digit = int(word) if word.isdigit() else _SINO_DIGITS[word]
            if digit >= small_limit:
                return None
    if position != len(compact):
        return None
    return total + section + (digit or 0)
