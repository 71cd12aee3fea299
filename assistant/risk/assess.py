"""One trip and all that is known, to one explained assessment."""

from __future__ import annotations

from dataclasses import replace

from assistant.risk.advice import choose
from assistant.risk.coverage import cover, freshness
from assistant.risk.drivers import RegionName, drivers
from assistant.risk.levels import level_of
from assistant.risk.matching import SignalIndex, meetings
from assistant.risk.model import Advice, Assessment, Itinerary, Profile, Situation, TripSummary
from assistant.risk.scoring import score
from assistant.risk.segments import segments
from assistant.risk.usual import usual


def assess(
    itinerary: Itinerary,
    situation: Situation | SignalIndex,
    *,
    profile: Profile | None = None,
    region_name: RegionName | None = None,
    origin_assumed: bool = False,
    depart_assumed: bool = False,
    scenario: str | None = None,
) -> Assessment:
    """Assess a journey or a stay.

    Pass a `SignalIndex` instead of the situation to assess many itineraries against one. `level` is the
    worst *known* level: look at `coverage` before calling anything safe. `region_name` turns a region
    code into Korean; without it the exposures' own place names are used."""
    index = situation if isinstance(situation, SignalIndex) else SignalIndex(situation)
    known = index.situation
    who = profile or Profile()
    met = meetings(itinerary, index, who)
    value = score(met)
    covered = cover(itinerary, known, met, who)
    result = Assessment(
        level=level_of(value),
        score=round(value, 1),
        coverage=round(covered.share, 3),
        confidence=round(covered.confidence, 3),
        advice=Advice.GO,
        trip=TripSummary(
            origin=itinerary.origin,
            destination=itinerary.destination,
            mode=itinerary.mode,
            depart=itinerary.depart,
            arrive=itinerary.arrive,
            distance_km=itinerary.distance_km,
            via=itinerary.via,
            origin_assumed=origin_assumed,
            depart_assumed=depart_assumed,
        ),
        segments=segments(itinerary, met),
        drivers=drivers(itinerary, met, region_name),
        unknown=covered.unknown,
        usual=usual(itinerary, known, covered.unknown, who, region_name),
        freshness=freshness(known),
        now=known.now,
        scenario=scenario,
    )
    return replace(result, advice=choose(result))
