"""`Spoken` as CEK's response: speech in one or more pieces, a card for the screen, a reprompt."""

from __future__ import annotations

from typing import Any

from assistant.channels.clova.limits import LIMITS
from assistant.channels.clova.request import ClovaRequest, RequestType
from assistant.channels.clova.response import (
    Ask,
    AskSpeech,
    ClovaResponse,
    Reprompt,
    Response,
    Silence,
    SimpleSpeech,
    SpeechList,
    TextCard,
    Words,
)
from assistant.channels.fit import pieces
from assistant.channels.speaker import Memory, Spoken
from assistant.channels.speaker.lines import screenful
from assistant.channels.speaker.tables import say
from assistant.reply import Reply


def response(request: ClovaRequest, spoken: Spoken) -> ClovaResponse:
    """The answer."""
    return ClovaResponse(
        session_attributes={} if spoken.end else spoken.memory.attributes(),
        response=Response(
            output_speech=_speech(spoken.speech),
            card=_card(spoken.reply, request.lines),
            reprompt=None if spoken.end else _reprompt(spoken.ask or say("again")),
            should_end_session=spoken.end,
        ),
    )


def silence(request: ClovaRequest) -> ClovaResponse:
    """To a report: nothing is said, and a session that was open stays so."""
    goes_on = not request.session.new and request.request.type is not RequestType.ENDED
    memory = Memory.of(request.session.session_attributes)
    return ClovaResponse(
        session_attributes=memory.attributes() if goes_on else {},
        response=Response(output_speech=Silence(), should_end_session=not goes_on),
    )


def _speech(said: str) -> SimpleSpeech | SpeechList:
    found = pieces(said, LIMITS.speech, LIMITS.pieces) or [say("nothing")]
    words = tuple(Words(value=piece) for piece in found)
    return SimpleSpeech(values=words[0]) if len(words) == 1 else SpeechList(values=words)


def _reprompt(said: str) -> Reprompt:
    return Reprompt(output_speech=AskSpeech(values=Ask(value=said)))


def _card(reply: Reply, lines: int) -> dict[str, Any]:
    shown = screenful(reply, lines)
    if shown is None:
        return {}
    return TextCard(title=shown.title, level=shown.level, lines=shown.lines).template()
