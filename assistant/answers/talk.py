"""Everything else 길벗 says: questions back, limits, help. Each keeps the conversation open."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answers import names
from assistant.answers.say import phrase, reply
from assistant.places.model import Place
from assistant.reply import Reply

_EXAMPLES = ("내일 부산 괜찮아?", "지금 강남역 위험해?", "특보 알려줘")
_SHOWN = 24
"""Characters of the user's words that are repeated back."""


def ask_destination() -> Reply:
    """어디로 가세요?"""
    return reply([phrase("ask.destination")], expects_reply=True, quick_replies=("부산", "강릉", "제주"))


def ask_which(candidates: Sequence[Place]) -> Reply:
    """Which of the places that share a name; at most three are offered."""
    offered = list(dict.fromkeys(full_name(p) for p in candidates))[:3]
    if len(offered) < 2:
        return ask_destination()
    key = "ask.which_two" if len(offered) == 2 else "ask.which_three"
    slots = dict(zip("abc", offered, strict=False))
    return reply(
        [phrase(key, **slots)], expects_reply=True, quick_replies=[o for o in offered if len(o) <= 14]
    )


def full_name(place: Place) -> str:
    """The name that tells it from its namesakes: 경기도 광주시, 광주광역시."""
    if place.region_name and place.name not in place.region_name:
        return f"{place.region_name} {place.name}"
    return place.region_name if place.region_name.endswith(place.name) and place.region_name else place.name


def unknown_place(text: str) -> Reply:
    """A place name that the gazetteer does not know."""
    return _back("error.unknown_place", quoted=_quoted(text))


def past_time() -> Reply:
    """The time asked about is over."""
    return _back("error.past_time")


def bad_time(text: str) -> Reply:
    """A time that does not exist (13월 40일)."""
    return _back("error.bad_time", quoted=_quoted(text))


def same_place(place: str | None = None) -> Reply:
    """Origin and destination are the same."""
    return _back("error.same_place", place=names.short(place)) if place else _back("error.same_place_plain")


def no_way(reason: str) -> Reply:
    """No route; `reason` is a Korean sentence that says why and what to do."""
    return reply(
        [reason or phrase("error.no_way")],
        expects_reply=True,
        quick_replies=("기차로 가면?", "자동차로 가면?"),
    )


def too_long() -> Reply:
    """The message is too long to be understood."""
    return _back("error.too_long")


def empty() -> Reply:
    """Nothing was said."""
    return _back("error.empty")


def not_korean() -> Reply:
    """Another language: a Korean line; the English hint is shown, not spoken."""
    said = reply([phrase("error.not_korean")], expects_reply=True, quick_replies=_EXAMPLES)
    hint = phrase("error.english_hint")
    return Reply(
        text=f"{said.text} {hint}",
        speech=said.speech,
        expects_reply=True,
        quick_replies=said.quick_replies,
    )


def fallback() -> Reply:
    """Not understood, or not ours to do."""
    return _back("error.fallback")


def help_reply() -> Reply:
    """What one can ask."""
    return _back("error.help")


def service_down() -> Reply:
    """The engine does not answer."""
    return reply([phrase("error.service_down")], quick_replies=("다시 물어보기",))


def _back(key: str, **slots: object) -> Reply:
    return reply([phrase(key, **slots)], expects_reply=True, quick_replies=_EXAMPLES)


def _quoted(text: str) -> str:
    text = " ".join(text.split())
    return f"'{text if len(text) <= _SHOWN else text[: _SHOWN - 1] + '…'}'"
