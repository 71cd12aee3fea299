"""초, 중순, 말 behind a week, month or year, and the words that hold both (월말, 연초)."""

from collections.abc import Iterator

from assistant.korean.times.grammar.base import DATE_SLOTS, REFUSED, TAIL, TAKEN, Kind, Outcome, unless, use
from assistant.korean.times.model import Fields

_EDGE_WORDS = {"월": "month_shift", "연": "year_shift", "주": "week_shift"}


def _edge_word(fields: Fields, text: str) -> Outcome:
    slot = _EDGE_WORDS[text[0]]
    taken = slot.removesuffix("_shift")
    if fields.used & (DATE_SLOTS | {"week"}) or (taken != "year" and taken in fields.used):
        return REFUSED
    if fields.year is None and fields.year_shift is None and fields.used & {"month", "year"}:
        return REFUSED
    if taken not in fields.used:
        fields.choice = "next"  # 월초 alone is the next, 올해 연초 that of this year
    fields.used.update((taken, "edge"))
    if taken != "year" or "year" not in fields.used or (fields.year is None and fields.year_shift is None):
        setattr(fields, slot, 0)
    fields.edge = text
    return TAKEN


def _edge(fields: Fields, text: str) -> Outcome:
    if fields.used & {"day", "weekday"} or not fields.used & {"month", "year", "week", "quarter"}:
        return REFUSED
    if not use(fields, "edge"):
        return REFUSED
    fields.edge = text
    return TAKEN


def _early(fields: Fields, _: str) -> Outcome:
    return _edge(fields, "초") if fields.week_shift is not None or fields.month_shift is not None else REFUSED


def kinds() -> Iterator[Kind]:
    """월말 and its like."""
    yield Kind("edgeword", rf"(?:월초|월말|연초|연말|주초)(?:연시)?{TAIL}", _edge_word, "word")


def following_kinds() -> Iterator[Kind]:
    """Edges of the unit before them."""
    yield Kind("early", r"(?:에\s)?좀?\s?더\s일찍", _early)
    start, end = rf"초(?!등){unless('에까부의쯤')}", rf"말(?!고){unless('에까부의쯤이')}"
    yield Kind(
        "edge", rf"초순|중순|하순|초반|중반|후반|{start}|중(?=에|순|으로)|{end}|(?<!연휴)(?<!연휴\s)끝", _edge
    )
