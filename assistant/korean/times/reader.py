"""Text to fields: walks the text piece by piece and notes what each piece says. No calendar here."""

import re
from dataclasses import dataclass
from functools import cache

from assistant.korean.times.grammar import Outcome, following, gap, handlers, joining, opening
from assistant.korean.times.grammar.base import words
from assistant.korean.times.grammar.distances import length_alone, parse_duration
from assistant.korean.times.grammar.hours import minutes_before
from assistant.korean.times.lexicon import lexicon
from assistant.korean.times.model import Fields, Role

MAX_SCAN = 20_000
"""Characters looked at; nobody says more in one turn."""

_FROM = (
    r"(?:으?로)?부터|에서(?=\s?[가-힣0-9:]{1,5}[가-힣0-9:\s]{0,12}(?:까지|사이))"
    r"|에서(?=\s?[일이삼사오육칠팔구십]{1,4}\s?일)"
)
_UNIT_AHEAD = re.compile(r"[시일월]")
_BARE_DAY = re.compile(
    r"[일이삼사오육칠팔구십](?:\s?[일이삼사오육칠팔구십]){0,3}\s?일(?!\s?(?:동안|간|째|전|후|뒤))"
)
_CLOSE = re.compile(r"\s{0,3}(?:까지|사이)")


@cache
def _connecting() -> re.Pattern[str]:
    """What may join a point to what follows it."""
    mine = rf"\s?(?:{words(lexicon().mine)})"  # 이번 주 내 일정: my, not within
    within = rf"안으로|안에|내로|내에|내(?=\s|$)(?!{mine})"
    return re.compile(
        rf"\s{{0,3}}(?:(?P<from>{_FROM})"
        r"|(?P<to>[~∼～]|-(?=\s?[0-9])|내지)"
        r"|(?P<and>[와과](?=\s))|(?P<until>까지)"
        rf"|(?P<by>이?전(?:에|까지)(?![가-힣])|이전(?![가-힣])|전(?=\s|$)|{within})"
        r"|(?P<since>이?후(?:에|로|부터)?(?![가-힣])|[이가]?\s?(?:넘어|지나)서?(?![가-힣])))\s{0,3}"
    )


@dataclass(slots=True)
class Found:
    """One expression: a point, or a range of two points, or a point and a length."""

    first: Fields
    second: Fields | None = None
    start: int = 0
    end: int = 0
    exclusive: bool = False
    """The named end itself is left out (전에)."""
    role: Role = "at"


def read(text: str) -> list[Found]:
    """All expressions of `text`, left to right, not overlapping."""
    found: list[Found] = []
    position = 0
    limit = min(len(text), MAX_SCAN)
    find = opening().search
    while match := find(text, position, limit):
        if match.lastgroup in _STEPPED_OVER:
            position = match.end()
            continue
        fields, reached = _read_fields(text, match, limit)
        if fields is None:
            position = max(reached, match.start() + 1)
            continue
        expression = _connect(text, fields, limit)
        found.append(expression)
        position = max(expression.end, reached)
    return found


def _read_fields(text: str, match: re.Match[str], limit: int) -> tuple[Fields | None, int]:
    """Fields from a first piece on and where reading stopped; no fields if the date is impossible."""
    fields = Fields(match.start(), match.end())
    outcome = _apply(fields, match)
    dead = outcome is Outcome.IMPOSSIBLE
    if outcome is Outcome.REFUSED:
        return None, match.start() + 1
    reached = fields.end = match.end()
    while True:
        space = gap().match(text, reached, limit)
        after = space.end() if space else reached
        following_piece, outcome = _next_piece(fields, text, reached, after, limit)
        if following_piece is None:
            break
        reached = following_piece.end()
        if outcome is Outcome.IMPOSSIBLE:
            if following_piece.lastgroup in _CLOCKS and not dead:
                return fields, reached
            dead = True
        fields.end = reached
    return (None if dead else fields), reached


def _next_piece(
    fields: Fields, text: str, reached: int, after: int, limit: int
) -> tuple[re.Match[str] | None, Outcome]:
    """The piece at `after` if it fits the fields: one that only follows, else one of a general kind."""
    for pattern in (following(), joining()):
        piece = pattern.match(text, after, limit)
        if piece is None or piece.end() == after:
            continue
        if piece.lastgroup in _TIGHT and after > reached and not text[reached:after].isspace():
            continue
        outcome = _apply(fields, piece)
        if outcome is not Outcome.REFUSED:
            return piece, outcome
    return None, Outcome.REFUSED


