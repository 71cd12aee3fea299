"""Deleting everything of one user, for real: rows, the pages they were on, and the write-ahead log.

Every table that has a column `user_tag` is personal. SQLite overwrites what is deleted (`secure_delete`), the
log is emptied and the file written anew without the gaps. A PostgreSQL server does the latter itself
(autovacuum); its backups are the operator's.
"""

from __future__ import annotations

import time
from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError

from assistant.store.database import METADATA, StoreError
from assistant.store.sealing import Sealer

_TRIES = 20
_PAUSE_S = 0.25


def user_tag(sealer: Sealer, owner: str, user: str) -> str:
    """The name under which the rows of a user are found."""
    return sealer.tag("user", owner, user)


def personal_tables() -> tuple[sa.Table, ...]:
    """All tables with rows of users."""
    return tuple(table for table in METADATA.sorted_tables if "user_tag" in table.c)


def count_rows(engine: Engine, tag: str) -> Mapping[str, int]:
    """How many rows of a user each personal table has."""
    with engine.connect() as connection:
        return {
            table.name: connection.execute(
                sa.select(sa.func.count()).select_from(table).where(table.c.user_tag == tag)
            ).scalar_one()
            for table in personal_tables()
        }


def delete_user(engine: Engine, tag: str) -> Mapping[str, int]:
    """Deletes every row of a user and what is left of them in the files; how many there were.

    Raises `StoreError` if something is still there."""
    before = count_rows(engine, tag)
    with engine.begin() as connection:
        for table in reversed(personal_tables()):
            connection.execute(table.delete().where(table.c.user_tag == tag))
    wipe(engine)
    if any(count_rows(engine, tag).values()):
        raise StoreError("아직 지우지 못한 정보가 있어요. 잠시 뒤에 다시 말씀해 주세요.")
    return before


def wipe(engine: Engine) -> None:
    """Leaves nothing of deleted rows in the files of SQLite. Raises `StoreError` if it is kept from that."""
    if engine.dialect.name != "sqlite":
        return
    for attempt in range(_TRIES):
        try:
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("VACUUM")
                busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar()
            if not busy:
                return
        except OperationalError:
            if attempt == _TRIES - 1:
                break
        time.sleep(_PAUSE_S)
    raise StoreError("정보를 다 지우지 못했어요. 잠시 뒤에 다시 말씀해 주세요.")
