"""Scores in bulk are those of one by one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from assistant.risk import SignalIndex, rate
from assistant.risk.bulk import MODES, score_many
from assistant.risk.matching import distance_km
from assistant.risk.model import Hazard, Itinerary, Profile, Situation

from .builders import REGIONS, itinerary, signal, situation
from .strategies import profiles, situations, trips

CODES = tuple(sorted(REGIONS))


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Itineraries as columns: each trip is its own profile."""

    regions: NDArray[np.int16]
    lats: NDArray[np.float64]
    lons: NDArray[np.float64]
    modes: NDArray[np.uint8]
    starts: NDArray[np.float64]
    ends: NDArray[np.float64]
    offsets: NDArray[np.int64]
    profile: NDArray[np.int64]
    departs: NDArray[np.float64]
    codes: tuple[str, ...] = CODES


def columns(given: list[Itinerary]) -> Columns:
    stays = [(trip.depart.timestamp(), stay) for trip in given for stay in trip.exposures]
    return Columns(
        regions=np.array([CODES.index(s.region) if s.region else -1 for _, s in stays], np.int16),
        lats=np.array([s.lat for _, s in stays]),
        lons=np.array([s.lon for _, s in stays]),
        modes=np.array([MODES.index(s.mode) for _, s in stays], np.uint8),
        starts=np.array([(s.start.timestamp() - depart) / 60 for depart, s in stays]),
        ends=np.array([(s.end.timestamp() - depart) / 60 for depart, s in stays]),
        offsets=np.cumsum([0, *(len(trip.exposures) for trip in given)]),
        profile=np.arange(len(given)),
        departs=np.array([trip.depart.timestamp() / 60 for trip in given]),
    )


@given(st.lists(trips, min_size=1, max_size=6), situations, profiles)
@settings(max_examples=200, deadline=None)
def test_in_bulk_as_one_by_one(given: list[Itinerary], known: Situation, who: Profile) -> None:
    index = SignalIndex(known)
    found = score_many(columns(given), index, who)
    for trip, score in zip(given, found.scores, strict=True):
        assert score == pytest.approx(rate(trip, index, profile=who).score, abs=0.051)


def test_families_are_told_apart() -> None:
    known = situation(signal(Hazard.HEAVY_RAIN), signal(Hazard.FOG, regions=["26110"]))
    found = score_many(columns([itinerary([("48270", 60)]), itinerary([("26110", 60)])]), SignalIndex(known))
    wet, foggy = found.values
    assert len(found.families) == 2
    assert wet.argmax() != foggy.argmax()
    assert (found.values > 0).sum() == 2


def test_nothing_known_and_no_trips() -> None:
    assert score_many(columns([itinerary([("48270", 60)])]), SignalIndex(situation())).scores.tolist() == [
        0.0
    ]
    assert len(score_many(columns([]), SignalIndex(situation(signal()))).scores) == 0


@given(st.floats(33, 39), st.floats(124, 132), st.lists(st.tuples(st.floats(33, 39), st.floats(124, 132))))
def test_discs_are_as_for_one_point(lat: float, lon: float, points: list[tuple[float, float]]) -> None:
    from assistant.risk.model import Area, Circle

    radius = 150.0
    index = SignalIndex(situation(signal(area=Area(circle=Circle(lat=lat, lon=lon, radius_km=radius)))))
    (inside,) = index.discs(np.array([p[0] for p in points]), np.array([p[1] for p in points]))
    for point, found in zip(points, inside, strict=True):
        away = distance_km(lat, lon, *point)
        assert abs(away - radius) < 1e-6 or found == (away <= radius)
