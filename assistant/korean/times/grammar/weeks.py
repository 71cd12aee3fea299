"""Weeks, weekdays, weekends and their ordinals; units shifted by 이번, 다음, 지난."""

import re
from collections.abc import Iterator

from assistant.korean.times.grammar.base import (
    DATE_SLOTS,
    IMPOSSIBLE,
    REFUSED,
    TAKEN,
    WEEKDAY,
    WEEKDAYS,
    Kind,
    Outcome,
    S,
    lookup,
    ordinal,
    split_shift,
    unless,
    use,
    words,
)
from assistant.korean.times.lexicon import lexicon
from assistant.korean.times.model import Duration, Fields

_WEEK = (
    r"주(?!유소|차장|차비|인공|인이|인은|인을|인님|민|식|소|택|제(?!주)|장(?!성|흥|수)"
    r"|문(?!경|산)|방|변|행|연|범|의보|머니)"
)
"""주 that is a week, not 주유소, 주차장, 주소 or 주문; 제주, 장성 and 문경 may follow without a space."""


def _week_word(fields: Fields, text: str) -> Outcome:
    if fields.used & DATE_SLOTS or not use(fields, "week"):
        return REFUSED
    fields.week_shift = lookup(text, lexicon().week_words)
    return TAKEN


def _relative_unit(fields: Fields, text: str) -> Outcome:
    shift, word, unit = split_shift(text)
    fields.chained = word.startswith("그")
    unit = "".join(unit.split())
    if unit == "주말" and word in COMING:
        return weekend(fields, unit)
    if unit in ("주", "주일", "주말", "주중"):
        if fields.used & DATE_SLOTS or not use(fields, "week"):
            return REFUSED
        fields.week_shift = shift
        if unit in ("주말", "주중"):
            fields.used.add("weekend")
            fields.weekend = unit
        return TAKEN
    slot = {"달": "month", "해": "year", "년": "year", "분기": "quarter"}.get(unit)
    if slot is None or fields.used & {"day", "weekday", "week"} or not use(fields, slot):
        return REFUSED
    setattr(fields, f"{slot}_shift", shift)
    return TAKEN


COMING = ("오는", "돌아오는", "다가오는")


def _weekday(fields: Fields, text: str) -> Outcome:
    if fields.weekday is not None or fields.day_shift is not None or not use(fields, "weekday"):
        return REFUSED
    fields.weekday = WEEKDAYS.index(text[0])
    return TAKEN


def _bracket_day(fields: Fields, text: str) -> Outcome:
    return _weekday(fields, text.strip("( )")) if "day" in fields.used else REFUSED


_CHOICES = {0: "this_week", 1: "next_week", -1: "last"}


def _relative_weekday(fields: Fields, text: str) -> Outcome:
    if fields.used & DATE_SLOTS or not use(fields, "weekday"):
        return REFUSED
    shift, word, rest = split_shift(text)
    fields.weekday = WEEKDAYS.index(rest[0])
    if word in COMING:
        fields.weekday_choice = "nearest"
    elif abs(shift) > 1:
        fields.week_shift = shift
    else:
        fields.weekday_choice = _CHOICES[shift]
    return TAKEN


def weekend(fields: Fields, text: str) -> Outcome:
    """주말, 주중 or 평일."""
    after_weeks = fields.shift is not None and not fields.shift.seconds  # 2주 뒤 주말
    if fields.used & (DATE_SLOTS - {"shift"} if after_weeks else DATE_SLOTS) or not use(fields, "weekend"):
        return REFUSED
    fields.weekend = text
    return TAKEN


def _ordinal_weekday(fields: Fields, text: str) -> Outcome:
    if fields.used & DATE_SLOTS or not use(fields, "weekday"):
        return REFUSED
    fields.weekday_ordinal = ordinal(text)
    match = re.search(r"[월화수목금토일](?=\s?요일|욜)", text)
    fields.weekday = WEEKDAYS.index(match.group()) if match else None
    return TAKEN


def _ordinal_week(fields: Fields, text: str) -> Outcome:
    if fields.used & DATE_SLOTS or not use(fields, "week"):
        return REFUSED
    fields.week_ordinal = ordinal(text)
    if text.endswith("말"):
        fields.used.add("weekend")
        fields.weekend = "주말"
    return TAKEN


def _week_number(fields: Fields, text: str) -> Outcome:
    if fields.used & (DATE_SLOTS | {"month"}) or not use(fields, "week"):
        return REFUSED
    fields.week_number = int(re.findall(r"[0-9]+", text)[0])
    return TAKEN if 1 <= fields.week_number <= 53 else IMPOSSIBLE


def kinds() -> Iterator[Kind]:
    """Shifted units, weekdays and weeks."""
    lex = lexicon()
    shift = words(lex.shift_words)
    week = rf"주\s?말(?!고|이야|씀|은\s|하)|주말|주중|주일(?!\s?[전후]|까)|{_WEEK}"
    other = r"달(?![리걀빛력팽성콤])|해(?![가-힣]{2})|년(?!\s?[가-힣]{0,2}간)|분기|학기"
    yield Kind("relunit", rf"(?:(?<![가-힣])다?담|(?!다?담)(?:{shift})){S}(?:{week}|{other})", _relative_unit)
    yield Kind("relweekday", rf"(?:{shift}){S}{WEEKDAY}", _relative_weekday)
    yield Kind("weekword", rf"(?:{words(lex.week_words)})(?!유소|차장|인공|소|택|말)", _week_word, "word")
    nth = r"(?:첫(?:\s?번째|\s?째)?|마지막|(?:두|세|네|다섯|둘|셋|넷|[1-5])\s?(?:번째|째)|[1-5](?=\s?주차))"
    yield Kind("ordweekday", rf"{nth}{S}(?:주차?{S}(?:의\s)?)?{WEEKDAY}", _ordinal_weekday, "word")
    yield Kind("ordweek", rf"{nth}{S}주[차말]?{unless('에까부의은는이나랑와')}", _ordinal_week, "word")
    yield Kind("weekday", rf"{WEEKDAY}(?:\s?날(?![씨개]))?", _weekday)
    counted = r"[0-9]{1,2}\s?주(?:차(?!장|비)|(?=\s?(?:부터|와\s?[0-9]{1,2}\s?주)))"
    yield Kind("weekno", counted, _week_number, "digit")
    yield Kind("weekend", r"주말|주중|평일(?![가-힣](?<![에은도만의오아저낮밤]))", weekend, "word")


def _day_run(fields: Fields, text: str) -> Outcome:
    """이번 주 금토일: neighbouring days, from the first on."""
    days = [WEEKDAYS.index(day) for day in "".join(text.split())]
    if fields.week_shift is None or days != list(range(days[0], days[0] + len(days))):
        return REFUSED
    if not use(fields, "weekday", "period"):
        return REFUSED
    fields.weekday = days[0]
    fields.period, fields.period_kind = Duration(days=len(days), grain="day", count=len(days)), "from"
    return TAKEN


def following_kinds() -> Iterator[Kind]:
    """A weekday in brackets behind a date, and the end of a range of numbered weeks."""
    run = rf"[{WEEKDAYS}](?:\s?[{WEEKDAYS}]){{1,6}}"
    yield Kind("dayrun", rf"{run}(?!\s?요일){unless('에은만')}", _day_run)
    yield Kind("bracketday", r"\(\s?[월화수목금토일](?:요일)?\s?\)", _bracket_day)
    yield Kind("weeknoend", r"[0-9]{1,2}\s?주(?=까지|\s?사이)", _week_number)
