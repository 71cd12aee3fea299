"""The bot: one utterance in, one `Reply` out.

`RasaBot` holds a Rasa agent in this process and runs our actions without HTTP; `RemoteBot` talks to a
remote Rasa server over its REST channel. Channels know neither: they call `Bot.handle`.
No utterance, place or trip is ever logged here.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import time
import warnings
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import quote

import httpx
from pydantic import TypeAdapter

from assistant.gate import clean, early_reply
from assistant.korean.spoken import spoken
from assistant.nlu.lazy_rasa import lazily
from assistant.partners.desk import Desk, Said
from assistant.partners.errors import PartnersFileError
from assistant.partners.registry import registered
from assistant.reply import Reply
from assistant.settings import Settings, settings
from assistant.speech.errors import SpeechError
from assistant.store import LOCAL, conversation_of

if TYPE_CHECKING:
    from assistant.nlu.serving import ServingAgent

log = logging.getLogger(__name__)

REPLY = TypeAdapter(Reply)
"""Turns a `Reply` into JSON and back (the Reply JSON of DESIGN §4)."""


class BotError(Exception):
    """The dialogue cannot run. The message says what to do."""


class ModelMissing(BotError):
    """No trained model is there."""


class PartnersUnusable(BotError):
    """The partners file cannot be used."""


class TurnTimeout(BotError):
    """A turn took longer than `turn_timeout_s`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One utterance with what the channel knows about it."""

    user_id: str
    text: str
    now: datetime | None = None
    """None: this very moment."""
    scenario: str | None = None
    location: Mapping[str, Any] | None = None
    """{"lat", "lon", "accuracy_m", "at"}, only with the user's consent; never stored."""
    profile: Mapping[str, Any] | None = None
    owner: str = LOCAL
    """Through whose API key this came: what is stored or talked about with a user is kept apart by it."""

    @property
    def conversation(self) -> str:
        """Under what name the dialogue keeps it."""
        return conversation_of(self.user_id, self.owner)

    def metadata(self) -> dict[str, Any]:
        """What NLU components and actions get to see, JSON-ready."""
        given = {
            "now": self.now.isoformat() if self.now else None,
            "scenario": self.scenario,
            "location": dict(self.location) if self.location else None,
            "profile": dict(self.profile) if self.profile else None,
            "owner": self.owner if self.owner != LOCAL else None,
            "user": self.user_id if self.conversation != self.user_id else None,
        }
        return {key: value for key, value in given.items() if value is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """What an utterance means (`gilbeot understand`)."""

    text: str
    intent: str
    confidence: float
    slots: Mapping[str, Any]
    entities: tuple[Mapping[str, Any], ...] = field(default_factory=tuple)

    def as_json(self) -> dict[str, Any]:
        """The `understand` JSON of DESIGN §4."""
        return {
            "text": self.text,
            "intent": {"name": self.intent, "confidence": self.confidence},
            "slots": dict(self.slots),
            "entities": list(self.entities),
        }


class Bot(Protocol):
    """What channels need of the dialogue."""

    async def handle(self, turn: Turn) -> Reply:
        """Answers one utterance. Turns of one user are answered in order. Raises `BotError`."""

    async def understand(self, text: str, now: datetime | None = None) -> Understanding:
        """NLU only: nothing is remembered."""

    async def forget(self, conversation: str) -> None:
        """Deletes a conversation (`Turn.conversation`)."""


def merge_messages(messages: list[dict[str, Any]]) -> Reply:
    """One reply from all that the actions of a turn said; the last one's question and cards lead."""
    replies = []
    for message in messages:
        custom = message.get("custom") or {}
        if "reply" in custom:
            replies.append(REPLY.validate_python(custom["reply"]))
        elif message.get("text"):
            replies.append(Reply(text=message["text"], speech=spoken(message["text"])))
    if not replies:
        raise BotError("The dialogue gave no answer. Train the model again: make train")
    last = replies[-1]
    return replace(
        last,
        text=" ".join(reply.text for reply in replies),
        speech=" ".join(reply.speech for reply in replies),
        cards=tuple(card for reply in replies for card in reply.cards),
        assessment=next((reply.assessment for reply in reversed(replies) if reply.assessment), None),
    )


async def personal(
    turn: Turn, meaning: Understanding, config: Settings, answer: Callable[[], Awaitable[Reply]]
) -> Reply:
    """The answer, with what is kept of a user's voice: changed when asked for."""
    reply = await answer()
    if meaning.intent != "change_voice":
        return reply
    from assistant.speech.tts.changing import change
    from assistant.speech.tts.voices import voices_of

    try:
        voices = voices_of(config)
        text = await asyncio.to_thread(change, voices, turn.user_id, turn.text, turn.owner)
    except SpeechError as error:
        log.warning("voices: %s", error)
        text = error.user_message
    return Reply(text=text, speech=spoken(text))


_ENTITY_KEYS = ("entity", "role", "start", "end", "text", "value")


def understanding_of(text: str, parsed: Mapping[str, Any]) -> Understanding:
    """Rasa's parse result in our own terms. A bare fragment without context is a question about the way."""
    from assistant.nlu.annotate import from_entity, public, slots_of

    intent = parsed["intent"]["name"] or "out_of_scope"
    intent = {"nlu_fallback": "out_of_scope", "inform": "ask_route_safety"}.get(intent, intent)
    mentions = [from_entity(entity) for entity in parsed["entities"]]
    return Understanding(
        text=text,
        intent=intent,
        confidence=round(float(parsed["intent"].get("confidence") or 0.0), 4),
        slots={name: public(value) for name, value in slots_of(mentions, intent).items()},
        entities=tuple(
            {key: public(entity[key]) for key in _ENTITY_KEYS if key in entity}
            for entity in parsed["entities"]
        ),
    )


def said(turn: Turn, meaning: Understanding) -> Said:
    """The turn as the partners' desk sees it."""
    return Said(
        user_id=turn.conversation, text=turn.text, intent=meaning.intent, now=turn.now or datetime.now(UTC)
    )


def desk_of(config: Settings) -> Desk:
    """The partners of the settings. Raises `PartnersUnusable`."""
    try:
        return Desk(registered(config), sessions=config.max_conversations)
    except PartnersFileError as error:
        raise PartnersUnusable(str(error)) from error


def newest_model(folder: Path) -> Path:
    """The model that `make train` left there. Raises `ModelMissing`."""
    models = sorted(folder.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    if not models:
        raise ModelMissing(f"No trained model in {folder}. Run: make train")
    return models[-1]


class RasaBot:
    """A Rasa agent in this process. Load once; use from one event loop."""

    def __init__(self, agent: ServingAgent, config: Settings, desk: Desk | None = None) -> None:
        self._agent = agent
        self._config = config
        self._desk = desk or Desk((), sessions=config.max_conversations)
        self._users: OrderedDict[str, None] = OrderedDict()

    @classmethod
    def load(cls, model: Path | None = None, config: Settings | None = None) -> RasaBot:
        """Blocks for the time that Rasa, Kiwi and the model need. Raises `ModelMissing`, `PartnersUnusable`.

        TensorFlow is not loaded, unless the model holds a component that does need it.
        """
        config = config or settings()
        path = model or newest_model(config.model_dir)
        with _no_warnings(), lazily():
            from assistant.nlu.serving import UnusableModel, load_agent

            quiet_rasa()
            try:
                agent = load_agent(path)
            except UnusableModel as error:
                raise ModelMissing(f"{path} cannot be loaded by this version. Run: make train") from error
        return cls(agent, config, desk_of(config))

    async def handle(self, turn: Turn) -> Reply:
        """See `Bot`."""
        began = time.perf_counter()
        try:
            return await asyncio.wait_for(self._handle(turn, began), self._config.turn_timeout_s)
        except TimeoutError as error:
            raise TurnTimeout(f"The turn took longer than {self._config.turn_timeout_s:.0f} s.") from error

    async def _handle(self, turn: Turn, began: float) -> Reply:
        turn = replace(turn, text=clean(turn.text))
        early = early_reply(turn.text, max_text=self._config.max_text)
        if early is not None:
            return replace(early, timings_ms={"total": round((time.perf_counter() - began) * 1000, 2)})
        self._desk.interrupt(turn.conversation)
        self._remember(turn.conversation)
        metadata = turn.metadata()
        parsed = await self._parse(turn.text, metadata)
        meaning = understanding_of(turn.text, parsed)
        understood = time.perf_counter()
        known = self._agent.knows(turn.conversation)
        reply = await self._desk.turn(
            said(turn, meaning),
            self._intent,
            lambda: personal(turn, meaning, self._config, lambda: self._answer(turn, parsed, metadata)),
        )
        if known and not self._agent.knows(turn.conversation):
            await self.forget(turn.conversation)  # everything was deleted: what the partners know as well
        done = time.perf_counter()
        return replace(
            reply,
            intent=meaning.intent,
            slots=meaning.slots,
            timings_ms={
                "nlu": round((understood - began) * 1000, 2),
                "dialogue": round((done - understood) * 1000, 2),
                "total": round((done - began) * 1000, 2),
            },
        )

    async def _answer(self, turn: Turn, parsed: dict[str, Any], metadata: dict[str, Any]) -> Reply:
        """What Rasa and our actions answer."""
        from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

        channel = CollectingOutputChannel()
        message = UserMessage(
            turn.text,
            channel,
            turn.conversation,
            parse_data=parsed,
            metadata=metadata,
            input_channel="gilbeot",
        )
        await self._agent.handle_message(message)
        return merge_messages(channel.messages)

    async def understand(self, text: str, now: datetime | None = None) -> Understanding:
        """See `Bot`."""
        return understanding_of(text, await self._parse(text, {"now": now.isoformat()} if now else {}))

    async def _intent(self, text: str) -> str:
        return (await self.understand(text)).intent

    async def forget(self, conversation: str) -> None:
        """See `Bot`."""
        self._desk.forget(conversation)
        self._users.pop(conversation, None)
        self._agent.forget(conversation)

    async def _parse(self, text: str, metadata: dict[str, Any]) -> dict[str, Any]:
        from rasa.core.channels.channel import UserMessage

        processor = self._agent.processor
        assert processor is not None
        parsed: dict[str, Any] = await processor.parse_message(UserMessage(text, metadata=metadata))
        return parsed

    def _remember(self, conversation: str) -> None:
        """Keeps the number of conversations in memory bounded: the longest idle one goes first."""
        self._users[conversation] = None
        self._users.move_to_end(conversation)
        while len(self._users) > self._config.max_conversations:
            oldest, _ = self._users.popitem(last=False)
            self._desk.forget(oldest)
            self._agent.forget(oldest)


@contextmanager
def _no_warnings() -> Iterator[None]:
    """Rasa and TensorFlow greet every start with dozens of deprecation notes and reset any filter."""
    shown = warnings.showwarning
    warnings.showwarning = lambda *_, **__: None
    try:
        yield
    finally:
        warnings.showwarning = shown


def quiet_rasa() -> None:
    """Rasa prints utterances at debug level and long hints at start: keep warnings only."""
    import structlog

    for name in ("rasa", "rasa_sdk", "matplotlib", "apscheduler", "absl", "tensorflow", "h5py"):
        logging.getLogger(name).setLevel(logging.ERROR)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))


