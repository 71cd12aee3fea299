"""What the season usually brings on this way: climatology, for hazards that no source covers.

Past frequencies never change a score or a level: they are no warning. They stand beside the answer,
marked as what they are.
"""

from __future__ import annotations

from collections.abc import Collection

from assistant.risk.drivers import RegionName
from assistant.risk.model import Hazard, Itinerary, Profile, Situation, UsualRisk
from assistant.risk.vulnerability import vulnerability

MENTION_FRACTION = 0.03
"""About one day a month: rarer than that is not usual."""
MOST = 4


def usual(
    itinerary: Itinerary,
    situation: Situation,
    unknown: Collection[Hazard],
    profile: Profile,
    region_name: RegionName | None = None,
) -> tuple[UsualRisk, ...]:
    """One line a hazard, where on the way it is most frequent; what matters most to the mode first."""
    if not situation.climatology:
        return ()
    best: dict[Hazard, tuple[float, UsualRisk]] = {}
    places = {(e.region, e.start.month, e.mode): e for e in itinerary.exposures if e.region is not None}
    for (region, month, mode), exposure in places.items():
        for hazard in unknown:
            entry = situation.climatology.get((region or "", month, hazard))
            if entry is None or entry.day_fraction < MENTION_FRACTION:
                continue
            rank = entry.day_fraction * vulnerability(hazard, mode, profile)
            if rank > best.get(hazard, (0.0, None))[0]:
                name = (region_name(region) if region_name is not None and region else "") or exposure.place
                best[hazard] = (
                    rank,
                    UsualRisk(
                        hazard=hazard,
                        region=name,
                        month=month,
                        day_fraction=entry.day_fraction,
                        years=entry.years,
                    ),
                )
    ranked = sorted(best.values(), key=lambda item: (-item[0], item[1].hazard.value))
    return tuple(line for _, line in ranked[:MOST])
