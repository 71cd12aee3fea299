"""Addresses of other services that want to be called, sealed with their secrets; and the outbox of calls."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.engine import Engine

from assistant.alerts.model import Channel, Webhook
from assistant.risk.model import Level
from assistant.store.alerts import OUTBOX
from assistant.store.database import METADATA
from assistant.store.personal import user_tag
from assistant.store.sealing import Sealer

MAX_WEBHOOKS = 10
"""Most of one owner."""
WAITS = tuple(timedelta(seconds=s) for s in (10, 60, 300, 1800, 7200, 21600))
"""After each failed call; then it is given up."""

_WEBHOOKS = sa.Table(
    "webhooks",
    METADATA,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("owner_tag", sa.String(32), nullable=False, index=True),
    sa.Column("user_tag", sa.String(32), index=True),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
)


class TooManyWebhooks(Exception):
    """The owner has as many as are kept for one."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A call that is to be made."""

    alert_id: str
    webhook_id: str
    attempts: int
    due: datetime


WEBHOOK: TypeAdapter[Webhook] = TypeAdapter(Webhook)


class WebhookStore:
    """The webhooks of a database."""

    def __init__(self, engine: Engine, sealer: Sealer) -> None:
        self._engine, self._sealer = engine, sealer

    def add(
        self,
        owner: str,
        url: str,
        now: datetime,
        *,
        user: str | None,
        min_level: Level,
        channel: Channel = Channel.WEBHOOK,
        keys: Mapping[str, str] | None = None,
    ) -> Webhook:
        """A new one, with a secret. Raises `TooManyWebhooks`."""
        if len(self.of(owner)) >= MAX_WEBHOOKS:
            raise TooManyWebhooks
        secret = "whsec_" + base64.b64encode(secrets.token_bytes(24)).decode()
        hook = Webhook(
            id=secrets.token_hex(8),
            owner=owner,
            url=url,
            secret=secret,
            user=user,
            min_level=min_level,
            created=now,
            channel=channel,
            keys=dict(keys or {}),
        )
        sealed = self._sealer.seal(WEBHOOK.dump_python(hook, mode="json"), f"webhooks:{hook.id}")
        row = {
            "id": hook.id,
            "owner_tag": self._sealer.tag("owner", owner),
            "user_tag": user_tag(self._sealer, owner, user) if user is not None else None,
            "sealed": sealed,
        }
        with self._engine.begin() as connection:
            connection.execute(_WEBHOOKS.insert().values(**row))
        return hook

    def of(self, owner: str) -> tuple[Webhook, ...]:
        """Those of an owner, the oldest first."""
        found = self._all(_WEBHOOKS.c.owner_tag == self._sealer.tag("owner", owner))
        return tuple(sorted(found, key=lambda hook: (hook.created, hook.id)))

    def get(self, webhook_id: str) -> Webhook | None:
        """One by its id."""
        return next(self._all(_WEBHOOKS.c.id == webhook_id), None)

    def remove(self, owner: str, webhook_id: str) -> bool:
        """Whether there was such a one; what was to be sent there is dropped."""
        where = (_WEBHOOKS.c.id == webhook_id, _WEBHOOKS.c.owner_tag == self._sealer.tag("owner", owner))
        with self._engine.begin() as connection:
            gone = bool(connection.execute(_WEBHOOKS.delete().where(*where)).rowcount)
            if gone:
                connection.execute(OUTBOX.delete().where(OUTBOX.c.webhook_id == webhook_id))
        return gone

    # --- the outbox

    def due(self, now: datetime, limit: int = 100) -> tuple[Delivery, ...]:
        """Calls that are due, the oldest first."""
        rows = sa.select(OUTBOX).where(OUTBOX.c.due <= now.timestamp()).order_by(OUTBOX.c.due).limit(limit)
        with self._engine.connect() as connection:
            return tuple(
                Delivery(
                    row.alert_id, row.webhook_id, row.attempts, datetime.fromtimestamp(row.due, now.tzinfo)
                )
                for row in connection.execute(rows)
            )

    def claimed(self, delivery: Delivery, now: datetime, lease: timedelta) -> bool:
        """Whether this process may make the call: nobody else does for `lease`."""
        where = (*_is(delivery), OUTBOX.c.due <= now.timestamp(), OUTBOX.c.attempts == delivery.attempts)
        with self._engine.begin() as connection:
            taken = OUTBOX.update().where(*where).values(due=(now + lease).timestamp())
            return bool(connection.execute(taken).rowcount)

    def delivered(self, delivery: Delivery) -> None:
        """The call was made, or need not be made any more."""
        with self._engine.begin() as connection:
            connection.execute(OUTBOX.delete().where(*_is(delivery)))

    def failed(self, delivery: Delivery, now: datetime) -> bool:
        """The call failed: it is due again later; False if it is given up."""
        if delivery.attempts >= len(WAITS):
            self.delivered(delivery)
            return False
        values = {
            "due": (now + WAITS[delivery.attempts]).timestamp(),
            "attempts": delivery.attempts + 1,
        }
        with self._engine.begin() as connection:
            connection.execute(OUTBOX.update().where(*_is(delivery)).values(**values))
        return True

    def _all(self, *where: Any) -> Iterator[Webhook]:
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(_WEBHOOKS).where(*where)).all()
        return (WEBHOOK.validate_python(self._sealer.open(row.sealed, f"webhooks:{row.id}")) for row in rows)


def _is(delivery: Delivery) -> tuple[Any, ...]:
    return (OUTBOX.c.alert_id == delivery.alert_id, OUTBOX.c.webhook_id == delivery.webhook_id)
