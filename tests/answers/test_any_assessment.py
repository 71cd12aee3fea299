"""Whatever the engine says, the answer is short, polite and speakable, and claims no unchecked safety."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.answers import (
    alternatives_answer,
    departure_answer,
    detail_answer,
    directions_answer,
    place_answer,
    reason_answer,
    route_answer,
)
from assistant.risk.advice import BETTER_BUT_UNKNOWN, NONE_BETTER
from assistant.risk.model import (
    Advice,
    AlternativeKind,
    Assessment,
    Driver,
    Hazard,
    Level,
    Mode,
    SignalKind,
)
from tests.answers.samples import (
    NOW,
    assessment,
    at,
    driver,
    fresh,
    option,
    scan,
    segment,
    trip,
    usual,
)
from tests.answers.voice import check_voice

REGIONS = [
    "",
    "밀양시",
    "밀양시·김해시",
    "부산 북구·부산 중구·울산 남구",
    "추풍령 부근",
    "남해동부앞바다",
    "대동JC",
]
NAMES = [
    "호우경보",
    "강풍주의보",
    "태풍 예비특보",
    "제6호 태풍 카눈",
    "도로 침수",
    "PM10 나쁨",
    "규모 3.5 지진",
]
SOURCES = ["기상청", "부산광역시", "기상청·행정안전부", "IBTrACS 태풍 위치 기록"]

hours = st.floats(min_value=-4, max_value=40).map(lambda h: round(h * 6) / 6)


@st.composite
def any_driver(draw: st.DrawFn) -> Driver:
    start = draw(hours)
    return driver(
        draw(st.sampled_from(NAMES)),
        draw(st.sampled_from(REGIONS)),
        start,
        hazard=draw(st.sampled_from(list(Hazard))),
        kind=draw(st.sampled_from(list(SignalKind))),
        source=draw(st.sampled_from(SOURCES)),
        extrapolated=draw(st.booleans()),
        contribution=draw(st.floats(0, 100)),
        issued=NOW - timedelta(minutes=draw(st.integers(0, 3000))),
        valid_from=at(draw(hours)),
        valid_until=draw(st.one_of(st.none(), hours.map(at))),
    )


@st.composite
def any_assessment(draw: st.DrawFn) -> Assessment:
    depart = draw(hours)
    stay = draw(st.booleans())
    origin = draw(st.sampled_from(["집", "서울", "강릉역"]))
    alternatives = draw(
        st.lists(
            st.builds(
                lambda kind, level, hour, mode, via, covered: option(
                    kind, level, hour, mode=mode, via=via, coverage=covered
                ),
                st.sampled_from(list(AlternativeKind)),
                st.sampled_from(list(Level)),
                hours,
                st.sampled_from(list(Mode)),
                st.sampled_from(["", "KTX 경부선", "남해고속도로", "경부고속도로·55번 지방도"]),
                st.floats(0, 1),
            ),
            max_size=4,
        )
    )
    return assessment(
        draw(st.sampled_from(list(Level))),
        coverage=draw(st.floats(0, 1)),
        advice=draw(st.sampled_from(list(Advice))),
        trip=trip(
            origin=origin,
            destination=origin if stay else draw(st.sampled_from(["부산", "울릉도", "인천국제공항"])),
            mode=draw(st.sampled_from(list(Mode))),
            depart=at(depart),
            arrive=at(depart + draw(st.floats(0.1, 30))),
            via=draw(st.sampled_from(["", "경부고속도로", "7번 국도·SRT"])),
            origin_assumed=draw(st.booleans()),
        ),
        segments=tuple(
            segment(name, 10, 11, level)
            for name, level in draw(
                st.lists(
                    st.tuples(st.sampled_from(["밀양시", "밀양IC~김해시"]), st.sampled_from(list(Level))),
                    max_size=3,
                )
            )
        ),
        drivers=tuple(draw(st.lists(any_driver(), max_size=5))),
        unknown=tuple(draw(st.sets(st.sampled_from(list(Hazard))))),
        usual=tuple(
            usual(hazard, share=0.1) for hazard in draw(st.sets(st.sampled_from(list(Hazard)), max_size=3))
        ),
        freshness=tuple(fresh(s, 700.0 * i) for i, s in enumerate(draw(st.sets(st.sampled_from(SOURCES))))),
        alternatives=tuple(alternatives),
        alternatives_note=draw(st.sampled_from([None, NONE_BETTER, BETTER_BUT_UNKNOWN])),
        scan=None
        if stay
        else draw(st.one_of(st.none(), st.text("saclx", min_size=1, max_size=12).map(scan))),
    )


def _check(a: Assessment, now: datetime) -> None:
    answers = [
        route_answer(a, now),
        reason_answer(a, now),
        departure_answer(a, now),
        alternatives_answer(a, now),
        directions_answer(a, now),
        place_answer(a, now),
        *(detail_answer(a, now, page) for page in range(3)),
    ]
    for reply in answers:
        check_voice(reply)
        if a.coverage < 0.5:
            assert "안전" not in (reply.text + reply.speech).replace("행정안전부", "")
            assert all(card.level is not Level.SAFE for card in reply.cards)
    assert len(answers[0].text) < 400
    for source in {d.source for d in a.drivers}:
        assert all(part in answers[1].text for part in source.split("·"))


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(a=any_assessment())
def test_any_assessment_can_be_told(a: Assessment) -> None:
    _check(a, NOW)
    _check(replace(a, coverage=min(a.coverage, 0.4)), NOW)
