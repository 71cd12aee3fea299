"""Back-test: households that live through the recorded warnings and messages, watched as in the server.

At every moment at which something is issued the watched trips are scored in bulk (`alerts.Fleet`), those that
changed are judged in full, and `alerts.decide` says who is told, when it may be said included. Afterwards the
record says what was in force where and when each trip passed.

A trip is *touched* if that gives at least 주의, from which anybody is disturbed; *warned* if an alert about
it was out before it left; an alert is *needless* if its trip was not touched. Alternatives are not computed.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from assistant.alerts.decide import SOON, Judged, asks_outlook, decide, due_at, is_urgent, may_worsen
from assistant.alerts.fleet import Fleet
from assistant.alerts.model import AlertKind, Told
from assistant.alerts.outlook import Outlook
from assistant.alerts.watcher import CHANGED
from assistant.backtest.hindsight import TOUCHED, Spell, follow, scores_of, was_foretold
from assistant.backtest.households import Person, Remembered, trips_of
from assistant.backtest.message_reading import Message
from assistant.feeds import kma_signals
from assistant.feeds.batch import Batch
from assistant.feeds.disaster_messages import read_messages
from assistant.feeds.kma_tables import warning_tables
from assistant.feeds.replay import recorded_regions, zone_regions
from assistant.feeds.resolve import in_force, resolve
from assistant.feeds.statements import Statement
from assistant.journeys import Trip
from assistant.risk import assess
from assistant.risk.levels import level_of
from assistant.risk.matching import SignalIndex
from assistant.risk.model import Signal, Situation, SourceCoverage
from assistant.routing import expose, load_planner
from assistant.routing.model import NoRoute

EVERY = timedelta(minutes=20)
"""How often trips that leave soon are looked at, where nothing else happens; the server does it every 10."""
AGAIN = timedelta(minutes=40)
"""When trips that are getting better are looked at again, where nothing else happens: just over `CALM`."""
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Said:
    """One alert of the simulation."""

    trip_id: str
    person: str
    kind: AlertKind
    due: datetime
    urgent: bool


@dataclass(slots=True)
class Lives:
    """What happened."""

    people: tuple[Person, ...]
    first: date
    last: date
    trips: list[Trip] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    truth: dict[str, float] = field(default_factory=dict)
    """Trip -> score by what was in force when and where it passed."""
    foretold: set[str] = field(default_factory=set)
    """Trips that are touched already by what had been issued when they left."""

    @property
    def weeks(self) -> float:
        """Person-weeks, at least those of one."""
        return max(1, len(self.people)) * ((self.last - self.first).days + 1) / 7


class Sky:
    """What is known at a moment of the record, as the feeds would have it."""

    def __init__(self, statements: Sequence[Statement], messages: Sequence[Message]) -> None:
        self._statements = sorted(statements, key=lambda s: s.issued)
        self._issued = [s.issued for s in self._statements]
        self._messages = sorted(messages, key=lambda m: m.at)
        self._read, self._batch = 0, Batch()
        self._span = max(warning_tables().stale.values()) + timedelta(days=2)

    def moments(self, first: datetime, last: datetime) -> list[datetime]:
        """When something is issued, or a warning counts as over whose release is missing in the record."""
        stale = warning_tables().stale
        every = {*self._issued, *(m.at for m in self._messages)}
        for _, kind, since, until in in_force(self._statements, stale):
            if until is None or until - since == stale[kind]:
                every.add(since + stale[kind])
        return sorted(moment for moment in every if first <= moment <= last)

    def at(self, now: datetime) -> Situation:
        """Ask in order of time: messages are read as they come."""
        part = self._statements[bisect_left(self._issued, now - self._span) : bisect_right(self._issued, now)]
        warnings = resolve(part, now, warning_tables().stale)
        signals = kma_signals.warning_signals(warnings, now, zone_regions)
        rows = []
        while self._read < len(self._messages) and self._messages[self._read].at <= now:
            rows.append(self._messages[self._read].row())
            self._read += 1
        if rows:
            self._batch = read_messages(rows, self._batch)
        told = tuple(s for s in self._batch.signals if s.expires is None or s.expires > now)
        horizons = warning_tables().horizons
        coverage = tuple(
            SourceCoverage(
                feed=kma_signals.FEED, source=kma_signals.SOURCE, regions=recorded_regions(),
                hazards=frozenset(h for h, hours in horizons.items() if hours == horizon),
                start=now, until=now + horizon, issued=now,
            )
            for horizon in sorted(set(horizons.values()))
        )  # fmt: skip
        return Situation(now=now, signals=(*signals, *told), coverage=coverage)


class _Watch:
    """The watcher's pass over trips in memory: the same steps, without a database."""

    def __init__(self, lives: Lives) -> None:
        self._lives = lives
        self._planner = Remembered(load_planner())
        self._fleet = Fleet(self._planner)
        self._told: dict[str, Told] = {}
        self._score: dict[str, float] = {}
        self._outlook = Outlook()
        self.expectant = False
        """Whether something may still come to trips that leave soon, so that they are looked at again."""

    @property
    def calming(self) -> bool:
        """Whether a trip is getting better, so that it has to be looked at again."""
        return any(told.calm_since is not None for told in self._told.values())

    def pass_(self, trips: Sequence[Trip], known: Situation) -> None:
        """Who is told what at this moment."""
        self._fleet.sync(trips, known.now)
        index = SignalIndex(known)
        scores = self._fleet.scores(None, index)
        gone = self._told.keys() - {trip.id for trip in trips}
        for trip_id in gone:
            del self._told[trip_id]
        for trip in trips:
            score, told = scores.get(trip.id, 0.0), self._told.get(trip.id, Told())
            if abs(score - self._score.get(trip.id, 0.0)) > CHANGED or told.calm_since is not None:
                self._score[trip.id] = score
                self._judge(trip, told, index)
        ahead = self._outlook.at(known)
        self.expectant = ahead is not None
        if ahead is not None:
            self._look_ahead(trips, ahead)

    def _look_ahead(self, trips: Sequence[Trip], ahead: SignalIndex) -> None:
        now = ahead.situation.now
        scores: Mapping[str, float] = {}
        for trip in trips:
            told, depart = self._told.get(trip.id, Told()), trip.plan.first
            if not asks_outlook(told, depart, now):
                continue
            scores = scores or self._fleet.scores(None, ahead)
            score = scores.get(trip.id, 0.0)
            self._told[trip.id], kind = may_worsen(told, Judged(level_of(score), score, 1.0, ()))
            if kind is not None:
                self._lives.said.append(Said(trip.id, trip.user, kind, now, urgent=True))

    def _judge(self, trip: Trip, told: Told, index: SignalIndex) -> None:
        plan, now = trip.plan, index.situation.now
        assert plan.depart is not None
        assert plan.mode is not None
        try:
            way = self._planner.plan(plan.origin, plan.destination, plan.mode, plan.depart)[0]
        except NoRoute:
            return
        judged = Judged.of(assess(expose(way, plan.depart), index))
        self._told[trip.id], kind = decide(told, judged, now)
        if kind is None:
            return
        urgent = is_urgent(kind, judged.level, plan.depart, now)
        due = due_at(now, plan.depart, urgent=urgent)
        lives = self._lives
        held = [said for said in lives.said[-200:] if said.trip_id == trip.id and said.due > now]
        for said in held:  # as the store does: what was held back gives way, and its end is not told
            lives.said.remove(said)
        if not (held and kind is AlertKind.ALL_CLEAR):
            lives.said.append(Said(trip.id, trip.user, kind, due, urgent))


