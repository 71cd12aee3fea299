"""Names that lie inside the one before them: 서울시 강남구 역삼동 is one mention."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.places.areas import covered, inside
from assistant.places.model import Place, PlaceKind, PlaceMention

_GAP = re.compile(r"(?:의\s*|\s*)")


@dataclass(frozen=True, slots=True)
class Hit:
    """A name found at a place in the text, before nesting."""

    start: int
    end: int
    places: tuple[Place, ...]
    joins: bool
    """Nothing stands between the name and what follows but space: the next name may lie inside it."""
    accepted: bool
    """It has enough evidence of its own; else it counts only inside the area named before it."""
    deictic: str | None = None
    group: tuple[str, ...] = ()
    tail_end: int = 0
    """Offset behind the particle; only read while the rest of the word is searched."""


def nest(text: str, hits: Sequence[Hit]) -> list[PlaceMention]:
    """Join names that lie inside the one before (서울시 강남구 역삼동); drop the doubtful."""
    kept: list[tuple[Hit, str]] = []
    said = ""
    for hit in hits:
        frame = kept[-1][0] if kept else None
        narrowed = _narrow(text, frame, hit) if frame and frame.joins else ()
        if frame and frame.joins and not narrowed and _unknown_inside(text, frame, hit):
            kept[-1] = (replace(frame, end=hit.end, joins=False), said)
        elif frame and narrowed:
            said = said or _province_word(frame, text)
            kept[-1] = (replace(hit, start=frame.start, places=narrowed, accepted=True), said)
        else:
            said = ""
            kept.append((hit, said))
    following: list[Hit | None] = [after for after, _ in kept[1:]]
    following.append(None)
    return [
        PlaceMention(
            text=text[hit.start : hit.end],
            start=hit.start,
            end=hit.end,
            candidates=hit.places,
            deictic=hit.deictic,
            province=province,
        )
        for (hit, province), after in zip(kept, following, strict=False)
        # 회사는 여의도야: a shy deictic counts when a place follows that it is said to be.
        if hit.accepted or (hit.deictic and after and after.accepted and after.places)
    ]


def _unknown_inside(text: str, frame: Hit, hit: Hit) -> bool:
    """평택시 합정동, where only the 합정동 of Seoul is known: it is somewhere in 평택, not in Seoul."""
    if not (hit.accepted and frame.accepted) or hit.deictic or text[frame.end : hit.start].strip():
        return False
    area = frame.places[0].kind in (PlaceKind.PROVINCE, PlaceKind.DISTRICT)
    return area and all(place.kind is PlaceKind.NEIGHBOURHOOD for place in hit.places)


def _narrow(text: str, frame: Hit, hit: Hit) -> tuple[Place, ...]:
    """The candidates of `hit` inside `frame`, if only space or 의 lies between."""
    gap = _GAP.match(text, frame.end)
    if gap is None or gap.end() != hit.start or hit.deictic:
        return ()
    if frame.group:
        return tuple(
            p for p in hit.places if (p.region and p.region[:2] in frame.group) or covered(p, frame.group)
        )
    for area in frame.places:
        if area.kind not in (PlaceKind.PROVINCE, PlaceKind.DISTRICT):
            continue
        if found := inside(hit.places, area):
            return found
    return ()


def _province_word(frame: Hit, text: str) -> str:
    is_province = frame.group or frame.places[0].kind is PlaceKind.PROVINCE
    return text[frame.start : frame.end] if is_province else ""
