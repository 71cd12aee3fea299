"""Place names in running Korean text: longest match at word starts, particles, evidence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.places.areas import inside
from assistant.places.mention_rules import Need, Rules, final, load_rules
from assistant.places.model import Place, PlaceKind, PlaceMention
from assistant.places.nesting import Hit, nest
from assistant.places.provinces import group_names, province_codes, provinces

if TYPE_CHECKING:
    from assistant.places.gazetteer import Named, PlaceTable

_WORD = re.compile(r"[가-힣A-Za-z0-9][가-힣A-Za-z0-9.·]*")
_FACILITIES = ("역", "IC", "JC")
"""Second words of one syllable's worth that make one name with the first: 서울 역, 천안 IC."""
_TOWNS = (PlaceKind.DISTRICT, PlaceKind.NEIGHBOURHOOD, PlaceKind.LANDMARK)
"""What a facility may be named after without being far from it: not a whole province."""
_LONGEST = 16
_LONGEST_CHAIN = 24
"""Syllables of a word that may be several names written together (서울시강남구역삼동)."""


def find_mentions(text: str, table: PlaceTable, *, expected: bool = False) -> tuple[PlaceMention, ...]:
    """All places named in a running text, in order, not overlapping. Never raises.

    `expected`: a place has just been asked for, so a bare "예산이요" or "집" is one.
    """
    return tuple(nest(text, _Scanner(text, table, expected).hits()))


