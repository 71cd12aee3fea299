"""Calls of other services with alerts, signed as standardwebhooks.com has it, from an outbox that survives.

At least once, because a warning that is lost is worse than one that is read twice: a call that was made but
not written down (the process died between the two) is made again. A webhook and a browser know it by its id.
KakaoTalk cannot: there a call whose answer never came is made again once, and no more.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Protocol

import httpx

from assistant import __version__, clock, outward
from assistant.alerts.model import Alert, AlertKind, Channel, Unsendable, Unsure, Webhook
from assistant.store.alerts import AlertStore
from assistant.store.webhooks import Delivery, WebhookStore

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
"""For so long nobody else makes a call that was taken on."""
Payload = Callable[[Alert], bytes]


def signed(secret: str, message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """The headers of a call: id, time, and the HMAC-SHA256 of both with the body."""
    stamp = str(int(at.timestamp()))
    key = base64.b64decode(secret.removeprefix("whsec_"))
    mac = hmac.new(key, b".".join((message_id.encode(), stamp.encode(), body)), hashlib.sha256)
    return {
        "Content-Type": "application/json",
        "User-Agent": f"gilbeot/{__version__}",
        "webhook-id": message_id,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{base64.b64encode(mac.digest()).decode()}",
    }


def wants(hook: Webhook, alert: Alert) -> bool:
    """Whether a webhook is to be called with an alert."""
    if hook.user is not None and hook.user != alert.user:
        return False
    return alert.kind is AlertKind.ALL_CLEAR or alert.level >= hook.min_level


class Sender(Protocol):
    """Another way to tell than a signed call."""

    async def send(self, hook: Webhook, alert: Alert, now: datetime) -> int | None:
        """An HTTP status: 2xx told, 410 the receiver is gone for good, else try again.

        Raises `Unsendable`, `Unsure`, `outward.Refused`, httpx.HTTPError."""


class Caller:
    """Empties the outbox."""

    def __init__(
        self,
        alerts: AlertStore,
        hooks: WebhookStore,
        payload: Payload,
        trusted: frozenset[str] = frozenset(),
        senders: Mapping[Channel, Sender] | None = None,
    ) -> None:
        self._alerts, self._hooks, self._payload, self._trusted = alerts, hooks, payload, trusted
        self._senders = senders or {}

    def hooks_for(self, alert: Alert) -> list[str]:
        """The webhooks that are to be called with an alert."""
        return [hook.id for hook in self._hooks.of(alert.owner) if wants(hook, alert)]

    async def run(self, now: datetime) -> int:
        """Makes the calls that are due; how many were taken."""
        made = 0
        for delivery in self._hooks.due(now):
            made += await self._deliver(delivery, now)
        return made

    async def _deliver(self, delivery: Delivery, now: datetime) -> bool:
        hook, alert = self._hooks.get(delivery.webhook_id), self._alerts.get(delivery.alert_id)
        if hook is None or alert is None:
            self._hooks.delivered(delivery)
            return False
        if not self._hooks.claimed(delivery, now, LEASE):
            return False
        try:
            status = await self._told(hook, alert, now)
        except Unsure as error:
            log.warning("webhook %s: %s", hook.id, error)
            if delivery.attempts:
                self._hooks.delivered(delivery)
                return True
            status = None
        if status == HTTPStatus.GONE:
            log.warning("webhook %s: gone, removed", hook.id)
            self._hooks.remove(hook.owner, hook.id)
        elif status is not None and 200 <= status < 300:
            self._hooks.delivered(delivery)
            return True
        elif not self._hooks.failed(delivery, now):
            log.warning("webhook %s: given up after %d calls", hook.id, delivery.attempts + 1)
        return False

    async def _told(self, hook: Webhook, alert: Alert, now: datetime) -> int | None:
        if hook.channel is Channel.WEBHOOK:
            return await self.call(hook, f"msg_{alert.id}", self._payload(alert))
        sender = self._senders.get(hook.channel)
        if sender is None:
            log.warning("webhook %s: %s is not set up", hook.id, hook.channel)
            return None
        try:
            return await sender.send(hook, alert, now)
        except Unsure:
            raise
        except (Unsendable, outward.Refused) as error:
            log.warning("webhook %s: %s", hook.id, error)
        except (httpx.HTTPError, TimeoutError) as error:
            log.warning("webhook %s: %s", hook.id, type(error).__name__)
        return None

    async def call(self, hook: Webhook, message_id: str, body: bytes) -> int | None:
        """One call, now; its status, None if there was no answer."""
        head = signed(hook.secret, message_id, clock.now(), body)
        try:
            return await outward.post(hook.url, body, head, self._trusted)
        except outward.Refused as error:
            log.warning("webhook %s: %s", hook.id, error)
        except (httpx.HTTPError, TimeoutError) as error:
            log.warning("webhook %s: %s", hook.id, type(error).__name__)
        return None
