"""One trip and all that is known, to one explained assessment."""

from __future__ import annotations

from dataclasses import replace

from assistant.risk.advice import choose
from assistant.risk.coverage import freshness
from assistant.risk.drivers import RegionName, drivers
from assistant.risk.matching import SignalIndex
from assistant.risk.model import Advice, Assessment, Itinerary, Profile, Situation
from assistant.risk.rating import Rating, rate
from assistant.risk.segments import segments
from assistant.risk.usual import usual


def assess(
    itinerary: Itinerary,
    situation: Situation | SignalIndex,
    *,
    profile: Profile | None = None,
    region_name: RegionName | None = None,
    scenario: str | None = None,
) -> Assessment:
    """Assess a journey or a stay: `rate` and `explain` at once.

    Pass a `SignalIndex` instead of the situation to assess many itineraries against one."""
    index = situation if isinstance(situation, SignalIndex) else SignalIndex(situation)
    rating = rate(itinerary, index, profile=profile)
    return explain(rating, index.situation, region_name=region_name, scenario=scenario)


def explain(
    rating: Rating,
    known: Situation,
    *,
    region_name: RegionName | None = None,
    scenario: str | None = None,
) -> Assessment:
    """The rating with its reasons, out of the situation it was made in.

    `level` is the worst *known* level: look at `coverage` before calling anything safe. `region_name` turns
    a region code into Korean; without it the exposures' own place names are used."""
    itinerary, met, covered = rating.itinerary, rating.met, rating.covered
    result = Assessment(
        level=rating.level,
        score=rating.score,
        coverage=rating.coverage,
        confidence=round(covered.confidence, 3),
        advice=Advice.GO,
        trip=rating.trip,
        segments=segments(itinerary, met),
        drivers=drivers(itinerary, met, region_name),
        unknown=covered.unknown,
        usual=usual(itinerary, known, covered.unknown, rating.profile, region_name),
        freshness=freshness(known),
        now=known.now,
        scenario=scenario,
    )
    return replace(result, advice=choose(result))
