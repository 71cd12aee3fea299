"""Generated itineraries and situations."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from assistant.risk.model import (
    Area,
    Certainty,
    Circle,
    Hazard,
    Mode,
    Profile,
    Severity,
    Signal,
    SignalKind,
    SourceCoverage,
)

from .builders import NOW, REGIONS, itinerary, minutes, situation, source

codes = st.sampled_from(sorted(REGIONS))
stays = st.lists(st.tuples(st.one_of(codes, st.none()), st.floats(1, 120)), min_size=1, max_size=8)
offsets = st.integers(-24 * 60, 40 * 60).map(minutes)


@st.composite
def signals(draw: Any) -> Signal:
    onset = NOW + draw(offsets)
    ends = st.one_of(st.none(), st.integers(1, 2000).map(minutes))
    length, expected = draw(ends), draw(ends)
    circle = draw(
        st.one_of(
            st.none(),
            st.builds(Circle, lat=st.floats(34, 37), lon=st.just(128.7), radius_km=st.floats(10, 300)),
        )
    )
    return Signal(
        id=draw(st.uuids()).hex,
        hazard=draw(st.sampled_from(Hazard)),
        kind=draw(st.sampled_from(SignalKind)),
        feed="f",
        source=draw(st.sampled_from(["기상청", "행정안전부"])),
        name=draw(st.sampled_from(["호우경보", "호우주의보", "태풍 예비특보", "알림", "폭염중대경보"])),
        area=Area(regions=frozenset(draw(st.sets(codes, max_size=4))), circle=circle),
        issued=min(NOW, onset),
        onset=onset,
        expires=None if length is None else onset + length,
        expected_end=None if expected is None else onset + expected,
        severity=draw(st.sampled_from(Severity)),
        certainty=draw(st.sampled_from(Certainty)),
        extrapolated=draw(st.booleans()),
        facts=draw(st.sampled_from([{}, {"rain_mm_3h": 75.0}, {"gust_mps": 30, "feels_like_c": 36.0}])),
    )


@st.composite
def sources(draw: Any) -> SourceCoverage:
    return source(
        sorted(draw(st.sets(st.sampled_from(Hazard), min_size=1, max_size=12))),
        draw(st.one_of(st.none(), st.lists(codes, max_size=4))),
        hours=draw(st.floats(0.1, 60)),
        issued=NOW - draw(st.integers(0, 3000).map(minutes)),
        feed=draw(st.uuids()).hex,
    )


trips = st.builds(
    itinerary, stays, mode=st.sampled_from(Mode), depart=st.integers(0, 2000).map(lambda m: NOW + minutes(m))
)
situations = st.builds(
    lambda found, covered: situation(*found, coverage=tuple(covered)),
    st.lists(signals(), max_size=6),
    st.lists(sources(), max_size=3),
)
profiles = st.builds(
    Profile, child=st.booleans(), elder=st.booleans(), wheelchair=st.booleans(), respiratory=st.booleans()
)
