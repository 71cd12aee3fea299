"""Warnings of single zones -> signals of the risk engine, one for each statement."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from assistant.feeds.kma_bulletin import KST
from assistant.feeds.kma_tables import WarningLevel, warning_tables
from assistant.feeds.kma_zones import ZoneTable, zone_table
from assistant.feeds.resolve import ZoneWarning
from assistant.risk.model import Area, Certainty, Signal, SignalKind, Urgency

FEED = "kma_warnings"
SOURCE = "기상청"

# CAP 1.2: "Expected" is responsive action within the next hour, "Future" later.
_EXPECTED = timedelta(hours=1)


def warning_signals(
    warnings: Iterable[ZoneWarning],
    now: datetime,
    regions_of: Callable[[str], frozenset[str]],
    table: ZoneTable | None = None,
) -> tuple[Signal, ...]:
    """Signals in order of onset. `regions_of` gives the region codes of a leaf zone.

    Zones that share a statement, an onset and an end share a signal; its id stays the same as long
    as the statement governs.
    """
    table = table or zone_table()
    groups: dict[tuple[str, datetime, datetime | None], list[ZoneWarning]] = {}
    for warning in warnings:
        key = (warning.statement.id, warning.onset, warning.expires)
        groups.setdefault(key, []).append(warning)
    signals = [_signal(group, now, regions_of, table) for group in groups.values()]
    return tuple(sorted(signals, key=lambda s: (s.onset, s.id)))


def _signal(
    group: list[ZoneWarning],
    now: datetime,
    regions_of: Callable[[str], frozenset[str]],
    table: ZoneTable,
) -> Signal:
    first = group[0]
    statement, tables = first.statement, warning_tables()
    preliminary = statement.level is WarningLevel.PRELIMINARY
    facts: dict[str, float | str] = {
        "kind": statement.kind.value,
        "level": statement.level.value,
        "command": statement.command.value,
        "office": statement.office,
        **tables.criteria.get(statement.name, {}),
    }
    if statement.end_from:
        facts["expected_end_from"] = statement.end_from.isoformat()
    return Signal(
        id=_signal_id(first),
        hazard=tables.hazards[statement.kind],
        kind=SignalKind.ALERT,
        feed=FEED,
        source=SOURCE,
        name=f"{statement.kind} 예비특보" if preliminary else statement.name,
        area=Area(
            regions=frozenset[str]().union(*(regions_of(w.zone) for w in group)),
            zones=table.say([w.zone for w in group], statement.issued.astimezone(KST).date()),
        ),
        issued=statement.issued,
        onset=first.onset,
        expires=first.expires,
        expected_end=statement.end_until,
        severity=tables.severity(statement.kind, statement.level),
        certainty=Certainty.POSSIBLE if preliminary else Certainty.LIKELY,
        urgency=_urgency(first.onset, now),
        facts=facts,
    )


def _signal_id(warning: ZoneWarning) -> str:
    """The statement's id, with the hours where parts of a statement go separate ways."""
    until = f"{warning.expires:%Y%m%dT%H%M}" if warning.expires else ""
    return f"{warning.statement.id}:{warning.onset:%Y%m%dT%H%M}-{until}"


def _urgency(onset: datetime, now: datetime) -> Urgency:
    if onset <= now:
        return Urgency.IMMEDIATE
    return Urgency.EXPECTED if onset - now <= _EXPECTED else Urgency.FUTURE
