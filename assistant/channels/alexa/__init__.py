"""Alexa custom skill: a launch or an intent with slots in, speech, a card and a screen out.

Alexa has no Korean locale: see docs/channels.md for what that means.
`assistant.api.routes_alexa` puts it on `POST /channels/alexa`.
"""

from assistant.channels.alexa.build import response, silence
from assistant.channels.alexa.request import AlexaRequest
from assistant.channels.alexa.response import AlexaResponse
from assistant.channels.alexa.trust import Refusal, Trust

__all__ = ["AlexaRequest", "AlexaResponse", "Refusal", "Trust", "response", "silence"]
