"""Kinds, levels and commands of KMA warnings, with the table of what each means."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cache
from importlib import resources

from assistant.risk.model import Hazard, Severity


class Kind(StrEnum):
    """What is warned of, by its official Korean name."""

    TYPHOON = "태풍"
    HEAVY_RAIN = "호우"
    STRONG_WIND = "강풍"
    HEAVY_SNOW = "대설"
    COLD = "한파"
    DRY = "건조"
    HEAT = "폭염"
    TROPICAL_NIGHT = "열대야"
    WAVES = "풍랑"
    SURGE = "폭풍해일"
    YELLOW_DUST = "황사"
    TSUNAMI = "지진해일"
    FOG = "안개"


class WarningLevel(StrEnum):
    """How strong the warning is."""

    PRELIMINARY = "예비특보"
    ADVISORY = "주의보"
    WARNING = "경보"
    CRITICAL = "중대경보"


class Command(StrEnum):
    """What the statement does. The API's 대치 is the bulletin's 변경."""

    ISSUE = "발표"
    CHANGE = "변경"
    EXTEND = "연장"
    REPLACE = "대치"
    RELEASE = "해제"
    RELEASE_REPLACED = "대치해제"
    RELEASE_CHANGED = "변경해제"

    @property
    def releases(self) -> bool:
        """True if it ends a warning."""
        return self.value.endswith("해제")

    @property
    def changes(self) -> bool:
        """True if it replaces a warning of the zone, of this kind or another."""
        return self in (Command.CHANGE, Command.REPLACE)


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningTables:
    """`data/kma_warnings.toml`, typed."""

    hazards: Mapping[Kind, Hazard]
    absorbs: Mapping[Kind, frozenset[Kind]]
    severities: Mapping[WarningLevel, Severity]
    severity_of: Mapping[str, Severity]
    criteria: Mapping[str, Mapping[str, float]]
    horizons: Mapping[Hazard, timedelta]
    """How long the absence of a warning says something."""
    stale: Mapping[Kind, timedelta]
    """Age of the last statement after which a recorded warning counts as over."""
    recorded: frozenset[str]
    """Zones whose bulletins the recorded scenarios hold."""

    def severity(self, kind: Kind, level: WarningLevel) -> Severity:
        """CAP severity of a warning."""
        return self.severity_of.get(kind + level, self.severities[level])


@cache
def warning_tables() -> WarningTables:
    """The tables, read once."""
    path = resources.files("assistant.feeds") / "data" / "kma_warnings.toml"
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    return WarningTables(
        hazards={Kind(k): Hazard(v["hazard"]) for k, v in raw["kinds"].items()},
        absorbs={
            Kind(k): frozenset(map(Kind, v["absorbs"])) for k, v in raw["kinds"].items() if "absorbs" in v
        },
        severities={WarningLevel(k): Severity(v) for k, v in raw["severity"].items()},
        severity_of={k: Severity(v) for k, v in raw["severity_of"].items()},
        criteria=raw["criteria"],
        horizons={Hazard(k): timedelta(hours=v) for k, v in raw["horizon_hours"].items()},
        stale={Kind(k): timedelta(hours=v) for k, v in raw["stale_hours"].items()},
        recorded=frozenset(raw["recorded"]["zones"]),
    )
