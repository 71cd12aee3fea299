"""Alerts to users of a KakaoTalk chatbot: an event whose block shows `{{#webhook.text}}`."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import get_args

from assistant.alerts.model import Alert, Unsendable, Unsure, Webhook
from assistant.channels.kakao.events import EventClient, EventError, EventUnanswered, IdType
from assistant.settings import Settings


class KakaoAlerts:
    """A `Sender` over the Event API. Kakao charges for each message that is delivered."""

    def __init__(self, config: Settings) -> None:
        self._config = config

    @classmethod
    def of(cls, config: Settings) -> KakaoAlerts | None:
        """None where the settings name no bot or no key."""
        return cls(config) if config.kakao_bot_id and config.kakao_rest_api_key else None

    async def send(self, hook: Webhook, alert: Alert, now: datetime) -> int | None:  # noqa: ARG002
        """See `alerts.webhooks.Sender`."""
        kind = next((each for each in get_args(IdType) if each == hook.keys.get("type")), None)
        if kind is None or "id" not in hook.keys:
            raise Unsendable("no user of the chatbot")
        data = {"text": alert.text, "title": alert.title, "level": alert.level.value}
        try:
            async with EventClient.of(self._config) as client:
                await client.send(self._config.kakao_event, [hook.keys["id"]], data, ids=kind)
        except EventUnanswered as error:
            raise Unsure(str(error)) from error
        except EventError as error:
            raise Unsendable(str(error)) from error
        return HTTPStatus.OK
