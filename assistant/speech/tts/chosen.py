"""Who chose which voice: a small file, with hashes in place of user ids.

Users of one name behind two API keys are two, as in conversations.
"""

from __future__ import annotations

import hashlib
import json
import logging
import threading
from dataclasses import dataclass
from pathlib import Path

from assistant.store import LOCAL, conversation_of

log = logging.getLogger(__name__)

_MOST = 10_000
"""Choices kept; the oldest goes first."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A voice and how fast it speaks."""

    voice: str
    speed: float = 1.0


class Chosen:
    """Choices of users; without a path in memory only. A file that cannot be read is started anew."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._choices = _read(path) if path is not None else {}

    def get(self, user: str, owner: str = LOCAL) -> Choice | None:
        """What the user chose."""
        return self._choices.get(_hash(user, owner))

    def put(self, user: str, choice: Choice, owner: str = LOCAL) -> None:
        """Remember it."""
        key = _hash(user, owner)
        with self._lock:
            self._choices.pop(key, None)
            self._choices[key] = choice
            while len(self._choices) > _MOST:
                self._choices.pop(next(iter(self._choices)))
            self._write()

    def drop(self, user: str, owner: str = LOCAL) -> None:
        """Forget it."""
        with self._lock:
            if self._choices.pop(_hash(user, owner), None) is not None:
                self._write()

    def _write(self) -> None:
        if self._path is None:
            return
        rows = {key: [choice.voice, choice.speed] for key, choice in self._choices.items()}
        partial = self._path.with_suffix(".part")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            partial.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
            partial.replace(self._path)
        except OSError as error:
            # The choice holds until the next start; speech goes on.
            log.warning("the chosen voices cannot be kept in %s: %s", self._path, error.strerror)


def _hash(user: str, owner: str) -> str:
    return hashlib.sha256(f"gilbeot voice {conversation_of(user, owner)}".encode()).hexdigest()[:32]


def _read(path: Path) -> dict[str, Choice]:
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        return {str(key): Choice(str(voice), float(speed)) for key, (voice, speed) in rows.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, AttributeError):
        log.warning("%s cannot be read; voices are as if nobody had chosen", path)
        return {}
