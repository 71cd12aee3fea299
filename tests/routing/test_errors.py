"""Car times against the development table of free-flow minutes (needs ../shared)."""

from __future__ import annotations

import csv
from pathlib import Path
from statistics import median

import pytest

from assistant.places.model import Place, PlaceKind
from assistant.risk.model import Mode
from assistant.routing import BuiltinPlanner
from tests.routing.samples import NIGHT


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


@pytest.mark.shared
@pytest.mark.parametrize("hub", ["시청", "수원", "대전", "전주"])
def test_median_error_of_free_flow_minutes_is_under_ten_per_cent(hub: str, shared: Path) -> None:
    hubs = {row["hub"]: row for row in table(shared / "data/roads/hubs.csv")}
    planner = BuiltinPlanner(typical=False)
    off = []
    for row in table(shared / "data/roads/sgg_to_hub_minutes_dev.csv"):
        if row["sgg"] in ("옹진군", "신안군"):  # the points lie across the water
            continue
        origin, destination = (
            Place(
                name="점", kind=PlaceKind.DISTRICT, lat=float(end["lat"]), lon=float(end["lon"]), region=None
            )
            for end in (row, hubs[hub])
        )
        minutes = planner.plan(origin, destination, Mode.CAR, NIGHT)[0].minutes
        off.append(abs(minutes / float(row[hub]) - 1))
    assert len(off) == 225
    assert median(off) < 0.08
