"""The Event API: the bot speaks first. Each message is charged by Kakao and must be wanted by its reader."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Literal, Self

import httpx
from pydantic import BaseModel, SecretStr, ValidationError

from assistant.channels.fit import cut, pages
from assistant.channels.kakao.limits import LIMITS
from assistant.outward import tls
from assistant.settings import Settings

TRIES = 3
PAUSE_S = 0.5
IdType = Literal["botUserKey", "plusfriendUserKey", "appUserId"]


class EventError(Exception):
    """A message could not be handed over. The text says why, without naming anybody."""


class EventUnanswered(EventError):
    """Kakao may have taken the message, but did not say so."""


class EventsNotConfigured(EventError):
    """The key or the bot is not set."""


class Handed(BaseModel):
    """Kakao's answer: the message is queued under this task."""

    taskId: str  # noqa: N815
    status: str
    message: str | None = None


class EventClient:
    """Sends events of one bot. The block of that event name words them, with `{{#webhook…}}` from `data`."""

    def __init__(self, url: str, bot_id: str, key: SecretStr, *, timeout_s: float = 10.0) -> None:
        self._path = f"/v2/bots/{bot_id}/talk"
        self._http = httpx.AsyncClient(
            base_url=url,
            verify=tls(),
            timeout=timeout_s,
            follow_redirects=False,
            headers={"Authorization": f"KakaoAK {key.get_secret_value()}"},
        )

    @classmethod
    def of(cls, config: Settings) -> EventClient:
        """As the settings say. Raises `EventsNotConfigured`."""
        if not config.kakao_bot_id or config.kakao_rest_api_key is None:
            raise EventsNotConfigured(
                "Proactive KakaoTalk messages are not set up: set GILBEOT_KAKAO_BOT_ID and "
                "GILBEOT_KAKAO_REST_API_KEY (docs/channels.md says where to find them)."
            )
        return cls(
            config.kakao_event_url,
            config.kakao_bot_id,
            config.kakao_rest_api_key,
            timeout_s=config.timeout_s,
        )

    async def send(
        self, event: str, users: Sequence[str], data: Mapping[str, str], *, ids: IdType = "botUserKey"
    ) -> tuple[Handed, ...]:
        """One event to many users, up to a hundred a call. Values of `data` are cut to a bubble's length.

        Raises `EventError` at the first call that fails; calls before it were handed over.
        """
        fitted = {name: cut(value, LIMITS.simple_text) for name, value in data.items()}
        handed = []
        for some in pages(tuple(users), LIMITS.event_users):
            body: dict[str, object] = {
                "event": {"name": event, "data": fitted},
                "user": [{"type": ids, "id": user} for user in some],
            }
            handed.append(await self._post(body))
        return tuple(handed)

    async def _post(self, body: dict[str, object]) -> Handed:
        """Tries again only where Kakao cannot have taken the message, so that nobody reads it twice."""
        why = ""
        for number in range(TRIES):
            if number:
                await asyncio.sleep(PAUSE_S * 2 ** (number - 1))
            try:
                response = await self._http.post(self._path, json=body)
            except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
                why = type(error).__name__
                continue
            except httpx.HTTPError as error:
                raise EventUnanswered(f"The Event API did not answer: {type(error).__name__}") from None
            if response.status_code in (httpx.codes.TOO_MANY_REQUESTS, httpx.codes.SERVICE_UNAVAILABLE):
                why = f"HTTP {response.status_code}"
                continue
            return _handed(response)
        raise EventError(f"The Event API cannot be reached: {why}")

    async def close(self) -> None:
        """Closes the connections."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


def _handed(response: httpx.Response) -> Handed:
    if response.status_code in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        raise EventError("The Event API refuses the key: check GILBEOT_KAKAO_REST_API_KEY and the bot.")
    if response.is_server_error:
        raise EventUnanswered(f"The Event API answered HTTP {response.status_code}.")
    if not response.is_success:
        raise EventError(f"The Event API answered HTTP {response.status_code}.")
    try:
        handed = Handed.model_validate_json(response.content)
    except ValidationError:
        raise EventError("The Event API answered something else than a task.") from None
    if handed.status != "SUCCESS":
        raise EventError(f"The Event API did not take the message: {handed.status}")
    return handed
