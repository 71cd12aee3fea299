"""One statement of a warning bulletin, as structured facts, and its JSON line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assistant.feeds.kma_tables import Command, Kind, WarningLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """ "(2) 강풍주의보 발표 : …": one kind, level and command for a set of zones."""

    issued: datetime
    office: str
    """Who issued the bulletin ("부산·울산·경상남도"); part of its identity."""
    number: int
    """Place in the bulletin, from 1."""
    kind: Kind
    level: WarningLevel
    command: Command
    effective: datetime
    zones: frozenset[str]
    """Leaf zones (ids of `kma_zones`)."""
    end_from: datetime | None = None
    """Start of the hours in which KMA expects to release it (해제 예고)."""
    end_until: datetime | None = None
    """End of those hours."""
    unknown_zones: tuple[str, ...] = ()
    """Zone names that the table does not know: kept, so that nothing is lost in silence."""

    @property
    def name(self) -> str:
        """Official name ("호우경보")."""
        return f"{self.kind}{self.level}"

    @property
    def id(self) -> str:
        """Stable id of the statement."""
        return f"kma:{self.issued:%Y%m%dT%H%M}:{self.office}:{self.number}"

    @property
    def order(self) -> tuple[Any, ...]:
        """Total order of statements: by issue, then by effect; releases before what replaces them."""
        return (
            self.issued,
            self.effective,
            not self.command.releases,
            self.office,
            self.number,
            self.kind,
            self.level,
            self.command,
            sorted(self.zones),
            str(self.end_from),
            str(self.end_until),
            self.unknown_zones,
        )


def to_json(statement: Statement) -> dict[str, Any]:
    """A JSON object of one line; times in ISO 8601, empty fields left out."""
    line: dict[str, Any] = {
        "issued": statement.issued.isoformat(),
        "office": statement.office,
        "number": statement.number,
        "kind": statement.kind.value,
        "level": statement.level.value,
        "command": statement.command.value,
        "effective": statement.effective.isoformat(),
        "zones": sorted(statement.zones),
    }
    if statement.end_from and statement.end_until:
        line["end_from"] = statement.end_from.isoformat()
        line["end_until"] = statement.end_until.isoformat()
    if statement.unknown_zones:
        line["unknown_zones"] = list(statement.unknown_zones)
    return line


def from_json(line: dict[str, Any]) -> Statement:
    """The statement of a line that `to_json` wrote. Raises KeyError or ValueError on a bad line."""
    end_from, end_until = line.get("end_from"), line.get("end_until")
    return Statement(
        issued=datetime.fromisoformat(line["issued"]),
        office=line["office"],
        number=int(line["number"]),
        kind=Kind(line["kind"]),
        level=WarningLevel(line["level"]),
        command=Command(line["command"]),
        effective=datetime.fromisoformat(line["effective"]),
        zones=frozenset(line["zones"]),
        end_from=datetime.fromisoformat(end_from) if end_from else None,
        end_until=datetime.fromisoformat(end_until) if end_until else None,
        unknown_zones=tuple(line.get("unknown_zones", ())),
    )
