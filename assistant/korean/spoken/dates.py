"""Rules for dates, weekdays and clock times in running text.

Each takes the whole text and returns it rewritten. They write Korean with digits or words ("2023년 8월
10일", "오전 열 시 반"); what is left of digits is read by the rules for quantities after them.
"""

from __future__ import annotations

import re

from assistant.korean.spoken.numerals import native, sino
from assistant.korean.spoken_tables import table

_PART = "오전|오후|새벽|아침|점심|낮|저녁|밤|한밤"
# 시 that is not an hour: 시간, 시속, 시군구, 시청 and others.
_NOT_HOUR = "(?!간|속|군|청|내버스|외버스|장|민|험|작|설|각|기|즌|스템|리즈|범|도별|도지사|·|ㆍ)"
_HOUR = r"(?:[01]?\d|2[0-4])"
_COLON = rf"{_HOUR}:[0-5]\d(?::[0-5]\d)?"
_HANGUL = rf"{_HOUR}\s?시{_NOT_HOUR}(?:\s?[0-5]?\d\s?분(?!기|의))?"
_MOMENT = rf"(?:(?:{_PART})\s?)?(?:{_COLON}|{_HANGUL})"
_MONTH_DAY = r"(?:\d{4}\s?년\s?)?\d{1,2}\s?월\s?\d{1,2}\s?일(?:\s?[월화수목금토일]요일)?"
_DAY_MOMENT = rf"(?:{_MONTH_DAY}\s?)?{_MOMENT}"
_BEFORE = r"(?<!\d)(?<!\d[.,:/-])"


def dates(text: str) -> str:
    """Write dates out: 2023-08-09 and 2023.8.9. become 2023년 8월 9일, (목) becomes 목요일."""
    # An ISO time: its T and its zone are not said.
    iso = r"(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}(?::\d{2})?)(?:[.,]\d+)?(?:Z|[+-]\d{2}:?\d{2})?"
    text = re.sub(iso, r"\1 \2", text)
    text = re.sub(r"['’](\d{2})(?=\.\s?\d{1,2}\.\s?\d{1,2}(?!\d))", r"20\1", text)
    text = re.sub(
        rf"{_BEFORE}(\d{{4}})\s?([-./])\s?(\d{{1,2}})\s?\2\s?(\d{{1,2}})(?!\d)\.?",
        lambda m: _date(m, m[1], m[3], m[4]),
        text,
    )
    text = re.sub(
        rf"{_BEFORE}(\d{{4}})-(\d{{2}})(?![\d-])",
        lambda m: f"{m[1]}년 {int(m[2])}월" if 1 <= int(m[2]) <= 12 else m[0],
        text,
    )
    text = re.sub(
        rf"{_BEFORE}(\d{{1,2}})\s?[/.]\s?(\d{{1,2}})\.?(?=\s?\(\s?[월화수목금토일]\s?\))",
        lambda m: _date(m, None, m[1], m[2]),
        text,
    )
    text = re.sub(
        rf"{_BEFORE}(\d{{1,2}})\.\s?(\d{{1,2}})\.\s?~\s?(\d{{1,2}})\.\s?(\d{{1,2}})\.",
        lambda m: f"{_date(m, None, m[1], m[2])}~{_date(m, None, m[3], m[4])}",
        text,
    )
    # A dotted date without its year ends in a dot too, and something of time follows: 7.10. 07시.
    text = re.sub(
        rf"{_BEFORE}(\d{{1,2}})\.\s?(\d{{1,2}})\.(?=\s?(?:{_HOUR}(?::|\s?시)|~|부터|까지|에\s|{_PART}))",
        lambda m: _date(m, None, m[1], m[2]),
        text,
    )
    return re.sub(r"(?<=[\d일요])\s?\(\s?([월화수목금토일])(?:요일)?\s?\)", r" \1요일", text)


