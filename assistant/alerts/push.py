"""Alerts to browsers (Web Push: RFC 8030, 8188, 8291, 8292), from the outbox.

Encryption and signature are pywebpush's; the call is `outward.post`, so that a made-up endpoint leads nowhere
private.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from pathlib import Path

import httpx
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02
from pywebpush import WebPusher, WebPushException

from assistant import outward
from assistant.alerts.model import Alert, Unsendable, Webhook
from assistant.store.keyfile import kept_key

KEY_FILE = "push.key"
VALID = timedelta(hours=12)
"""Of the token that says who sends; RFC 8292 allows a day."""
MOST_TEXT = 1000
"""Characters of an alert that are sent on: push services take 4 KB."""
_ORDER = int("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", 16)
"""Of the curve P-256 (SEC 2): private keys lie below it."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One POST."""

    url: str
    body: bytes
    headers: dict[str, str]


class WebPush:
    """To browsers that subscribed with our public key."""

    def __init__(self, folder: Path, contact: str, trusted: frozenset[str] = frozenset()) -> None:
        """`contact` is told to push services ("mailto:…"). Raises OSError, ValueError."""
        seed = hashlib.sha512(b"gilbeot push" + kept_key(folder / KEY_FILE)).digest()
        number = int.from_bytes(seed) % (_ORDER - 1) + 1
        self._key = ec.derive_private_key(number, ec.SECP256R1())
        self._contact, self._trusted = contact, trusted

    async def send(self, hook: Webhook, alert: Alert, now: datetime) -> int | None:
        """See `alerts.webhooks.Sender`. A push service that knows the browser no more is as good as gone."""
        letter = self.letter(hook, alert, now)
        status = await outward.post(letter.url, letter.body, letter.headers, self._trusted)
        return HTTPStatus.GONE if status == HTTPStatus.NOT_FOUND else status

    @property
    def public_key(self) -> str:
        """What `pushManager.subscribe` takes as `applicationServerKey`."""
        raw = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()

    def letter(self, hook: Webhook, alert: Alert, now: datetime) -> Letter:
        """Encrypted for that browser. A push service keeps it until the departure at the longest.

        Raises `Unsendable`."""
        shown = {
            "id": alert.id,
            "title": alert.title or f"{alert.destination} 가는 길",
            "body": alert.text[:MOST_TEXT],
            "level": alert.level.value,
            "kind": alert.kind.value,
            "trip_id": alert.trip_id,
            "urgent": alert.urgent,
        }
        plain = json.dumps(shown, ensure_ascii=False).encode()
        try:
            body = bytes(WebPusher({"endpoint": hook.url, "keys": dict(hook.keys)}).encode(plain)["body"])
        except (WebPushException, ValueError, TypeError, KeyError, IndexError) as error:
            raise Unsendable(type(error).__name__) from error
        target = httpx.URL(hook.url)
        origin = f"{target.scheme}://{target.netloc.decode()}"
        claims = {"sub": self._contact, "aud": origin, "exp": int((now + VALID).timestamp())}
        keep = max(60, min(86400, int((alert.depart - now).total_seconds())))
        head: dict[str, str] = {
            **Vapid02(private_key=self._key).sign(claims),
            "Content-Type": "application/octet-stream",
            "Content-Encoding": "aes128gcm",
            "TTL": str(keep),
            "Urgency": "high" if alert.urgent else "normal",
            "Topic": hashlib.sha256(alert.trip_id.encode()).hexdigest()[:32],  # a newer one replaces it
        }
        return Letter(hook.url, body, head)
