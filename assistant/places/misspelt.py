"""Place names that were misheard or mistyped, where a place stands: 부싼 가는, 공떡동에서, 경뿌고속도로."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from assistant.places.mention_rules import Need, Rules, final
from assistant.places.run_on import RunOn
from assistant.places.spelling import CHEAP, LONG, LONGEST, Spellings, ordinary_words

if TYPE_CHECKING:
    from assistant.places.gazetteer import Named, PlaceTable

PROMINENT = 0.5
"""Two syllables are enough only for places that everybody knows: provinces, cities and districts."""
_FACILITIES = ("고속도로", "휴게소", "요금소", "톨게이트", "터미널", "해수욕장", "분기점", "나들목")

_AMBIGUOUS = ("가", "감", "서")
"""What is a verb behind a name that is spelt right is rather a particle or an ending here (영재가)."""


class Near(NamedTuple):
    """A misspelt name: the text from where it was looked for up to `end`."""

    end: int
    tail_end: int
    named: tuple[Named, ...]


class Misspelt:
    """Looks for misspelt names in one text."""

    def __init__(self, text: str, table: PlaceTable, rules: Rules, run_on: RunOn) -> None:
        self._text = text
        self._table = table
        self._names = table.names()
        self._rules = rules
        self._run_on = run_on

    def at(self, start: int, word_end: int, *, cued: bool, framed: bool) -> Near | None:
        """The name meant by a word in which no name is spelt right, None if it is any other word.

        `cued`: the sentence speaks of travel, weather or danger. `framed`: an area is named right
        before, or where the trip begins.
        """
        if near := self.two_words(start, word_end):
            return near
        if self._is_cue(start, word_end):
            return None
        for end in range(min(word_end, start + LONGEST), start + 1, -1):
            stem = self._text[start:end]
            if stem in self._names or stem in ordinary_words():
                return None
            evidence, tail_end = self._evidence(end, word_end)
            if evidence < 0 or (evidence + framed == 0 and not cued):
                continue
            named = self._meant(stem, evidence + framed, cued)
            if named:
                return Near(end, tail_end, named)
        return None

    def _is_cue(self, start: int, word_end: int) -> bool:
        """가는, 비행기로: the words around places are no places."""
        text = self._text
        return (
            text[start:word_end] in ordinary_words()
            or self._spelt_right(start, word_end)
            or self._run_on.strong.match(text, start) is not None
            or self._run_on.weak.match(text, start) is not None
        )

    def _spelt_right(self, start: int, word_end: int) -> bool:
        """음성으로: a word that may be a place and was judged to be none."""
        for end in range(start + 2, word_end):
            name = self._text[start:end]
            if name in self._names and (tail := self._rules.tails[final(name)].match(self._text, end)):
                # 공덕도에서 is rather 공덕동에서 than 공덕 with 도 and 에서.
                return tail["plain"] != "도" or tail.end() == end + 1
        return False

    def _evidence(self, end: int, word_end: int) -> tuple[int, int]:
        """(-1 to 3, offset behind the particle): how much what follows says that a place stands here."""
        text = self._text
        for which in (0, 1):
            if tail := self._rules.tails[which].match(text, end):
                goes_on = 1 if self._run_on.goes_on(text, tail.end()) else 0
                if tail["certain"]:
                    return 3, tail.end()
                if tail["direction"] and tail["direction"] != "서":
                    return 2 + goes_on, tail.end()
                if tail["plain"] in (None, "에", "은", "는", "도", "엔", "이요", "요"):
                    return (1 + self._sure(tail.end())) * goes_on, tail.end()
        if text[end:word_end] in _AMBIGUOUS:
            return -1, end
        right = self._run_on.right(text, end)
        if right is None or (right.evidence < 2 and end < word_end):
            return -1, end
        return right.evidence, right.end

    def _sure(self, end: int) -> int:
        """Whether the next word is a verb of going or a word for places."""
        return int(self._rules.next_cue.match(self._text, end) is not None)

    def _meant(self, stem: str, evidence: int, cued: bool) -> tuple[Named, ...]:
        near = [
            (cost, name)
            for cost, name in self._table.spellings().near(stem)
            if self._trusted(name, cost, evidence, cued)
        ]
        if not near:
            return ()
        named = [named for cost, name in near if cost == near[0][0] for named in self._names[name]]
        return tuple(sorted(named, key=lambda one: -one.score))

    def _trusted(self, name: str, cost: float, evidence: int, cued: bool) -> bool:
        """Whether a name may be misspelt so: the shorter and rarer, the more must speak for a place."""
        named = self._names[name]
        weak = all(one.weak for one in named)
        need = self._rules.need(name, weak)
        if need is Need.NEVER or name in self._rules.never:
            return False
        if name.endswith("면") and evidence < 3:
            return False  # 드시면 is not 다시면
        if need is Need.STEM:
            return len(name) > 2 and cost <= CHEAP and cued and evidence >= 1
        if need is Need.CERTAIN:
            return evidence >= 3 and cost <= CHEAP and cued
        if len(name) == 2:
            known = named[0].score >= PROMINENT
            return known and (evidence >= 2 if cost > CHEAP else evidence >= 1) and (cued or evidence >= 2)
        if len(name) < LONG:
            return (evidence >= 1 and cued) or (cost <= CHEAP and (cued or evidence >= 1)) or evidence >= 2
        return cued or evidence >= 1

    def two_words(self, start: int, word_end: int) -> Near | None:
        """써울 요금소, 경부 고속또로: a name before the kind of its place, one of them misspelt."""
        text = self._text
        if text[word_end : word_end + 1] != " " or word_end - start > LONGEST // 2:
            return None
        for size in (4, 3):
            end = word_end + 1 + size
            second = text[word_end + 1 : end]
            if second not in _FACILITIES and not _kinds_of_places().near(second):
                continue
            whole = text[start:word_end] + second
            tail = self._rules.tails[final(whole)].match(text, end)
            if tail and (named := self._meant(whole, 1, cued=True)):
                return Near(end, tail.end(), named)
        return None


@cache
def _kinds_of_places() -> Spellings:
    return Spellings(_FACILITIES)
