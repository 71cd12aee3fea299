"""What may still come: the rain, snow, ice and wind that are near a trip now, as if they reached it.

Nobody issues a warning for what a shower will do in the next hour, but the districts near by say much. A trip
that would reach 주의 if those hazards spread is worth a word before it leaves: not that it is dangerous, but
that it may become so. `decide.may_worsen` says when. The figures below were chosen on the households of
2023-2024 (docs/backtest.md); 2025 was left for judging them.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache

from assistant.places import load_regions
from assistant.risk import SignalIndex
from assistant.risk.matching import distance_km
from assistant.risk.model import Hazard, Signal, Situation

MOVES = frozenset(
    {
        Hazard.HEAVY_RAIN,
        Hazard.FLOOD,
        Hazard.LANDSLIDE,
        Hazard.HEAVY_SNOW,
        Hazard.ROAD_ICE,
        Hazard.STRONG_WIND,
    }
)
"""Hazards that come to the next district, or come back, within hours."""
SPREAD_KM = 50.0
"""How far, between the middles of districts."""
AHEAD = timedelta(hours=3)
"""What begins within this counts as near; and so long it is taken to last."""
REMEMBERED = timedelta(hours=12)
"""How long what is over may come back to where it was."""


class Outlook:
    """Follows one sky; ask in order of time."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[Signal, datetime]] = {}

    def at(self, known: Situation) -> SignalIndex | None:
        """What is known with what may come of it; None if nothing that moves is near anybody."""
        now = known.now
        near = [s for s in known.signals if s.hazard in MOVES and s.onset <= now + AHEAD]
        self._seen |= {signal.id: (signal, now) for signal in near}
        self._seen = {key: seen for key, seen in self._seen.items() if now - seen[1] <= REMEMBERED}
        if not self._seen:
            return None
        present = {signal.id for signal in near}
        back = [_lasting(signal, now) for signal, _ in self._seen.values() if signal.id not in present]
        spread = [_lasting(_wide(signal), now) for signal in near]
        return SignalIndex(replace(known, signals=(*known.signals, *spread, *back)))


def _lasting(signal: Signal, now: datetime) -> Signal:
    end = now + AHEAD
    expires = None if signal.expires is None else max(signal.expires, end)
    return replace(signal, id=f"{signal.id}~", onset=min(signal.onset, now), expires=expires)


def _wide(signal: Signal) -> Signal:
    codes = frozenset[str]().union(*map(_around, signal.area.regions))
    return replace(signal, area=replace(signal.area, regions=codes))


@cache
def _around(code: str) -> frozenset[str]:
    regions = load_regions()
    try:
        middle = regions.get(code)
    except KeyError:
        return frozenset({code})
    near = (r for r in regions.all() if distance_km(middle.lat, middle.lon, r.lat, r.lon) <= SPREAD_KM)
    return frozenset({code, *(region.code for region in near)})
