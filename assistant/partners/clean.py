"""What partners send, made fit to be spoken: no markup, no addresses, no control characters, not too long."""

from __future__ import annotations

import re
import unicodedata
from html.parser import HTMLParser

MAX_RAW = 20_000
"""Characters of an answer that are looked at; the rest is cut off before any work is done on it."""
MAX_SPOKEN = 400
"""Characters that are spoken: about a minute and a half."""

_HIDDEN = frozenset({"script", "style", "head", "template", "noscript", "svg", "math"})
_BREAKS = frozenset({"p", "br", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "s", "break"})
_LINK = re.compile(r"!?\[([^\]\[]*)\]\([^()\s]*\)")
_MARKS = re.compile(r"(?m)^\s{0,3}(?:#{1,6}|[-*+]|>)\s+|\*{1,3}|_{2,}|`+|~{2,}")
_ADDRESS = re.compile(r"(?:https?|ftp)://\S+|www\.\S+")
_UNFINISHED = re.compile(r"<[/!]?[a-zA-Z][^<>]*>?")
_END = re.compile(r"[.!?。…]['\"’”)]*(?=\s|$)")


def clean_text(raw: str, limit: int = MAX_SPOKEN) -> str:
    """Plain text of at most `limit` characters, cut at the end of a sentence or else of a word."""
    text = plain(raw[:MAX_RAW])
    text = _ADDRESS.sub(" ", _MARKS.sub("", _LINK.sub(r"\1", text)))
    return shortened(" ".join(text.split()), limit)


def plain(markup: str) -> str:
    """The text of HTML or SSML, in NFC, without what is not shown; other text stays as it is."""
    reader = _Text()
    reader.feed(markup)
    reader.close()
    text = _UNFINISHED.sub(" ", unicodedata.normalize("NFC", "".join(reader.parts)))
    kept = (char for char in text if unicodedata.category(char) != "Cf")
    return "".join(char if char.isprintable() or char == "\n" else " " for char in kept)


def shortened(text: str, limit: int) -> str:
    """At most `limit` characters, whole sentences where there are any, else whole words."""
    if len(text) <= limit:
        return text
    head = text[:limit]
    ends = [found.end() for found in _END.finditer(text[: limit + 1]) if found.end() <= limit]
    if ends:
        return head[: ends[-1]]
    cut = head.rfind(" ")
    return (head[:cut] if cut > 0 else head[:-1]).rstrip(" ,;:·") + "…"


class _Text(HTMLParser):
    """Collects text; never raises, however broken the markup."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN:
            self._hidden += 1
        elif tag in _BREAKS:
            self.parts.append(" ")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _HIDDEN:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        elif tag in _BREAKS:
            self.parts.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)