_STEPPED_OVER = {"trap", "nights"}
_TIGHT = {"edge", "bareminute", "eve", "sinodayafter", "weekaround", "minutesbefore"}
_CLOCKS = {"clock", "hms", "ampm"}


def _apply(fields: Fields, match: re.Match[str]) -> Outcome:
    kind = match.lastgroup or ""
    said = match.group()
    if kind == "bareunit" and (unit := _UNIT_AHEAD.search(match.string, match.end())):
        said += unit.group()
    return handlers()[kind](fields, said)


def _connect(text: str, fields: Fields, limit: int) -> Found:
    """See what follows a point: a second point of a range, a length, or a particle that gives it a role."""
    found = Found(fields, start=fields.start, end=fields.end)
    link = _connecting().match(text, fields.end, limit)
    if not link:
        return found
    kind = link.lastgroup
    if kind == "since":
        found.role = "from"
    elif kind in ("until", "by"):
        _read_until(found, link)
    elif not _read_second(found, text, link, limit) and kind == "from":
        _read_length(found, text, link, limit)
    return found


def _read_until(found: Found, link: re.Match[str]) -> None:
    """세 시까지, 세 시 전에; 세 시 이십 분 전 is a time of its own."""
    fields, said = found.first, link.group().strip()
    if link.lastgroup == "by" and fields.vague is not None:
        return
    if said == "전" and fields.minute is not None and minutes_before(fields):
        fields.end = found.end = fields.end + link.group().index("전") + 1
        return
    found.role, found.exclusive = "until", link.lastgroup == "by" and "전" in said


def _read_second(found: Found, text: str, link: re.Match[str], limit: int) -> bool:
    """Read the end of a range behind 부터, ~ or 와; True if the expression is settled."""
    fields = found.first
    second = _second(text, link.end(), limit, fields)
    if second is None:
        return False
    closing = _CLOSE.match(text, second.end, limit)
    if link.lastgroup == "and" and not (closing and closing.group().endswith("사이")):
        return True  # 토요일과 일요일: two times
    if not closing:
        if second.shift is not None:
            _anchor(found, second)
            return True
        if fields.vague is not None:
            found.role = "from"  # 지금부터 내일 일정을 짜자
            return True
        if link.lastgroup == "from" and second.used == {"day"} and fields.day is None:
            return False  # 내일부터 3일: a length
    found.second, found.role = second, "range"
    found.end = closing.end() if closing else second.end
    return True


def _read_length(found: Found, text: str, link: re.Match[str], limit: int) -> None:
    """내일부터 사흘 동안, or 내일부터 alone."""
    length = length_alone().match(text, link.end(), limit)
    if length and (duration := parse_duration(length.group(1))):
        found.first.period, found.first.period_kind = duration, "from"
        found.end, found.role = length.end(), "range"
    elif link.group().strip().endswith("부터"):
        found.role = "from"


def _second(text: str, position: int, limit: int, first: Fields) -> Fields | None:
    """The point that ends a range: 육일부터 팔일까지 may leave its month out."""
    if first.day is not None and (bare := _BARE_DAY.match(text, position, limit)):
        fields = Fields(bare.start(), bare.end())
        outcome = handlers()["day"](fields, bare.group())
        if outcome is Outcome.TAKEN and (fields.day or 0) > first.day:
            return fields
    match = opening().match(text, position, limit)
    if match is None:
        match = joining().match(text, position, limit) or following().match(text, position, limit)
    if match is None or match.lastgroup in _STEPPED_OVER:
        return None
    return _read_fields(text, match, limit)[0]


def _anchor(found: Found, second: Fields) -> None:
    """내일부터 사흘 후: the distance counts from the first point, which 지금 leaves as it is."""
    first = found.first
    if first.vague is None:
        first.shift, first.shift_sign, first.within = second.shift, second.shift_sign, second.within
        first.anchored = True
    else:
        second.start = first.start
        found.first = second
    found.end = found.first.end = second.end
