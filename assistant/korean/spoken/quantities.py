"""Rules for numbers in running text: telephones, codes, money, ranges, quantities with units and counters."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from assistant.korean import josa
from assistant.korean.spoken.latin import letters
from assistant.korean.spoken.numerals import count, counters, neighbours, sino, spell, takes_native
from assistant.korean.spoken_tables import table

_NUMBER = r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"
_SIGN = r"(?<![\w)])[-−+±](?=\d)"
_PARTICLE_AHEAD = (
    "(?![가-힣])|(?=에|부터|까지|이상|이하|이내|이나|은|을|를|동안|간의|정도|쯤|만에|의|로|으로|째|후|전|뒤|씩|과|와|반)"
    "|(?=[이가도만당간](?![가-힣]))"
)
_LONGEST_READ = 16
"""Longer runs of digits are serial numbers and are read digit by digit."""


def telephones(text: str) -> str:
    """Read telephone numbers digit by digit: 119 is 일일구, 010-1234-5678 공일공, 일이삼사, 오육칠팔."""
    text = re.sub(
        r"(?<![\d-])(?:\((?=0\d{1,3}\)))?(0\d{1,3})(?:\)\s?|[-. ]\s?)(\d{3,4})[-. ](\d{4})(?![\d-])",
        lambda m: _groups(m[1], m[2], m[3]),
        text,
    )
    text = re.sub(r"(?<![\d-])(01\d)(\d{3,4})(\d{4})(?!\d)", lambda m: _groups(m[1], m[2], m[3]), text)
    text = re.sub(r"(?<![\d-])(1[3-9]\d{2})-(\d{4})(?![\d-])", lambda m: _groups(m[1], m[2]), text)
    known = table("symbols")["telephones"]
    counted = re.compile(known["counted_after"])
    near_before, near_after = re.compile(known["words_before"]), re.compile(known["words_after"])

    def read(match: re.Match[str]) -> str:
        before, after = text_now[: match.start()], text_now[match.end() :]
        if match[0] in known["always"]:
            return match[0] if counted.match(after) else spell(match[0])
        beside = near_before.search(before[-20:]) or near_after.match(after[:20])
        return spell(match[0]) if beside and not counted.match(after) else match[0]

    text_now = text
    numbers = "|".join(sorted([*known["always"], *known["beside"]], key=len, reverse=True))
    return re.sub(rf"(?<![\w.,:/~-])(?:{numbers})(?![\dA-Za-z])", read, text)


def codes(text: str) -> str:
    """Read letters with digits: KE1234 is 케이이 일이삼사, B2층 지하 이층, A380 에이 삼백팔십."""
    text = re.sub(r"(?<![A-Za-z0-9])B(\d)(?=\s?층)", r"지하 \1", text)
    text = re.sub(r"(?<![A-Za-z])No\.\s?(?=\d)", "넘버 ", text)
    airlines = table("latin")["airlines"]
    text = re.sub(
        rf"(?<![A-Za-z0-9])({'|'.join(airlines)})\s?-?(\d{{3,4}})(?![\dA-Za-z])",
        lambda m: f"{airlines[m[1]]} {spell(m[2])}",
        text,
    )
    text = re.sub(
        r"(?<![A-Za-z0-9])([A-Z]{2})(\d{3,4})(?![\dA-Za-z.])",
        lambda m: f"{letters(m[1])} {spell(m[2])}",
        text,
    )
    # The letters stay for the reading of Latin words; only the hyphen would look like a sign.
    return re.sub(r"([A-Za-z])-?(?=\d)", r"\1 ", text)


def money(text: str) -> str:
    """Put the sign of money after its amount: ₩5,000 is 5,000원, $10 10달러."""
    signs = table("units")["money"]
    pattern = "|".join(re.escape(sign) for sign in signs)
    return re.sub(rf"({pattern})\s?({_NUMBER})", lambda m: f"{m[2]}{signs[m[1]]}", text)


def scales(text: str) -> str:
    """Read numbers written with 만 or 억: 3만 5천 is 삼만 오천, 1.5억 일 점 오억."""
    return re.sub(
        rf"(?<![\d.,])({_NUMBER})\s?(조|억|만|천|백)(?=[\s\d,.~천백만억조여]|\W|$|명|원|대|건|톤|가구|달러|개|㎡|m|t|곳|마리|그루|헥)",
        lambda m: _scaled(m[1], m[2]) + (" " if m.string[m.end() : m.end() + 1].isdigit() else ""),
        text,
    )


def expressions(text: str) -> str:
    """Read signs between numbers: 1/3 is 삼분의 일, 3:2 삼 대 이, 5·18 오일팔, 12-3번지 십이 다시 삼번지."""
    text = re.sub(
        r"(?<![\d./])(\d{1,3})/(\d{1,3})(?![\d/A-Za-z.])",
        lambda m: f"{sino(m[2])}분의 {sino(m[1])}" if 0 < int(m[1]) < int(m[2]) else f"{m[1]}, {m[2]}",
        text,
    )
    text = re.sub(r"(?<![\d:])(\d+)\s?:\s?(\d+)(?![\d:])", lambda m: f"{sino(m[1])} 대 {sino(m[2])}", text)
    text = re.sub(r"(?<![\d·])(\d{1,2})·(\d{1,2})(?![\d·%])", lambda m: sino(m[1]) + spell(m[2]), text)
    text = re.sub(r"(\d+)-(\d+)(?=\s?번지)|(?<=[로길동리가]\s)(\d+)-(\d+)", _lot, text)
    # Versions and addresses of machines: more than one point.
    return re.sub(
        r"(?<![\d.])\d+(?:\.\d+){2,}(?!\d)", lambda m: " 점 ".join(map(sino, m[0].split("."))), text
    )


def quantities(text: str) -> str:
    """Read every number left, with its sign, the other end of its range, and its unit or counter."""
    return _quantity().sub(_read, text)


@cache
def _quantity() -> re.Pattern[str]:
    units = sorted(table("units")["units"], key=len, reverse=True)
    symbol = "|".join(re.escape(unit) for unit in units)
    hangul = "|".join(re.escape(counter) for counter in counters())
    # A unit in letters ends where the letters end; a Hangul counter may carry a particle. After a space a
    # counter of one syllable might begin another word (7 대구), so only a particle may follow it.
    apart = rf"(?:{'|'.join(re.escape(c) for c in counters() if len(c) > 1)})"
    alone = rf"(?:{'|'.join(re.escape(c) for c in counters() if len(c) == 1)})(?:{_PARTICLE_AHEAD})"
    unit = rf"(?:\s?(?:{symbol})(?![A-Za-z\d/²³])|(?:{hangul})|\s(?:{apart}|{alone}))"
    return re.compile(
        rf"(?P<sign>{_SIGN})?(?<!\d)(?<!\d\.)(?P<low>{_NUMBER})"
        rf"(?:(?P<own>{unit})?\s?(?:~|(?<=\d)-(?=\d))\s?(?P<sign2>[-−+](?=\d))?(?P<high>{_NUMBER}))?"
        rf"(?P<unit>{unit})?(?P<tail>[가-힣]*)"
    )


def _read(match: re.Match[str]) -> str:
    before, after = match.string[: match.start()], match["tail"] + match.string[match.end() :]
    unit = _Unit.of((match["unit"] or match["own"] or "").strip())
    # Neighbours in ASCII would stick to the reading: A380, 8월10일.
    head = " " if re.search(r"[A-Za-z]$", before) else ""
    tail = " " if re.match(r"[A-Za-z\d]", after) else ""
    lead = f"{unit.prefix} " if unit.prefix and not before.rstrip().endswith(unit.prefix) else ""
    if match["high"] is None:
        read = _signed(match["sign"], unit.name, before) + _one(match["low"], unit.name, before, after)
    else:
        read = _range(match, unit.name, before, after)
    # A sign may be read in another order than it is written: 35㎍/㎥로 ends in 그램, and takes 으로.
    written = match["tail"]
    particle = josa.refit(read, written) if unit.known else written
    return f"{head}{lead}{read}{particle}{'' if written else tail}"


def _range(match: re.Match[str], name: str, before: str, after: str) -> str:
    low, high = match["low"], match["high"]
    own = _Unit.of((match["own"] or "").strip()).name
    signs = _signed(match["sign"], name, before), _signed(match["sign2"], name, before)
    if name and not any(signs) and own in ("", name) and low.isdigit() and high.isdigit():
        together = neighbours(int(low), int(high), name, before=before, after=after)
        if together:
            return together
    # 세 시간에서 다섯 시간, 유월에서 팔월; but 삼십에서 오십 밀리미터.
    twice = takes_native(name, before=before, after=after) or name in table("numbers")["ranges"]["said_twice"]
    first_name = own if own and own != name else name if twice else ""
    start = _one(low, first_name, before, after) if first_name else sino(low)
    return f"{signs[0]}{start}에서 {signs[1]}{_one(high, name, before, after)}"


@dataclass(frozen=True, slots=True)
class _Unit:
    """What is read after the number, and before it (초속)."""

    name: str
    prefix: str = ""
    known: bool = False
    """Whether it was written in letters or signs of the unit table."""

    @classmethod
    def of(cls, written: str) -> _Unit:
        known = table("units")["units"].get(written)
        return cls(known["name"], known.get("prefix", ""), True) if known else cls(written)


def _one(value: str, name: str, before: str, after: str) -> str:
    plain = value.replace(",", "")
    if not name:
        # A zero in front marks a serial number, not a quantity.
        serial = plain.isdigit() and (
            len(plain) > _LONGEST_READ or (len(plain) > 1 and plain.startswith("0"))
        )
        return spell(plain) if serial else sino(plain)
    return count(plain, name, before=before, after=after)


def _signed(sign: str | None, name: str, before: str) -> str:
    if not sign:
        return ""
    if sign in "-−" and name == "도":
        return "" if before.rstrip().endswith("영하") else "영하 "
    return {"+": "플러스 ", "±": "플러스마이너스 "}.get(sign, "마이너스 ")


def _scaled(value: str, scale: str) -> str:
    # 1만 is said 만 and 1천 천, like the numbers they are; but 일억, and 일 점 오만.
    if value == "1" and scale in "만천백":
        return scale
    return f"{sino(value)}{scale}"


def _groups(*groups: str) -> str:
    return ", ".join(spell(group) for group in groups)


def _lot(match: re.Match[str]) -> str:
    first, second = (match[1], match[2]) if match[1] else (match[3], match[4])
    return f"{sino(first)} 다시 {sino(second)}"
