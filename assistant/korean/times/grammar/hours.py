"""Clock times, parts of the day and time zones."""

import re
from collections.abc import Iterator

from assistant.korean.times.grammar.base import (
    IMPOSSIBLE,
    REFUSED,
    TAIL,
    TAKEN,
    Kind,
    Outcome,
    S,
    number,
    use,
    words,
)
from assistant.korean.times.lexicon import canonical, lexicon
from assistant.korean.times.model import Fields

_NATIVE_HOUR = (
    r"(?:한두|두세|서너|너댓|네댓|네다섯|대여섯|예닐곱|열\s?한|열\s?하나|열\s?두|열\s?둘"
    r"|다섯|여섯|일곱|여덟|여덜|아홉|한|두|세|네|열)"
)
_MINUTES = r"(?:[0-9]{1,2}|(?:[이삼사오]\s?)?십(?:\s?[일이삼사오육칠팔구])?|[일이삼사오육칠팔구])"
_MEALS = ("중식", "조식", "석식", "만찬")


def part_of_day(fields: Fields, text: str) -> Outcome:
    """아침, 오후, 퇴근 시간."""
    if "clock" in fields.used or not use(fields, "part"):
        return REFUSED
    fields.part = canonical(text, lexicon().parts)
    return TAKEN


def _part_after(fields: Fields, text: str) -> Outcome:
    return part_of_day(fields, text) if "day" in fields.used or "weekday" in fields.used else REFUSED


def set_clock(
    fields: Fields, hour: int, minute: int | None, second: int | None, outcome: Outcome = TAKEN
) -> Outcome:
    """Note a time of the clock; 24 is allowed as the end of the day."""
    if not use(fields, "clock"):
        return REFUSED
    if hour > 24 or (hour == 24 and minute) or (minute or 0) > 59 or (second or 0) > 59:
        return IMPOSSIBLE
    fields.hour, fields.minute, fields.second = hour, minute, second
    return outcome


def clock(fields: Fields, text: str) -> Outcome:
    """세 시, 3시 20분, 세시 반."""
    hour_text, _, rest = text.partition("시")
    hour = number(hour_text)
    fields.leading_zero = hour_text.startswith("0")
    minute: int | None = None
    second: int | None = None
    if "분" in rest:
        minute_text, _, second_text = rest.partition("분")
        minute = number(minute_text)
        if "초" in second_text:
            second = number(second_text.replace("초", ""))
    elif "반" in rest:
        minute = 30
    if hour < 0 or (minute is not None and minute < 0) or (second is not None and second < 0):
        return IMPOSSIBLE
    return set_clock(fields, hour, minute, second)


def _bare_minute(fields: Fields, text: str) -> Outcome:
    if fields.hour is None or fields.minute is not None:
        return REFUSED
    fields.minute = int(text)
    return TAKEN


def _marker(text: str) -> str | None:
    lower = text.lower()
    if "오전" in lower or "a" in lower:
        return "오전"
    return "오후" if "오후" in lower or "p" in lower else None


def _hms(fields: Fields, text: str) -> Outcome:
    numbers = re.findall(r"[0-9]+", text)
    marker = _marker(text)
    if marker and "part" not in fields.used:
        fields.used.add("part")
        fields.part = marker
    fields.leading_zero = numbers[0].startswith("0")
    return set_clock(fields, int(numbers[0]), int(numbers[1]), int(numbers[2]) if len(numbers) > 2 else None)


def _ampm(fields: Fields, text: str) -> Outcome:
    if "part" in fields.used:
        return REFUSED
    fields.used.add("part")
    fields.part = _marker(text)
    return set_clock(fields, int(re.findall(r"[0-9]+", text)[0]), None, None)


def _clock_word(fields: Fields, text: str) -> Outcome:
    fields.used.add("part")
    fields.part, fields.leading_zero = None, True  # 오늘 밤 자정: the word says all
    return set_clock(fields, lexicon().clock_words[text], None, None)


_ZONES = {"g": 0.0, "u": 0.0, "k": 9.0, "j": 9.0}


def _zone(fields: Fields, text: str) -> Outcome:
    if fields.hour is None or fields.zone_hours is not None:
        return REFUSED
    offset = re.search(r"[+-][0-9]{1,2}", text)
    fields.zone_hours = _ZONES[text[0].lower()] + (int(offset.group()) if offset else 0)
    return TAKEN if abs(fields.zone_hours) <= 14 else IMPOSSIBLE


