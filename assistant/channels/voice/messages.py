"""What a client sends (docs/voice-protocol.md). Unknown fields are ignored."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field, TypeAdapter

MAX_TEXT = 400
Mode = Literal["wake", "push", "text"]
Phrase = Annotated[str, Field(pattern=r"^[가-힣 ]{2,14}$")]


class AudioOut(BaseModel):
    """The sound that is wanted."""

    sample_rate: int = Field(default=22_050, ge=8_000, le=48_000)
    format: Literal["pcm16", "none"] = "pcm16"


class Place(BaseModel):
    """Where the device is, with the user's consent."""

    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)
    accuracy_m: float | None = Field(default=None, ge=0)


class Configure(BaseModel):
    """What may change later; a field that is left out stays as it is."""

    type: Literal["configure"]
    mode: Mode | None = None
    audio_out: AudioOut | None = None
    patience: float | None = Field(default=None, ge=0.5, le=3.0)
    wake_phrases: tuple[Phrase, ...] | None = Field(default=None, max_length=5)
    barge_in: bool | None = None
    location: Place | None = None


class Hello(BaseModel):
    """The first message."""

    type: Literal["hello"]
    token: str | None = Field(default=None, max_length=200)
    user_id: str | None = Field(default=None, min_length=1, max_length=128)
    client: str = Field(default="", max_length=100)
    sample_rate: int = Field(default=16_000, ge=8_000, le=48_000)
    mode: Mode = "wake"
    audio_out: AudioOut = Field(default_factory=AudioOut)
    patience: float | None = Field(default=None, ge=0.5, le=3.0)
    """As the server is set, if it is left out."""
    wake_phrases: tuple[Phrase, ...] = Field(default=(), max_length=5)
    barge_in: bool = True
    location: Place | None = None


class Typed(BaseModel):
    """A typed question."""

    type: Literal["text"]
    text: str = Field(max_length=20_000)


class Order(BaseModel):
    """A button."""

    type: Literal["start_listening", "stop_listening", "stop_pipeline", "bye"]


class Mute(BaseModel):
    """The microphone is switched off or on."""

    type: Literal["mute_mic"]
    muted: bool


class Played(BaseModel):
    """Sound came out of the loudspeaker to its end."""

    type: Literal["played"]
    id: str = Field(max_length=64)


Message = Configure | Typed | Order | Mute | Played
HELLO: TypeAdapter[Hello] = TypeAdapter(Hello)
MESSAGE: TypeAdapter[Message] = TypeAdapter(Annotated[Message, Field(discriminator="type")])
