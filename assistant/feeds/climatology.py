"""How often each hazard reaches advisory level, by region and month, from past years.

Used where no source reaches, and marked as such. Counts are made by
`tools/feeds/build_climatology.py`; each row names its years and source. A (region, hazard) without
data is absent, not zero.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib import resources
from types import MappingProxyType

from assistant.feeds.model import FeedHealth, FeedStatus, SituationProvider
from assistant.feeds.sources import unconnected_sources
from assistant.places.regions import load_regions
from assistant.risk.model import ClimatologyEntry, Hazard, Situation

Climatology = Mapping[tuple[str, int, Hazard], ClimatologyEntry]


@cache
def climatology() -> Climatology:
    """All entries by (region code, month, hazard); a row of a province holds for its regions."""
    folder = resources.files("assistant.feeds") / "data"
    sources = tomllib.loads((folder / "climatology.toml").read_text(encoding="utf-8"))
    by_rank = sorted(sources, key=lambda s: int(sources[s]["rank"]), reverse=True)
    rows: dict[str, list[dict[str, str]]] = {source: [] for source in by_rank}
    lines = (folder / "climatology.csv").read_text(encoding="utf-8").splitlines()
    for row in csv.DictReader(line for line in lines if not line.startswith("#")):
        rows[row["source"]].append(row)
    entries: dict[tuple[str, int, Hazard], ClimatologyEntry] = {}
    # Better sources come later and replace.
    for source in by_rank:
        for row in rows[source]:
            _add(entries, row, sources[source]["years"])
    return MappingProxyType(entries)


def _add(entries: dict[tuple[str, int, Hazard], ClimatologyEntry], row: dict[str, str], years: str) -> None:
    hazard = Hazard(row["hazard"])
    for region in _regions(row["region"]):
        for month in range(1, 13):
            share = row[str(month)]
            if share:
                entries[region, month, hazard] = ClimatologyEntry(
                    region=region,
                    month=month,
                    hazard=hazard,
                    day_fraction=float(share),
                    years=years,
                )


def _regions(key: str) -> tuple[str, ...]:
    """Region codes of a row: one region, a sea area, or all regions of a two-digit province."""
    if len(key) != 2:
        return (key,)
    return tuple(r.code for r in load_regions().all() if r.code.startswith(key))


def climatology_health() -> FeedHealth:
    """The row of `gilbeot feeds` for past frequencies."""
    return FeedHealth(
        feed="climatology",
        source="지난해들의 기상 통계",
        status=FeedStatus.OK,
        hazards=tuple(sorted({hazard for _, _, hazard in climatology()})),
        detail="실시간 정보가 아니라, 지역과 달마다 얼마나 잦았는지만 알려 줘요.",
    )


class _ClimatologyProvider:
    """No scenario, no live source: only what is usual."""

    @property
    def scenario(self) -> None:
        """Not a replay."""
        return None

    def situation(self, now: datetime) -> Situation:
        """Nothing is known of `now` itself."""
        return Situation(now=now, climatology=climatology())

    def health(self, now: datetime) -> tuple[FeedHealth, ...]:  # noqa: ARG002 - the same at any time
        """Climatology, and every source that is not connected."""
        return (climatology_health(), *unconnected_sources())


def climatology_provider() -> SituationProvider:
    """The provider used when there is neither a scenario nor a configured source."""
    return _ClimatologyProvider()
