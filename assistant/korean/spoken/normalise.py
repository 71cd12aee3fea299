"""`spoken`: from what is shown to what is read aloud.

A chain of small rewritings, each over the whole text; the order matters and is explained in
docs/spoken-korean.md. The last one keeps only Hangul syllables, spaces and sentence punctuation, so whatever
the rules before it miss, a synthesiser never meets a digit, a Latin letter or a symbol.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache

from assistant.korean import josa as _josa
from assistant.korean.spoken import dates, latin, quantities
from assistant.korean.spoken.numerals import spell
from assistant.korean.spoken_tables import table

_LETTER = r"A-Za-z"
_LONGEST_PIECE = 500
"""Characters read at once; far above any answer, so that only pasted text is ever cut."""
_ENCLOSED = ("CIRCLED", "PARENTHESIZED", "NEGATIVE CIRCLED", "DOUBLE CIRCLED", "DINGBAT")
_VERB_STARTS = tuple("하되한할함해된될됨돼")


@lru_cache(maxsize=2048)
def spoken(text: str) -> str:
    """What is read aloud for `text`: Hangul syllables, spaces and the marks . , ? ! only, on one line.

    "8월 10일(목) 10:30 KTX 3호차, 강수량 30~50mm" is
    "팔월 십일 목요일 오전 열 시 반 케이티엑스 삼호차, 강수량 삼십에서 오십 밀리미터".
    Never fails: what has no reading (emoji, other scripts) is left out; an empty text stays empty.
    """
    return _sweep(" ".join(_read(piece) for piece in _pieces(text)))


def _read(text: str) -> str:
    for rule in _RULES:
        text = rule(text)
    return text


def _pieces(text: str) -> Iterator[str]:
    """Cut a long text where a sentence or a word ends: the rules look around, and take their time."""
    while len(text) > _LONGEST_PIECE:
        head = text[:_LONGEST_PIECE]
        ends = [m.end() for m in re.finditer(r"[.?!]\s|\n", head)] or [
            m.end() for m in re.finditer(r"\s", head)
        ]
        place = ends[-1] if ends else _LONGEST_PIECE
        yield text[:place]
        text = text[place:]
    yield text


def _fold(text: str) -> str:
    """Fold compatibility signs (㎜, ℃, full-width) but not Hangul letters, which would fall apart."""
    text = unicodedata.normalize("NFC", text)
    folded = "".join(c if "\u3131" <= c <= "\u318e" or "가" <= c <= "힣" else _fold_one(c) for c in text)
    folded = folded.replace("\u2212", "-")
    # Powers keep their sign, so that m3 is not taken for a letter with a number (M5).
    return re.sub(r"(?<=[\d/ ])([kc]?m)([23])(?![\dA-Za-z])", lambda m: m[1] + "²³"[int(m[2]) - 2], folded)


def _fold_one(char: str) -> str:
    if char == "…":
        return "... "
    name = unicodedata.name(char, "")
    if name.startswith(_ENCLOSED):
        # What is in a circle stands apart from what follows (⑩10:30).
        return f" {unicodedata.normalize('NFKC', char)} "
    if name.startswith(("ROMAN NUMERAL", "SMALL ROMAN NUMERAL")):
        return f"{unicodedata.numeric(char):.0f}"
    folded = unicodedata.normalize("NFKC", char).replace("\u2044", "/")
    # Letters with accents lose them; Greek and others stay for the unit table or are swept out.
    if "LATIN" in unicodedata.name(folded[0], "") if folded else False:
        return "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))
    if unicodedata.category(char) == "Nd" and not char.isascii():
        return str(unicodedata.digit(char))
    return folded


def _strip_markup(text: str) -> str:
    text = re.sub(r"(?:https?://|www\.)[^\s)\]>가-힣]+", " 링크 ", text)
    text = re.sub(r"(?<![\w.@])[A-Za-z][\w-]*(?:\.[a-z]{2,})+/[\w./?=&%#-]+", " 링크 ", text)
    text = re.sub(r"[A-Za-z\d_.+-]+@[A-Za-z\d-]+(?:\.[A-Za-z\d-]+)+", " 전자우편 주소 ", text)
    text = re.sub(r"(?m)^[ \t]*(?:[-*+](?=\s)|[•◦▪■□○●▶▷※☞✓✔]|\d{1,2}[.)](?=\s))\s*", "", text)
    text = re.sub(r"(?<=\s)o(?=\s)", " ", text)
    text = re.sub(r"(?<=[^\s.,?!:;])[ \t]*\n+\s*", ". ", text)
    return re.sub(r"\s+", " ", re.sub(r"[*_`]{1,3}", "", text))


def _choices(text: str) -> str:
    """Settle particles written both ways: 서울을(를), 비이(가)."""
    pairs = (
        r"은\(는\)|는\(은\)|이\(가\)|가\(이\)|을\(를\)|를\(을\)|과\(와\)|와\(과\)|\(으\)로|\(이\)(?:나|라)"
    )
    known = _josa.particles()

    def settle(match: re.Match[str]) -> str:
        letters = match[2].replace("(", "").replace(")", "")
        particle = letters if match[2].startswith("(") else letters[0]
        return _josa.josa(match[1], particle) if particle in known else match[0]

    return re.sub(rf"(\S+?)({pairs})", settle, text)


def _phrases(text: str) -> str:
    pattern, readings = latin.phrases()
    return pattern.sub(lambda m: readings[m[0].lower()], text)


def _dots(text: str) -> str:
    """Middle dots: a pause between words (부산, 울산), none between single syllables (시군구, 눈비)."""
    text = re.sub(r"(?<![가-힣\d])([가-힣])(?:\s?·\s?(?=[가-힣](?:·|[^가-힣]|$)))", r"\1", text)
    text = re.sub(r"(?<![가-힣\d])([가-힣])·(?=[가-힣])", r"\1", text)
    return re.sub(r"\s?·\s?", ", ", text)


def _symbols(text: str) -> str:
    text = re.sub(r"([가-힣\d)])\s*(?:→|->|➜)\s*([^\s→]+)", _arrow, text)
    return "".join(table("symbols")["words"].get(char, char) for char in text)


def _arrow(match: re.Match[str]) -> str:
    return f"{match[1]}에서 {match[2]}, "


def _early_symbols(text: str) -> str:
    """Bring the many forms of dots, dashes and waves to one before numbers are read."""
    words = table("symbols")["words"]
    early = ("~", "·", "→", ", ", " 전화 ")
    return "".join(words[c] if words.get(c) in early else c for c in text)


def _brackets(text: str) -> str:
    """Remarks: the particle after the bracket moves to what is read last (김해(경남)가 is 김해 경남이)."""
    text = re.sub(r"\s*[▲△▼▽◆◇■□●○◎▶▷★☆※◈]\s*", ", ", text)
    text = re.sub(r"[\[【〔]([^\]】〕]*)[\]】〕]", r" \1, ", text)
    text = re.sub(r"['\"‘’“”`´「」『』《》〈〉<>{}]", "", text)
    return re.sub(r"([^\s()]*)\s?\(([^()]*)\)([가-힣]*)", _remark, text)


def _remark(match: re.Match[str]) -> str:
    head, inner, tail = match[1], match[2].strip(" ,"), match[3]
    if not re.search(r"[가-힣A-Za-z\d]", inner):
        return head + tail
    if not head:
        return f" {inner}{', ' if not tail else ''}{tail}"
    if tail[:1] in _VERB_STARTS:
        # The remark stands inside a verb: 방류(초당 13톤)하여.
        return f"{head}{tail}, {inner}, "
    pause = ", " if " " in inner or len(inner) > 6 else " "
    return f"{head}{pause}{inner}{_josa.refit(inner, tail)}{pause if not tail else ''}"


def _words(text: str) -> str:
    """Read what is left of Latin letters, and fit the particle after them (KTX을 is 케이티엑스를)."""

    def read(match: re.Match[str]) -> str:
        word = latin.latin(match[1])
        return word + _josa.refit(word, match[2])

    return re.sub(rf"([{_LETTER}]+(?:'[{_LETTER}]+)?)([가-힣]*)", read, text)


def _waves(text: str) -> str:
    # A wave with a space on one side only draws a vowel out (네~ 와요) and is not read.
    text = re.sub(r"(?<=[가-힣])(?:~| ~ )(?=[가-힣])", "에서 ", text)
    text = re.sub(r"(?<=[가-힣\d])\s*(?:=|:|;|\||/)\s*", ", ", text)
    return re.sub(r"(?<=[가-힣])\s?-\s?(?=[가-힣])", " ", text)


def _hanja(text: str) -> str:
    known = table("symbols")["hanja"]
    return "".join(known.get(char, char) for char in text)


def _sweep(text: str) -> str:
    """Keep only what can be read, and tidy the punctuation that the rules left."""
    text = re.sub(r"\d+", lambda m: f" {spell(m[0])} ", text)
    text = re.sub(r"[^가-힣 .,?!]", " ", text)
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r"\s+([.,?!])", r"\1", text)
    text = re.sub(r"[.,]*([?!])[.,?!]*", r"\1", text)
    text = re.sub(r",*\.[.,]*", ".", text)
    text = re.sub(r",+", ",", text)
    text = re.sub(r"([.,?!])(?=[가-힣])", r"\1 ", text)
    return re.sub(r"^[ .,?!]+", "", text).rstrip(" ,")


_RULES: tuple[Callable[[str], str], ...] = (
    _fold,
    _strip_markup,
    _early_symbols,
    _choices,
    _phrases,
    dates.dates,
    dates.periods,
    dates.clocks,
    quantities.telephones,
    quantities.codes,
    _brackets,
    quantities.money,
    quantities.expressions,
    quantities.scales,
    quantities.quantities,
    _dots,
    _symbols,
    _words,
    _hanja,
    _waves,
    _sweep,
)
