"""Dates written in digits: 2026-11-24, 26/11/24, 11/24, 24/11/2026, 2014-2018, 3~5시."""

import re
from collections.abc import Iterator

from assistant.korean.times.grammar.base import IMPOSSIBLE, REFUSED, TAKEN, Kind, Outcome, full_year, use
from assistant.korean.times.grammar.calendar_units import day_of_month, month_of_year
from assistant.korean.times.grammar.hours import clock, set_clock
from assistant.korean.times.model import Duration, Fields


def _ymd_values(fields: Fields, year: int, month: int, day: int) -> Outcome:
    if not use(fields, "year", "month", "day"):
        return REFUSED
    fields.year, fields.month, fields.day = year, month, day
    return TAKEN if 1 <= month <= 12 and 1 <= day <= 31 and 1 <= year <= 9999 else IMPOSSIBLE


def _ymd(fields: Fields, text: str) -> Outcome:
    year, month, day = map(int, re.findall(r"[0-9]+", text))
    return _ymd_values(fields, year, month, day)


def _iso(fields: Fields, text: str) -> Outcome:
    numbers = [int(n) for n in re.findall(r"[0-9]+", text)]
    outcome = _ymd_values(fields, *numbers[:3])
    return set_clock(fields, numbers[3], numbers[4], numbers[5] if len(numbers) > 5 else None, outcome)


def _compact(fields: Fields, text: str) -> Outcome:
    return _ymd_values(fields, int(text[:4]), int(text[4:6]), int(text[6:]))


def _dmy(fields: Fields, text: str) -> Outcome:
    first, second, year = map(int, re.findall(r"[0-9]+", text))
    month, day = (first, second) if first <= 12 else (second, first)
    return _ymd_values(fields, year, month, day)


def _yymd(fields: Fields, text: str) -> Outcome:
    year, month, day = map(int, re.findall(r"[0-9]+", text))
    return _ymd_values(fields, full_year(year), month, day)


def _md(fields: Fields, text: str) -> Outcome:
    if not use(fields, "month", "day"):
        return REFUSED
    fields.month, fields.day = map(int, re.findall(r"[0-9]+", text))
    return TAKEN if 1 <= fields.month <= 12 and 1 <= fields.day <= 31 else IMPOSSIBLE


def _years(fields: Fields, text: str) -> Outcome:
    first, last = map(int, re.findall(r"[0-9]+", text))
    if first >= last or not use(fields, "year", "month", "day", "period"):
        return REFUSED
    fields.year = first
    fields.period, fields.period_kind = (
        Duration(months=12 * (last - first), grain="year", count=last - first),
        "from",
    )
    return TAKEN


def _bare_unit(fields: Fields, text: str) -> Outcome:
    """The first number of 3~5시; the reader hands over its unit with it."""
    return {"시": clock, "일": day_of_month, "월": month_of_year}[text[-1]](fields, text)


def kinds() -> Iterator[Kind]:
    """Numeric dates, before all words."""
    s = r"\s{0,3}"
    yield Kind(
        "compact", r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?![0-9])", _compact, "digit"
    )
    yield Kind(
        "iso", r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?", _iso, "digit", follows=False
    )
    yield Kind("ymd", rf"[0-9]{{4}}{s}[-./]{s}[0-9]{{1,2}}{s}[-./]{s}[0-9]{{1,2}}(?![0-9])\.?", _ymd, "digit")
    yield Kind("dmy", r"[0-9]{1,2}[-./][0-9]{1,2}[-./,]\s?[0-9]{4}(?![0-9])", _dmy, "digit")
    yield Kind(
        "yymd",
        r"'?[0-9]{2}(?:/[0-9]{1,2}/[0-9]{1,2}|\.[0-9]{1,2}\.[0-9]{1,2}|-[0-9]{2}-[0-9]{2})(?![0-9\-])",
        _yymd,
        "digit",
    )
    yield Kind("years", r"(?:19|20)[0-9]{2}\s?[-~]\s?(?:19|20)[0-9]{2}(?![0-9\-])", _years, "digit")
    yield Kind("bareunit", r"[0-9]{1,2}(?=\s?[~∼-]\s?[0-9]{1,2}\s?(?:시(?!간)|일|월))", _bare_unit, "digit")
    bracketed = r"[0-9]{1,2}\.\s?[0-9]{1,2}\.?(?=\s?\([월화수목금토일]\))"
    dashed = r"(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])(?![0-9.~\-]|\s?[~가-힣](?<![에까부]))"
    pair = r"[0-9]{1,2}\.[0-9]{1,2}(?![0-9.])"
    dotted = rf"{pair}(?=\s?[~∼-]\s?{pair})|(?<=[~∼-]){pair}|(?<=[~∼-]\s){pair}"  # 12.1~12.10
    yield Kind(
        "md", rf"[0-9]{{1,2}}/[0-9]{{1,2}}(?![0-9/]|\s?분기)|{bracketed}|{dashed}|{dotted}", _md, "digit"
    )
