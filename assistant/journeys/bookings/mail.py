"""Mails (`.eml`): their HTML parts, their text, and attached calendars and passes."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage, Message

MAX_PARTS = 200
MAX_DEPTH = 8


def parts(data: bytes) -> Iterator[tuple[str, bytes, str | None]]:
    """The parts of a mail: media type or the ending of the file's name, content, and charset."""
    message = message_from_bytes(data, policy=policy.default)
    yield from _parts(message, [MAX_PARTS], 0)


def _parts(message: Message, left: list[int], depth: int) -> Iterator[tuple[str, bytes, str | None]]:
    if depth > MAX_DEPTH or left[0] <= 0:
        return
    if message.is_multipart():
        for each in message.get_payload():
            if isinstance(each, Message):
                yield from _parts(each, left, depth + 1)
        return
    left[0] -= 1
    try:
        content = message.get_payload(decode=True)
        kind, charset = message.get_content_type(), message.get_content_charset()
        name = message.get_filename() or "" if isinstance(message, EmailMessage) else ""
    except (ValueError, LookupError, KeyError, AttributeError, TypeError):
        return
    if isinstance(content, bytes) and content:
        yield _sort(kind, name), content, charset


def _sort(kind: str, name: str) -> str:
    ending = name.rpartition(".")[2].lower()
    return ending if ending in ("ics", "pkpass", "pkpasses", "html", "htm", "json", "eml") else kind