def settle() -> None:
    """What is loaded by now stays: the collector need not look at it again, which takes 0.1 s each time.

    Once in a process."""
    if not gc.get_freeze_count():
        gc.collect()
        gc.freeze()


class RemoteBot:
    """A remote Rasa server (`rasa run --enable-api`) behind the same protocol."""

    def __init__(self, url: str, config: Settings | None = None) -> None:
        self._config = config or settings()
        self._desk = desk_of(self._config)
        self._http = httpx.AsyncClient(base_url=url, timeout=self._config.timeout_s)

    async def handle(self, turn: Turn) -> Reply:
        """See `Bot`."""
        turn = replace(turn, text=clean(turn.text))
        early = early_reply(turn.text, max_text=self._config.max_text)
        if early is not None:
            return early
        self._desk.interrupt(turn.conversation)
        meaning = await self.understand(turn.text, turn.now)
        reply = await self._desk.turn(
            said(turn, meaning),
            self._intent,
            lambda: personal(turn, meaning, self._config, lambda: self._answer(turn)),
        )
        return replace(reply, intent=meaning.intent, slots=meaning.slots)

    async def _answer(self, turn: Turn) -> Reply:
        """What the Rasa server answers."""
        body = {"sender": turn.conversation, "message": turn.text, "metadata": turn.metadata()}
        return merge_messages(await self._post("/webhooks/rest/webhook", body))

    async def _intent(self, text: str) -> str:
        return (await self.understand(text)).intent

    async def understand(self, text: str, now: datetime | None = None) -> Understanding:  # noqa: ARG002
        """See `Bot`. Rasa's HTTP API takes no metadata: relative times are the server's own."""
        return understanding_of(text, await self._post("/model/parse", {"text": text}))

    async def forget(self, conversation: str) -> None:
        """See `Bot`."""
        self._desk.forget(conversation)
        path = f"/conversations/{quote(conversation, safe='')}/tracker/events"
        await self._post(path, {"event": "restart"})

    async def _post(self, path: str, body: dict[str, Any]) -> Any:
        try:
            answer = await self._http.post(path, json=body)
            answer.raise_for_status()
            return answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise BotError(f"The Rasa server at {self._http.base_url} does not answer: {error!r}") from error
