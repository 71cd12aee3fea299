"""Rasa's tracker store for `rasa run` (endpoints.yml): encrypted at rest, bounded, gone when asked.

Our own server keeps conversations in memory (`conversations.Conversations`); both bound them the same way.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import deque
from collections.abc import Iterable
from typing import Any

from rasa.core.tracker_store import SerializedTrackerAsText, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from assistant.nlu.conversations import MAX_EVENTS, bounded, twin
from assistant.store import LOCAL
from assistant.store.conversations import ConversationStore
from assistant.store.personal_data import personal_data

KEEP_MINUTES = 30
"""Like `session_expiration_time` of domain.yml: after it a conversation begins anew anyway."""


class SealedTrackerStore(TrackerStore, SerializedTrackerAsText):
    """The newest session of each user in our database, sealed with the key of the personal tables."""

    def __init__(
        self,
        domain: Domain | None,
        event_broker: Any = None,
        host: str | None = None,  # Rasa passes it to every store
        keep_minutes: int = KEEP_MINUTES,
        max_events: int = MAX_EVENTS,
        kept: ConversationStore | None = None,
    ) -> None:
        """Options of endpoints.yml: minutes of silence, events at most. Raises `StoreError`."""
        super().__init__(domain, event_broker)
        self._keep_minutes, self._max_events = int(keep_minutes), int(max_events)
        self._kept = kept or personal_data().conversations

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The running session; None after the silence. Raises `SealError` with another key."""
        found = await asyncio.to_thread(self._kept.get, sender_id, _minute())
        return None if found is None else self.deserialise_tracker(sender_id, json.dumps(found))

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keeps what `bounded` leaves; a conversation that was restarted leaves nothing."""
        await self.stream_events(tracker)
        events = bounded(tracker, self.domain, self._max_events)
        if not events:
            await asyncio.to_thread(self._kept.drop, tracker.sender_id)
            return
        short = twin(tracker)
        short.events = deque(events)
        document = json.loads(self.serialise_tracker(short))
        said = next(event for event in reversed(events) if isinstance(event, UserUttered))
        owner = (said.metadata or {}).get("owner", LOCAL)
        await asyncio.to_thread(
            self._kept.put, owner, tracker.sender_id, document, _minute(), self._keep_minutes
        )

    async def keys(self) -> Iterable[str]:
        """Unknown: the database holds hashes of the names only."""
        return ()


def _minute() -> int:
    return int(time.time() // 60)
