"""One database for the process: SQLite in a file of its own by default, PostgreSQL or another by URL."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.exc import SQLAlchemyError

METADATA = sa.MetaData()
"""All tables of the store register here."""

_PRAGMAS = (
    "journal_mode=WAL",  # readers and one writer at the same time
    "synchronous=FULL",  # what was answered as stored is stored, also when the power fails
    "secure_delete=ON",  # what is deleted is overwritten
    "busy_timeout=10000",
)


class StoreError(Exception):
    """The database cannot be used. The message says what to do, in Korean."""


def open_database(url: str) -> Engine:
    """Opens the database and creates what tables it lacks. Raises `StoreError`.

    A SQLite file is created for its owner only (it holds hashes of keys and sealed trips)."""
    try:
        address = make_url(url)
        if address.get_backend_name() == "sqlite" and address.database not in (None, "", ":memory:"):
            path = Path(str(address.database))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600, exist_ok=True)
        engine = sa.create_engine(address, future=True, pool_pre_ping=True)
        if address.get_backend_name() == "sqlite":
            sa.event.listen(engine, "connect", _set_up)
        METADATA.create_all(engine)
    except (SQLAlchemyError, OSError, ImportError) as error:
        raise StoreError(
            f"데이터베이스를 열 수 없어요 ({type(error).__name__}). GILBEOT_DATABASE_URL 을 확인해 주세요."
        ) from error
    return engine


def _set_up(connection: Any, _: Any) -> None:
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
