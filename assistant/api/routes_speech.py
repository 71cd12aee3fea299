"""`POST /v1/speech`: a text as sound, or a spoken question as a spoken answer."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, Self
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, model_validator

from assistant.api.access import needs, talker_of
from assistant.api.problems import Problem, validated
from assistant.channels.voice.hub import VoiceHub
from assistant.channels.voice.once import LONGEST_S, hear, speak
from assistant.channels.voice.services import Services
from assistant.dialogue import BotError, Turn, TurnTimeout
from assistant.reply import Reply
from assistant.speech.errors import (
    BadAudio,
    BadMarkup,
    EngineMissing,
    RecognizerMissing,
    SpeechError,
    SpeechTimeout,
    VoiceMissing,
)
from assistant.speech.tts.encode import MEDIA_TYPES, OPUS_RATES, Container, encode
from assistant.speech.tts.markup import Script, script
from assistant.store.api_keys import Scope

router = APIRouter(tags=["conversation"])

MAX_TEXT = 2_000
MAX_SOUND_BYTES = 4 * 1024 * 1024
"""A minute of 16-bit sound at up to 33 kHz, or of any rate when compressed."""
AT_ONCE = 2
"""Requests that are worked on at a time; engines make one sound after the other anyway."""
_HEADER_LETTERS = 400
_STATUS: tuple[tuple[type[SpeechError], int], ...] = (
    (VoiceMissing, 422),
    (BadMarkup, 422),
    (BadAudio, 422),
    (EngineMissing, 503),
    (RecognizerMissing, 503),
    (SpeechTimeout, 504),
)


class SoundOut(BaseModel):
    """The sound that is wanted."""

    format: Container = Field(default=Container.WAV, description="wav, pcm (16-bit little-endian mono), opus")
    sample_rate: int | None = Field(
        default=None, ge=8_000, le=48_000, description="22050 by default, 24000 for opus"
    )
    voice: str | None = Field(default=None, max_length=40, description="A voice; default: the user's.")
    user_id: str | None = Field(default=None, min_length=1, max_length=128)

    @model_validator(mode="after")
    def _opus_takes_some_rates(self) -> Self:
        if self.format is Container.OPUS and self.rate not in OPUS_RATES:
            raise ValueError(f"opus takes {', '.join(map(str, OPUS_RATES))} samples a second")
        return self

    @property
    def rate(self) -> int:
        """Samples a second."""
        return self.sample_rate or (24_000 if self.format is Container.OPUS else 22_050)


class SpeechIn(SoundOut):
    """A text to be spoken."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"text": "내일 가시는 길은 '주의' 단계예요.", "format": "opus"}]}
    )

    text: str = Field(min_length=1, max_length=MAX_TEXT)
    markup: bool = Field(default=False, description="`text` is SSML (docs/voice.md) instead of plain text.")


_SOUND = {"schema": {"type": "string", "format": "binary"}}
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": SpeechIn.model_json_schema()},
            **dict.fromkeys(("audio/wav", "audio/ogg", "audio/flac", "audio/mpeg"), _SOUND),
        },
    }
}
_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"description": "Sound", "content": dict.fromkeys(MEDIA_TYPES.values(), _SOUND)},
    413: {"description": "A problem document: the body is too large"},
    415: {"description": "A problem document: neither JSON nor sound"},
    422: {"description": "A problem document: no such voice, bad markup, no sound, or nothing was said"},
    502: {"description": "A problem document: an engine or the dialogue failed"},
    503: {"description": "A problem document: not ready, or no engine"},
    504: {"description": "A problem document: it took too long"},
}


@router.post(
    "/v1/speech",
    summary="Speak a text, or answer a spoken question aloud",
    response_class=Response,
    responses=_ANSWERS,
    openapi_extra=_BODY,
    dependencies=[Depends(needs(Scope.TALK))],
)
async def speech(request: Request, wanted: Annotated[SoundOut, Query()]) -> Response:
    """JSON: `text` as sound. Sound (WAV, FLAC, OGG, MP3; at most a minute): the answer as sound.

    What was understood and what is answered stand in the headers `X-Gilbeot-Heard` and `X-Gilbeot-Reply`, as
    percent-encoded UTF-8. The query tells the format of an answer to sound, and whose conversation it is."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    hub: VoiceHub = request.app.state.voice_hub
    gate: asyncio.Semaphore = request.app.state.speech_gate
    body = await request.body()
    try:
        if kind == "application/json":
            given = validated(SpeechIn, body)
            async with gate:
                return await _spoken(hub.services, given, _script(given), talker_of(request))
        if kind.startswith("audio/") or kind == "application/ogg":
            return await _answered(request, hub.services, body, wanted, gate)
    except SpeechError as error:
        raise _problem(error) from None
    raise Problem(415, "wrong_kind", "Neither JSON nor sound", "Send application/json or audio/wav.")


def _script(given: SpeechIn) -> str | Script:
    return script(given.text) if given.markup else given.text


async def _spoken(services: Services, wanted: SoundOut, text: str | Script, owner: str) -> Response:
    sound = await speak(
        services, text, sample_rate=wanted.rate, voice=wanted.voice, user=wanted.user_id, owner=owner
    )
    data = await asyncio.to_thread(encode, sound, wanted.format)
    headers = {"X-Gilbeot-Sample-Rate": str(wanted.rate), "Cache-Control": "no-store"}
    return Response(data, media_type=MEDIA_TYPES[wanted.format], headers=headers)


async def _answered(
    request: Request, services: Services, sound: bytes, wanted: SoundOut, gate: asyncio.Semaphore
) -> Response:
    if services.bot() is None:
        raise Problem(503, "not_ready", "The assistant is still starting", "Try again in a few seconds.")
    async with gate:
        heard = await hear(services, sound)
    if not heard.text:
        raise Problem(422, "nothing_said", "Nothing was understood", "Speak nearer to the microphone.")
    reply = await _reply(request, services, heard.text, wanted.user_id)
    async with gate:
        response = await _spoken(services, wanted, reply.speech or reply.text, talker_of(request))
    response.headers["X-Gilbeot-Heard"] = quote(heard.text[:_HEADER_LETTERS])
    response.headers["X-Gilbeot-Reply"] = quote(reply.text[:_HEADER_LETTERS])
    return response


async def _reply(request: Request, services: Services, text: str, user_id: str | None) -> Reply:
    bot = services.bot()
    assert bot is not None
    # Who gives no name has no conversation that could go on.
    user = user_id or f"speech-{id(request):x}"
    turn = Turn(
        user_id=user,
        text=text,
        now=services.now(),
        scenario=services.scenario,
        owner=talker_of(request),
    )
    try:
        return await bot.handle(turn)
    except TurnTimeout as error:
        raise Problem(504, "turn_timeout", "The answer took too long", str(error)) from None
    except BotError as error:
        raise Problem(502, "dialogue_unavailable", "The dialogue is not available", str(error)) from None
    finally:
        if user_id is None:
            await bot.forget(turn.conversation)


def _problem(error: SpeechError) -> Problem:
    status = next((status for kind, status in _STATUS if isinstance(error, kind)), 502)
    detail = f"At most {LONGEST_S:.0f} s." if error.code == "speech-too-long" else str(error)
    return Problem(status, error.code.replace("-", "_"), error.user_message, detail)
