"""Which place is the origin, the destination, a stop on the way, or just a place that is asked about.

Rules over particles, verbs and order, in `data/roles.toml`. Pure: the places were found elsewhere and
come in as spans of the text.
"""

from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Protocol

_DATA = Path(__file__).with_name("data") / "roles.toml"


class Span(Protocol):
    """Anything with character offsets: a place found in a text."""

    @property
    def start(self) -> int: ...  # noqa: D102
    @property
    def end(self) -> int: ...  # noqa: D102


class RoleKind(StrEnum):
    """What a place is in a sentence."""

    ORIGIN = "origin"
    DESTINATION = "destination"
    VIA = "via"
    PLACE = "place"
    """Asked about for itself ("부산 날씨"), or not decidable."""
    DIRECTION = "direction"
    """Says which way or which part of the road before it ("영동고속도로 강릉 방향"): no place of its own."""
    EXCLUDED = "excluded"
    """Taken back or ruled out ("부산 말고 대구"): not to be used."""


@dataclass(frozen=True, slots=True)
class Role:
    """A decision with its confidence: 0.9 and more from a particle or verb, about 0.6 from order."""

    kind: RoleKind
    confidence: float
    rule: str = ""
    """Name of the rule that decided, for explanation and tests."""


def assign_roles(text: str, places: Sequence[Span], asked: RoleKind | None = None) -> list[Role]:
    """The role of each place, in the order given; `places` must be in text order, without overlaps.

    `asked` is what the dialogue has just asked for: a lone place without a marker is then the answer to
    it ("어디로 가세요?" - "부산이요" -> destination).
    """
    rules = _rules()
    context = _Context(text, places, rules)
    decided: list[Role | None] = [rules.of_place(context, index) for index in range(len(places))]
    for index in range(len(places) - 1):
        _join(context, rules, decided, index)
    _complete(context, decided)
    if asked and len(places) == 1 and decided[0] is None:
        decided[0] = Role(asked, 0.9, "asked")
    fallback = _fallback(context, decided)
    return [role or fallback for role in decided]


class _Context:
    """A text cut at its places."""

    def __init__(self, text: str, places: Sequence[Span], rules: _Rules) -> None:
        self.count = len(places)
        edges = [0, *(edge for place in places for edge in (place.start, place.end)), len(text)]
        # Pieces alternate: between, place, between, place, ..., rest.
        pieces = [text[low:high] for low, high in itertools.pairwise(edges)]
        self.between = [rules.tidied(piece) for piece in pieces[0::2]]
        self.names = pieces[1::2]
        outside = " ".join(self.between)
        self.cues = {name for name, pattern in rules.cues.items() if pattern.search(outside)}


@dataclass(frozen=True, slots=True)
class _Rule:
    """One `[[rule]]` of the table."""

    role: Role
    after: re.Pattern[str] | None
    before: re.Pattern[str] | None
    self: re.Pattern[str] | None
    previous: re.Pattern[str] | None
    following: re.Pattern[str] | None
    needs: str | None
    unless: str | None
    count: str | None
    last: bool | None

    def fits(self, context: _Context, index: int) -> bool:
        checks = (
            self.after is None or self.after.search(context.between[index + 1]),
            self.before is None or self.before.search(context.between[index]),
            self.self is None or self.self.search(context.names[index]),
            self.previous is None or (index > 0 and self.previous.search(context.names[index - 1])),
            self.following is None
            or (index + 1 < context.count and self.following.search(context.names[index + 1])),
            self.needs is None or self.needs in context.cues,
            self.unless is None or self.unless not in context.cues,
            self.count is None or (self.count == "one") == (context.count == 1),
            self.last is None or self.last == (index == context.count - 1),
        )
        return all(checks)


@dataclass(frozen=True, slots=True)
class _Pair:
    """One `[[pair]]` of the table."""

    name: str
    first: str
    second: str
    confidence: float
    between: re.Pattern[str]
    after: re.Pattern[str] | None
    unless: str | None


@dataclass(frozen=True, slots=True)
class _Rules:
    """The compiled table."""

    rules: tuple[_Rule, ...]
    pairs: tuple[_Pair, ...]
    cues: dict[str, re.Pattern[str]]
    fillers: re.Pattern[str]
    detached: re.Pattern[str]

    def tidied(self, piece: str) -> str:
        """A piece between places without fillers, and with its particle close behind the place again."""
        return self.detached.sub(r"\1", self.fillers.sub("", piece))

    def of_place(self, context: _Context, index: int) -> Role | None:
        return next((rule.role for rule in self.rules if rule.fits(context, index)), None)


