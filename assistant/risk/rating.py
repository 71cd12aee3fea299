"""How risky a trip is, before the reasons are put into words: enough to compare many departures by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.risk.coverage import Coverage, cover
from assistant.risk.levels import level_of
from assistant.risk.matching import Meeting, SignalIndex, meetings
from assistant.risk.model import Itinerary, Level, Profile, TripSummary
from assistant.risk.scoring import score


class Rated(Protocol):
    """What trips are compared by: a `Rating` or a whole `Assessment`."""

    @property
    def level(self) -> Level:
        """The worst known level."""

    @property
    def score(self) -> float:
        """0-100."""

    @property
    def coverage(self) -> float:
        """0-1."""

    @property
    def trip(self) -> TripSummary:
        """What was rated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """Level, score and coverage of a trip, with what they come from. `assess.explain` makes the rest."""

    level: Level
    score: float
    trip: TripSummary
    itinerary: Itinerary
    met: Sequence[Meeting]
    covered: Coverage
    profile: Profile

    @property
    def coverage(self) -> float:
        """0-1: see `Coverage.share`."""
        return round(self.covered.share, 3)


def rate(
    itinerary: Itinerary,
    index: SignalIndex,
    *,
    profile: Profile | None = None,
    origin_assumed: bool = False,
    depart_assumed: bool = False,
) -> Rating:
    """Rate a journey or a stay."""
    who = profile or Profile()
    met = meetings(itinerary, index, who)
    value = score(met)
    return Rating(
        level=level_of(value),
        score=round(value, 1),
        trip=TripSummary(
            origin=itinerary.origin,
            destination=itinerary.destination,
            mode=itinerary.mode,
            depart=itinerary.depart,
            arrive=itinerary.arrive,
            distance_km=itinerary.distance_km,
            via=itinerary.via,
            note=itinerary.note,
            origin_assumed=origin_assumed,
            depart_assumed=depart_assumed,
        ),
        itinerary=itinerary,
        met=met,
        covered=cover(itinerary, index.situation, met, who),
        profile=who,
    )
