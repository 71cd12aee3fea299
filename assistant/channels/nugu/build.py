"""`Spoken` as NUGU's output: every parameter of the request comes back, the answer beside them."""

from __future__ import annotations

from assistant.answers.tables import level_word
from assistant.channels.fit import tidy
from assistant.channels.nugu.request import OUTPUTS, NuguRequest
from assistant.channels.nugu.response import NuguResponse, Output
from assistant.channels.speaker import Spoken
from assistant.channels.speaker.tables import label, say


def response(request: NuguRequest, spoken: Spoken) -> NuguResponse:
    """The answer."""
    levels = [card.level for card in spoken.reply.cards if card.level]
    kept = {key: one.value or "" for key, one in request.action.parameters.items() if key not in OUTPUTS}
    said = {
        "answer": tidy(spoken.speech) or say("nothing"),
        "ask": spoken.ask,
        "more": "N" if spoken.end else "Y",
        "level": label("level", level=level_word(levels[0])) if levels else "",
        "misses": str(spoken.memory.misses),
    }
    return NuguResponse(output=Output.model_validate(kept | said))
