"""Conversations of one process: kept as objects, bounded in length, one turn of a user at a time.

Rasa's `InMemoryTrackerStore` writes the whole conversation to JSON after every turn and replays it
before the next, so a turn gets slower the longer people talk; its locks poll once a second.
"""

from __future__ import annotations

import asyncio
import copy
from collections import deque
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

from rasa.core.lock_store import LockStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    Event,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

MAX_EVENTS = 60
"""A turn leaves five to ten events. Beyond this the older ones are folded into the slots they set."""


class Conversations:
    """What `MessageProcessor` needs of a tracker store."""

    def __init__(self, domain: Domain | None = None, max_events: int = MAX_EVENTS) -> None:
        self.domain = domain
        self.store: dict[str, DialogueStateTracker] = {}
        self._max_events = max_events

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The running session, as a twin: a turn that fails or times out leaves no trace in the store."""
        kept = self.store.get(sender_id)
        return None if kept is None else twin(kept)

    async def retrieve_full_tracker(self, sender_id: str) -> DialogueStateTracker | None:
        """The same: older sessions are not kept."""
        return await self.retrieve(sender_id)

    async def get_or_create_tracker(
        self, sender_id: str, max_event_history: int | None = None, append_action_listen: bool = True
    ) -> DialogueStateTracker:
        """The running session or an empty one."""
        tracker = await self.retrieve(sender_id)
        if tracker is None:
            assert self.domain is not None
            tracker = DialogueStateTracker(sender_id, self.domain.slots)
            if append_action_listen:
                tracker.update(ActionExecuted(ACTION_LISTEN_NAME))
        return tracker

    async def get_or_create_full_tracker(
        self, sender_id: str, append_action_listen: bool = True
    ) -> DialogueStateTracker:
        """The running session or an empty one."""
        return await self.get_or_create_tracker(sender_id, append_action_listen=append_action_listen)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keeps the running session of the tracker, shortened where it got long; nothing after a restart."""
        assert self.domain is not None
        events = bounded(tracker, self.domain, self._max_events)
        if not events:
            self.store.pop(tracker.sender_id, None)
            return
        tracker.events = deque(events)
        self.store[tracker.sender_id] = tracker

    async def keys(self) -> Iterable[str]:
        """The users with a conversation."""
        return self.store.keys()


def twin(tracker: DialogueStateTracker) -> DialogueStateTracker:
    """A copy to go on with. Events are shared: once logged, nobody changes them."""
    other = copy.copy(tracker)
    other.events = deque(tracker.events)
    other.slots = {name: copy.copy(slot) for name, slot in tracker.slots.items()}
    other.active_loop = copy.copy(tracker.active_loop)
    return other


def bounded(tracker: DialogueStateTracker, domain: Domain, max_events: int) -> list[Event]:
    """What is worth keeping of a conversation; [] if the user said nothing since it began or began anew."""
    events = running_session(tracker.events)
    if not any(isinstance(event, UserUttered) for event in events):
        return []
    return folded(events, tracker, domain) if len(events) > max_events else events


def running_session(events: Iterable[Event]) -> list[Event]:
    """What came after the last start of a session, with the start itself, or after the last restart."""
    every = list(events)
    restarts = (at for at, event in reversed([*enumerate(every)]) if isinstance(event, Restarted))
    every = every[next(restarts, -1) + 1 :]
    starts = (
        at
        for at, event in reversed([*enumerate(every)])
        if isinstance(event, ActionExecuted) and event.action_name == ACTION_SESSION_START_NAME
    )
    return every[next(starts, 0) :]


def folded(events: list[Event], tracker: DialogueStateTracker, domain: Domain) -> list[Event]:
    """The last turn with what is known from before it, put the way Rasa carries slots into a new session."""
    spoken = [at for at, event in enumerate(events) if isinstance(event, UserUttered)]
    if len(spoken) < 2:
        return events
    cut = spoken[-1] - 1 if isinstance(events[spoken[-1] - 1], ActionExecuted) else spoken[-1]
    before = DialogueStateTracker.from_events(tracker.sender_id, events[:cut], domain.slots)
    first = {slot.name: slot.value for slot in domain.slots}
    known = [
        SlotSet(name, slot.value, timestamp=events[cut].timestamp)
        for name, slot in before.slots.items()
        if slot.value != first.get(name)
    ]
    loop = [ActiveLoop(before.active_loop_name)] if before.active_loop_name else []
    return [ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted(), *known, *loop, *events[cut:]]


class TurnLocks(LockStore):
    """Turns of one user in the order they came. `asyncio.Lock` is first come, first served."""

    def __init__(self) -> None:
        self._locks: dict[str, tuple[asyncio.Lock, list[None]]] = {}

    @asynccontextmanager
    async def lock(self, conversation_id: str, *_: Any, **__: Any) -> AsyncIterator[Any]:
        """Waits until the user's earlier turns are done, and forgets the lock after the last."""
        lock, turns = self._locks.setdefault(conversation_id, (asyncio.Lock(), []))
        turns.append(None)
        try:
            async with lock:
                yield lock
        finally:
            turns.pop()
            if not turns:
                self._locks.pop(conversation_id, None)
