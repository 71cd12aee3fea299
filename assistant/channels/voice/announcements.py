"""What is told without having been asked for, and waits until nobody speaks."""

from __future__ import annotations

import secrets
from collections import deque
from dataclasses import dataclass, field
from enum import StrEnum

MOST = 8
"""Announcements that wait their turn; of more, the oldest that is not urgent goes."""


class Priority(StrEnum):
    """Whether it may interrupt an answer. It never interrupts the user."""

    NORMAL = "normal"
    URGENT = "urgent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """A message for those who are connected."""

    text: str
    speech: str = ""
    """As it is read aloud; the text, if empty."""
    priority: Priority = Priority.NORMAL
    id: str = field(default_factory=lambda: secrets.token_hex(6))

    @property
    def is_urgent(self) -> bool:
        """See `Priority`."""
        return self.priority is Priority.URGENT


class Waiting:
    """Those of one connection, urgent ones first."""

    def __init__(self) -> None:
        self._queue: deque[Announcement] = deque()

    def add(self, announcement: Announcement) -> None:
        """It waits its turn."""
        if len(self._queue) >= MOST:
            mild = next((each for each in self._queue if not each.is_urgent), self._queue[0])
            self._queue.remove(mild)
        (self._queue.appendleft if announcement.is_urgent else self._queue.append)(announcement)

    def again(self, announcement: Announcement) -> None:
        """It was cut short and is the next once more."""
        self._queue.appendleft(announcement)

    def next(self) -> Announcement | None:
        """Whose turn it is now."""
        return self._queue.popleft() if self._queue else None

    def clear(self) -> None:
        """Nobody wants to hear them."""
        self._queue.clear()
