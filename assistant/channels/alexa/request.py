"""What Alexa posts to a skill. Only what is used is typed; everything else is ignored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import (
    AliasChoices,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    model_validator,
)
from pydantic.alias_generators import to_camel
from pydantic.config import JsonDict

from assistant.channels.alexa.limits import LIMITS
from assistant.channels.alexa.viewport import Viewport
from assistant.channels.alexa.words import in_korean
from assistant.channels.speaker import Heard, Kind, Memory
from assistant.channels.speaker.compose import heard
from assistant.channels.speaker.model import MAX_UTTERANCE

_EXAMPLE: JsonDict = {
    "version": "1.0",
    "session": {
        "new": True,
        "sessionId": "s",
        "application": {"applicationId": "amzn1.ask.skill.x"},
        "attributes": {},
        "user": {"userId": "amzn1.ask.account.x"},
    },
    "context": {"System": {"application": {"applicationId": "amzn1.ask.skill.x"}}},
    "request": {
        "type": "IntentRequest",
        "requestId": "amzn1.echo-api.request.x",
        "timestamp": "2026-11-27T00:00:00Z",
        "locale": "en-US",
        "intent": {
            "name": "ask_route_safety",
            "slots": {
                "destination": {"name": "destination", "value": "부산"},
                "time": {"name": "time", "value": "2026-11-28"},
            },
        },
    },
}
APL = "Alexa.Presentation.APL"


class _Part(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="ignore", frozen=True)


def _nothing(value: Any) -> Any:
    return {} if value is None else value


Id = Annotated[str, Field(min_length=1, max_length=1024)]
Name = Annotated[str, Field(min_length=1, max_length=LIMITS.name)]
Words = Annotated[str, Field(max_length=MAX_UTTERANCE)]


class User(_Part):
    """Whose Alexa it is, as this skill knows them."""

    user_id: Id


class Application(_Part):
    """Which skill is spoken to."""

    application_id: Id


class Session(_Part):
    """The conversation; events of a skill have none."""

    attributes: Annotated[dict[str, Any], BeforeValidator(_nothing)] = Field(default_factory=dict)
    application: Application | None = None
    user: User | None = None


class Device(_Part):
    """What is spoken to."""

    supported_interfaces: Annotated[dict[str, Any], BeforeValidator(_nothing)] = Field(default_factory=dict)


class System(_Part):
    """Where it was said."""

    application: Application | None = None
    user: User | None = None
    device: Device | None = None


def _capital(name: str) -> Any:
    return Field(default=None, validation_alias=AliasChoices(name, name.lower()))


class Context(_Part):
    """What the device is doing and what it has."""

    system: System | None = _capital("System")
    viewport: Viewport | None = _capital("Viewport")


class Named(_Part):
    """A value of a slot's type."""

    name: Words


class Resolved(_Part):
    """One entry of a slot's type that fits."""

    value: Named


class Status(_Part):
    """Whether any entry fits."""

    code: str


class Authority(_Part):
    """What one list of values makes of the words."""

    status: Status
    values: Annotated[tuple[Resolved, ...], Field(max_length=100)] = ()


class Resolutions(_Part):
    """What lists of values make of the words."""

    resolutions_per_authority: Annotated[tuple[Authority, ...], Field(max_length=20)] = ()


class Slot(_Part):
    """A part of what was said."""

    value: Words | None = None
    resolutions: Resolutions | None = None

    @property
    def text(self) -> str:
        """The entry that Alexa found ("Busan" for "Pusan"), else the words themselves."""
        for authority in self.resolutions.resolutions_per_authority if self.resolutions else ():
            if authority.status.code == "ER_SUCCESS_MATCH" and authority.values:
                return authority.values[0].value.name
        return self.value or ""


class Intent(_Part):
    """What Alexa understood."""

    name: Name
    slots: Annotated[dict[Name, Slot], BeforeValidator(_nothing), Field(max_length=LIMITS.slots)] = Field(
        default_factory=dict
    )


class What(_Part):
    """The request itself."""

    type: Name
    request_id: Id
    timestamp: AwareDatetime
    intent: Intent | None = None

    @model_validator(mode="after")
    def _complete(self) -> What:
        if self.type == "IntentRequest" and self.intent is None:
            raise ValueError("an IntentRequest needs its intent")
        return self


class AlexaRequest(_Part):
    """The whole request. A user and a skill must be named, in the session or in the context."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    session: Session = Field(default_factory=Session)
    context: Context = Field(default_factory=Context)
    request: What

    @model_validator(mode="after")
    def _somebody(self) -> AlexaRequest:
        if not self.user:
            raise ValueError("session.user.userId or context.System.user.userId is needed")
        if not self.app:
            raise ValueError("session.application.applicationId is needed")
        return self

    @property
    def user(self) -> str:
        """Alexa's id of the user."""
        found = self.session.user or (self.context.system.user if self.context.system else None)
        return found.user_id if found else ""

    @property
    def app(self) -> str:
        """The skill's id."""
        system = self.context.system
        found = self.session.application or (system.application if system else None)
        return found.application_id if found else ""

    @property
    def screen(self) -> Viewport | None:
        """The screen, if the device draws APL."""
        device = self.context.system.device if self.context.system else None
        if device is None or APL not in device.supported_interfaces:
            return None
        return self.context.viewport or Viewport()

    @property
    def silent(self) -> bool:
        """The end of a session, or a report: Alexa takes no words for it."""
        return self.request.type not in ("LaunchRequest", "IntentRequest")

    @property
    def leaves(self) -> bool:
        """Whether the user has switched the skill off: what is kept for them goes."""
        return self.request.type == "AlexaSkillEvent.SkillDisabled"

    def heard(self) -> Heard:
        """What it means."""
        memory = Memory.of(self.session.attributes)
        kind, text = _said(self.request)
        return Heard(app=self.app, user=self.user, kind=kind, text=text, memory=memory)


def _said(request: What) -> tuple[Kind, str]:
    if request.type == "LaunchRequest":
        return Kind.LAUNCH, ""
    if request.type == "IntentRequest" and request.intent is not None:
        return heard(request.intent.name, _slots(request.intent.slots))
    return Kind.ENDED, ""


def _slots(slots: Mapping[str, Slot]) -> dict[str, str]:
    return {name: in_korean(name, slot.text) for name, slot in slots.items() if slot.text}
