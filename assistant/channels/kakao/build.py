"""A `Reply` as a skill response: the words first, then the card, then what else one could do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from assistant.answers.offers import offers
from assistant.channels.fit import cut, pieces, tidy
from assistant.channels.kakao import words
from assistant.channels.kakao.cards import PLAIN, Look, message, output, tables
from assistant.channels.kakao.limits import LIMITS
from assistant.channels.kakao.response import (
    Output,
    QuickReply,
    SimpleText,
    SkillResponse,
    Template,
    WaitData,
    WaitResponse,
)
from assistant.reply import Card, CardKind, Reply


def response(reply: Reply, look: Look = PLAIN, *, first: Iterable[str] = ()) -> SkillResponse:
    """The answer. `first` are quick replies that go before the reply's own."""
    shown = _shown(reply, look)[: LIMITS.outputs - 1]
    text = tidy(reply.text) or words.say("nothing")
    bubbles = pieces(text, LIMITS.simple_text, LIMITS.outputs - len(shown))
    said = tuple(Output(simple_text=SimpleText(text=piece)) for piece in bubbles)
    return SkillResponse(
        template=Template(
            outputs=(*said, *shown), quick_replies=quick_replies((*first, *reply.quick_replies)) or None
        )
    )


def plain(text: str, asks: Iterable[str] = ()) -> SkillResponse:
    """A sentence of our own."""
    return response(Reply(text=text, speech=text, quick_replies=tuple(asks)))


def waiting() -> WaitResponse:
    """The answer follows at the callbackUrl."""
    return WaitResponse(data=WaitData(text=words.say("wait")))


def quick_replies(asks: Iterable[str]) -> tuple[QuickReply, ...]:
    """Chips: a long one is cut on its face and says the whole. None twice."""
    asked = dict.fromkeys(text for text in map(tidy, asks) if text)
    found: dict[str, QuickReply] = {}
    for text in asked:
        face = cut(text, LIMITS.quick_reply_label)
        found.setdefault(face, QuickReply(label=face, message_text=text))
    return tuple(found.values())


def _shown(reply: Reply, look: Look) -> list[Output]:
    """The bubbles after the words, the most urgent first."""
    cards = [_unsaid(card, reply) for card in reply.cards]
    urgent = [card for card in cards if card.kind is CardKind.EMERGENCY]
    ways = [card for card in cards if card.kind is CardKind.ROUTE and card.items]
    others = [card for card in cards if card not in urgent and card not in ways]
    made = [output(card, look) for card in urgent]
    made += [output(ways[0], look), _offers(reply)] if len(ways) == 1 else [tables(ways, look=look)]
    made += [output(card, look) for card in others]
    return [one for one in made if one is not None]


def _unsaid(card: Card, reply: Reply) -> Card:
    """The card without a description that only repeats the words."""
    repeated = card.title and tidy(card.description) == tidy(reply.text)
    return replace(card, description="") if repeated else card


def _offers(reply: Reply) -> Output | None:
    """Other departures, modes and ways side by side, each with a button that asks about it."""
    found = offers(reply.assessment) if reply.assessment else ()
    face = words.label("offer")
    return tables(
        [offer.card for offer in found],
        [[message(face, offer.ask)] if offer.ask else [] for offer in found],
    )
