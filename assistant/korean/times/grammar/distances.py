"""Lengths of time and what is counted with them: 사흘 뒤, 두 시간 안에, 지난 2주; vague words (곧)."""

import re
from collections.abc import Iterator
from functools import cache

from assistant.korean.times.grammar.base import (
    DATE_SLOTS,
    IMPOSSIBLE,
    NUM,
    REFUSED,
    TAKEN,
    Kind,
    Outcome,
    S,
    lookup,
    number,
    unless,
    words,
)
from assistant.korean.times.lexicon import canonical, lexicon
from assistant.korean.times.model import Duration, Fields

_UNIT = r"(?:시간|분(?!기)|초|주일|주|일|개월|달|년|해)"
_COUNT = r"(?:[0-9]{1,2}|[일이삼사오육칠팔구십]{1,3})"
_NIGHTS = rf"{_COUNT}\s?박\s?(?P<nights>{_COUNT})\s?일"
"""2박 3일: a length and never a date."""
_ABOUT = rf"(?:{S}(?:정도|쯤|가량|남짓))?"


@cache
def _duration_piece() -> re.Pattern[str]:
    counts = words(lexicon().day_counts)
    return re.compile(
        rf"{_NIGHTS}|(?P<word>{counts}|반{S}시간|반년)|(?P<n>{NUM}){S}(?P<unit>시간|분|초|주일|주|일|개월|달|년|해)|(?P<half>반)"
    )


_UNITS: dict[str, tuple[str, int, str]] = {
    "초": ("seconds", 1, "second"),
    "분": ("seconds", 60, "minute"),
    "시간": ("seconds", 3600, "hour"),
    "일": ("days", 1, "day"),
    "주": ("days", 7, "week"),
    "주일": ("days", 7, "week"),
    "달": ("months", 1, "month"),
    "개월": ("months", 1, "month"),
    "년": ("months", 12, "year"),
    "해": ("months", 12, "year"),
}


_GRAINS = ("second", "minute", "hour", "day", "week", "month", "year")


MAX_YEARS = 3000


def parse_duration(text: str) -> Duration | None:
    """세 시간 반, 2년 1개월 21일, 이틀 as a length; None if a number is unreadable or too large."""
    total = {"months": 0, "days": 0, "seconds": 0}
    grain, counts = "", []
    for piece in _duration_piece().finditer(text):
        if piece["word"]:
            word = "".join(piece["word"].split())
            if word == "반시간":
                total["seconds"] += 1800
                unit_grain, count = "minute", 30
            elif word == "반년":
                total["months"] += 6
                unit_grain, count = "month", 6
            else:
                count = lookup(piece["word"], lexicon().day_counts)
                total["days"] += count
                unit_grain = "week" if word.endswith("주일") else "day"
                count = count // 7 if unit_grain == "week" else count
        elif piece["nights"]:
            count, unit_grain = number(piece["nights"]), "day"
            total["days"] += max(count, 0)
        elif piece["half"]:
            half = {"hour": 1800, "minute": 30, "day": 43200}.get(grain)
            if half:
                total["seconds"] += half
            elif grain == "week":
                total["days"] += 3
            elif grain == "year":
                total["months"] += 6
            elif grain == "month":
                total["days"] += 15
            unit_grain, count = (
                {"hour": "minute", "year": "month", "month": "day", "week": "day"}.get(grain, grain),
                0,
            )
        else:
            count = number(piece["n"])
            if count < 0:
                return None
            slot, size, unit_grain = _UNITS[piece["unit"]]
            total[slot] += count * size
        counts.append(count)
        if not grain or _GRAINS.index(unit_grain) < _GRAINS.index(grain):
            grain = unit_grain
    years = total["months"] / 12 + total["days"] / 365 + total["seconds"] / 31_536_000
    if not counts or years > MAX_YEARS or not any(total.values()):
        return None
    return Duration(**total, grain=grain, count=counts[0] if len(counts) == 1 else 0)


_BACK = re.compile(r"(?:전|앞서)\Z")


