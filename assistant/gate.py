"""What is answered before any understanding: nothing said, too much said, or not Korean.

Returns a helpful reply instead of an error, so that the conversation goes on.
"""

from __future__ import annotations

import re
import unicodedata

from assistant import answers
from assistant.reply import Reply

_HANGUL = re.compile(r"[가-힣ㄱ-ㅎㅏ-ㅣ]")
_LETTER = re.compile(r"[^\W\d_]")
_INVISIBLE = dict.fromkeys(
    [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF, 0x00AD], None
)


def clean(text: str) -> str:
    """Composed (NFC) text without invisible and control characters, white space folded."""
    composed = unicodedata.normalize("NFC", text).translate(_INVISIBLE)
    visible = "".join(char if char.isprintable() else " " for char in composed)
    return " ".join(visible.split())


def early_reply(text: str, *, max_text: int) -> Reply | None:
    """The reply to a cleaned text that needs no understanding, None if it is worth understanding."""
    if len(text) > max_text:
        return answers.too_long()
    if _HANGUL.search(text) or any(char.isdigit() for char in text):
        return None
    return answers.not_korean() if _LETTER.search(text) else answers.empty()
