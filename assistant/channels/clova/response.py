"""What CEK gets back. Nothing can be longer than `limits.py` allows: it is cut to fit."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from assistant.channels.clova.limits import LIMITS, MOST_LINES
from assistant.channels.fit import AtMost, Fit


class _Part(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid", frozen=True)


class Words(_Part):
    """SpeechInfoObject: words for the synthesiser."""

    type: Literal["PlainText"] = "PlainText"
    lang: Literal["ko"] = "ko"
    value: Annotated[str, Fit(LIMITS.speech)]


class Ask(Words):
    """The words of a reprompt."""

    value: Annotated[str, Fit(LIMITS.ask)]


class SimpleSpeech(_Part):
    """One piece."""

    type: Literal["SimpleSpeech"] = "SimpleSpeech"
    values: Words


class SpeechList(_Part):
    """Several pieces, one after the other."""

    type: Literal["SpeechList"] = "SpeechList"
    values: Annotated[tuple[Words, ...], AtMost(LIMITS.pieces, least=1)]


class Silence(_Part):
    """Nothing is said: `{}`."""


class AskSpeech(_Part):
    """What a reprompt says."""

    type: Literal["SimpleSpeech"] = "SimpleSpeech"
    values: Ask


class Reprompt(_Part):
    """Said once when the user stays silent; only with an open session."""

    output_speech: AskSpeech


class TextCard(BaseModel):
    """The content template "Text", shown as a paragraph. `{}` where there is no screen."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Annotated[str, Fit(LIMITS.title)]
    level: Annotated[str, Fit(LIMITS.level, least=0)] = ""
    lines: Annotated[tuple[Annotated[str, Fit(LIMITS.line)], ...], AtMost(MOST_LINES)] = ()

    def template(self) -> dict[str, Any]:
        """With every field that the template has."""
        paragraph = "\n".join(part for part in (self.title, self.level, *self.lines) if part)
        cell = {"item1": _string(""), "item2": _string(""), "item2Link": {"type": "", "value": ""}}
        return {
            "type": "Text",
            "meta": {"version": _string("v0.1")},
            "failureMessage": _string(self.title),
            "actionList": [{"type": "action", "value": ""}],
            "paragraphText": _string(paragraph),
            **{key: _string("") for key in _TEXTS},
            **{key: {"type": "url", "value": ""} for key in _URLS},
            "tableList": [cell],
        }


_TEXTS = (
    "mainText",
    "subText",
    "sentenceText",
    "highlightText",
    "referenceText",
    "emotionCode",
    "motionCode",
)
_URLS = ("bgUrl", "imageUrl", "linkUrl", "referenceUrl")


def _string(value: str) -> dict[str, str]:
    return {"type": "string", "value": value}


class Response(_Part):
    """What is said and shown, and whether the session goes on."""

    output_speech: SimpleSpeech | SpeechList | Silence
    card: dict[str, Any] = Field(default_factory=dict)
    """A content template, or empty."""
    directives: tuple[dict[str, Any], ...] = Field(default=(), max_length=0)
    """None: only music has any."""
    reprompt: Reprompt | None = None
    should_end_session: bool


class ClovaResponse(_Part):
    """The whole response."""

    version: Literal["0.1.0"] = "0.1.0"
    session_attributes: dict[str, Any] = Field(default_factory=dict)
    response: Response

    def wire(self) -> dict[str, Any]:
        """What is sent."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)
