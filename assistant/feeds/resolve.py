"""From all warning statements known at a moment to the warnings in force or announced then.

Rules (keyed on zone and kind, because a downgrade comes as a change, not as a release):

* 발표, 변경, 대치, 연장 set the level of (zone, kind) from their effective time on; 해제 ends it.
* What is issued later wins: it also cancels what was announced earlier for its effective time or after.
* 변경 across kinds: a typhoon warning takes up the zone's wind, rain, wave and surge warnings; a
  change from typhoon to one of those ends the typhoon warning of the zone.
* 해제 예고 is only an expectation: the warning stays until it is released.

The result does not depend on the order of the input, and statements may repeat. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from assistant.feeds.kma_tables import Kind, WarningLevel, warning_tables
from assistant.feeds.statements import Statement

Track = tuple[str, Kind, bool]
"""(leaf zone, kind, preliminary): one line of states over time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneWarning:
    """A warning of one leaf zone, in force or announced."""

    zone: str
    statement: Statement
    """The statement that set it."""
    onset: datetime
    """Since when this level holds (an extension keeps the onset of what it extends)."""
    expires: datetime | None
    """When a statement already known ends or replaces it; None if none does."""

    def active(self, at: datetime) -> bool:
        """True if it is in force at that time."""
        return self.onset <= at and (self.expires is None or at < self.expires)


@dataclass(slots=True)
class _Timeline:
    """States of one track: sorted times, and the statement that holds from each (None: ended)."""

    times: list[datetime] = field(default_factory=list)
    states: list[Statement | None] = field(default_factory=list)

    def put(self, at: datetime, state: Statement | None) -> None:
        """From `at` on the state is this; what had been announced from then on is void."""
        while self.times and self.times[-1] >= at:
            self.times.pop()
            self.states.pop()
        self.times.append(at)
        self.states.append(state)


def resolve(
    statements: Iterable[Statement], now: datetime, stale: Mapping[Kind, timedelta] | None = None
) -> tuple[ZoneWarning, ...]:
    """Warnings in force at `now` and those announced for later, from statements issued by `now`.

    `stale`: for records with gaps, the age of the last statement from which a warning counts as over; what
    is issued after that is a warning of its own.
    """
    tracks = _tracks(s for s in statements if s.issued <= now)
    found: list[ZoneWarning] = []
    for key in sorted(tracks):
        found.extend(_warnings(key[0], tracks[key], now, stale[key[1]] if stale is not None else None))
    if stale is None:
        return tuple(found)
    return tuple(w for w in found if now - w.statement.effective < stale[w.statement.kind])


def in_force(
    statements: Iterable[Statement], stale: Mapping[Kind, timedelta]
) -> Iterator[tuple[str, Kind, datetime, datetime | None]]:
    """History: (leaf zone, kind, from, until) of every stretch under a warning of any level.

    A stretch whose next statement comes later than `stale` ends there; None: not ended in the record.
    """
    for (zone, kind, preliminary), line in sorted(_tracks(statements).items()):
        if preliminary:
            continue
        for at, until, state in zip(line.times, [*line.times[1:], None], line.states, strict=True):
            if state is not None:
                over = until is not None and until - at > stale[kind]
                yield zone, kind, at, at + stale[kind] if over else until


def _tracks(statements: Iterable[Statement]) -> dict[Track, _Timeline]:
    tracks: dict[Track, _Timeline] = {}
    for statement in sorted(set(statements), key=lambda s: s.order):
        for zone in statement.zones:
            _apply(tracks, statement, zone)
    return tracks


def _apply(tracks: dict[Track, _Timeline], statement: Statement, zone: str) -> None:
    kind, at = statement.kind, statement.effective
    preliminary = statement.level is WarningLevel.PRELIMINARY
    state = None if statement.command.releases else statement
    tracks.setdefault((zone, kind, preliminary), _Timeline()).put(at, state)
    if state is None or preliminary:
        return
    # The warning itself has come: its preliminary notice is done.
    _end(tracks, (zone, kind, True), at)
    absorbs = warning_tables().absorbs
    for absorbed in absorbs.get(kind, ()):
        _end(tracks, (zone, absorbed, False), at)
    if statement.command.changes:
        for absorbing, absorbed_kinds in absorbs.items():
            if kind in absorbed_kinds:
                _end(tracks, (zone, absorbing, False), at)


def _end(tracks: dict[Track, _Timeline], key: Track, at: datetime) -> None:
    if key in tracks:
        tracks[key].put(at, None)


def _warnings(zone: str, line: _Timeline, now: datetime, stale: timedelta | None) -> list[ZoneWarning]:
    """Runs of one level that end after `now`; a run is told by its latest statement."""
    runs: list[ZoneWarning] = []
    ends = [*line.times[1:], None]
    for at, until, state in zip(line.times, ends, line.states, strict=True):
        if state is None:
            continue
        last = runs[-1] if runs else None
        extends = last and last.expires == at and last.statement.level is state.level
        over = last and stale is not None and at - last.statement.effective >= stale
        if last and extends and not over:
            at = last.onset
            runs.pop()
        runs.append(ZoneWarning(zone=zone, statement=state, onset=at, expires=until))
    return [run for run in runs if run.expires is None or run.expires > now]
