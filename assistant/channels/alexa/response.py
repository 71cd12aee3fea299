"""What Alexa gets back. Nothing can be longer than `limits.py` allows: it is cut to fit."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from assistant.channels.alexa.limits import LIMITS
from assistant.channels.fit import AtMost, Fit


class _Part(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid", frozen=True)


def _plain(text: str) -> str:
    """Without what a Text of APL would read as markup."""
    return text.translate(str.maketrans("<>", "〈〉"))


Plain = AfterValidator(_plain)


class Speech(_Part):
    """Words for the synthesiser."""

    type: Literal["PlainText"] = "PlainText"
    text: Annotated[str, Fit(LIMITS.speech)]


class AskSpeech(Speech):
    """The words of a reprompt."""

    text: Annotated[str, Fit(LIMITS.ask)]


class Reprompt(_Part):
    """Said once when the user stays silent."""

    output_speech: AskSpeech


class SimpleCard(_Part):
    """A card of the Alexa app."""

    type: Literal["Simple"] = "Simple"
    title: Annotated[str, Fit(LIMITS.title)]
    content: Annotated[str, Fit(LIMITS.card - LIMITS.title)]


class Shown(_Part):
    """What the document of `data/screen.json` is filled with."""

    title: Annotated[str, Fit(LIMITS.title), Plain]
    level: Annotated[str, Fit(LIMITS.level, least=0), Plain] = ""
    lines: Annotated[tuple[Annotated[str, Fit(LIMITS.line), Plain], ...], AtMost(LIMITS.lines)] = ()


class Datasources(_Part):
    """By the name that the document uses."""

    gilbeot: Shown


@cache
def document() -> dict[str, Any]:
    """The APL document: title, level in words, lines; for any size and shape of screen."""
    text = (files(__package__) / "data" / "screen.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


class RenderDocument(_Part):
    """Draws on the screen."""

    type: Literal["Alexa.Presentation.APL.RenderDocument"] = "Alexa.Presentation.APL.RenderDocument"
    token: Literal["gilbeot"] = "gilbeot"  # noqa: S105 - a name, not a secret
    document: dict[str, Any] = Field(default_factory=document)
    datasources: Datasources


class Response(_Part):
    """What is said and shown, and whether the session goes on. Empty where Alexa takes no words."""

    output_speech: Speech | None = None
    card: SimpleCard | None = None
    directives: Annotated[tuple[RenderDocument, ...], AtMost(1)] | None = None
    reprompt: Reprompt | None = None
    should_end_session: bool | None = None


class AlexaResponse(_Part):
    """The whole response."""

    version: Literal["1.0"] = "1.0"
    session_attributes: dict[str, Any] = Field(default_factory=dict)
    response: Response

    def wire(self) -> dict[str, Any]:
        """What is sent."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)
