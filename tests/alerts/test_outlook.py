"""What may still come: what is near spreads, what is over may come back, the rest stays where it is."""

from __future__ import annotations

from datetime import timedelta

from assistant.alerts.outlook import AHEAD, REMEMBERED, Outlook
from assistant.risk.model import Hazard, Situation
from tests.engine_fakes import NOW, warning

MIRYANG, CHANGNYEONG, SEOUL = "48270", "48740", "11110"
RAIN = warning(Hazard.HEAVY_RAIN, "호우주의보", [MIRYANG], expires=NOW + timedelta(hours=1))
HEAT = warning(Hazard.HEAT, "폭염주의보", [MIRYANG], expires=NOW + timedelta(hours=1))


def at(outlook: Outlook, hours: float, *signals: object) -> set[str] | None:
    """Districts where something may be met that nobody announced there."""
    known = Situation(now=NOW + timedelta(hours=hours), signals=signals)  # type: ignore[arg-type]
    index = outlook.at(known)
    if index is None:
        return None
    extra = [s for s in index.situation.signals if s not in signals]
    assert all(s.expires and s.expires >= known.now + AHEAD for s in extra)
    return set().union(*(s.area.regions for s in extra))


def test_rain_may_come_to_the_districts_near_by_and_heat_stays() -> None:
    found = at(Outlook(), 0, RAIN, HEAT)
    assert found is not None
    assert {MIRYANG, CHANGNYEONG} <= found
    assert SEOUL not in found
    assert at(Outlook(), 0, HEAT) is None


def test_what_is_over_may_come_back_for_half_a_day() -> None:
    outlook = Outlook()
    at(outlook, 0, RAIN)
    assert at(outlook, 2) == {MIRYANG}
    assert at(outlook, REMEMBERED.total_seconds() / 3600 + 1) is None


def test_what_begins_much_later_says_nothing_yet() -> None:
    later = warning(Hazard.HEAVY_RAIN, "호우주의보", [MIRYANG], onset=NOW + timedelta(hours=5))
    assert at(Outlook(), 0, later) is None
