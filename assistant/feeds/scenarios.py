"""Recorded scenarios: which there are, and the facts of one."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from assistant.feeds.gauges import Gauge, Reading
from assistant.feeds.statements import Statement, from_json
from assistant.feeds.storms import Fix, Storm, typhoon_table
from assistant.places.regions import load_regions


class UnknownScenarioError(LookupError):
    """No scenario of that name; the text is Korean and lists those that exist."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(f"'{name}' 시나리오는 없어요. 쓸 수 있는 시나리오: {', '.join(known)}")
        self.name = name
        self.known = known


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioMeta:
    """`meta.toml` of a scenario."""

    name: str
    title: str
    """Korean title."""
    description: str
    start: datetime
    end: datetime
    """The period in which `now` makes sense: [start, end)."""
    suggested_now: datetime
    """A moment worth asking at."""
    regions: tuple[str, ...]
    """Korean names of what the record covers; elsewhere nothing is known."""
    feeds: tuple[str, ...]
    sources: tuple[str, ...]
    """Korean name and licence of each source."""
    storms: tuple[tuple[str, str], ...]
    """(IBTrACS id, international name)."""

    def covers(self, now: datetime) -> bool:
        """True if `now` lies in the period."""
        return self.start <= now < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """Everything recorded of one event."""

    meta: ScenarioMeta
    statements: tuple[Statement, ...]
    storms: tuple[Storm, ...]
    gauges: tuple[Gauge, ...]


def list_scenarios() -> tuple[str, ...]:
    """Names of all scenarios shipped with the package, sorted."""
    return tuple(sorted(f.name for f in _root().iterdir() if (f / "meta.toml").is_file()))


@cache
def load_scenario(name: str) -> Scenario:
    """The scenario of that name. Raises UnknownScenarioError with a Korean text."""
    if name not in list_scenarios():
        raise UnknownScenarioError(name, list_scenarios())
    folder = _root() / name
    meta = _meta(folder)
    return Scenario(
        meta=meta,
        statements=tuple(from_json(line) for line in _lines(folder / "warnings.jsonl")),
        storms=_storms(meta, _lines(folder / "typhoon.jsonl")),
        gauges=_gauges(folder),
    )


def _root() -> Traversable:
    return resources.files("assistant.feeds") / "data" / "scenarios"


def _meta(folder: Traversable) -> ScenarioMeta:
    raw = tomllib.loads((folder / "meta.toml").read_text(encoding="utf-8"))
    return ScenarioMeta(
        name=folder.name,
        title=raw["title"],
        description=raw["description"],
        start=raw["start"],
        end=raw["end"],
        suggested_now=raw["suggested_now"],
        regions=tuple(raw["regions"]),
        feeds=tuple(raw["feeds"]),
        sources=tuple(f"{s['name']} — {s['licence']}" for s in raw["sources"]),
        storms=tuple((s["sid"], s["name"]) for s in raw.get("storms", ())),
    )


def _lines(path: Traversable) -> list[dict[str, Any]]:
    if not path.is_file():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def _storms(meta: ScenarioMeta, lines: list[dict[str, Any]]) -> tuple[Storm, ...]:
    return tuple(
        Storm(
            id=sid,
            name=typhoon_table().names.get(name, ""),
            fixes=tuple(
                Fix(
                    time=datetime.fromisoformat(line["time"]),
                    lat=line["lat"],
                    lon=line["lon"],
                    wind_mps=line["wind_mps"],
                    pressure_hpa=line["pressure_hpa"],
                )
                for line in lines
                if line["sid"] == sid
            ),
        )
        for sid, name in meta.storms
    )


def _gauges(folder: Traversable) -> tuple[Gauge, ...]:
    rows = tomllib.loads((folder / "meta.toml").read_text(encoding="utf-8")).get("gauges", ())
    lines = _lines(folder / "gauges.jsonl")
    return tuple(
        Gauge(
            id=row["id"],
            name=row["name"],
            source=row["source"],
            kind=row["kind"],
            regions=frozenset(r.code for r in load_regions().find(row["region"], row["province"])),
            readings=tuple(
                Reading(time=datetime.fromisoformat(line["time"]), value=line["value"])
                for line in lines
                if line["gauge"] == row["id"]
            ),
            advisory_m=row.get("advisory_m"),
            warning_m=row.get("warning_m"),
        )
        for row in rows
    )
