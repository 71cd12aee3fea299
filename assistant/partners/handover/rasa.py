"""A remote Rasa bot over its REST channel: `POST {url}/webhooks/rest/webhook`.

Asked `{"sender", "message"}`, it answers a list of messages: `[{"recipient_id", "text"?, "image"?,
"buttons"?, "custom"?}, …]` (Rasa's `RestInput`). Texts are joined, buttons become quick replies, the rest is
for screens.
"""

from __future__ import annotations

from assistant.partners.errors import BadPartnerAnswer
from assistant.partners.handover.base import ASKS_BACK, OtherAssistant, spoken_text, text_option
from assistant.partners.model import Answer, Options, Request
from assistant.partners.web import Web, checked_url

_MAX_MESSAGES = 5


class RasaPartner(OtherAssistant):
    """Options: `url` (of the server), `token` (Rasa's `--auth-token`), `takes_unknown`."""

    def __init__(self, options: Options) -> None:
        super().__init__(options, "다른 길잡이")
        self._options = options
        self._web = Web(timeout_s=float(options.get("timeout_s", 2.5)))

    async def answer(self, request: Request) -> Answer:
        """What the other bot says. Raises `PartnerError`."""
        body = {"sender": request.session, "message": request.text}
        page = await self._web.fetch(
            self._url("webhooks/rest/webhook"), method="POST", body=body, params=self._token()
        )
        messages = page.json()
        if not isinstance(messages, list) or not all(isinstance(message, dict) for message in messages):
            raise BadPartnerAnswer("a list of messages was expected")
        messages = messages[:_MAX_MESSAGES]
        texts = [spoken_text(message["text"]) for message in messages if message.get("text")]
        buttons = [button for message in messages for button in message.get("buttons") or ()]
        labels = tuple(
            str(button["title"]) for button in buttons if isinstance(button, dict) and "title" in button
        )
        text = " ".join(texts)
        return Answer(text=text, expects_reply=bool(labels) or text.endswith(ASKS_BACK), quick_replies=labels)

    async def stop(self, session: str) -> None:
        """Starts the other bot's conversation anew, if its API is on; without it there is no way to tell."""
        url = self._url(f"conversations/{session}/tracker/events")
        await self._web.fetch(url, method="POST", body={"event": "restart"}, params=self._token())

    def _url(self, path: str) -> str:
        base = checked_url(text_option(self._options, "url", "Rasa 서버 주소"), "Rasa 서버 주소")
        return f"{base.rstrip('/')}/{path}"

    def _token(self) -> dict[str, str]:
        token = self._options.get("token")
        return {"token": str(token)} if token else {}
