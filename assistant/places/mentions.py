"""Place names in running Korean text: longest match at word starts, particles, evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.places.areas import inside
from assistant.places.deictics import Deictics
from assistant.places.mention_rules import Need, Rules, final, load_rules
from assistant.places.misspelt import Misspelt, Near
from assistant.places.model import Place, PlaceKind, PlaceMention
from assistant.places.nesting import Hit, nest
from assistant.places.provinces import group_names, province_codes, provinces
from assistant.places.run_on import Left, Right, load_run_on

if TYPE_CHECKING:
    from assistant.places.gazetteer import Named, PlaceTable

_WORD = re.compile(r"[가-힣A-Za-z0-9][가-힣A-Za-z0-9.·]*")
_FACILITIES = ("역", "IC", "JC")
"""Second words of one syllable's worth that make one name with the first: 서울 역, 천안 IC."""
_TOWNS = (PlaceKind.DISTRICT, PlaceKind.NEIGHBOURHOOD, PlaceKind.LANDMARK)
"""What a facility may be named after without being far from it: not a whole province."""
_ENDS_OF_A_TRIP = frozenset(("에서", "까지", "에서부터"))
_POINTS_TO_PLACE = re.compile(r"(?:에서|까지|으로|[가-힣]행|근처)$")
_LONGEST = 16
_LONGEST_RUN = 80
"""Letters without a space in which names are looked for: more is no sentence."""
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
        self._beginnings = table.beginnings()
        self._rules: Rules = load_rules()
        self._run_on = load_run_on()
        self._near = Misspelt(text, table, self._rules, self._run_on)
        self._cue: bool | None = None
        self._expected = expected or self._rules.expected_cue.search(text) is not None
        self._deictics = Deictics(text, self._rules, self._run_on, self._expected, self._next_place)

    def hits(self) -> list[Hit]:
        found: list[Hit] = []
        for word in _WORD.finditer(self._text):
            if found and word.start() < found[-1].end:
                continue
            here = list(self._in_word(word.start(), word.end()))
            if len(here) == 1 and here[0].end == word.end():
                whole = self._near.two_words(word.start(), word.end())
                here = [_near_hit(word.start(), whole)] if whole else here  # 서울 요큼소
            elif not any(hit.accepted for hit in here) and (near := self._misspelt(word, found)):
                here = [near]
            found += here
        return found

    def _misspelt(self, word: re.Match[str], found: Sequence[Hit]) -> Hit | None:
        """A name with a letter wrong, where no name is spelt right."""
        last = found[-1] if found else None
        follows = last is not None and max(last.end, last.tail_end) == word.start() - 1
        framed = follows and last is not None and (last.joins or last.tail_end - last.end >= 2)
        sure = framed or self._expected or self._cued() or _POINTS_TO_PLACE.search(word.group())
        if not sure and not self._run_on.goes_on(self._text, word.end()):
            return None
        near = self._near.at(word.start(), word.end(), cued=self._expected or self._cued(), framed=framed)
        return _near_hit(word.start(), near) if near else None

    def _in_word(self, start: int, end: int) -> Iterator[Hit]:
        """The names of one run of letters: at its start, behind other names, behind words that are over."""
        position, left, origin = start, Left.CLEAN, start
        while position < end:
            if hit := self._at(position, end, left):
                yield hit
                following = hit.joins and self._names_at(hit.end, end)
                # 부산해운대: the next name follows at once; 서울에서부산: behind the particle.
                position = origin = hit.end if following else max(hit.end, hit.tail_end)
                left = Left.CLEAN if following or hit.tail_end > hit.end else Left.LOOSE
                continue
            position, left = self._next_start(position + 1, origin, end)

    def _next_start(self, position: int, origin: int, end: int) -> tuple[int, Left]:
        """Where inside a run of letters the next name may begin, if it lacks its spaces."""
        for start in range(position, min(end, origin + _LONGEST_RUN) - 1):
            if (self._deictics.may_begin(start) or self._names_at(start, end)) and (
                left := self._run_on.left(self._text, origin, start)
            ):
                return start, left
        return end, Left.NONE

    def _names_at(self, start: int, end: int) -> bool:
        return any(
            self._upper[start : start + size] in self._names
            for size in range(2, min(end - start, _LONGEST) + 1)
        )

    def _at(self, start: int, word_end: int, left: Left = Left.CLEAN) -> Hit | None:
        if hit := self._deictics.at(start, word_end, left):
            return hit
        if left >= Left.FIRM and (hit := self._two_words(start, word_end)):
            return hit
        for size in range(min(word_end - start, _LONGEST), 1, -1):
            name = self._upper[start : start + size].replace("·", ".")
            if (named := self._names.get(name)) and (
                hit := self._judge(start, start + size, name, named, word_end, left)
            ):
                return hit
            if name in group_names() and (hit := self._group(start, start + size, name)):
                return hit
        return None

    def _group(self, start: int, end: int, name: str) -> Hit | None:
        """경상도, 전라도: not a place, but a frame for the next name."""
        if name == "전국":
            return None
        tail = self._rules.tails[final(name)].match(self._text, end)
        if not tail and not self._run_on.strong.match(self._text, end) and not self._names_at(end, end + 5):
            return None
        codes = province_codes(name)
        named = [n for code in codes for n in self._names.get(provinces()[code].title, ())]
        places = [n.place for n in named if n.place.kind is PlaceKind.PROVINCE]
        wide = [p for p in places if p.name.endswith("도")] or places
        return Hit(start, end, tuple(wide), joins=True, accepted=True, group=codes, tail_end=end)

    def _judge(
        self, start: int, end: int, name: str, named: Sequence[Named], word_end: int, left: Left
    ) -> Hit | None:
        rules, text = self._rules, self._text
        need = rules.need(name, all(n.weak for n in named))
        if need is Need.NEVER:
            return None
        if (deny := rules.deny.get(name)) and deny.match(text, end):
            return None
        if self._expected and left is Left.CLEAN:
            need = Need.ANY
        elif (
            doubt := rules.doubt.get(name) or rules.doubt_of_kind.get(named[0].place.kind)
        ) and doubt.search(text):
            need = Need.CERTAIN
        tail = rules.tails[final(name)].match(text, end)
        if tail is None:
            glued = self._glued(start, end, named, need, word_end) if left is Left.CLEAN else None
            return glued or self._running_on(start, end, name, named, need, word_end, left)
        evidence = 3 if tail["certain"] else 2 if tail["direction"] else 1
        if tail["direction"] == "서" and need is Need.STEM:
            return None  # 청구서, 계약서 are papers; 서울서, 부산서 are places
        open_end = evidence == 2 or not tail["plain"] or tail["plain"] == "에"
        on_the_way = need is Need.CERTAIN and tail["direction"] in _ENDS_OF_A_TRIP
        if (open_end and rules.next_cue.match(text, tail.end())) or (
            on_the_way and rules.travel_cue.search(text)
        ):
            evidence = 3
        elif left is Left.FIRM and evidence == 1 and self._run_on.goes_on(text, tail.end()):
            left = Left.GOING
        accepted = self._enough(name, need, evidence, left)
        if not accepted and left is not Left.CLEAN:
            return None
        joins = tail.end() == end or tail.group() == "의"
        return Hit(start, end, _places(named), joins=joins, accepted=accepted, tail_end=tail.end())

    def _enough(self, name: str, need: Need, evidence: int, left: Left) -> bool:
        """Whether a name has the evidence that it needs where it stands."""
        if left is Left.LOOSE:
            return need is Need.ANY and (evidence == 3 or (evidence == 2 and self._cued()))
        if left is Left.FIRM and evidence == 1 and not self._cued():
            return False
        if need is Need.STEM and evidence == 2 and len(name) > 2 and left is Left.CLEAN:
            return True
        if need is Need.STEM:
            return evidence == 3 or (evidence + (len(name) > 2) >= need and self._cued())
        return evidence >= need

    def _running_on(
        self, start: int, end: int, name: str, named: Sequence[Named], need: Need, word_end: int, left: Left
    ) -> Hit | None:
        """A name with more than a particle behind it, for want of spaces: 제주바람, 서울에서강릉까지."""
        right = self._run_on.right(self._text, end) or self._next_place(end, word_end)
        if right is None:
            # 북한산등산로: three syllables are enough to know most places by.
            long = need is Need.ANY and len(name) > 2 and not self._run_on.never.match(self._text, end)
            if not (long and self._cued()):
                return None
            if near := self._near.at(start, word_end, cued=True, framed=False):
                return _near_hit(start, near)  # 경부고속도루
            right = Right(1, "", end)
        if not self._enough(name, need, right.evidence, left):
            return (
                Hit(start, end, _places(named), joins=False, accepted=False) if left is Left.CLEAN else None
            )
        return Hit(start, end, _places(named), joins=right.end == end, accepted=True, tail_end=right.end)

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
        if first not in self._beginnings:
            return None
        for size in range(8, 0, -1):
            end = word_end + 1 + size
            second = self._upper[word_end + 1 : end]
            whole = first + second
            if second not in _FACILITIES and (size < 2 or len(whole) < 4):
                continue
            named = self._names.get(whole)
            if named is None or named[0].weak:
                continue
            if tail := self._rules.tails[final(whole)].match(self._text, end):
                return Hit(
                    start, end, _places(named), joins=tail.end() == end, accepted=True, tail_end=tail.end()
                )
        return None

    def _next_place(self, end: int, word_end: int) -> Right | None:
        """A particle of direction and at once the next place: 서울서부산, 대구발부산행."""
        found = self._run_on.direction.match(self._text, end)
        if found is None or found.end() >= word_end:
            return None
        hit = self._at(found.end(), min(word_end, found.end() + _LONGEST_CHAIN))
        return Right(3, found.group(), found.end()) if hit and hit.accepted else None

    def _cued(self) -> bool:
        if self._cue is None:
            self._cue = self._rules.sentence_cue.search(self._text) is not None
        return self._cue


def _near_hit(start: int, near: Near) -> Hit:
    joins = near.end == near.tail_end
    return Hit(start, near.end, _places(near.named), joins, accepted=True, tail_end=near.tail_end)


def _places(named: Sequence[Named]) -> tuple[Place, ...]:
    return tuple(replace(n.place, prominence=n.score) if n.weak else n.place for n in named)
