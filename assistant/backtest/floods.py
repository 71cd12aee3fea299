"""Back-test (e): two floods, and what somebody going there could have been told hours before.

The recorded gauges are replayed as they came in; nothing else is known: no warnings, no messages.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.backtest.trips import named
from assistant.clock import SEOUL
from assistant.engine import LocalEngine
from assistant.risk.model import Level
from assistant.riskclient import PlaceRequest

BEFORE_MIN = (180, 120, 90, 60, 30, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flood:
    """When and where the water came."""

    scenario: str
    place: str
    at: datetime
    what: str


FLOODS = (
    Flood(
        scenario="osong-2023",
        place="청주시 흥덕구",
        at=datetime(2023, 7, 15, 8, 40, tzinfo=SEOUL),
        what="Osong underpass flooded",
    ),
    Flood(
        scenario="gwanak-2022",
        place="관악구",
        at=datetime(2022, 8, 8, 21, 0, tzinfo=SEOUL),
        what="Sillim: homes below ground flooded",
    ),
)
"""Times from the public record of the two disasters (inundation of the underpass; first calls for help)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What was told so many minutes before."""

    flood: Flood
    before_min: int
    level: Level
    why: str
    """The strongest driver; "" if there was none."""


def backtest_floods() -> list[Told]:
    """For each flood and lead: the level of a stay there at the hour when the water came."""
    engine, found = LocalEngine.default(), []
    for flood in FLOODS:
        place = named(flood.place)
        for before in BEFORE_MIN:
            now = flood.at - timedelta(minutes=before)
            start = max(now, flood.at - timedelta(minutes=10))
            request = PlaceRequest(
                place=place,
                start=start,
                end=flood.at + timedelta(minutes=20),
                now=now,
                scenario=flood.scenario,
            )
            answer = engine.assess_place_sync(request)
            why = answer.drivers[0].text if answer.drivers else ""
            found.append(Told(flood=flood, before_min=before, level=answer.level, why=why))
    return found