def live(
    people: tuple[Person, ...],
    sky: Sky,
    first: date,
    last: date,
    *,
    seed: int = 1,
    progress: Progress = lambda _: None,
) -> Lives:
    """Everybody's trips of these days, watched; and what the record says of them afterwards."""
    lives = Lives(people, first, last)
    lives.trips = sorted(
        (trip for person in people for trip in trips_of(person, first, last, seed)),
        key=lambda trip: (trip.plan.first, trip.id),
    )
    if not lives.trips:
        return lives
    departs = [trip.plan.first for trip in lives.trips]
    watch = _Watch(lives)
    spells: dict[object, Spell] = {}
    truth: list[Signal] = []
    ahead = departs[0] - lives.trips[0].created
    moments = sky.moments(departs[0] - ahead, departs[-1] + timedelta(days=1))
    month, at = "", 0
    while at < len(moments):
        now = moments[at]
        if month != (month := f"{now:%Y-%m}"):
            progress(f"{month}: households, {len(lives.said)} alerts so far")
        known = sky.at(now)
        follow(spells, truth, known)
        watch.pass_(lives.trips[bisect_right(departs, now) : bisect_right(departs, now + ahead)], known)
        at += 1
        if watch.calming and (at == len(moments) or moments[at] - now > AGAIN):
            moments.insert(at, now + AGAIN)
        elif watch.expectant and (at == len(moments) or moments[at] - now > EVERY):
            begun = bisect_right(departs, now + EVERY)
            if begun < len(departs) and departs[begun] <= now + EVERY + SOON:
                moments.insert(at, now + EVERY)
    truth += [
        replace(s.signal, onset=s.start, expires=departs[-1] + timedelta(days=2)) for s in spells.values()
    ]
    lives.truth = scores_of(lives.trips, truth)
    touched = [trip for trip in lives.trips if lives.truth.get(trip.id, 0.0) >= TOUCHED]
    lives.foretold = {trip.id for trip in touched if was_foretold(trip, truth)}
    return lives