def _join(context: _Context, rules: _Rules, decided: list[Role | None], index: int) -> None:
    """Applies the first fitting pair rule to places `index` and `index + 1`, in place."""
    if any(role and role.kind is RoleKind.DIRECTION for role in decided[index : index + 2]):
        return
    gap, rest = context.between[index + 1], context.between[index + 2]
    for pair in rules.pairs:
        if not pair.between.search(gap) or (pair.after and not pair.after.search(rest)):
            continue
        if pair.unless in context.cues and "travel" not in context.cues:
            continue
        if pair.first == "same":
            decided[index] = decided[index] or decided[index + 1]
        elif decided[index] is None and (decided[index + 1] is None or pair.after):
            decided[index] = Role(RoleKind(pair.first), pair.confidence, pair.name)
            decided[index + 1] = Role(RoleKind(pair.second), pair.confidence, pair.name)
        return


def _complete(context: _Context, decided: list[Role | None]) -> None:
    """With one end of the journey known, an unmarked place is the other end."""
    kinds = [role.kind if role else None for role in decided]
    # A road that has a direction is what is asked about, not an end.
    kinds = [
        RoleKind.PLACE if kind is None and RoleKind.DIRECTION in kinds[index + 1 : index + 2] else kind
        for index, kind in enumerate(kinds)
    ]
    open_places = [index for index, kind in enumerate(kinds) if kind is None]
    if not open_places:
        return
    if RoleKind.DESTINATION in kinds and RoleKind.ORIGIN not in kinds:
        first = open_places[0]
        # "서울 부산까지": only a place right before the destination's phrase, never one after it.
        if first < kinds.index(RoleKind.DESTINATION) and not context.between[first + 1].strip(" ,"):
            decided[first] = Role(RoleKind.ORIGIN, 0.75, "남은 출발지")
    elif RoleKind.DESTINATION not in kinds and {RoleKind.ORIGIN, RoleKind.VIA} & set(kinds):
        decided[open_places[-1]] = Role(RoleKind.DESTINATION, 0.75, "남은 목적지")


def _fallback(context: _Context, decided: Sequence[Role | None]) -> Role:
    """The last resort for an unmarked place: a lone one in a sentence about going is its goal."""
    goals = (RoleKind.DESTINATION, RoleKind.DIRECTION)
    has_goal = any(role and role.kind in goals for role in decided)
    if "travel" in context.cues and "place_only" not in context.cues and not has_goal:
        return Role(RoleKind.DESTINATION, 0.6, "가는 문장")
    return Role(RoleKind.PLACE, 0.6 if "travel" in context.cues else 0.8, "그 밖")


@cache
def _rules() -> _Rules:
    """The table, compiled once. Raises ValueError, naming the rule, for a bad pattern."""
    with _DATA.open("rb") as file:
        data = tomllib.load(file)
    pieces: dict[str, str] = data["pieces"]

    def compiled(pattern: str | None) -> re.Pattern[str] | None:
        return None if pattern is None else required(pattern)

    def required(pattern: str) -> re.Pattern[str]:
        while found := re.search(r"<([A-Z]+)>", pattern):
            pattern = pattern.replace(found[0], pieces[found[1]])
        try:
            return re.compile(pattern, re.IGNORECASE)
        except re.error as error:
            raise ValueError(f"{_DATA.name}: bad pattern {pattern!r}: {error}") from error

    rules = tuple(
        _Rule(
            Role(RoleKind(entry["kind"]), entry["confidence"], entry["name"]),
            compiled(entry.get("after")),
            compiled(entry.get("before")),
            compiled(entry.get("self")),
            compiled(entry.get("previous")),
            compiled(entry.get("following")),
            entry.get("needs"),
            entry.get("unless"),
            entry.get("count"),
            entry.get("last"),
        )
        for entry in data["rule"]
    )
    pairs = tuple(
        _Pair(
            entry["name"],
            entry["first"],
            entry["second"],
            entry["confidence"],
            required(entry["between"]),
            compiled(entry.get("after")),
            entry.get("unless"),
        )
        for entry in data["pair"]
    )
    cues = {name: required(pattern) for name, pattern in data["cues"].items()}
    tidy = data["tidy"]
    return _Rules(rules, pairs, cues, required(tidy["fillers"]), required(tidy["detached"]))
