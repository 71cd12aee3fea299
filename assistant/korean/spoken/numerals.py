"""Reading numbers: Sino-Korean (이백삼십), native (스물셋), by digits (일일구), with a counter (세 시간)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from assistant.korean.spoken_tables import table

_MAX_SINO_DIGITS = 20
"""Above 경 (10^16) times 10^4 there is no word in the table; longer numbers are read digit by digit."""


def sino(value: int | float | str) -> str:
    """A Sino-Korean number: 230 is 이백삼십, 12.5 is 십이 점 오, -3 is 마이너스 삼.

    A string keeps what a float would lose ("2.0" is 이 점 영) and may have thousands commas.
    Raises ValueError for what is not a number.
    """
    digits = _plain(value)
    if not re.fullmatch(r"-?\d+(\.\d+)?", digits):
        raise ValueError(f"not a number: {value!r}")
    names = table("numbers")["sino"]
    sign = "마이너스 " if digits.startswith("-") else ""
    whole, _, fraction = digits.lstrip("-").partition(".")
    read = sign + _whole(whole)
    return f"{read} {names['point']} {spell(fraction, zero=names['digits'][0])}" if fraction else read


def native(value: int, *, counted: bool = False) -> str:
    """A native number from 1 to 99: 23 is 스물셋, before a counter (`counted`) 스물세.

    Raises ValueError outside that range: native Korean has no such words in use.
    """
    if not 1 <= value <= 99:
        raise ValueError(f"native numbers run from 1 to 99, not {value}")
    names = table("numbers")["native"]
    tens, ones = divmod(value, 10)
    if counted and value == 20:
        return str(names["twenty_before_counter"])
    last = names["ones"][ones]
    if counted:
        last = names["before_counter"].get(last, last)
    return f"{names['tens'][tens]}{last}"


def spell(digits: str, *, zero: str | None = None) -> str:
    """Digit by digit, as telephone and flight numbers are read: 119 is 일일구, 010 is 공일공."""
    names = table("numbers")["sino"]
    nought = names["phone_zero"] if zero is None else zero
    return "".join(nought if d == "0" else names["digits"][int(d)] for d in digits if d.isdigit())


def count(value: int | float | str, counter: str, *, before: str = "", after: str = "") -> str:
    """A number with its counter: 3 시간 is 세 시간, 3 분 삼 분, 8 월 팔월, 1 번째 첫 번째.

    `before` and `after` are the words around it, which decide between 세 번 (three times) and 삼번 (number
    three).
    """
    rule = _rule(counter, before, after)
    plain = _plain(value)
    whole = int(plain) if re.fullmatch(r"\d+", plain) else None
    if counter == "월" and whole in _MONTHS:
        return f"{_MONTHS[whole]}월"
    if rule.native_upto and whole is not None and 1 <= whole <= rule.native_upto:
        first = whole == 1 and counter == "번째"
        read = table("numbers")["ordinals"]["first"] if first else native(whole, counted=True)
        return f"{read} {counter}"
    return f"{sino(plain)}{'' if rule.glued else ' '}{counter}"


def takes_native(counter: str, *, before: str = "", after: str = "") -> bool:
    """Whether small numbers before this counter are native ones."""
    return _rule(counter, before, after).native_upto > 0


def neighbours(low: int, high: int, counter: str, *, before: str = "", after: str = "") -> str | None:
    """Two neighbouring numbers as one word (2~3시간 is 두세 시간); None where there is none."""
    if high != low + 1 or not 1 <= low <= 8:
        return None
    words = table("numbers")["neighbours"]
    if takes_native(counter, before=before, after=after):
        return f"{words['native'][low]} {counter}"
    if counter in words["sino_counters"]:
        return f"{sino(low)}{sino(high)} {counter}"
    return None


@cache
def counters() -> tuple[str, ...]:
    """Every counter of the table, longest first, for matching."""
    known = table("numbers")["counters"]
    names = {name for name in known["native"] if name != "default_upto"}
    names.update(known["sino"]["glued"], known["sino"]["spaced"])
    return tuple(sorted(names, key=lambda name: (-len(name), name)))


@dataclass(frozen=True, slots=True)
class _Rule:
    """How a counter is read: native numbers up to a limit (0: never), written as one word or two."""

    native_upto: int
    glued: bool


_MONTHS = {6: "유", 10: "시"}
"""육월 and 십월 lost their final consonant: 유월, 시월 (한글 맞춤법, article 52)."""


def _rule(counter: str, before: str, after: str) -> _Rule:
    numbers = table("numbers")
    glued = counter in numbers["counters"]["sino"]["glued"]
    upto = int(numbers["counters"]["native"].get(counter, 0))
    for exception in numbers["exceptions"]:
        if exception["counter"] != counter:
            continue
        there = re.search(exception["before"], before) if "before" in exception else None
        here = re.match(exception["after"], after) if "after" in exception else None
        if there or here:
            upto = int(exception.get("upto", 0)) if exception["kind"] == "native" else 0
    return _Rule(native_upto=upto, glued=glued)


def _plain(value: int | float | str) -> str:
    if isinstance(value, float):
        return f"{value:.10f}".rstrip("0").rstrip(".") or "0"
    return str(value).replace(",", "").replace("−", "-").strip()


def _whole(digits: str) -> str:
    names = table("numbers")["sino"]
    digits = digits.lstrip("0")
    if not digits:
        return str(names["digits"][0])
    if len(digits) > _MAX_SINO_DIGITS:
        return spell(digits)
    groups = [digits[max(0, end - 4) : end] for end in range(len(digits), 0, -4)]
    read = []
    for power, group in enumerate(groups):
        if not group.strip("0"):
            continue
        words = "".join(
            # 일 is not said before 십, 백, 천: 백, not 일백.
            ("" if digit == "1" and place else names["digits"][int(digit)]) + names["small"][place]
            for place, digit in zip(range(len(group) - 1, -1, -1), group, strict=True)
            if digit != "0"
        )
        # Nor before a leading 만: 만 명; but 일억.
        if power == 1 and group.lstrip("0") == "1" and power == len(groups) - 1:
            words = ""
        read.append(words + names["large"][power])
    return " ".join(reversed(read)) if len(digits) > 4 else "".join(read)
