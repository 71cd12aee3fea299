"""One sealed document for each user in a table of its own: choices, consents, habits."""

from __future__ import annotations

from typing import Generic, TypeVar

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.engine import Engine

from assistant.store.database import METADATA
from assistant.store.personal import user_tag
from assistant.store.sealing import Sealer

T = TypeVar("T")


def one_per_user(name: str) -> sa.Table:
    """Such a table. It has a `user_tag`, so what is in it goes when the user's data are deleted."""
    return sa.Table(
        name,
        METADATA,
        sa.Column("user_tag", sa.String(32), primary_key=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )


class OnePerUser(Generic[T]):
    """The documents of one table."""

    def __init__(self, table: sa.Table, adapter: TypeAdapter[T], engine: Engine, sealer: Sealer) -> None:
        self._table, self._adapter, self._engine, self._sealer = table, adapter, engine, sealer

    def get(self, owner: str, user: str) -> T | None:
        """That of a user; None if there is none."""
        tag = user_tag(self._sealer, owner, user)
        with self._engine.connect() as connection:
            found = sa.select(self._table.c.sealed).where(self._table.c.user_tag == tag)
            row = connection.execute(found).first()
        if row is None:
            return None
        return self._adapter.validate_python(self._sealer.open(row.sealed, self._place(tag)))

    def put(self, owner: str, user: str, document: T) -> None:
        """In place of the one before."""
        tag = user_tag(self._sealer, owner, user)
        sealed = self._sealer.seal(self._adapter.dump_python(document, mode="json"), self._place(tag))
        with self._engine.begin() as connection:
            connection.execute(self._table.delete().where(self._table.c.user_tag == tag))
            connection.execute(self._table.insert().values(user_tag=tag, sealed=sealed))

    def drop(self, owner: str, user: str) -> bool:
        """Whether there was one."""
        tag = user_tag(self._sealer, owner, user)
        with self._engine.begin() as connection:
            gone = connection.execute(self._table.delete().where(self._table.c.user_tag == tag))
            return bool(gone.rowcount)

    def _place(self, tag: str) -> str:
        return f"{self._table.name}:{tag}"