def minutes_before(fields: Fields) -> bool:
    """세 시 이십 분 전: the minutes count back from the hour. False if they do not look so."""
    if fields.minute is None or fields.minute == 0 or fields.minute % 5 or fields.second is not None:
        return False
    fields.minutes_before, fields.minute = fields.minute, None
    return True


def _minutes_before(fields: Fields, text: str) -> Outcome:
    """정오 십 분 전, 네 시 되기 오 분 전: the minutes are apart from the hour."""
    match = re.search(rf"({_MINUTES})\s?분", text)
    if fields.hour is None or fields.minute is not None or fields.minutes_before or match is None:
        return REFUSED
    fields.minutes_before = number(match.group(1))
    return TAKEN


def kinds() -> Iterator[Kind]:
    """Digital and spoken clock times, then parts of the day."""
    lex = lexicon()
    suffix = r"(?:\s?(?:am|pm|a\.m\.|p\.m\.|a|p)(?![A-Za-z]))?"
    yield Kind(
        "hms",
        rf"(?:오전|오후|am|pm)?\s?[0-9]{{1,2}}:[0-9]{{2}}(?::[0-9]{{2}})?(?![0-9:]){suffix}",
        _hms,
        "digit",
    )
    latin = r"[0-9]{1,2}\s?(?:am|pm|a\.m\.|p\.m\.)(?![A-Za-z])|(?:am|pm)\s?[0-9]{1,2}(?![0-9:])"
    yield Kind("ampm", latin, _ampm, "digit")
    yield Kind("clockword", rf"(?:{words(lex.clock_words)})", _clock_word, "word")
    short = {"밤", "낮", "한밤", *_MEALS}
    yield Kind("part", rf"(?:{words(set(lex.parts) - short)})(?!동[가-힣]?\s)", part_of_day)
    hour = rf"(?:[0-9]{{1,2}}|{_NATIVE_HOUR}|이?십[일이삼사오육칠팔구]|이십|영)"
    ends = rf"(?:{TAIL}|(?=\s?{hour}\s?시(?!간)))"
    yield Kind("shortpart", rf"(?:{words(short)}){ends}(?<!낮(?=은|이|고|지))", part_of_day, "word")
    # 두시길 is a verb, 3시간 a length, 구리시장 a place
    no_verb = r"(?<!두시(?=[길기고죠지려며더던]))"
    town = "대전|대구|세종|속초|도봉|도라산|대관령"  # 세시대전: the space was lost
    no_word = rf"(?!(?!{town})[간작도대민즌리스세설속][가-힣]?(?<!도\s)|계|장|청|내|외|골|집)"
    half = r"반(?![가-힣])|반(?=에|쯤|까지|부터|경|이|정|의|으|께)"
    minutes = rf"(?:{S}(?:{_MINUTES}\s?분(?:{S}{_MINUTES}\s?초)?|{half}|정각))?"
    yield Kind("clock", rf"{hour}\s?시{no_verb}{no_word}{minutes}", clock, "number")


def _same_time(fields: Fields, _text: str) -> Outcome:
    if not use(fields, "clock"):
        return REFUSED
    fields.same_time = True
    return TAKEN


def following_kinds() -> Iterator[Kind]:
    """Minutes without 분, a part of the day close behind its day, a time zone."""
    yield Kind("bareminute", r"[0-5][0-9](?![0-9:./%]|\s?[가-힣](?<!에|쯤|까|부|경))", _bare_minute)
    yield Kind("partafter", r"밤(?![나하낮송섬길])|낮(?![은잠아추춰출])", _part_after)
    before = rf"(?:되기\s?|(?<=정오\s)|(?<=자정\s)){_MINUTES}\s?분\s?전(?![가-힣](?<!에))"
    yield Kind("minutesbefore", before, _minutes_before)
    yield Kind("sametime", r"(?:이|같은)\s?(?:시간|시각|맘\s?때)", _same_time)
    yield Kind("zone", r"(?:gmt|utc|kst|jst)(?:\s?[+-][0-9]{1,2})?(?![A-Za-z])", _zone)
