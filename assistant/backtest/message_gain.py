"""Back-test (b), second half: of the messages on a resident's phone, how many touch their trips?

A message *touches* a resident if one of their trips passes, during the hours that the message is taken to
hold, a district where it holds, both as the feed of disaster messages reads them. 길벗 *tells* it if that
message alone gives such a trip at least `관심`. Every resident counts alike, whatever lives in the district.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from assistant.alerts.trip_index import TripIndex
from assistant.backtest.message_reading import Message
from assistant.backtest.residents import Population
from assistant.backtest.warnings import WARNED
from assistant.feeds.batch import Batch
from assistant.feeds.disaster_messages import read_messages
from assistant.feeds.message_text import regions_sent, rules_of
from assistant.places import load_regions
from assistant.risk.bulk import score_many
from assistant.risk.matching import SignalIndex
from assistant.risk.model import Signal, Situation
from assistant.routing.batch import ExposureBatch

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]

SILENT = "no hazard on the way, or over"
LONGEST_DAYS = 8
"""No message is taken to hold longer (`hours` in disaster_messages.toml)."""
STRETCHES = (0.5, 1.0, 2.0)
"""Hours held, times those of the table, to see what hangs on it (at most `LONGEST_DAYS`)."""
MONTH_DAYS = 30


@dataclass(slots=True, kw_only=True)
class Reach:
    """What one way of spreading messages brings: pairs of message and resident."""

    name: str
    received: int = 0
    touching: int = 0
    """Of those received."""
    told: int = 0
    """Of those that touch: told by 길벗."""

    def add(self, got: Flags, touched: Flags, told: Flags) -> None:
        """One message: (R,) who got it, (R,) whom it touched, (R,) to whom 길벗 tells it."""
        self.received += int(got.sum())
        self.touching += int((got & touched).sum())
        self.told += int((got & touched & told).sum())

    @property
    def precision(self) -> float:
        """Share of what is received that touches a trip."""
        return self.touching / max(1, self.received)


@dataclass(slots=True, kw_only=True)
class Gain:
    """All ways, for all residents."""

    first: date
    last: date
    residents: int
    messages: int
    touching: int = 0
    """Pairs of message and resident that touch, received or not."""
    ways: list[Reach] = field(default_factory=list)
    families: list[Reach] = field(default_factory=list)
    """Of the phone at home, by hazard first told."""
    stretched: dict[float, float] = field(default_factory=dict)
    """`STRETCHES` -> share of the messages on the phone at home that touch."""

    @property
    def months(self) -> float:
        """Resident-months of 30 days."""
        return self.residents * ((self.last - self.first).days + 1) / MONTH_DAYS


def replayed(messages: Sequence[Message]) -> dict[str, list[Signal]]:
    """Number of a message -> its signals as the feed makes them, ended where a later one calls them off."""
    found: dict[str, dict[str, Signal]] = {}
    batch = Batch()
    for message in sorted(messages, key=lambda m: m.at):
        before = {signal.id: signal for signal in batch.signals}
        batch = read_messages([message.row()], batch)
        now = {signal.id: signal for signal in batch.signals}
        for key, signal in before.items():
            if key not in now and (signal.expires is None or signal.expires > message.at):
                found[_number(key)][key] = replace(signal, expires=message.at)
        for key, signal in now.items():
            if key not in before:
                found.setdefault(_number(key), {})[key] = signal
    return {number: list(signals.values()) for number, signals in found.items()}


def _number(key: str) -> str:
    return key.split(":")[1]


def backtest_gain(messages: Sequence[Message], people: Population) -> Gain:
    """Runs all messages past all residents. Raises ValueError without messages."""
    if not messages:
        raise ValueError("no messages")
    ordered = sorted(messages, key=lambda message: message.at)
    signals = replayed(ordered)
    gain = Gain(
        first=ordered[0].at.date(),
        last=ordered[-1].at.date(),
        residents=len(people.homes),
        messages=len(ordered),
    )
    phone = Reach(name="phone at home: districts it was sent to")
    wide = Reach(name="phone at home: sent to whole provinces")
    ends = Reach(name="app with two districts: home and work, any hour")
    told = Reach(name="gilbeot: trips at the hours, at least 관심")
    at_ends = people.ends()
    families: dict[str, Reach] = {}
    stretched = [Reach(name=f"{stretch:g}") for stretch in STRETCHES]
    day: date | None = None
    for message in ordered:
        if message.at.date() != day:
            day = message.at.date()
            present = _Days(people, day)
        here = signals.get(message.number, [])
        sent, _ = regions_sent(message.sent)
        home = _living(people, sent)
        touched, warned = present.met(here)
        gain.touching += int(touched.sum())
        registered = np.array([bool(codes & sent) for codes in at_ends], np.bool_)
        phone.add(home, touched, warned)
        wide.add(_living(people, _provinces(sent)), touched, warned)
        ends.add(registered, touched, warned)
        told.add(warned, touched, warned)
        family = str(rules_of(message.text, message.kind)[0].hazard) if here else SILENT
        families.setdefault(family, Reach(name=family)).add(home, touched, warned)
        for stretch, reach in zip(STRETCHES, stretched, strict=True):
            reach.add(home, present.residents(present.trips(here, stretch)), warned)
    gain.ways = [phone, wide, ends, told]
    gain.families = sorted(families.values(), key=lambda reach: -reach.received)
    gain.stretched = {s: reach.precision for s, reach in zip(STRETCHES, stretched, strict=True)}
    return gain


class _Days:
    """The trips from one day on."""

    def __init__(self, people: Population, day: date) -> None:
        self._batch, self._owner = people.during(day, LONGEST_DAYS)
        self._count = len(people.homes)
        self._index = TripIndex(self._batch)

    def trips(self, signals: Sequence[Signal], stretch: float = 1.0) -> Ints:
        """Numbers of the trips that meet a signal."""
        found = [self._index.touched(signal.area, signal.onset, _end(signal, stretch)) for signal in signals]
        return np.unique(np.concatenate(found)) if found else np.empty(0, np.int64)

    def residents(self, trips: Ints) -> Flags:
        """(R,) whose trips these are."""
        flags = np.zeros(self._count, np.bool_)
        flags[self._owner[trips]] = True
        return flags

    def met(self, signals: Sequence[Signal]) -> tuple[Flags, Flags]:
        """(R,) whom a message touches, (R,) who is told."""
        trips = self.trips(signals)
        if not len(trips):
            return self.residents(trips), self.residents(trips)
        part: ExposureBatch = replace(
            self._batch, profile=self._batch.profile[trips], departs=self._batch.departs[trips]
        )
        situation = Situation(now=signals[0].issued, signals=tuple(signals))
        scores = score_many(part, SignalIndex(situation)).scores
        return self.residents(trips), self.residents(trips[scores >= WARNED])


def _end(signal: Signal, stretch: float) -> datetime:
    ends = signal.expires or signal.onset + timedelta(days=1)
    return signal.onset + stretch * (ends - signal.onset)


def _living(people: Population, codes: frozenset[str]) -> Flags:
    return np.array([home in codes for home in people.homes], np.bool_)


def _provinces(codes: frozenset[str]) -> frozenset[str]:
    names = {load_regions().province_of(code) for code in codes}
    return frozenset(region.code for region in load_regions().all() if region.province in names)
