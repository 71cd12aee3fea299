"""What we do not know, and what past years say instead: unknown hazards, checked sources, climatology."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answers import names
from assistant.answers.say import clipped, listed, phrase
from assistant.answers.tables import family_words, how_often, table
from assistant.risk.model import Assessment, Hazard, UsualRisk

_LITTLE = 0.15
"""Under this coverage the sources that answered spoke of other places or hazards: they checked nothing."""
_YEARS = re.compile(r"(\d{4})(?:년( \d+월)?)?\s*[-~]\s*(\d{4})(?:년( \d+월)?)?\s*")
_WEATHER = frozenset({Hazard.HEAVY_RAIN, Hazard.HEAVY_SNOW, Hazard.STRONG_WIND})
_NAMED = 2
"""Unknown things named in one sentence; more are counted."""


def unknown_words(a: Assessment, limit: int = _NAMED) -> str:
    """일부 날씨와 교통 상황 등 4가지."""
    partly = a.coverage >= _LITTLE or bool(a.drivers)
    return clipped(family_words(frozenset(a.unknown), partly=partly), limit)


def unknown_sentence(a: Assessment, limit: int = _NAMED) -> str:
    """ "미세먼지 정보는 지금 확인할 수 없어요."; empty if nothing is unknown."""
    return phrase("unknown.these", what=unknown_words(a, limit)) if a.unknown else ""


def unchecked_sentence(a: Assessment, lead: str = "") -> str:
    """For low coverage without findings: what was checked and what was not. Never says 안전.

    `lead` names whom it is about ("밀양은 ").
    """
    if not a.unknown:
        return phrase("level.unchecked_all", lead=lead)
    checked = clipped(tuple(dict.fromkeys(f.source for f in a.freshness)), _NAMED)
    if a.coverage >= _LITTLE and _WEATHER & set(a.unknown):
        # The warnings do not reach all of the way: none of the sources may be said to have checked it.
        return phrase("level.checked_some", lead=lead, unknown=unknown_words(a))
    if checked and a.coverage >= _LITTLE:
        return phrase("level.checked", lead=lead, checked=checked, unknown=unknown_words(a))
    some = listed(family_words(frozenset(a.unknown))[:_NAMED])
    return phrase("level.unchecked" if checked else "level.unconnected", lead=lead, unknown=some)


def commonest(usual: Sequence[UsualRisk]) -> UsualRisk | None:
    """The climatology line most worth telling."""
    return max(usual, key=lambda u: u.day_fraction, default=None)


def usual_sentence(usual: UsualRisk, *, sourced: bool = False, here: bool = False) -> str:
    """8월 밀양에서 호우특보 수준의 비가 열흘에 한 번쯤 왔어요; `sourced` names the years."""
    rows = table("words")["usual"]
    row = rows.get(usual.hazard.value, rows["default"])
    place = names.short(usual.region)
    key = "usual.sourced" if sourced else "usual.line_here" if here or not place else "usual.line"
    return phrase(
        key,
        month=usual.month,
        place=place,
        what=row["what"],
        did=row["did"],
        often=how_often(usual.day_fraction),
        years=_YEARS.sub(_period, usual.years),
    )


def _period(match: re.Match[str]) -> str:
    """2016~2020년 -> 2016년부터 2020년까지의: as it is read aloud."""
    first, month, last, last_month = match.groups(default="")
    return phrase("usual.period", first=f"{first}년{month}", last=f"{last}년{last_month}")
