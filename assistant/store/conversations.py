"""Conversations of a stock Rasa server, sealed: a row each, with the minute after which it is void."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant.store.database import METADATA
from assistant.store.personal import user_tag
from assistant.store.sealing import Sealer

_TABLE = sa.Table(
    "conversations",
    METADATA,
    sa.Column("conversation_tag", sa.String(32), primary_key=True),
    sa.Column("user_tag", sa.String(32), nullable=False, index=True),
    sa.Column("until_minute", sa.Integer, nullable=False, index=True),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
)


class ConversationStore:
    """Those of a database. A minute is one since 1970, UTC."""

    def __init__(self, engine: Engine, sealer: Sealer) -> None:
        self._engine, self._sealer = engine, sealer

    def get(self, user: str, minute: int) -> Any:
        """The document of a conversation that is not over; None if there is none."""
        tag = self._tag(user)
        with self._engine.connect() as connection:
            row = connection.execute(
                sa.select(_TABLE.c.sealed).where(
                    _TABLE.c.conversation_tag == tag, _TABLE.c.until_minute >= minute
                )
            ).first()
        return None if row is None else self._sealer.open(row.sealed, f"conversations:{tag}")

    def put(self, owner: str, user: str, document: Any, minute: int, keep_minutes: int) -> None:
        """Keeps it in place of the one before, and forgets all that are over."""
        tag = self._tag(user)
        values = {
            "conversation_tag": tag,
            "user_tag": user_tag(self._sealer, owner, user),
            "until_minute": minute + keep_minutes,
            "sealed": self._sealer.seal(document, f"conversations:{tag}"),
        }
        over = (_TABLE.c.conversation_tag == tag) | (_TABLE.c.until_minute < minute)
        with self._engine.begin() as connection:
            connection.execute(_TABLE.delete().where(over))
            connection.execute(_TABLE.insert().values(**values))

    def drop(self, user: str) -> bool:
        """Whether there was one."""
        with self._engine.begin() as connection:
            gone = connection.execute(_TABLE.delete().where(_TABLE.c.conversation_tag == self._tag(user)))
            return bool(gone.rowcount)

    def _tag(self, user: str) -> str:
        return self._sealer.tag("conversation", user)