def _shift(fields: Fields, text: str) -> Outcome:
    duration = parse_duration(text)
    counted_from = fields.holiday or (fields.month and fields.day)  # 추석 사흘 전, 12월 3일 이틀 전
    if counted_from and duration and not duration.seconds and not fields.used & {"shift", "period", "clock"}:
        pass
    elif fields.used & (DATE_SLOTS | {"week", "month", "year", "clock"}):
        return REFUSED
    if duration is None:
        return IMPOSSIBLE
    if duration.seconds and fields.used:
        return REFUSED
    fields.used.add("shift")
    fields.anchored = bool(counted_from)
    fields.shift, fields.shift_sign = duration, -1 if _BACK.search(text) else 1
    if duration.grain in ("second", "minute", "hour"):
        fields.used.update(("clock", "part", "weekday"))
    return TAKEN


def _within(fields: Fields, text: str) -> Outcome:
    outcome = _shift(fields, text)
    fields.within = True
    fields.used.update(("clock", "part", "weekday"))
    return outcome


def _period(fields: Fields, text: str) -> Outcome:
    if fields.used & (DATE_SLOTS | {"week", "month", "year", "clock"}):
        return REFUSED
    kind, rest = text[:2], text[2:].strip()
    if text.startswith("앞으로"):
        kind, rest = "앞으로", text[3:]
    duration = parse_duration(re.sub(r"(?:동안|(?<!시)간)\Z", "", rest))
    if duration is None:
        return IMPOSSIBLE
    fields.used.update(("period", "clock", "part", "weekday", "day"))
    fields.period, fields.period_kind = duration, kind
    return TAKEN


def _vague(fields: Fields, text: str) -> Outcome:
    if fields.used:
        return REFUSED
    fields.used.update(("vague", "day"))
    fields.vague = canonical(text, lexicon().vague)
    return TAKEN


def _nights(_fields: Fields, _text: str) -> Outcome:
    return REFUSED


@cache
def _length() -> str:
    one = rf"(?:(?!이\s?시간){NUM}{S}{_UNIT}|(?:{words(lexicon().day_counts)})|반{S}시간|반년)"
    return rf"{one}(?:(?:{S}하고)?{S}{one}){{0,3}}(?:{S}반)?"


@cache
def length_alone() -> re.Pattern[str]:
    """A length of time alone, as after 내일부터; group 1 is the length without 동안."""
    return re.compile(rf"({_NIGHTS}|{_length()})(?:{S}(?:동안|간(?!격)))?(?!\s?(?:간격|마다|전|후|뒤))")


_BARE_VAGUE = ("곧", "이따", "있다가", "아까", "현재")


def kinds() -> Iterator[Kind]:
    """Lengths with a direction; one without (두 시간 걸려) is no time."""
    yield Kind("nights", _NIGHTS.replace("?P<nights>", "?:"), _nights, follows=False)
    inside = "이내|안에|안으로|내에|내로"
    ahead = rf"(?:앞으로{S}|향후{S}|지금부터{S})?"
    yield Kind("within", rf"{ahead}(?:{_length()}){_ABOUT}{S}(?:{inside})", _within, "number")
    side = r"지난|최근|과거|다음|앞으로|향후|이후"
    ends = (
        rf"(?:{S}(?:동안|간(?![가-힣])|간(?=의|은)))?(?!(?<=일)(?:에|\s?\())"
        r"(?!\s?(?:후|뒤|전|째|차|요일|이내))"
    )
    yield Kind("period", rf"(?:{side}){S}(?:{_length()}){ends}", _period, follows=False)
    to = rf"후|뒤|(?<!일)(?<!일\s)이후|있다가?|이따가?|지나서|지나면|지나고|전|앞서|{inside}"
    back_or_on = rf"(?:{to}){unless('에까부쯤의인이로엔는은도만')}"
    yield Kind("shift", rf"(?:딱\s)?(?:{_length()}){_ABOUT}{S}{back_or_on}", _shift, "number")


def vague_kinds() -> Iterator[Kind]:
    """Words without a number, after all others."""
    lex = lexicon()
    sure = words(word for word in lex.vague if word not in _BARE_VAGUE)
    yield Kind("vague", rf"(?:{sure})(?:(?<![전후뒤])|{unless('에까부의은는로')})", _vague, "word")
    bare = rf"이따(?![위금])|아까(?![워운울우와웠])|곧(?![장바은이추게])|\A있다가|현재{unless('는의로도까')}"
    yield Kind("shortvague", bare, _vague, "start")
    # 잠실지금, 하행선지금: the space was lost. Not in 먼지 금지, 까지 금방, 단지 금액.
    yield Kind("gluedvague", r"(?<![먼단휴토편까])지금(?![가지액융속고리급방껏])", _vague)
