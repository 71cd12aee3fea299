"""Years, quarters, seasons, months, days of the month and day words (내일)."""

import re
from collections.abc import Iterator
from dataclasses import replace

from assistant.korean.numbers import NATIVE, SINO
from assistant.korean.times.grammar.base import (
    DATE_SLOTS,
    IMPOSSIBLE,
    MONTH_NUMBER,
    REFUSED,
    TAIL,
    TAKEN,
    WEEKDAY,
    Kind,
    Outcome,
    S,
    full_year,
    lookup,
    number,
    split_shift,
    unless,
    use,
    words,
)
from assistant.korean.times.lexicon import canonical, lexicon
from assistant.korean.times.model import Fields

_EMBEDDED_DAYS = ("당일", "그날", "글피", "모래", "그제", "명일", "금일", "익일", "작일")
"""Day words that also end or begin other words (시작일, 몇 명일까); they need a clear left side."""
_CHAINED = ("그", "다음", "이튿날", "익일")
"""Beginnings of day words that count from a day said before, if there is one (그 다음 날), but not 그제."""
_NO_DATE = r"(?!\s?(?:동안|간(?![가-힣])|만에|째|차|이내|내내))"
"""What follows a number of days and not a day of the month."""


def _year(fields: Fields, text: str) -> Outcome:
    if not use(fields, "year"):
        return REFUSED
    digits = re.sub(r"\s|년|도\Z|'", "", text)
    value = number(digits)
    if len(digits) == 2 and digits.isdigit():
        value = full_year(value)
    elif value < 1000:  # 이년, 삼년 and three digits are lengths or nothing
        fields.used.discard("year")
        return REFUSED
    fields.year = value
    return TAKEN if value <= 9999 else IMPOSSIBLE


def _year_after(fields: Fields, text: str) -> Outcome:
    if fields.month is None or fields.day is None or not use(fields, "year"):
        return REFUSED
    fields.year = int(text[:4])
    return TAKEN


_MONTH_WORDS = {"유": 6, "시": 10, "정": 1}


def month_of_year(fields: Fields, text: str) -> Outcome:
    """A month by number or name (삼월, 유월)."""
    _take_years_ago(fields)
    if fields.used & {"day", "shift"} or not use(fields, "month"):
        return REFUSED
    word = "".join(text[:-1].split())
    fields.month = _MONTH_WORDS[word] if word in _MONTH_WORDS else number(word)
    if word == "정":
        fields.lunar = True
    return TAKEN if 1 <= fields.month <= 12 else IMPOSSIBLE


def day_of_month(fields: Fields, text: str) -> Outcome:
    """A day of the month."""
    if not use(fields, "day"):
        return REFUSED
    fields.day = number(text[:-1].strip())
    return TAKEN if 1 <= fields.day <= 31 else IMPOSSIBLE


def _sino_day_after(fields: Fields, text: str) -> Outcome:
    return day_of_month(fields, text) if "month" in fields.used else REFUSED


def _native_day(fields: Fields, text: str) -> Outcome:
    """음력 팔월 보름, 12월 초하루."""
    if (not fields.lunar and "month" not in fields.used) or not use(fields, "day"):
        return REFUSED
    fields.day = lookup(text, lexicon().month_days)
    return TAKEN


def _last_day(fields: Fields, _: str) -> Outcome:
    if not use(fields, "day"):
        return REFUSED
    fields.day = -1
    return TAKEN


def _lunar(fields: Fields, _: str) -> Outcome:
    fields.lunar = True
    return TAKEN


def _day_word(fields: Fields, text: str) -> Outcome:
    if text == "오늘" and (fields.year_shift is not None or fields.shift) and "day" not in fields.used:
        fields.used.add("day")  # 작년 오늘, 한 달 전 오늘
        if fields.shift:
            fields.shift = replace(fields.shift, grain="day")
        else:
            fields.day_shift = 0
        return TAKEN
    if fields.used & (DATE_SLOTS | {"month", "year"}) or not use(fields, "day"):
        return REFUSED
    fields.day_shift = lookup(text, lexicon().day_words)
    fields.chained = text.startswith(_CHAINED)
    return TAKEN


