"""How people really say it: wake words, fillers, lost spaces, slips of the thumb. Seeded, mild."""

from __future__ import annotations

import random

WAKE = ["하이 엘지", "하이엘지", "길벗아", "길벗", "길벗아 있잖아", "헤이 길벗", "저기 길벗아"]
FILLERS = [
    "음",
    "어",
    "저기",
    "그",
    "있잖아",
    "아니",
    "근데",
    "혹시",
    "야",
    "아 맞다",
    "잠깐만",
    "그니까",
    "저기요",
]
# Frequent misspellings and speech-recognition slips: right -> wrong.
SLIPS = [
    ("돼", "되"), ("될까", "됄까"), ("괜찮", "괜찬"), ("어떻게", "어떡해"), ("어때", "어떄"), ("않", "안"),
    ("많", "만"), ("얘기", "예기"), ("왜", "외"), ("막혀", "막켜"), ("알려줘", "알려저"), ("있어", "잇어"),
    ("없어", "업어"), ("갔", "갓"), ("했", "햇"), ("ㅔ", "ㅐ"), ("내일", "네일"), ("데", "대"), ("좀", "쫌"),
]  # fmt: skip


def wake(text: str, rng: random.Random) -> str:
    """With a wake word in front."""
    return f"{rng.choice(WAKE)} {text}"


def filler(text: str, rng: random.Random) -> str:
    """With a spoken filler in front."""
    return f"{rng.choice(FILLERS)} {text}"


def lose_spaces(text: str, rng: random.Random) -> str:
    """Without some of the spaces (all of them in short sentences)."""
    words = text.split()
    if len(words) <= 3:
        return "".join(words)
    return words[0] + "".join((" " if rng.random() < 0.55 else "") + word for word in words[1:])


def slip(text: str, rng: random.Random) -> str:
    """With one common misspelling, where the sentence has a word for it."""
    fitting = [(right, wrong) for right, wrong in SLIPS if right in text]
    if not fitting:
        return lose_spaces(text, rng)
    right, wrong = rng.choice(fitting)
    return text.replace(right, wrong, 1)


def invert(text: str, rng: random.Random) -> str:
    """With the end said first, as in hurried speech: "알려줘 내일 부산 날씨"."""
    words = text.split()
    if len(words) < 3:
        return lose_spaces(text, rng)
    cut = -2 if len(words) > 4 and rng.random() < 0.4 else -1
    if len(words[cut - 1]) == 1:  # "몇 시야", "안 와" stay together
        return lose_spaces(text, rng)
    return " ".join([*words[cut:], *words[:cut]])


KINDS = (wake, filler, lose_spaces, slip, invert)


def noisy(text: str, rng: random.Random) -> str:
    """One noisy version of `text`."""
    return rng.choice(KINDS)(text, rng)
