"""An article into one or two sentences that answer."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from assistant.partners.clean import plain

_SENTENCE = re.compile(r"(?<=[다요]\.)\s+")
_REMARK = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\])")
_COPULA = re.compile(r"이다\.$")
MAX_ARTICLE = 400_000
"""Characters of an article that are read."""


class _Paragraphs(HTMLParser):
    """The texts of <p>."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._inside = False
        self._skip = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "p":
            self._inside = True
            self.found.append("")
        elif tag in ("sup", "style", "script", "table"):
            self._skip += 1

    def handle_endtag(self, tag: str) -> None:
        if tag == "p":
            self._inside = False
        elif tag in ("sup", "style", "script", "table"):
            self._skip = max(0, self._skip - 1)

    def handle_data(self, data: str) -> None:
        if self._inside and not self._skip:
            self.found[-1] += data


def sentences_of(article: str) -> list[str]:
    """The sentences of an article, HTML or plain text, without remarks in brackets."""
    article = article[:MAX_ARTICLE]
    if "<p" in article:
        reader = _Paragraphs()
        reader.feed(article)
        reader.close()
        article = "\n".join(reader.found)
    found = []
    for line in plain(article).splitlines():
        for _ in range(3):
            line = _REMARK.sub("", line)
        found += [
            one.strip() for one in _SENTENCE.split(" ".join(line.split())) if one.strip().endswith("다.")
        ]
    return found


def telling(sentences: list[str], asked: str | None) -> str | None:
    """The sentence that answers; None if the article does not tell what is asked."""
    if not sentences:
        return None
    if asked is None:
        return sentences[0]
    return next((one for one in sentences[:60] if re.search(asked, one)), None)


def quoted(sentence: str) -> str:
    """A sentence of an encyclopaedia as it is retold: "…국왕이라고 나와 있어요."."""
    if _COPULA.search(sentence):
        return _COPULA.sub("이라고 나와 있어요.", sentence)
    return sentence.removesuffix(".") + "고 나와 있어요."
