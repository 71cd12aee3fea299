"""API keys: shown once, kept as hashes, revocable.

A key is `gb_<id>_<secret>`: the id finds the row, the secret has 256 random bits, so that a plain SHA-256 of
it cannot be guessed back and needs no salt. Secrets are compared in constant time.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant.store.database import METADATA

PREFIX = "gb"
_USED_AGAIN = timedelta(minutes=1)
"""`last_used` is not written more often than this."""

_KEYS = sa.Table(
    "api_keys",
    METADATA,
    sa.Column("id", sa.String(16), primary_key=True),
    sa.Column("name", sa.String(100), nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
    sa.Column("scopes", sa.String(200), nullable=False),
    sa.Column("created", sa.DateTime(timezone=True), nullable=False),
    sa.Column("last_used", sa.DateTime(timezone=True)),
    sa.Column("revoked", sa.DateTime(timezone=True)),
)


class Scope(StrEnum):
    """What a key may do."""

    READ = "read"
    """The risk engine: routes, places, signals, feeds."""
    TRIPS = "trips"
    """What is kept for the key: its own trips, alerts and webhooks."""
    WRITE = "write"
    """Alerts in: what is pushed changes what everybody is told."""
    TALK = "talk"
    """The conversation: messages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """A key as it is listed: never its secret."""

    id: str
    name: str
    scopes: frozenset[Scope]
    created: datetime
    last_used: datetime | None
    revoked: datetime | None


class ApiKeys:
    """The keys of a database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def create(self, name: str, scopes: Iterable[Scope]) -> tuple[ApiKey, str]:
        """A new key and its text, which nobody can see again. Raises ValueError for a bad name."""
        if not 0 < len(name) <= 100:
            raise ValueError("a name has 1 to 100 characters")
        number, secret = secrets.token_hex(4), secrets.token_urlsafe(32)
        row = {
            "id": number,
            "name": name,
            "hash": _hash(secret),
            "scopes": " ".join(sorted(set(scopes))),
            "created": datetime.now(UTC),
        }
        with self._engine.begin() as connection:
            connection.execute(_KEYS.insert().values(**row))
        return _key({**row, "last_used": None, "revoked": None}), f"{PREFIX}_{number}_{secret}"

    def all(self) -> tuple[ApiKey, ...]:
        """Every key, revoked ones too, oldest first."""
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(_KEYS).order_by(_KEYS.c.created)).mappings()
            return tuple(_key(dict(row)) for row in rows)

    def revoke(self, number: str) -> bool:
        """Whether there was such a key in use; from now on it opens nothing."""
        change = (
            _KEYS.update()
            .where(_KEYS.c.id == number, _KEYS.c.revoked.is_(None))
            .values(revoked=datetime.now(UTC))
        )
        with self._engine.begin() as connection:
            return bool(connection.execute(change).rowcount)

    def check(self, text: str) -> ApiKey | None:
        """The key of a text; None if it is malformed, unknown, wrong or revoked."""
        kind, _, rest = text.partition("_")
        number, _, secret = rest.partition("_")
        if kind != PREFIX or not number or not secret:
            return None
        with self._engine.connect() as connection:
            found = connection.execute(sa.select(_KEYS).where(_KEYS.c.id == number[:16])).mappings().first()
        # Compared also where there is no such key, so that time tells nothing.
        right = hmac.compare_digest(found["hash"] if found else _hash(""), _hash(secret))
        if found is None or not right or found["revoked"] is not None:
            return None
        key = _key(dict(found))
        self._note_use(key)
        return key

    def _note_use(self, key: ApiKey) -> None:
        now = datetime.now(UTC)
        if key.last_used is None or now - key.last_used > _USED_AGAIN:
            with self._engine.begin() as connection:
                connection.execute(_KEYS.update().where(_KEYS.c.id == key.id).values(last_used=now))


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _key(row: dict[str, object]) -> ApiKey:
    return ApiKey(
        id=str(row["id"]),
        name=str(row["name"]),
        scopes=frozenset(Scope(scope) for scope in str(row["scopes"]).split()),
        created=_aware(row["created"]) or datetime.now(UTC),
        last_used=_aware(row["last_used"]),
        revoked=_aware(row["revoked"]),
    )


def _aware(value: object) -> datetime | None:
    """SQLite gives times back without their zone."""
    if not isinstance(value, datetime):
        return None
    return value if value.tzinfo else value.replace(tzinfo=UTC)
