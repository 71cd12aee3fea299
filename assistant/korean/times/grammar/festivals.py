"""Named days, runs of days off, and what is said of them: 추석 연휴, 설 전날, 연휴 마지막 날."""

from collections.abc import Iterator

from assistant.korean.times.grammar.base import (
    DATE_SLOTS,
    MONTH_NUMBER,
    REFUSED,
    TAIL,
    TAKEN,
    WEEKDAY,
    Kind,
    Outcome,
    lookup,
    ordinal,
    unless,
    use,
    words,
)
from assistant.korean.times.lexicon import canonical, holiday_table, lexicon
from assistant.korean.times.model import Fields


def _holiday(fields: Fields, text: str) -> Outcome:
    if fields.month is not None and fields.day is not None:
        return TAKEN  # 8월 15일 광복절: the date has been said
    if fields.used & (DATE_SLOTS | {"month"}) or not use(fields, "holiday", "day"):
        return REFUSED
    fields.holiday = canonical(text, holiday_table().rules)
    return TAKEN if fields.holiday else REFUSED


def _feast_after(fields: Fields, text: str) -> Outcome:
    """내년 설, 올해 동지: behind a year the name is certain."""
    return _holiday(fields, text) if "year" in fields.used else REFUSED


def _chooser(fields: Fields, text: str) -> Outcome:
    """이번, 지난 and the like before 12월 or 추석."""
    if fields.used:
        return REFUSED
    shift = lookup(text.strip(), lexicon().shift_words)
    fields.choice = "last" if shift < 0 else "next"
    return TAKEN


def _days_off(fields: Fields, text: str) -> Outcome:
    """연휴 without a name: the next long run of days off; 명절: the next of 설 and 추석."""
    if fields.used or not use(fields, "holiday", "day"):
        return REFUSED
    fields.holiday = text[-2:]
    fields.holiday_whole = True
    if text[:2] in ("지난", "저번"):
        fields.choice = "last"
    elif text[:2] == "다음":
        fields.choice = "next"
    return TAKEN


def _of_run(fields: Fields, text: str) -> Outcome:
    """첫날, 둘째 날 or 마지막 날 of a run of days off."""
    if not fields.holiday_whole or fields.run_day is not None:
        return REFUSED
    fields.run_day = ordinal(text)
    return TAKEN


def _eve(fields: Fields, text: str) -> Outcome:
    if "eve" in fields.used or not fields.used & {"holiday", "day", "weekday"}:
        return REFUSED
    if text in ("연휴", "명절") and fields.holiday is None:
        return REFUSED
    fields.used.add("eve")
    if text in ("연휴", "명절"):
        fields.holiday_whole = True
    else:
        fields.holiday_shift = _EVES.get("".join(text.split()), 1)
    return TAKEN


_EVES = {"전날": -1, "이브": -1, "전전날": -2, "당일": 0, "다다음날": 2, "다음다음날": 2}


def _week_around(fields: Fields, text: str) -> Outcome:
    """추석 다음 주, 설 전 주말, 크리스마스 주."""
    if fields.holiday is None or fields.holiday_whole or not use(fields, "week"):
        return REFUSED
    compact = "".join(text.split())
    fields.around_weeks = -1 if compact[0] in "전지" else compact.count("다음") + compact.startswith("다다음")
    if compact.endswith("주말"):
        fields.used.add("weekend")
        fields.weekend = "주말"
    return TAKEN


def kinds() -> Iterator[Kind]:
    """Long names stand anywhere, short ones open a word, names that are also words need a particle."""
    days = holiday_table()
    sure = [name for name in days.rules if name not in days.careful]
    long_names = words(name for name in sure if len(name) > 2)
    short_names = words(name for name in sure if len(name) <= 2)
    careful = words(days.careful)
    yield Kind("holiday", rf"(?:{long_names})", _holiday)
    near = r"(?=\s?(?:전\s주|연휴|명절|전날|날|때|당일|다음|저녁|아침))"
    yield Kind("shortholiday", rf"(?:{short_names})(?:{TAIL}|{near})", _holiday, "start")
    told = (
        r"(?=에(?!서)|까지|부터|날|쯤|\s?때|\s?전\s주|\s?다음\s?주|\s?전날|\s?다음\s?날|\s?연휴"
        r"|\s?당일|\s?명절|\s?이[브전후])"
    )
    yield Kind("careful", rf"(?:{careful}){told}|\A(?:{careful})(?=\s?\Z)", _holiday, "start")
    date = rf"{MONTH_NUMBER}\s?월|[1-4일이삼사]\s?사?\s?분기|[0-9]{{1,2}}\s?일(?:에|\s?\(|\s?{WEEKDAY})"
    which = r"이번|지난|저번|다음|오는|돌아오는|다가오는"
    yield Kind("chooser", rf"(?:{which})\s?(?={date}|{long_names}|추석|설\s|설날|신정|성탄)", _chooser)
    run = rf"(?:(?:{which}|황금)\s?)?(?:연휴|명절){unless('에까부때의은는동마첫기')}"
    yield Kind("dayoffs", run, _days_off, "word")


def following_kinds() -> Iterator[Kind]:
    """What is said behind a named day."""
    careful = words(holiday_table().careful)
    yield Kind("feastafter", rf"(?:{careful}){unless('에까부날은의연전다때이')}", _feast_after)
    yield Kind("ofrun", r"(?:첫|둘|셋|넷|두|세|네|마지막)\s?(?:번째|째)?\s?날|끝(?=에|까지|날)", _of_run)
    # 전주 without a space is a city
    yield Kind(
        "weekaround",
        rf"(?:다음\s?다음|다다음|다음)\s?주말?{unless('에까부의은는')}|전\s주말?|전주말",
        _week_around,
    )
    yield Kind("eve", r"전?전날|이브|(?:다음\s?|다)?다음\s?날|이튿날|연휴|당일|명절", _eve)