def _day_part(fields: Fields, text: str) -> Outcome:
    word = canonical(text, lexicon().day_part_words)
    if word is None or fields.used & DATE_SLOTS or not use(fields, "day", "part"):
        return REFUSED
    fields.day_shift, fields.part = lexicon().day_part_words[word]
    return TAKEN


def _month_word(fields: Fields, text: str) -> Outcome:
    if "day" in fields.used or not use(fields, "month"):
        return REFUSED
    fields.month_shift = lookup(text, lexicon().month_words)
    return TAKEN


def _year_word(fields: Fields, text: str) -> Outcome:
    if fields.used & {"day", "month"} or not use(fields, "year"):
        return REFUSED
    fields.year_shift = 0 if text in ("올", "연") else lookup(text, lexicon().year_words)
    return TAKEN


def _quarter(fields: Fields, text: str) -> Outcome:
    if fields.used & {"day", "month"} or not use(fields, "quarter"):
        return REFUSED
    fields.quarter = number(text[0])
    return TAKEN


def _half(fields: Fields, text: str) -> Outcome:
    if fields.used & {"day", "month"} or not use(fields, "quarter"):
        return REFUSED
    fields.half = 1 if text[0] in "상전" else 2
    return TAKEN


def _take_years_ago(fields: Fields) -> None:
    """이 년 전 before 여름 or 오월 names the year alone."""
    if fields.shift and fields.shift.grain == "year" and fields.used == {"shift"}:
        fields.year_shift = fields.shift_sign * fields.shift.months // 12
        fields.shift = None
        fields.used = {"year"}


def _season(fields: Fields, text: str) -> Outcome:
    _take_years_ago(fields)
    if fields.used & (DATE_SLOTS | {"month"}) or not use(fields, "season"):
        return REFUSED
    fields.season = text.removesuffix("철")
    return TAKEN


def _relative_season(fields: Fields, text: str) -> Outcome:
    shift, _, season = (0, "", text[1:].strip()) if text.startswith("올") else split_shift(text)
    if fields.used & (DATE_SLOTS | {"month", "year"}) or not use(fields, "season", "year"):
        return REFUSED
    fields.season, fields.season_shift = season, shift
    return TAKEN


def _decade(fields: Fields, text: str) -> Outcome:
    value = number(re.sub(r"\s|년대", "", text))
    if value < 0 or value % 10 or value > 9990 or not use(fields, "year", "month", "day"):
        return REFUSED
    fields.decade = value + 1900 if value < 100 else value
    return TAKEN


def _century(fields: Fields, text: str) -> Outcome:
    value = number(re.sub(r"\s|세기", "", text))
    if not 1 <= value <= 98 or not use(fields, "year", "month", "day"):
        return REFUSED
    fields.century = value
    return TAKEN


def _days() -> Iterator[Kind]:
    ago = r"(?!\s?(?:전|후|뒤|정도|이상|반|분|안에|내에|치|장))"
    yield Kind("day", rf"[0-9]{{1,2}}\s?일{_NO_DATE}{ago}", day_of_month, "digit")
    # 이십사 일, 십일 일, 이십 일: recognisers put the space. Short numbers need what only follows a date.
    teens = r"(?:(?:이\s?)?십\s?[일이삼사오육칠팔구](?=\s?일)|이\s?십|삼\s?십(?:\s?일(?=\s?일))?)"
    told = rf"(?=에|까지|부터|날|은|쯤|\s{WEEKDAY}|\s?\Z)"
    day_part = rf"(?=\s?(?:{words(lexicon().parts)}|정오|자정|(?:[0-9]{{1,2}}|{NATIVE})\s?시(?![간])))"
    length = rf"(?!\s?(?:{words(lexicon().after_lengths)}))"
    yield Kind(
        "sinoday", rf"{teens}\s?일(?:{told}|{day_part}|(?=\s){length})", day_of_month, "start", follows=False
    )
    yield Kind(
        "sinodaypart", rf"(?:십|[삼사오육칠팔구])\s?일{day_part}", day_of_month, "start", follows=False
    )
    yield Kind("lastday", rf"마지막\s?날(?![씨개])|말일{TAIL}", _last_day, "word")
    apart = {"낼", *_EMBEDDED_DAYS}
    yield Kind(
        "dayword",
        rf"(?:{words(set(lexicon().day_words) - apart)})(?![씨개]|(?<=내일)정(?![오각말]))",
        _day_word,
    )
    embedded = rf"(?:{words(_EMBEDDED_DAYS)})(?!까(?!지)){unless('은는에도엔의까부아오저점밤새마이')}"
    infinitive = r"낼(?:(?!\s?(?:수|거|것|때|만|줄|생각|돈)|[까게걸지])|(?=까지))"
    yield Kind("dayshort", rf"{infinitive}|{embedded}", _day_word, "word")


