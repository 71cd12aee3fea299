"""Alerts that others pushed to this server: a source of its own, merged into what is known.

It never claims coverage: that nobody pushed anything says nothing about a hazard. Replacements and ends may
arrive before what they end; then that is never believed.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from threading import Lock

from assistant.feeds.cap_errors import CapError
from assistant.feeds.cap_in import FEED, CapAlert
from assistant.feeds.model import FeedHealth, FeedStatus, Learner, SituationProvider
from assistant.risk.model import Hazard, Signal, Situation

SOURCE = "CAP으로 받은 경보"
MOST = 5_000
"""Alerts kept; more are refused, none is thrown away for another."""
MOST_ENDED = 20_000
QUIET = timedelta(hours=24)
"""After this long without an alert the row of the source says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What became of an alert."""

    fresh: bool
    """False: it was here already."""
    signals: int
    """How many signals count because of it."""
    replaced: tuple[str, ...]
    """Identifiers of the alerts that it ended."""
    unknown: tuple[str, ...]
    """Identifiers it refers to that never came here; should they come later, they will not count."""


class Inbox:
    """The alerts, each with who pushed it. Safe to use from several threads."""

    def __init__(self, accepts: str = "Actual") -> None:
        self.accepts = accepts
        """The CAP status that counts: Actual, or Exercise where a recorded event is replayed."""
        self.revision = 0
        self.received: datetime | None = None
        self._alerts: dict[tuple[str, str], tuple[str, CapAlert]] = {}
        self._ended: OrderedDict[tuple[str, str, str], None] = OrderedDict()
        self._listeners: list[Callable[[], None]] = []
        self._lock = Lock()

    def listen(self, heard: Callable[[], None]) -> None:
        """Calls `heard` after each change, from whichever thread made it."""
        self._listeners.append(heard)

    def take(self, owner: str, alert: CapAlert, now: datetime) -> Receipt:
        """Takes one alert in. Raises `CapError`; then nothing has changed."""
        if alert.status != self.accepts:
            raise CapError(
                "wrong_status", f"Alerts of status {self.accepts} are taken here, not {alert.status}."
            )
        with self._lock:
            receipt = self._take(owner, alert, now)
        if receipt.fresh:
            for heard in self._listeners:
                heard()
        return receipt

    def _take(self, owner: str, alert: CapAlert, now: datetime) -> Receipt:
        self._drop_expired(now)
        known = self._alerts.get(alert.key)
        if known is not None:
            if known != (owner, replace(alert, expires=known[1].expires)):
                raise CapError("identifier_taken", "Another alert has this sender and identifier already.")
            self._alerts[alert.key] = (owner, alert)
            self.received = now
            return Receipt(fresh=False, signals=len(alert.signals), replaced=(), unknown=())
        others = [key for key in alert.references if key in self._alerts and self._alerts[key][0] != owner]
        if others:
            raise CapError("not_yours", "Only the key that sent an alert may update or cancel it.")
        ended = (owner, *alert.key) in self._ended
        found = [key for key in alert.references if key in self._alerts]
        if not ended and alert.signals and len(self._alerts) - len(found) >= MOST:
            raise CapError("inbox_full", "Too many alerts are in force; try again later.")
        for key in alert.references:
            self._alerts.pop(key, None)
            self._ended[owner, *key] = None
        while len(self._ended) > MOST_ENDED:
            self._ended.popitem(last=False)
        if not ended and alert.signals:
            self._alerts[alert.key] = (owner, alert)
        self.received = now
        self.revision += 1
        return Receipt(
            fresh=True,
            signals=0 if ended else len(alert.signals),
            replaced=tuple(identifier for _, identifier in found),
            unknown=tuple(key[1] for key in alert.references if key not in found),
        )

    def _drop_expired(self, now: datetime) -> None:
        for key in [key for key, (_, alert) in self._alerts.items() if alert.expires <= now]:
            del self._alerts[key]

    def signals(self, now: datetime) -> tuple[Signal, ...]:
        """What holds at `now` or is announced for later."""
        with self._lock:
            alerts = [alert for _, alert in self._alerts.values() if alert.expires > now]
        return tuple(
            replace(signal, issued=now) if signal.issued > now else signal
            for alert in alerts
            for signal in alert.signals
            if signal.expires is None or signal.expires > now
        )

    def health(self, now: datetime) -> tuple[FeedHealth, ...]:
        """Its row of the sources; none before the first alert."""
        if self.received is None:
            return ()
        quiet = now - self.received > QUIET
        kept = self.signals(now)
        row = FeedHealth(
            feed=FEED,
            source=SOURCE,
            status=FeedStatus.STALE if quiet else FeedStatus.OK,
            hazards=tuple(hazard for hazard in Hazard if any(s.hazard is hazard for s in kept)),
            last_success=self.received,
            newest=max((signal.issued for signal in kept), default=None),
            detail=f"받은 경보 {len(kept)}건이 있어요. 받은 것이 없다고 안전하다는 뜻은 아니에요.",
        )
        return (row,)

    def clear(self) -> None:
        """Forgets everything."""
        with self._lock:
            self._alerts.clear()
            self._ended.clear()
            self.received = None
            self.revision += 1


@cache
def inbox(scenario: str | None = None) -> Inbox:
    """The inbox of this process for the present, or for a recorded event."""
    return Inbox("Actual" if scenario is None else "Exercise")


class WithInbox:
    """A provider and what was pushed besides."""

    def __init__(self, inner: SituationProvider, pushed: Inbox) -> None:
        self._inner = inner
        self._pushed = pushed

    @property
    def scenario(self) -> str | None:
        """As the inner provider says."""
        return self._inner.scenario

    @property
    def revision(self) -> int:
        """Changes whenever something new is known."""
        return hash((getattr(self._inner, "revision", 0), self._pushed.revision))

    def situation(self, now: datetime) -> Situation:
        """What the inner provider knows, and the pushed signals; coverage stays as it is."""
        known = self._inner.situation(now)
        pushed = self._pushed.signals(now)
        return replace(known, signals=(*known.signals, *pushed)) if pushed else known

    def health(self, now: datetime) -> tuple[FeedHealth, ...]:
        """The inner rows, and the inbox."""
        return (*self._inner.health(now), *self._pushed.health(now))

    async def learn(self, regions: frozenset[str], now: datetime) -> bool:
        """As the inner provider does, if it can."""
        return isinstance(self._inner, Learner) and await self._inner.learn(regions, now)
