"""Home Assistant's conversation API: `POST {url}/api/conversation/process` with a long-lived access token.

Asked `{"text", "language", "conversation_id"?, "agent_id"?}`, it answers `{"response": {"response_type":
"action_done" | "query_answer" | "error", "language", "speech": {"plain": {"speech", "extra_data"}}, "data"},
"conversation_id", "continue_conversation"}` (https://developers.home-assistant.io/docs/intent_conversation_api).
"""

from __future__ import annotations

from typing import Any

from assistant.partners.errors import BadPartnerAnswer
from assistant.partners.handover.base import ASKS_BACK, OtherAssistant, remember, spoken_text, text_option
from assistant.partners.model import Answer, Options, Request
from assistant.partners.web import Web, checked_url


class HomeAssistant(OtherAssistant):
    """Options: `url`, `token`, `language` ("ko"), `agent_id`, `takes_unknown`."""

    def __init__(self, options: Options) -> None:
        super().__init__(options, "홈 어시스턴트")
        self._options = options
        self._web = Web(timeout_s=float(options.get("timeout_s", 2.5)))
        self._conversations: dict[str, str] = {}

    async def answer(self, request: Request) -> Answer:
        """What Home Assistant says. Raises `PartnerError`."""
        url = checked_url(text_option(self._options, "url", "홈 어시스턴트 주소"), "홈 어시스턴트 주소")
        token = text_option(self._options, "token", "홈 어시스턴트 토큰")
        body: dict[str, Any] = {"text": request.text, "language": self._options.get("language", "ko")}
        if agent := self._options.get("agent_id"):
            body["agent_id"] = agent
        if known := self._conversations.get(request.session):
            body["conversation_id"] = known
        page = await self._web.fetch(
            f"{url.rstrip('/')}/api/conversation/process",
            method="POST",
            body=body,
            headers={"Authorization": f"Bearer {token}"},
        )
        return self._read(page.json(), request.session)

    async def stop(self, session: str) -> None:
        """The next request starts a new conversation."""
        self._conversations.pop(session, None)

    def _read(self, document: Any, session: str) -> Answer:
        try:
            text = spoken_text(document["response"]["speech"]["plain"]["speech"])
            goes_on = bool(document.get("continue_conversation"))
            conversation = document.get("conversation_id")
        except (KeyError, TypeError, AttributeError):
            raise BadPartnerAnswer("no response.speech.plain.speech in the answer") from None
        if isinstance(conversation, str):
            remember(self._conversations, session, conversation)
        return Answer(text=text, expects_reply=goes_on or text.endswith(ASKS_BACK))