def _years() -> Iterator[Kind]:
    lex = lexicon()
    yield Kind("decade", rf"(?:[0-9]{{2,4}}|{SINO}){S}년대", _decade, "digit")
    yield Kind("century", rf"(?:[0-9]{{1,2}}|{SINO}){S}세기", _century, "digit")
    part = r"[상하전후]반기|[1-4일이삼사]\s?사?\s?분기|[0-9]{1,2}\s?월|연[초말]|[초말](?=에|까지|부터|\s|\Z)"
    short = rf"올(?=\s?(?:추석|설|한가위|크리스마스|{part}))|연(?=내(?:에|로)(?![가-힣]))"
    yield Kind("yearword", rf"(?:{words(lex.year_words)}|{short})", _year_word, "word")
    within = rf"{MONTH_NUMBER}\s?월|[1-4일이삼사]\s?사?\s?분기|[상하]반기|초|말|{words(lex.seasons)}|추석|설"
    yield Kind(
        "shortyear",
        rf"'?[0-9]{{2}}{S}년(?:도|(?=\s?(?:{within}|에(?!\s?한)|부터|까지)|\s*\Z))",
        _year,
        "digit",
    )
    length = r"(?!\s?(?:전|후|뒤|동안|간|만에|째|된|넘|이상|정도|쯤|지나|이내|안|내|차|생))"
    yield Kind("year", rf"(?:[0-9]{{3,4}}|{SINO}){S}년도?{length}", _year, "digit")
    yield Kind("quarter", r"(?:[1-4]\s?/\s?4|[1-4]|[일이삼사])\s?사?\s?분기", _quarter, "number")
    yield Kind("half", r"(?:상|하|전|후)반기", _half)
    seasons = words(lex.seasons)
    yield Kind("relseason", rf"(?:{words(lex.shift_words)}|(?<![가-힣])올){S}(?:{seasons})", _relative_season)
    yield Kind(
        "season", rf"(?:{seasons})(?:철)?(?=에|까지|부터|쯤|경|이[야에지]|의|\s?\Z|\s)", _season, "start"
    )


def _months() -> Iterator[Kind]:
    yield Kind("lunar", "음력", _lunar)
    moon = rf"(?![리걀빛]){unless('에까부초말중하의은는도')}"
    yield Kind("monthword", rf"(?:{words(lexicon().month_words)}){moon}", _month_word, "word")
    other_word = r"(?![요드가역동호급절산된]|중학)(?!\s?드|\s?세|\s?[0-9]만)"
    yield Kind("month", rf"{MONTH_NUMBER}\s?월{other_word}", month_of_year, "number")


def kinds() -> Iterator[Kind]:
    """Years to days; a day word may hold its part of the day (어젯밤)."""
    yield Kind("daypart", rf"(?:{words(lexicon().day_part_words)})", _day_part)
    yield from _years()
    yield from _months()
    yield from _days()


def following_kinds() -> Iterator[Kind]:
    """What only a month before it makes a date."""
    yield Kind("dayafter", rf"[0-9]{{1,2}}\s?일{_NO_DATE}", _sino_day_after)
    yield Kind(
        "monthday",
        rf"(?:{words(lexicon().month_days)}){unless('에까부날은쯤이나')}(?!\s?(?:동안|뒤|후|전))",
        _native_day,
    )
    yield Kind("yearafter", r"(?:19|20)[0-9]{2}(?![0-9])(?:\s?년)?", _year_after)
    digit = "[일이삼사오육칠팔구]"
    certain = rf"{digit}(?!\s?일[가-힣](?<![에까부날은의쯤이전후오아저새밤점정자]))"
    sino = rf"(?:(?:이\s?)?십\s?{digit}(?=\s?일)|삼\s?십\s?일(?=\s?일)|[이삼]\s?십|십|{certain})"
    yield Kind("sinodayafter", rf"{sino}\s?일{_NO_DATE}", _sino_day_after)
