"""Whose turn it is in each conversation: who spoke last, who has it, and which trip it is about."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections import OrderedDict
from dataclasses import dataclass, field

from assistant.partners.model import TripHint
from assistant.reply import Reply


@dataclass(slots=True, kw_only=True)
class Session:
    """One user's conversation as the desk sees it."""

    last_speaker: str | None = None
    """The partner that spoke last; None: 길벗."""
    last_reply: Reply | None = None
    """What that partner said."""
    handed_to: str | None = None
    """The partner that has the conversation; None: 길벗."""
    we_asked: bool = False
    """길벗 itself asked something and waits for the answer."""
    asked_after: str = ""
    """The intent after which it asked."""
    trip: TripHint | None = None
    used: set[str] = field(default_factory=set)
    """Partners that may keep something of this session."""
    pending: asyncio.Task[Reply] | None = None
    """A partner is being asked."""


class Sessions:
    """Bounded: the longest idle session is forgotten first."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._salt = secrets.token_bytes(16)
        self._sessions: OrderedDict[str, Session] = OrderedDict()

    def of(self, user_id: str) -> Session:
        """The user's session, a new one if need be."""
        session = self._sessions.setdefault(user_id, Session())
        self._sessions.move_to_end(user_id)
        while len(self._sessions) > self._limit:
            self._sessions.popitem(last=False)
        return session

    def known(self, user_id: str) -> Session | None:
        """The user's session if there is one."""
        return self._sessions.get(user_id)

    def forget(self, user_id: str) -> Session | None:
        """Takes it out."""
        return self._sessions.pop(user_id, None)

    def pseudonym(self, user_id: str, partner: str) -> str:
        """What one partner knows the user as: another for each partner, and for each run of 길벗."""
        return hashlib.blake2b(f"{partner}\0{user_id}".encode(), key=self._salt, digest_size=12).hexdigest()
