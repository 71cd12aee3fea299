"""Words that point to a place without naming it: 집, 회사, 여기, 거기, 그쪽."""

from __future__ import annotations

import re
from collections.abc import Callable

from assistant.places.mention_rules import Rules, final
from assistant.places.nesting import Hit
from assistant.places.run_on import Left, Right, RunOn

_BESIDE = re.compile(r" ?(?:앞|뒤|옆)(?:에|은|이|도|길)?(?![가-힣])")

NextPlace = Callable[[int, int], Right | None]
"""(end of a word, of the run of letters) -> the particle of direction there, if a place follows at once."""


class Deictics:
    """Looks for such words in one text."""

    def __init__(self, text: str, rules: Rules, run_on: RunOn, expected: bool, next_place: NextPlace) -> None:
        self._text = text
        self._rules = rules
        self._run_on = run_on
        self._expected = expected
        self._next_place = next_place

    def may_begin(self, start: int) -> bool:
        """Whether the letter is the first of such a word: a quick test."""
        return self._text[start] in self._rules.deictic_initials

    def at(self, start: int, word_end: int, left: Left) -> Hit | None:
        """The word that begins at `start`, with enough evidence to be the user's own place."""
        if left is Left.LOOSE or not self.may_begin(start):
            return None
        for phrase, kind in self._rules.deictic.items():
            if self._text.startswith(phrase, start):
                found, hit = self._judge(phrase, kind, start, word_end, left)
                if found:
                    return hit
        return None

    def _judge(
        self, phrase: str, kind: str, start: int, word_end: int, left: Left
    ) -> tuple[bool, Hit | None]:
        """(whether this is the phrase, the hit): a shy phrase without evidence is it, but no hit."""
        rules, text = self._rules, self._text
        end = start + len(phrase)
        tail = rules.tails[final(phrase)].match(text, end)
        if tail is None:
            if not rules.glued_cue.match(text, end) and not self._runs_on(phrase, end, word_end):
                return False, None
            right = self._run_on.right(text, end) or self._next_place(end, word_end)
            return True, _hit(start, end, kind, right.end if right else end)
        if phrase in rules.shy_deictics:
            if rules.not_home_after.search(text[:start]):
                return True, None
            near = _BESIDE.match(text, end) and rules.sentence_cue.search(text)
            strong = tail["certain"] or tail["direction"] or self._expected or near
            open_end = not tail["plain"] or tail["plain"] in ("에", "엔")
            if not strong and not (open_end and rules.next_cue.match(text, tail.end())):
                topic = tail["plain"] in ("은", "는") and left is Left.CLEAN
                return True, Hit(start, end, (), joins=False, accepted=False, deictic=kind) if topic else None
        return True, _hit(start, end, kind, tail.end())

    def _runs_on(self, phrase: str, end: int, word_end: int) -> bool:
        """집에서갈거야, 여기안전해: a bare 집 or 회사 may begin another word, 집에서 may not."""
        if self._next_place(end, word_end):
            return True
        right = self._run_on.right(self._text, end)
        shy = phrase in self._rules.shy_deictics
        return right is not None and (
            not shy or right.evidence == 3 or self._run_on.around.match(self._text, end) is not None
        )


def _hit(start: int, end: int, kind: str, tail_end: int) -> Hit:
    return Hit(start, end, (), joins=False, accepted=True, deictic=kind, tail_end=tail_end)
