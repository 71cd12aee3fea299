"""`Spoken` as Alexa's response: speech, a card for the app, a document for the screen, a reprompt."""

from __future__ import annotations

from assistant.channels.alexa.limits import LIMITS
from assistant.channels.alexa.request import AlexaRequest
from assistant.channels.alexa.response import (
    AlexaResponse,
    AskSpeech,
    Datasources,
    RenderDocument,
    Reprompt,
    Response,
    Shown,
    SimpleCard,
    Speech,
)
from assistant.channels.fit import tidy
from assistant.channels.speaker import Spoken
from assistant.channels.speaker.lines import screenful
from assistant.channels.speaker.tables import say
from assistant.reply import Reply


def response(request: AlexaRequest, spoken: Spoken) -> AlexaResponse:
    """The answer."""
    ask = AskSpeech(text=tidy(spoken.ask) or say("again"))
    return AlexaResponse(
        session_attributes={} if spoken.end else spoken.memory.attributes(),
        response=Response(
            output_speech=Speech(text=tidy(spoken.speech) or say("nothing")),
            card=_card(spoken.reply),
            directives=_screen(request, spoken.reply),
            reprompt=None if spoken.end else Reprompt(output_speech=ask),
            should_end_session=spoken.end,
        ),
    )


def silence() -> AlexaResponse:
    """To the end of a session and to reports, for which Alexa takes no words."""
    return AlexaResponse(response=Response())


def _card(reply: Reply) -> SimpleCard | None:
    shown = screenful(reply, LIMITS.lines)
    if shown is None:
        return None
    content = "\n".join(line for line in (shown.level, *shown.lines) if line)
    return SimpleCard(title=shown.title, content=content or shown.title)


def _screen(request: AlexaRequest, reply: Reply) -> tuple[RenderDocument, ...] | None:
    screen = request.screen
    shown = screenful(reply, screen.lines) if screen else None
    if shown is None:
        return None
    filled = Shown(title=shown.title, level=shown.level, lines=shown.lines)
    return (RenderDocument(datasources=Datasources(gilbeot=filled)),)