class _Scanner:
    """Finds names from left to right."""

    def __init__(self, text: str, table: PlaceTable, expected: bool) -> None:
        self._text = text
        self._upper = text.upper() if len(text.upper()) == len(text) else text
        self._names = table.names()
        self._rules: Rules = load_rules()
        self._cue: bool | None = None
        self._expected = expected or self._rules.expected_cue.search(text) is not None

    def hits(self) -> list[Hit]:
        found: list[Hit] = []
        reached = 0
        for word in _WORD.finditer(self._text):
            if word.start() < reached:
                continue
            position = word.start()
            while hit := self._at(position, word.end()):
                found.append(hit)
                reached = hit.end
                if hit.end >= word.end() or not hit.joins or not self._names_at(hit.end, word.end()):
                    break
                position = hit.end  # 부산해운대: the next name follows without a space
        return found

    def _names_at(self, start: int, end: int) -> bool:
        return any(
            self._upper[start : start + size] in self._names
            for size in range(2, min(end - start, _LONGEST) + 1)
        )

    def _at(self, start: int, word_end: int) -> Hit | None:
        if hit := self._deictic(start):
            return hit
        if hit := self._two_words(start, word_end):
            return hit
        for size in range(min(word_end - start, _LONGEST), 1, -1):
            name = self._upper[start : start + size].replace("·", ".")
            if (named := self._names.get(name)) and (
                hit := self._judge(start, start + size, name, named, word_end)
            ):
                return hit
            if name in group_names() and (hit := self._group(start, start + size, name)):
                return hit
        return None

    def _group(self, start: int, end: int, name: str) -> Hit | None:
        """경상도, 전라도: not a place, but a frame for the next name."""
        if name == "전국" or not self._rules.tails[final(name)].match(self._text, end):
            return None
        codes = province_codes(name)
        named = [n for code in codes for n in self._names.get(provinces()[code].title, ())]
        places = [n.place for n in named if n.place.kind is PlaceKind.PROVINCE]
        wide = [p for p in places if p.name.endswith("도")] or places
        return Hit(start, end, tuple(wide), joins=True, accepted=True, group=codes)

    def _judge(self, start: int, end: int, name: str, named: Sequence[Named], word_end: int) -> Hit | None:
        rules, text = self._rules, self._text
        need = rules.need(name, all(n.weak for n in named))
        if need is Need.NEVER:
            return None
        if (deny := rules.deny.get(name)) and deny.match(text, end):
            return None
        if self._expected:
            need = Need.ANY
        elif (doubt := rules.doubt.get(name)) and doubt.search(text):
            need = Need.CERTAIN
        tail = rules.tails[final(name)].match(text, end)
        if tail is None:
            return self._glued(start, end, named, need, word_end)
        evidence = 3 if tail["certain"] else 2 if tail["direction"] else 1
        if tail["direction"] == "서" and need is Need.STEM:
            return None  # 청구서, 계약서 are papers; 서울서, 부산서 are places
        open_end = evidence == 2 or not tail["plain"] or tail["plain"] == "에"
        if open_end and rules.next_cue.match(text, tail.end()):
            evidence = 3
        if need is Need.STEM:
            accepted = evidence == 3 or (evidence + (len(name) > 2) >= need and self._cued())
        else:
            accepted = evidence >= need
        joins = tail.end() == end or tail.group() == "의"
        return Hit(start, end, _places(named), joins=joins, accepted=accepted)

    def _glued(self, start: int, end: int, named: Sequence[Named], need: Need, word_end: int) -> Hit | None:
        """A name written together with a verb, an office or the next name: 부산가는, 강릉시청, 부산해운대."""
        if need is not Need.CERTAIN and self._rules.glued_cue.match(self._text, end):
            return Hit(start, end, _places(named), joins=False, accepted=True)
        if suffix := self._rules.near_suffix.match(self._text, end):
            towns = [n for n in named if n.place.kind in _TOWNS]
            if towns and need is not Need.STEM:
                return Hit(start, suffix.end(), _places(towns), joins=False, accepted=True)
        first = named[0]
        frame = not first.weak and first.place.kind in (PlaceKind.PROVINCE, PlaceKind.DISTRICT)
        short = word_end - start <= _LONGEST_CHAIN
        if need is Need.ANY and frame and short and self._continues(first.place, end, word_end):
            return Hit(start, end, _places(named), joins=True, accepted=True)
        return None

    def _continues(self, frame: Place, start: int, word_end: int) -> bool:
        """Whether another place name follows at once: one inside the frame, or a province or city."""
        hit = self._at(start, word_end)
        if hit is None or not hit.places:
            return False
        return inside(hit.places, frame) != () or (hit.accepted and hit.places[0].prominence >= 0.6)

    def _two_words(self, start: int, word_end: int) -> Hit | None:
        """One name written as two words: 서울 역, 인천 공항, 경부 고속도로, 성산 일출봉."""
        if self._text[word_end : word_end + 1] != " ":
            return None
        first = self._upper[start:word_end]
        for size in range(8, 0, -1):
            end = word_end + 1 + size
            second = self._upper[word_end + 1 : end]
            whole = first + second
            if second not in _FACILITIES and (size < 2 or len(whole) < 4):
                continue
            named = self._names.get(whole)
            tail = self._rules.tails[final(whole)].match(self._text, end)
            if named and not named[0].weak and tail:
                return Hit(start, end, _places(named), joins=tail.end() == end, accepted=True)
        return None

    def _deictic(self, start: int) -> Hit | None:
        rules, text = self._rules, self._text
        for phrase, kind in rules.deictic.items():
            if not text.startswith(phrase, start):
                continue
            end = start + len(phrase)
            tail = rules.tails[final(phrase)].match(text, end)
            glued = tail is None and rules.glued_cue.match(text, end)
            if tail is None and not glued:
                continue
            if phrase in rules.shy_deictics and not glued:
                assert tail is not None
                if rules.not_home_after.search(text[:start]):
                    return None
                strong = tail["certain"] or tail["direction"] or self._expected
                open_end = not tail["plain"] or tail["plain"] in ("에", "엔")
                if not strong and not (open_end and rules.next_cue.match(text, tail.end())):
                    topic = tail["plain"] in ("은", "는")
                    return Hit(start, end, (), joins=False, accepted=False, deictic=kind) if topic else None
            return Hit(start, end, (), joins=False, accepted=True, deictic=kind)
        return None

    def _cued(self) -> bool:
        if self._cue is None:
            self._cue = self._rules.sentence_cue.search(self._text) is not None
        return self._cue


def _places(named: Sequence[Named]) -> tuple[Place, ...]:
    return tuple(replace(n.place, prominence=n.score) if n.weak else n.place for n in named)
