"""The table of hazards (`data/hazards.toml`): family, season, persistence, intensity."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.risk.model import Hazard, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class HazardSpec:
    """How the engine treats one hazard. The meaning of each figure stands in the table's head."""

    hazard: Hazard
    family: str
    label: str
    """Korean noun for a reader ("호우")."""
    months: frozenset[int]
    relevance: float
    persistence_h: tuple[float, float]
    """Hours from now that an open-ended signal surely, and possibly, stays in force."""
    intensity: Mapping[Severity, float]
    """0-1 by CAP severity."""
    day_hours: tuple[int, int] | None
    """Local hours [from, to) in which it bites; None: always."""
    off_hours: float
    """Weight outside `day_hours`."""
    shelter: bool
    by_name: bool
    """Signals are the same event only if their names agree."""


def read_table(name: str) -> dict[str, Any]:
    """A TOML file of this package's `data` folder."""
    return tomllib.loads(files("assistant.risk").joinpath("data", name).read_text(encoding="utf-8"))


@cache
def hazard_specs() -> Mapping[Hazard, HazardSpec]:
    """All hazards. Raises KeyError if the table lacks one."""
    table = read_table("hazards.toml")
    return {hazard: _spec(hazard, table[hazard.value], table["default"]) for hazard in Hazard}


@cache
def name_floors() -> tuple[tuple[str, Severity], ...]:
    """Endings of official names and the least severity they carry, longest ending first."""
    return tuple(
        (ending, Severity(value)) for ending, value in read_table("hazards.toml")["default"]["name_floor"]
    )


def _spec(hazard: Hazard, row: Mapping[str, Any], default: Mapping[str, Any]) -> HazardSpec:
    hours = row.get("day_hours")
    merged = {**default["intensity"], **row.get("intensity", {})}
    return HazardSpec(
        hazard=hazard,
        family=row["family"],
        label=row["label"],
        months=frozenset(row["months"]),
        relevance=float(row["relevance"]),
        persistence_h=(float(row["persistence_h"][0]), float(row["persistence_h"][1])),
        intensity={Severity(key): float(value) for key, value in merged.items()},
        day_hours=(int(hours[0]), int(hours[1])) if hours else None,
        off_hours=float(row.get("off_hours", 1.0)),
        shelter=bool(row.get("shelter", False)),
        by_name=bool(row.get("by_name", False)),
    )
