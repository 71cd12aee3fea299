"""From wording templates to a `Reply`: slots with particles, sentences, the spoken form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.answers.tables import table
from assistant.korean.josa import fill, josa
from assistant.korean.spoken import spoken
from assistant.reply import Card, Reply
from assistant.risk.model import Assessment

QUICK_REPLY_MAX = 14
"""Label length that the narrowest channel (KakaoTalk quick replies) shows whole."""


def phrase(key: str, /, **slots: object) -> str:
    """A filled template of `data/phrases.toml`, by dotted key."""
    node = table("phrases")
    *path, last = key.split(".")
    for part in path:
        node = node[part]
    return fill(str(node[last]), **slots)


def listed(words: Sequence[str]) -> str:
    """A list as people say it: 강풍 / 강풍과 호우 / 태풍, 강풍과 호우."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join([*words[:-2], josa(words[-2], '과')])} {words[-1]}"


def clipped(words: Sequence[str], limit: int) -> str:
    """The first `limit` words as a list, the rest counted: 서울과 경기 등 5가지."""
    if len(words) <= limit:
        return listed(words)
    return phrase("unknown.more", first=listed(words[:limit]), count=len(words))


def reply(
    sentences: Iterable[str],
    *,
    expects_reply: bool = False,
    cards: tuple[Card, ...] = (),
    quick_replies: Iterable[str] = (),
    assessment: Assessment | None = None,
) -> Reply:
    """A `Reply` from whole sentences; empty ones are dropped, the spoken form is made here."""
    text = " ".join(sentence.strip() for sentence in sentences if sentence.strip())
    return Reply(
        text=text,
        speech=spoken(text),
        expects_reply=expects_reply,
        cards=cards,
        quick_replies=tuple(label for label in quick_replies if len(label) <= QUICK_REPLY_MAX),
        assessment=assessment,
    )
