"""CLOVA extension (CEK): a launch, an intent with slots or an event in, speech and a card out.

`assistant.api.routes_clova` puts it on `POST /channels/clova`.
"""

from assistant.channels.clova.build import response, silence
from assistant.channels.clova.request import ClovaRequest
from assistant.channels.clova.response import ClovaResponse
from assistant.channels.clova.trust import Trust

__all__ = ["ClovaRequest", "ClovaResponse", "Trust", "response", "silence"]
