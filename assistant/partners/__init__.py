"""News, knowledge, music, and hand-over to another assistant: partner services in the same conversation.

A partner is a class with a name and three methods (`model.Partner`): can you take this request, answer it,
stop. It is found by entry point (`registry`), runs on a thread of its own (`worker`) behind a circuit breaker
(`assistant.breaker`), and what it says is cleaned (`clean`). `desk.Desk` decides who answers (`names`,
`routing`) and remembers whose turn it is (`sessions`). Safety answers, emergencies and open questions of
길벗 always win.
`ducking` lets the turn machine of a voice channel make music quieter while somebody speaks or listens.
Nothing here knows Rasa. docs/partners.md is the cookbook.
"""

from assistant.partners.ducking import Ducking, Quieter, ducking
from assistant.partners.errors import BadPartnerAnswer, NotConfigured, PartnerDown, PartnerError
from assistant.partners.model import Answer, Options, Partner, Request, TripHint

__all__ = [
    "Answer",
    "BadPartnerAnswer",
    "Ducking",
    "NotConfigured",
    "Options",
    "Partner",
    "PartnerDown",
    "PartnerError",
    "Quieter",
    "Request",
    "TripHint",
    "ducking",
]
