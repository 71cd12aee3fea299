"""Requests and answers of `/v1/alerts`."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.alerts.model import Alert, AlertKind, Channel, Webhook
from assistant.api.trip_schemas import UserId
from assistant.risk.model import Hazard, Level


class AlertOut(BaseModel):
    """What was told about a trip."""

    id: str
    seq: int = Field(description="Its place in the stream; later ones have higher numbers.")
    user_id: str
    trip_id: str
    title: str
    origin: str
    destination: str
    depart: datetime
    kind: AlertKind
    level: Level
    before: Level = Field(description="The level that was told before.")
    hazards: tuple[Hazard, ...] = Field(description="What the level comes from, the strongest first.")
    text: str = Field(description="Korean: which trip, what changed and why, what to do.")
    speech: str = Field(description="The same, to be read aloud.")
    urgent: bool = Field(description="Not held back by quiet hours, and to be said at once.")
    created: datetime

    @classmethod
    def of(cls, alert: Alert) -> AlertOut:
        """As the API shows it."""
        return cls(
            id=alert.id,
            seq=alert.seq or 0,
            user_id=alert.user,
            trip_id=alert.trip_id,
            title=alert.title,
            origin=alert.origin,
            destination=alert.destination,
            depart=alert.depart,
            kind=alert.kind,
            level=alert.level,
            before=alert.before,
            hazards=alert.hazards,
            text=alert.text,
            speech=alert.speech,
            urgent=alert.urgent,
            created=alert.created,
        )


class Called(BaseModel):
    """The body of a call to a webhook. `webhook-id` in the headers stays the same when it is sent again."""

    type: Literal["alert.raised", "alert.new_cause", "alert.may_worsen", "alert.all_clear", "test"]
    timestamp: datetime
    data: AlertOut | None


def payload(alert: Alert) -> bytes:
    """The body of the call with an alert."""
    called = Called.model_validate(
        {"type": f"alert.{alert.kind}", "timestamp": alert.created, "data": AlertOut.of(alert)}
    )
    return called.model_dump_json().encode()


class AlertPages(BaseModel):
    """A page of alerts, the newest first."""

    user_id: UserId | None = Field(default=None, description="Of one user only.")
    limit: int = Field(default=100, ge=1, le=1000)
    cursor: str | None = Field(default=None, max_length=400, description="From the `Link` header.")


class WebhookIn(BaseModel):
    """An address to be called with alerts."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"url": "https://example.com/gilbeot", "user_id": "minsu", "min_level": "caution"}]
        }
    )

    url: str = Field(min_length=1, max_length=2000, description="https, in the public Internet.")
    user_id: UserId | None = Field(default=None, description="Of one user only.")
    min_level: Level = Field(default=Level.SAFE, description="Alerts below it are left out.")


class WebhookOut(BaseModel):
    """An address that is called."""

    id: str
    url: str
    user_id: str | None
    min_level: Level
    created: datetime
    channel: Channel = Channel.WEBHOOK

    @classmethod
    def of(cls, hook: Webhook) -> WebhookOut:
        """As the API shows it: without the secret."""
        return cls(
            id=hook.id,
            url=hook.url,
            user_id=hook.user,
            min_level=hook.min_level,
            created=hook.created,
            channel=hook.channel,
        )


class WebhookMade(WebhookOut):
    """A new one, with its secret, which is shown this once."""

    secret: str = Field(description="Signs the calls: see standardwebhooks.com.")


class Tried(BaseModel):
    """What a test call came to."""

    status: int | None = Field(description="Of the answer; null: there was none.")
