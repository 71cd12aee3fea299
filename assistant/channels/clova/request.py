"""What CEK posts to an extension. Only what is used is typed; everything else is ignored."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel
from pydantic.config import JsonDict

from assistant.channels.clova.limits import LIMITS, LINE_PX, LINES, MOST_LINES
from assistant.channels.speaker import Heard, Kind, Memory
from assistant.channels.speaker.compose import heard
from assistant.channels.speaker.model import MAX_UTTERANCE

_EXAMPLE: JsonDict = {
    "version": "0.1.0",
    "session": {"new": True, "sessionAttributes": {}, "sessionId": "s", "user": {"userId": "V0qe"}},
    "context": {
        "System": {
            "application": {"applicationId": "com.example.gilbeot"},
            "user": {"userId": "V0qe"},
            "device": {"deviceId": "d", "display": {"size": "l100"}},
        }
    },
    "request": {
        "type": "IntentRequest",
        "intent": {
            "name": "ask_route_safety",
            "slots": {
                "destination": {"name": "destination", "value": "부산"},
                "time": {"name": "time", "value": "내일"},
            },
        },
    },
}


class _Part(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="ignore", frozen=True)


def _nothing(value: Any) -> Any:
    return {} if value is None else value


Id = Annotated[str, Field(min_length=1, max_length=512)]
Name = Annotated[str, Field(min_length=1, max_length=LIMITS.name)]


class RequestType(StrEnum):
    """What a request is."""

    LAUNCH = "LaunchRequest"
    INTENT = "IntentRequest"
    EVENT = "EventRequest"
    ENDED = "SessionEndedRequest"


class User(_Part):
    """Who speaks."""

    user_id: Id


class Session(_Part):
    """The conversation. `user` is who speaks now; the device has a user of its own."""

    new: bool = False
    session_attributes: Annotated[dict[str, Any], BeforeValidator(_nothing)] = Field(default_factory=dict)
    user: User | None = None


class Application(_Part):
    """Which extension is spoken to."""

    application_id: Id


class ContentLayer(_Part):
    """What of a screen is for the extension, in pixels."""

    height: Annotated[int, Field(ge=0, le=100_000)] = 0


class Display(_Part):
    """The screen of a device."""

    size: str = "none"
    content_layer: ContentLayer | None = None

    @property
    def lines(self) -> int:
        """How many lines of a card it shows; 0 for no screen."""
        if self.size != "custom":
            return LINES.get(self.size, 0)
        return min((self.content_layer.height if self.content_layer else 0) // LINE_PX, MOST_LINES)


class Device(_Part):
    """What is spoken to."""

    display: Display | None = None


class System(_Part):
    """Where it was said."""

    application: Application
    user: User | None = None
    device: Device | None = None


class Context(_Part):
    """What the device is doing."""

    system: Annotated[System, Field(validation_alias=AliasChoices("System", "system"))]


class Slot(_Part):
    """A part of what was said."""

    value: Annotated[str | None, Field(max_length=MAX_UTTERANCE)] = None


class Intent(_Part):
    """What CLOVA understood."""

    name: Name
    slots: Annotated[dict[Name, Slot], BeforeValidator(_nothing), Field(max_length=LIMITS.slots)] = Field(
        default_factory=dict
    )


class Event(_Part):
    """What happened on the device, or to the extension."""

    namespace: Name
    name: Name


class What(_Part):
    """The request itself."""

    type: RequestType
    intent: Intent | None = None
    event: Event | None = None

    @model_validator(mode="after")
    def _complete(self) -> What:
        if self.type is RequestType.INTENT and self.intent is None:
            raise ValueError("an IntentRequest needs its intent")
        return self


class ClovaRequest(_Part):
    """The whole request. Some user must be named: who speaks, or whose device it is."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    session: Session = Field(default_factory=Session)
    context: Context
    request: What

    @model_validator(mode="after")
    def _somebody(self) -> ClovaRequest:
        if self.session.user is None and self.context.system.user is None:
            raise ValueError("session.user.userId or context.System.user.userId is needed")
        return self

    @property
    def app(self) -> str:
        """The extension's id."""
        return self.context.system.application.application_id

    @property
    def lines(self) -> int:
        """How many lines of a card the device shows."""
        device = self.context.system.device
        return device.display.lines if device and device.display else 0

    @property
    def silent(self) -> bool:
        """A report, or the end: nothing is said to it."""
        return self.request.type in (RequestType.EVENT, RequestType.ENDED)

    @property
    def leaves(self) -> bool:
        """Whether the user has switched the extension off: what is kept for them goes."""
        event = self.request.event
        return event is not None and (event.namespace, event.name) == ("ClovaSkill", "SkillDisabled")

    def heard(self) -> Heard:
        """What it means."""
        user = self.session.user or self.context.system.user
        memory = Memory.of(self.session.session_attributes)
        kind, text = self._said()
        return Heard(app=self.app, user=user.user_id if user else "", kind=kind, text=text, memory=memory)

    def _said(self) -> tuple[Kind, str]:
        match self.request.type, self.request.intent:
            case RequestType.LAUNCH, _:
                return Kind.LAUNCH, ""
            case RequestType.INTENT, Intent(name=name, slots=slots):
                return heard(name, {key: slot.value for key, slot in slots.items() if slot.value})
            case _:
                return Kind.ENDED, ""
