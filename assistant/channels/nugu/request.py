"""What NUGU posts to a backend proxy. Only what is used is typed; everything else is ignored."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel
from pydantic.config import JsonDict

from assistant.channels.nugu.limits import LIMITS
from assistant.channels.speaker import Heard, Memory
from assistant.channels.speaker.compose import heard
from assistant.channels.speaker.model import MAX_UTTERANCE

_EXAMPLE: JsonDict = {
    "version": "2.0",
    "action": {
        "actionName": "answer.ask_route_safety",
        "parameters": {
            "destination": {"type": "PLACE", "value": "부산"},
            "time": {"type": "BID_DT_DAY", "value": "내일"},
        },
    },
    "event": {"type": ""},
    "context": {
        "session": {"id": "session-1", "isNew": True},
        "device": {"type": "speaker.nugu.nu200", "state": {}},
        "supportedInterfaces": {},
    },
}


class _Part(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="ignore", frozen=True)


def _nothing(value: Any) -> Any:
    return {} if value is None else value


class Parameter(_Part):
    """A parameter of the action: what was said, or nothing yet."""

    value: Annotated[str | None, Field(max_length=MAX_UTTERANCE)] = None


class Action(_Part):
    """What the play understood."""

    action_name: Annotated[str, Field(min_length=1, max_length=128)]
    parameters: Annotated[
        dict[Annotated[str, Field(max_length=LIMITS.name)], Parameter],
        BeforeValidator(_nothing),
        Field(max_length=LIMITS.parameters),
    ] = Field(default_factory=dict)


class Session(_Part):
    """The conversation; NUGU tells no user but in private plays and by OAuth."""

    id: Annotated[str, Field(min_length=1, max_length=256)]
    access_token: Annotated[str | None, Field(max_length=4096)] = None


class Context(_Part):
    """Where it was said."""

    session: Session


class PrivatePlay(_Part):
    """The user of a private play, hashed by NUGU."""

    user_key: Annotated[str | None, Field(max_length=256)] = None


class Profile(_Part):
    """Only in private plays."""

    private_play: PrivatePlay | None = None


class NuguRequest(_Part):
    """The whole request."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    action: Action
    context: Context
    profile: Profile | None = None

    @property
    def user(self) -> str:
        """The user of a private play, the linked account, or else this conversation alone."""
        private = self.profile.private_play if self.profile else None
        session = self.context.session
        return (private.user_key if private else None) or session.access_token or session.id

    def heard(self, name: str) -> Heard:
        """What the action of that name means."""
        given = {key: one.value for key, one in self.action.parameters.items() if one.value}
        kind, text = heard(_builtin(name), {key: given[key] for key in given if key not in OUTPUTS})
        # A play stays open until it says a closing prompt: what the user opened is always open.
        memory = Memory.of({"open": True, "misses": _number(given.get("misses", ""))})
        return Heard(app="nugu", user=self.user, kind=kind, text=text, memory=memory)


OUTPUTS = ("answer", "ask", "more", "level", "misses")
"""Backend parameters: ours to fill, never slots."""


def _builtin(name: str) -> str:
    return f"NUGU.{name}" if name in ("welcome", "exit", "fallback") else name


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) == 1 else 0