def periods(text: str) -> str:
    """Join the two ends of a period: 9시~12시 is 9시부터 12시까지, 8월 10~12일 is 8월 10일부터 12일까지."""
    text = re.sub(r"(:\d{2})\s?-\s?(?=\d{1,2}:\d{2})", r"\1~", text)
    text = re.sub(rf"{_BEFORE}({_HOUR})(\s?~\s?{_HOUR}\s?시{_NOT_HOUR})", r"\1시\2", text)
    text = re.sub(r"(월\s?\d{1,2})(\s?~\s?\d{1,2}\s?일)", r"\1일\2", text)
    for end in (
        _DAY_MOMENT,
        r"(?:(?:\d{4}\s?년\s?)?\d{1,2}\s?월\s?)?\d{1,2}\s?일(?:\s?[월화수목금토일]요일)?",
    ):
        start = end if end == _DAY_MOMENT else _MONTH_DAY
        text = re.sub(
            rf"{_BEFORE}({start})\s?~\s?({end})(?![\d시:])(\s?(?:까지|사이|간|동안|중))?(에(?=[\s,.]|$))?",
            _period,
            text,
        )
    return re.sub(rf"({_DAY_MOMENT}|{_MONTH_DAY})\s?~(?=\s|$)", r"\1부터", text)


def clocks(text: str) -> str:
    """Read clock times: 10:30 is 오전 열 시 반, 15시 is 오후 세 시, 10시 30분 is 열 시 반."""
    text = re.sub(r"\b(AM|PM|am|pm|A\.M\.|P\.M\.)\s?(?=\d)", _half_day, text)
    text = re.sub(
        rf"({_BEFORE}{_HOUR}(?::[0-5]\d)?)\s?(AM|PM|am|pm|a\.m\.|p\.m\.)(?![A-Za-z])", _half_day_after, text
    )
    text = re.sub(
        rf"(?:({_PART})\s?)?{_BEFORE}({_HOUR}):([0-5]\d)(?::([0-5]\d))?(?![\d:])분?",
        lambda m: _clock(m, colon=True),
        text,
    )
    text = re.sub(r"(\d\s?시간) ?30\s?분(?!의)", r"\1 반", text)
    return re.sub(
        rf"(?:({_PART})\s?)?{_BEFORE}({_HOUR})\s?시{_NOT_HOUR}(?:\s?([0-5]?\d)\s?분(?!기|의))?(?:\s?([0-5]?\d)\s?초)?",
        lambda m: _clock(m, colon=False),
        text,
    )


def _date(match: re.Match[str], year: str | None, month: str, day: str) -> str:
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= 31):
        return match[0]
    read = f"{int(month)}월 {int(day)}일"
    return (f"{year}년 {read}" if year else read) + _gap(match)


def _gap(match: re.Match[str]) -> str:
    """A space where the next word would stick: "8월 9일" + "18:00"."""
    after = match.string[match.end() : match.end() + 1]
    return " " if after.isdigit() else ""


def _period(match: re.Match[str]) -> str:
    start, end, word, particle = match[1], match[2], match[3], match[4]
    if word and not word.strip().startswith("까지"):
        return f"{start}에서 {end}{word}{particle or ''}"
    return f"{start}부터 {end}까지"


def _half_day(match: re.Match[str]) -> str:
    return "오전 " if match[1].lower().startswith("a") else "오후 "


def _half_day_after(match: re.Match[str]) -> str:
    hour = match[1] if ":" in match[1] else f"{match[1]}시"
    return f"{'오전' if match[2].lower().startswith('a') else '오후'} {hour}"


def _clock(match: re.Match[str], *, colon: bool) -> str:
    before = match.string[match.start() - 1 : match.start()] if match.start() else ""
    stuck = " " if "가" <= before <= "힣" else ""
    part: str | None = match[1]
    # Two figures (08시) belong to a clock of 24 hours, one figure (8시) may mean either half of the day.
    whole_day = colon or re.match(r"0\d", match[2]) is not None
    return (
        stuck + _reading(part, int(match[2]), int(match[3] or 0), int(match[4] or 0), whole_day) + _gap(match)
    )


def _reading(part: str | None, h: int, m: int, s: int, whole_day: bool) -> str:
    if whole_day and not part:
        if (h % 24, m, s) == (0, 0, 0):
            return str(table("words")["clock"]["midnight"])
        part = _part_of_day(h)
    elif 13 <= h <= 23 and not part:
        part = _part_of_day(h)
    read = [part] if part else []
    twelve = h - 12 if 13 <= h <= 23 else h
    read.append(f"{native(twelve, counted=True)} 시" if 1 <= twelve <= 12 else f"{sino(twelve)}시")
    if m == 30 and not s and twelve:
        read.append("반")
    elif m or s:
        read.append(f"{sino(m)} 분")
    if s:
        read.append(f"{sino(s)} 초")
    return " ".join(read)


def _part_of_day(hour: int) -> str:
    return str([row["name"] for row in table("words")["parts"] if row["from"] <= hour % 24][-1])
