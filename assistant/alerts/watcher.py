"""Watches over all stored trips: scores them, decides what is worth a word, and sees that it is told.

One pass: all trips are scored in bulk; those whose score changed, whose judgement is old for how soon they
leave, or which are getting better are judged in full; decisions are kept with the alert in one transaction;
what is due gets its place in the stream; the outbox is emptied. Several processes may do so at once.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from contextlib import suppress
from datetime import datetime, timedelta

from assistant.alerts.decide import FROM, Judged, asks_outlook, decide, due_at, is_urgent, may_worsen
from assistant.alerts.fleet import Fleet
from assistant.alerts.model import Alert, AlertKind, Told
from assistant.alerts.outlook import Outlook
from assistant.alerts.webhooks import Caller
from assistant.answers.alert import alert_reply, all_clear_reply, may_worsen_reply
from assistant.clock import Clock
from assistant.engine import LocalEngine
from assistant.journeys import Provenance, Rated, Trip
from assistant.risk import SignalIndex
from assistant.risk.model import Assessment
from assistant.riskclient import RiskError, Unavailable
from assistant.store.alerts import Overtaken, Watch
from assistant.store.personal_data import PersonalData
from assistant.store.trips import Known

log = logging.getLogger(__name__)

CHANGED = 0.5
"""Points of score (0-100) from which a trip is judged anew."""
AGES = (
    (timedelta(hours=3), timedelta(minutes=10)),
    (timedelta(hours=24), timedelta(hours=1)),
    (timedelta(days=3), timedelta(hours=3)),
)
"""How old a judgement may get while the departure is at most so far off."""
LONGEST_AGE = timedelta(hours=12)
AT_ONCE = 200
"""Trips that are judged before those of them that need it are told: half a second or so."""
TOLD_AT_ONCE = frozenset({Provenance.API, Provenance.SPEECH})
"""Whoever stored such a trip was given its first judgement then and there."""


class Watcher:
    """Runs in the server."""

    def __init__(
        self, engine: LocalEngine, stores: PersonalData, clock: Clock, caller: Caller, keep: timedelta
    ) -> None:
        self._engine, self._stores, self._clock, self._caller = engine, stores, clock, caller
        self._keep = keep
        self._fleet = Fleet(engine.planner)
        self._known: Known = {}
        """The trips of the last pass, so that only what changed is read and opened again."""
        self._outlooks: dict[str | None, Outlook] = {}
        """By scenario; what they remember begins anew with the process."""
        self._ahead: dict[str | None, SignalIndex | None] = {}
        """What may come, as of this pass."""
        self._calming: dict[str, bool] | None = None
        """Trips about which something was decided, and whether they are getting better."""
        self._purged: datetime | None = None
        self._bell = asyncio.Event()

    def bell(self) -> asyncio.Event:
        """Rings once, when something new is in the stream. Get it before looking there, then wait for it."""
        return self._bell

    async def run(self, every_s: float) -> None:
        """Until cancelled. A pass that fails is logged and made again."""
        while True:
            try:
                await self.watch(self._clock.now())
            except Exception as error:
                log.exception("watching: %s", type(error).__name__)
            await asyncio.sleep(every_s)

    async def watch(self, now: datetime) -> tuple[Alert, ...]:
        """One pass, those who leave first before the others; what was told."""
        trips = await asyncio.to_thread(self._trips, now)
        due = await asyncio.to_thread(self._due, trips, now)
        told: list[Alert] = []
        for start in range(0, max(1, len(due)), AT_ONCE):
            for trip in due[start : start + AT_ONCE]:
                with suppress(Overtaken):
                    await self._judge(trip, now)
            told += await self._tell(now)
        return tuple(told)

    async def _tell(self, now: datetime) -> tuple[Alert, ...]:
        told = await asyncio.to_thread(self._stores.alerts.release, now, self._caller.hooks_for)
        if told:
            rung, self._bell = self._bell, asyncio.Event()
            rung.set()
        await self._caller.run(now)
        return told

    def _trips(self, now: datetime) -> list[Trip]:
        purging = self._purged is None or now - self._purged > timedelta(hours=1)
        if purging:
            self._stores.trips.purge(now, self._keep)
            self._stores.cancelled.purge(now, self._keep)
        self._known = self._stores.trips.reread(self._known)
        if purging:
            self._stores.alerts.purge(frozenset(self._known), now, self._keep)
            self._purged = now
        if self._calming is None:
            self._calming = self._stores.alerts.calming()
        return [trip for _, trip in self._known.values() if trip.over > now]

    def _due(self, trips: list[Trip], now: datetime) -> list[Trip]:
        self._fleet.sync(trips, now)
        by_scenario: dict[str | None, list[Trip]] = {}
        for trip in trips:
            by_scenario.setdefault(trip.plan.scenario, []).append(trip)
        due = []
        for scenario, some in by_scenario.items():
            try:
                index = self._engine.index(scenario, now)
            except RiskError:  # a scenario that is no longer there
                continue
            scores = self._fleet.scores(scenario, index)
            self._ahead[scenario] = self._outlooks.setdefault(scenario, Outlook()).at(index.situation)
            due += [trip for trip in some if self._needs(trip, scores.get(trip.id, 0.0), now)]
        return sorted(due, key=lambda trip: trip.plan.first)

    def _needs(self, trip: Trip, score: float, now: datetime) -> bool:
        assert self._calming is not None
        if trip.rated is None or self._calming.get(trip.id, True):
            return True
        soon = trip.plan.first - now
        oldest = next((age for ahead, age in AGES if soon <= ahead), LONGEST_AGE)
        # Once they are on the way, the score in bulk still counts what lies behind them.
        changed = soon > timedelta(0) and abs(score - trip.rated.score) > CHANGED
        return changed or now - trip.rated.at >= oldest

    async def _judge(self, trip: Trip, now: datetime) -> None:
        try:
            assessment = await self._engine.assess_route(trip.plan.request(now, under_way=True))
        except Unavailable:
            return
        except RiskError:  # arrived, or no way any more
            assessment = None
        await asyncio.to_thread(self._decide, trip, assessment, now)

    def _decide(self, trip: Trip, assessment: Assessment | None, now: datetime) -> None:
        if assessment is None:
            return
        watch = self._stores.alerts.watch(trip.id) or Watch(trip.id, first_told(trip), 0)
        told, kind = decide(watch.told, Judged.of(assessment), now)
        ahead = None
        if kind is None and asks_outlook(told, assessment.trip.depart, now):
            ahead = self._foreseen(trip, now)
            if ahead is not None:
                told, kind = may_worsen(told, Judged.of(ahead))
        if kind is not None and not self._stores.preferences.of(trip.owner, trip.user).alerts:
            kind = None
        alert = alert_of(trip, assessment, kind, watch.told, now, ahead) if kind is not None else None
        self._stores.alerts.decided(watch, told, Rated.of(assessment), alert, now)
        assert self._calming is not None
        self._calming[trip.id] = told.calm_since is not None

    def _foreseen(self, trip: Trip, now: datetime) -> Assessment | None:
        index = self._ahead.get(trip.plan.scenario)
        if index is None or trip.plan.depart is None:
            return None
        try:
            return self._engine.foresee_sync(trip.plan.request(now), index)
        except RiskError:
            return None


def first_told(trip: Trip) -> Told:
    """What the traveller knows of a trip about which nothing was decided yet."""
    if trip.rated is None or trip.plan.provenance not in TOLD_AT_ONCE:
        return Told()
    return Told(level=trip.rated.level, hazards=frozenset(trip.rated.hazards))


def alert_of(
    trip: Trip, a: Assessment, kind: AlertKind, before: Told, now: datetime, ahead: Assessment | None = None
) -> Alert:
    """The message, in words, with the time from which it may be told. `ahead`: with what may still come."""
    title = trip.plan.title
    if kind is AlertKind.ALL_CLEAR:
        said = all_clear_reply(a, now, title=title)
    elif kind is AlertKind.MAY_WORSEN and ahead is not None:
        said = may_worsen_reply(a, ahead, now, title=title, least=FROM)
    else:
        new_cause = kind is AlertKind.NEW_CAUSE
        said = alert_reply(a, now, title=title, before=before.level, new_cause=new_cause)
    urgent = is_urgent(kind, a.level, a.trip.depart, now)
    return Alert(
        id=secrets.token_hex(8),
        owner=trip.owner,
        user=trip.user,
        trip_id=trip.id,
        title=title,
        origin=trip.plan.origin.short,
        destination=trip.plan.destination.short,
        depart=a.trip.depart,
        kind=kind,
        level=a.level,
        before=before.level,
        hazards=Rated.of(ahead or a).hazards,
        text=said.text,
        speech=said.speech,
        urgent=urgent,
        created=now,
        due=due_at(now, a.trip.depart, urgent=urgent),
    )
