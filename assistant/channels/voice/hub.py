"""All voice connections of this process, and the way to those of one user."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import datetime

from assistant import metrics
from assistant.channels.voice.announcements import Announcement, Priority
from assistant.channels.voice.messages import Hello
from assistant.channels.voice.services import Link, Services
from assistant.channels.voice.session import Session

MAX_CONNECTIONS = 32

__all__ = ["Announcement", "Priority", "TooManyConnections", "VoiceHub"]


class TooManyConnections(Exception):
    """As many are connected as may be."""


class VoiceHub:
    """Opens sessions and knows whose they are. Use from one event loop."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self._sessions: dict[str, tuple[str, Session]] = {}

    async def open(self, link: Link, hello: Hello, owner: str) -> Session:
        """A new session, with its snapshot sent. Raises `TooManyConnections`."""
        if len(self._sessions) >= MAX_CONNECTIONS:
            raise TooManyConnections
        session = Session(link, self.services, hello, owner)
        self._sessions[session.session] = (owner, session)
        metrics.VOICE_CONNECTIONS.inc()
        try:
            await session.begin()
        except BaseException:
            await self.close(session)
            raise
        return session

    async def close(self, session: Session) -> None:
        """The session is over."""
        if self._sessions.pop(session.session, None) is not None:
            metrics.VOICE_CONNECTIONS.dec()
        await session.close()

    async def announce(self, user_id: str, announcement: Announcement, owner: str = "local") -> int:
        """Tells a user's connections; how many took it. 0: nobody is there."""
        taken = 0
        for whose, session in list(self._sessions.values()):
            if whose == owner and session.user_id == user_id:
                with suppress(ConnectionError, asyncio.CancelledError):
                    await session.announce(announcement)
                    taken += 1
        return taken

    async def recording(self, until: datetime | None) -> None:
        """Debug recording was switched on (until then) or off: all connections are told."""
        for _, session in list(self._sessions.values()):
            with suppress(ConnectionError):
                await session.recording(until)
